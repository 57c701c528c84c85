#include "profiles/loader/dm/defects_section.hpp"

#include "profiles/loader/file_limits.hpp"

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace dm = emulator::dm;
using filesystem::EfStructure;
using yaml::Node;

constexpr std::array<Word<Byte>, 3> fills{
    {{"ff", Byte{0xFF}}, {"FF", Byte{0xFF}}, {"00", Byte{0x00}}}};
constexpr std::size_t default_padding = 16; // octets of fill when no size is given
constexpr std::size_t largest = largest_body(EfStructure::Transparent);

std::optional<dm::Patch> read_patch(Report& report, const Node& node)
{
    Section patch{report, node};
    for (const std::string_view key : {"offset", "hex"}) {
        static_cast<void>(patch.require(key));
    }
    const auto offset = patch.number("offset", {0, largest});
    auto octets = patch.hex("hex");
    patch.finish();
    if (!offset || !octets) {
        return std::nullopt;
    }
    return dm::Patch{static_cast<std::size_t>(*offset), *std::move(octets)};
}

std::vector<dm::Patch> read_patches(Section& section)
{
    std::vector<dm::Patch> patches;
    const Node* list = section.find("patches");
    if (list == nullptr) {
        return patches;
    }
    for (const Node* item : items_of(section.report(), *list)) {
        if (auto patch = read_patch(section.report(), *item)) {
            patches.push_back(*std::move(patch));
        }
    }
    return patches;
}

} // namespace

dm::Defects read_defects(Section& section, std::size_t content_size)
{
    dm::Defects defects{.patches = read_patches(section)};
    defects.truncate =
        static_cast<std::size_t>(section.number("truncate", {0, largest}).value_or(0));
    const auto size = section.number("size", {1, largest}, "TS 102 221 §8.2.2");
    const auto fill = section.choice("padding", fills);
    if (fill || size) {
        const std::size_t rest = content_size - std::min(content_size, defects.truncate);
        defects.padding =
            dm::Padding{.octet = fill.value_or(Byte{0xFF}),
                        .size = size ? static_cast<std::size_t>(*size) : rest + default_padding};
    }
    return defects;
}

} // namespace uicc::profiles
