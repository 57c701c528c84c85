#include "daemon/client/content/document.hpp"

#include "emulator/dm/fill.hpp"
#include "emulator/dm/wbxml/structure.hpp"
#include "emulator/dm/wbxml_tree.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string_view>

namespace uicc::daemon::client::content {
namespace {

namespace dm = emulator::dm;
namespace wbxml = emulator::dm::wbxml;

constexpr Byte oldest_version = 0x01;
constexpr Byte newest_version = 0x03;
constexpr std::size_t most_cut = 64;  ///< octets that are given up
constexpr std::size_t most_ends = 16; ///< elements that are closed

DocumentKind kind_of(wbxml::Language language)
{
    switch (language) {
    case wbxml::Language::SyncMl:
        return DocumentKind::Message;
    case wbxml::Language::DmDdf:
        return DocumentKind::Tree;
    case wbxml::Language::Provisioning:
        break;
    }
    return DocumentKind::Provisioning;
}

bool has_inline_tree(const wbxml::Structure& structure)
{
    return std::ranges::any_of(structure.data, [](const wbxml::DataElement& data) {
        return std::ranges::any_of(data.parts, [](const wbxml::DataPart& part) {
            return part.kind == wbxml::DataPart::Kind::Tree;
        });
    });
}

/// A document that ends early, with the end that it might have had; as it is when there is none.
Bytes repaired(ByteView whole)
{
    Bytes octets;
    for (std::size_t cut = 0; cut <= most_cut && cut < whole.size(); ++cut) {
        octets.assign(whole.begin(), whole.end() - static_cast<std::ptrdiff_t>(cut));
        for (std::size_t ends = 0; ends <= most_ends; ++ends) {
            if (wbxml::check(octets)) {
                return octets;
            }
            octets.push_back(wbxml::end_token);
        }
    }
    return {whole.begin(), whole.end()};
}

Result<Document, std::string> decode_xml(ByteView file, pugi::xml_document& out)
{
    std::size_t size = file.size();
    while (size > 0 && dm::is_fill(file[size - 1])) {
        --size;
    }
    if (!out.load_buffer(file.data(), size)) {
        return tl::unexpected{std::string{"it is malformed XML"}};
    }
    const std::string_view root = out.document_element().name();
    if (root == "SyncML") {
        return Document{DocumentKind::Message};
    }
    return Document{root == "MgmtTree" ? DocumentKind::Tree : DocumentKind::Provisioning};
}

} // namespace

Result<Document, std::string> decode_document(ByteView file,
                                              const Conduct& conduct,
                                              pugi::xml_document& out)
{
    if (!file.empty() && file.front() == '<' && conduct.breaks(Rule::AcceptXml)) {
        return decode_xml(file, out);
    }
    Bytes octets{file.begin(), file.end()};
    const bool odd_version =
        !octets.empty() && (octets[0] < oldest_version || octets[0] > newest_version);
    if (odd_version && conduct.breaks(Rule::AcceptAnyWbxmlVersion)) {
        octets[0] = newest_version;
    }
    if (octets.size() > 1 && octets[1] == 0 && conduct.breaks(Rule::NumberedPublicIdOnly)) {
        return tl::unexpected{std::string{"its public identifier is no number"}};
    }
    auto structure = wbxml::check(octets);
    if (!structure && conduct.breaks(Rule::AcceptMalformed)) {
        octets = repaired(octets);
        structure = wbxml::check(octets);
    }
    if (!structure) {
        return tl::unexpected{dm::to_string(structure.error())};
    }
    if (const auto fill = dm::require_fill(octets, structure->end); !fill) {
        return tl::unexpected{dm::to_string(fill.error())};
    }
    if (structure->end != octets.size() && conduct.breaks(Rule::NoFill)) {
        return tl::unexpected{std::string{"it goes on behind its content"}};
    }
    if (const auto built = dm::build_tree(octets, *structure, 0, out); !built) {
        return tl::unexpected{dm::to_string(built.error())};
    }
    return Document{kind_of(structure->language), has_inline_tree(*structure)};
}

std::string text_of(const pugi::xml_node& element)
{
    std::ostringstream text;
    element.print(text, "", pugi::format_raw | pugi::format_no_declaration);
    return text.str();
}

std::string lower_case(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    return text;
}

} // namespace uicc::daemon::client::content
