#include "filesystem/access_rule.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <array>

namespace uicc::test {
namespace {

using namespace filesystem;

class Status final : public SecurityStatus {
public:
    explicit Status(bool satisfied) : satisfied_{satisfied} {}

    [[nodiscard]] bool is_satisfied(KeyReference /*reference*/) const override
    {
        return satisfied_;
    }
    [[nodiscard]] Byte security_environment() const override { return satisfied_ ? 0 : 1; }

private:
    bool satisfied_;
};

} // namespace
} // namespace uicc::test

/// A denial always has a reason, and rules end at their fill.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace uicc;
    using filesystem::AccessMode;
    Bytes filled{data, data + size};
    filled.push_back(0xFF);
    for (const auto mode : {AccessMode::Read, AccessMode::Update, AccessMode::Increase,
                            AccessMode::Activate, AccessMode::DeleteSelf, AccessMode::CreateEf}) {
        for (const bool satisfied : {false, true}) {
            const test::Status status{satisfied};
            const auto verdict = filesystem::decide({data, size}, mode, status);
            const auto with_fill = filesystem::decide(filled, mode, status);
            test::require(!verdict || with_fill);
        }
    }
    return 0;
}
