#include "emulator/commands/gsm/access_condition.hpp"

#include "filesystem/memory/access_control.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace uicc::emulator::commands::gsm {
namespace {

using filesystem::KeyReference;

/// A user who has verified certain keys.
class Imagined final : public filesystem::SecurityStatus {
public:
    Imagined(std::span<const KeyReference> keys, Byte environment)
        : keys_{keys}, environment_{environment}
    {}

    [[nodiscard]] bool is_satisfied(KeyReference reference) const override
    {
        return reference != KeyReference{} && std::ranges::find(keys_, reference) != keys_.end();
    }

    [[nodiscard]] Byte security_environment() const override { return environment_; }

private:
    std::span<const KeyReference> keys_;
    Byte environment_;
};

struct Level {
    AccessCondition condition{};
    std::array<KeyReference, 3> keys{}; ///< 00: none
};

constexpr Level administrative(Byte number, Byte reference)
{
    return {AccessCondition{
                static_cast<Byte>(static_cast<Byte>(AccessCondition::Administrative) + number)},
            {KeyReference{reference}}};
}

/// From the lowest to the highest. The universal PIN stands in for CHV1.
constexpr auto levels = std::to_array<Level>({
    {AccessCondition::Always, {}},
    {AccessCondition::Chv1, {filesystem::pin1, filesystem::universal_pin}},
    {AccessCondition::Chv2, {filesystem::pin2}},
    {AccessCondition::Chv2, {filesystem::pin1, filesystem::universal_pin, filesystem::pin2}},
    administrative(0, 0x0A),
    administrative(1, 0x0B),
    administrative(2, 0x0C),
    administrative(3, 0x0D),
    administrative(4, 0x0E),
    administrative(5, 0x8A),
    administrative(6, 0x8B),
    administrative(7, 0x8C),
    administrative(8, 0x8D),
    administrative(9, 0x8E),
});

} // namespace

AccessCondition condition_of(const CommandContext& context,
                             filesystem::FileIndex file,
                             filesystem::AccessMode operation)
{
    const Byte environment = context.security_for(file).security_environment();
    const auto permits = [&](const Level& level) {
        return filesystem::check_access(context.memory, file, operation,
                                        Imagined{level.keys, environment})
            .has_value();
    };
    const auto lowest = std::ranges::find_if(levels, permits);
    return lowest == levels.end() ? AccessCondition::Never : lowest->condition;
}

} // namespace uicc::emulator::commands::gsm
