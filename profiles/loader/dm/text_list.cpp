#include "profiles/loader/dm/text_list.hpp"

namespace uicc::profiles {

std::vector<std::string> read_texts(Section& section, std::string_view key)
{
    std::vector<std::string> texts;
    const yaml::Node* node = section.find(key);
    if (node == nullptr) {
        return texts;
    }
    for (const yaml::Node* item : items_of(section.report(), *node, LoneValue::Allowed)) {
        if (auto text = read_text(section.report(), *item)) {
            texts.push_back(*std::move(text));
        }
    }
    return texts;
}

std::vector<std::uint16_t> read_ports(Section& section)
{
    std::vector<std::uint16_t> ports;
    const yaml::Node* node = section.find("ports");
    if (node == nullptr) {
        return ports;
    }
    for (const yaml::Node* item : items_of(section.report(), *node, LoneValue::Allowed)) {
        if (const auto port = read_number(section.report(), *item, {1, 65535})) {
            ports.push_back(static_cast<std::uint16_t>(*port));
        }
    }
    return ports;
}

} // namespace uicc::profiles
