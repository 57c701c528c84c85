#include "emulator/dm/wbxml_tree.hpp"

#include "codec/byte_writer.hpp"
#include "codec/hex.hpp"
#include "emulator/dm/fill.hpp"
#include "emulator/dm/text_check.hpp"
#include "emulator/dm/wbxml/converter.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace uicc::emulator::dm {
namespace {

constexpr unsigned parse_options = pugi::parse_default | pugi::parse_ws_pcdata;
constexpr Byte highest_wbxml_version = 0x03;
constexpr Byte utf_8 = 0x6A;

ByteView cut(ByteView content, wbxml::Extent extent)
{
    return content.subspan(extent.begin, extent.end - extent.begin);
}

/// Stands for a held value while libwbxml2 decodes the rest; private-use characters around a
/// number.
std::string placeholder(std::size_t index)
{
    return "\uE000" + std::to_string(index) + "\uE001";
}

Bytes string_token(std::string_view text)
{
    Bytes token{wbxml::str_i};
    codec::append(token, octets_of(text));
    token.push_back(0);
    return token;
}

/// Octets to take out of a document, and what to put there.
struct Replacement {
    wbxml::Extent extent{};
    Bytes octets{};
};

std::vector<Replacement> replacements(const wbxml::Structure& structure)
{
    std::vector<Replacement> all;
    for (const wbxml::DataElement& data : structure.data) {
        const bool empty = data.parts.empty();
        all.push_back(
            {data.content, empty ? Bytes{} : Bytes{wbxml::switch_page, data.page_behind}});
    }
    for (std::size_t i = 0; i < structure.held.size(); ++i) {
        all.push_back({structure.held[i].token, string_token(placeholder(i))});
    }
    std::ranges::sort(all, {}, [](const Replacement& one) { return one.extent.begin; });
    return all;
}

/// A multi-octet integer, WBXML §5.1.
void append_number(Bytes& out, std::size_t number)
{
    for (unsigned shift = 28; shift > 0; shift -= 7) {
        if (number >> shift != 0) {
            out.push_back(static_cast<Byte>(0x80 | (number >> shift & 0x7F)));
        }
    }
    out.push_back(static_cast<Byte>(number & 0x7F));
}

/// A header that leaves the language to the caller; string table references stay valid.
Bytes anonymous_header(const wbxml::Structure& structure)
{
    Bytes header{structure.version, wbxml::unknown_public_id, utf_8};
    append_number(header, structure.string_table.size());
    codec::append(header, structure.string_table);
    return header;
}

/// The document with empty Data elements, and placeholders instead of the held values.
Bytes hollow_out(ByteView content, const wbxml::Structure& structure)
{
    Bytes hollow = anonymous_header(structure);
    std::size_t at = structure.body;
    for (const Replacement& replacement : replacements(structure)) {
        codec::append(hollow, cut(content, {at, replacement.extent.begin}));
        codec::append(hollow, replacement.octets);
        at = replacement.extent.end;
    }
    codec::append(hollow, cut(content, {at, structure.end}));
    return hollow;
}

/// A document of its own around the tags of an inline tree.
Bytes wrap_tree(ByteView content, const wbxml::Structure& structure, wbxml::Extent tree)
{
    Bytes document = anonymous_header(structure);
    codec::append(document, Bytes{wbxml::switch_page, wbxml::tree_page});
    codec::append(document, cut(content, tree));
    return document;
}

Result<void, DmError> parse(const std::string& xml, pugi::xml_document& out)
{
    const auto result = out.load_buffer(xml.data(), xml.size(), parse_options);
    if (!result) {
        return tl::unexpected{DmError{.what = std::string{"the decoded document is no XML: "} +
                                              result.description()}};
    }
    return {};
}

/// A management tree from octets that are a document of their own.
Result<void, DmError> build_nested(ByteView document, std::size_t base, pugi::xml_document& out)
{
    const wbxml::Structure structure = TRY(wbxml::check(document, base));
    if (structure.language != wbxml::Language::DmDdf) {
        return tl::unexpected{DmError{base, "the nested document is no management tree"}};
    }
    TRY(require_fill(document, structure.end).map_error([&](DmError error) {
        error.offset += base;
        return error;
    }));
    return build_tree(document, structure, base, out);
}

std::string text_or_hex(ByteView value)
{
    return is_text(value) ? std::string{text_of(value)} : codec::to_hex(value);
}

void append_text(pugi::xml_node parent, ByteView value)
{
    parent.append_child(pugi::node_pcdata).set_value(text_or_hex(value).c_str());
}

/// Octets that start with a WBXML version are no text, so they must be a document.
bool is_document(const wbxml::DataPart& part, ByteView value)
{
    return part.kind == wbxml::DataPart::Kind::Opaque && !value.empty() && value.front() != 0 &&
           value.front() <= highest_wbxml_version;
}

Result<void, DmError> append_part(ByteView content,
                                  const wbxml::Structure& structure,
                                  const wbxml::DataPart& part,
                                  std::size_t base,
                                  pugi::xml_node parent)
{
    const ByteView value = cut(content, part.value);
    pugi::xml_document nested;
    if (part.kind == wbxml::DataPart::Kind::Tree) {
        const Bytes wrapped = wrap_tree(content, structure, part.value);
        TRY(build_nested(wrapped, base + part.value.begin, nested));
    } else if (is_document(part, value)) {
        TRY(build_nested(value, base + part.value.begin, nested));
    } else {
        append_text(parent, value);
        return {};
    }
    parent.append_copy(nested.document_element());
    return {};
}

/// Every element of this name, in the order of the document.
struct Collector : pugi::xml_tree_walker {
    bool for_each(pugi::xml_node& node) override
    {
        if (std::string_view{node.name()} == "Data") {
            elements.push_back(node);
        }
        return true;
    }
    std::vector<pugi::xml_node> elements{};
};

Result<void, DmError> fill_data(ByteView content,
                                const wbxml::Structure& structure,
                                std::size_t base,
                                pugi::xml_document& out)
{
    Collector collector;
    out.traverse(collector);
    if (collector.elements.size() != structure.data.size()) {
        throw std::logic_error{"libwbxml2 decoded another number of Data elements"};
    }
    for (std::size_t i = 0; i < structure.data.size(); ++i) {
        for (const wbxml::DataPart& part : structure.data[i].parts) {
            TRY(append_part(content, structure, part, base, collector.elements[i]));
        }
    }
    return {};
}

/// Puts a held value in the place of its placeholder.
void fill_held(pugi::xml_document& out, const std::string& placeholder, const std::string& value)
{
    pugi::xml_node place = out.find_node([&](const pugi::xml_node& node) {
        return std::string_view{node.value()}.find(placeholder) != std::string_view::npos;
    });
    std::string text = place.value();
    if (const auto at = text.find(placeholder); at != std::string::npos) {
        text.replace(at, placeholder.size(), value);
        place.set_value(text.c_str());
    }
}

} // namespace

Result<void, DmError> build_tree(ByteView content,
                                 const wbxml::Structure& structure,
                                 std::size_t base,
                                 pugi::xml_document& out)
{
    const Bytes hollow = hollow_out(content, structure);
    const std::string xml = TRY(wbxml::to_xml(hollow, structure.language));
    TRY(parse(xml, out));
    for (std::size_t i = 0; i < structure.held.size(); ++i) {
        fill_held(out, placeholder(i), text_or_hex(cut(content, structure.held[i].value)));
    }
    return fill_data(content, structure, base, out);
}

} // namespace uicc::emulator::dm
