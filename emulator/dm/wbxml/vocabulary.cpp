#include "emulator/dm/wbxml/vocabulary.hpp"

#include <algorithm>
#include <array>

namespace uicc::emulator::dm::wbxml {
namespace {

struct LanguageSpec {
    Language language{};
    std::uint32_t public_id = 0; // 0: none is registered
    std::string_view public_id_text{};
    Byte root_page = 0;
    Byte root_tag = 0;
};

constexpr auto languages = std::to_array<LanguageSpec>({
    // clang-format off
    {Language::SyncMl,       0x1201, "-//SYNCML//DTD SyncML 1.2//EN",  0, 0x2D},
    {Language::DmDdf,        0,      "-//OMA//DTD-DM-DDF 1.2//EN",     2, 0x20},
    {Language::Provisioning, 0x0B,   "-//WAPFORUM//DTD PROV 1.0//EN",  0, 0x05},
    // clang-format on
});

struct TagRange {
    Language language{};
    Byte page = 0;
    Byte first = 0;
    Byte last = 0;
};

// Every language numbers its tags without a gap.
constexpr auto tags = std::to_array<TagRange>({
    // clang-format off
    {Language::SyncMl,       0, 0x05, 0x3C},
    {Language::SyncMl,       1, 0x05, 0x16}, // MetInf
    {Language::DmDdf,        2, 0x05, 0x3C},
    {Language::Provisioning, 0, 0x05, 0x07},
    {Language::Provisioning, 1, 0x06, 0x07},
    // clang-format on
});

template <class Predicate>
std::optional<Language> find_language(Predicate predicate)
{
    const auto* const found = std::ranges::find_if(languages, predicate);
    return found == languages.end() ? std::nullopt : std::optional{found->language};
}

} // namespace

std::optional<Language> language_of_public_id(std::uint32_t number)
{
    return find_language(
        [&](const LanguageSpec& spec) { return spec.public_id != 0 && spec.public_id == number; });
}

std::optional<Language> language_of_public_id(std::string_view text)
{
    return find_language([&](const LanguageSpec& spec) { return spec.public_id_text == text; });
}

std::optional<Language> language_of_root(Byte page, Byte tag)
{
    return find_language(
        [&](const LanguageSpec& spec) { return spec.root_page == page && spec.root_tag == tag; });
}

bool knows_tag(Language language, Byte page, Byte tag)
{
    return std::ranges::any_of(tags, [&](const TagRange& range) {
        return range.language == language && range.page == page && tag >= range.first &&
               tag <= range.last;
    });
}

} // namespace uicc::emulator::dm::wbxml
