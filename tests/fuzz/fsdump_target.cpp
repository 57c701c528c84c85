#include "profiles/fsdump/import_dump.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <string>

/// What is imported is a profile that loads.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace uicc;
    const std::string text{data, data + size};
    const auto imported = profiles::fsdump::import_dump(text);
    test::require(imported || !imported.error().empty());
    if (imported) {
        test::require(!imported->report.to_text().empty());
        test::require(
            profiles::load_profile_text(imported->text, "/nowhere/card.yaml").has_value());
    }
    return 0;
}
