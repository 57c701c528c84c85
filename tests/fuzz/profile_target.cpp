#include "profiles/loader/load_profile.hpp"
#include "tests/fuzz/fuzz_target.hpp"

/// A profile makes a card, or complaints with a place each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace uicc;
    std::string text{data, data + size};
    const auto loaded = profiles::load_profile_text(std::move(text), "/nowhere/card.yaml");
    test::require(loaded || !loaded.error().empty());
    if (!loaded) {
        for (const auto& diagnostic : loaded.error()) {
            test::require(!diagnostic.to_string().empty());
        }
    }
    return 0;
}
