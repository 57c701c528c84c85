#include "profiles/loader/dm/octets.hpp"

namespace uicc::profiles {
namespace {

constexpr SizeRange secret_size{0, 4096};

} // namespace

std::optional<Bytes> read_octets(Section& section,
                                 std::string_view text_key,
                                 std::string_view hex_key)
{
    section.exclusive({text_key, hex_key});
    if (const auto text = section.text(text_key)) {
        return Bytes{text->begin(), text->end()};
    }
    return section.hex(hex_key);
}

std::optional<SecureBytes> read_secret_octets(Section& section,
                                              std::string_view text_key,
                                              std::string_view hex_key)
{
    section.exclusive({text_key, hex_key});
    if (const auto text = section.text(text_key)) {
        return SecureBytes{text->begin(), text->end()};
    }
    const yaml::Node* hex = section.find(hex_key);
    return hex == nullptr ? std::nullopt : read_secret_hex(section.report(), *hex, secret_size);
}

} // namespace uicc::profiles
