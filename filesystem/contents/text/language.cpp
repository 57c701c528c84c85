#include "filesystem/contents/text/language.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::filesystem::contents {
namespace {

constexpr std::size_t entry_size = 2;
constexpr Byte unused = 0xFF;

bool is_language(std::string_view text)
{
    return text.size() == entry_size &&
           std::ranges::all_of(text, [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

} // namespace

Result<Bytes, ContentError> encode_languages(std::span<const std::string> languages)
{
    Bytes body;
    for (const std::string& language : languages) {
        if (!is_language(language)) {
            return refused(fmt::format(
                "\"{}\" is no language, ISO 639 codes have two small letters (TS 102 221 §13.3)",
                language));
        }
        body.insert(body.end(), language.begin(), language.end());
    }
    return body;
}

Result<std::vector<std::string>, ContentError> decode_languages(ByteView body)
{
    if (body.size() % entry_size != 0) {
        return refused(fmt::format("a language takes two octets, {} cannot be divided "
                                   "(TS 102 221 §13.3)",
                                   body.size()));
    }
    std::vector<std::string> languages;
    for (; !body.empty(); body = body.subspan(entry_size)) {
        if (body[0] == unused && body[1] == unused) {
            continue;
        }
        const std::string language{static_cast<char>(body[0]), static_cast<char>(body[1])};
        if (!is_language(language)) {
            return refused(
                fmt::format("{:02X}{:02X} is no language (TS 102 221 §13.3)", body[0], body[1]));
        }
        languages.push_back(language);
    }
    return languages;
}

} // namespace uicc::filesystem::contents
