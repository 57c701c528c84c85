#include "profiles/loader/content.hpp"

#include "profiles/loader/readable_content.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

using filesystem::contents::ContentField;
using yaml::Kind;
using yaml::Node;

/// A way to give contents: its key and value.
struct Source {
    std::string key{};
    const Node* node = nullptr;
};

Bytes octets_of(std::string_view text)
{
    return {text.begin(), text.end()};
}

std::optional<Bytes> read_octets(LoadContext& context, const Source& source)
{
    if (source.key == "hex") {
        return read_hex(context.report, *source.node);
    }
    if (source.key == "file") {
        return read_included_file(context, *source.node);
    }
    const auto text = read_text(context.report, *source.node);
    return text ? std::optional{octets_of(*text)} : std::nullopt;
}

/// The first of the content keys that is there; further ones are reported.
std::optional<Source> find_source(Section& section, std::string_view field)
{
    std::optional<Source> found;
    for (const std::string_view key :
         {std::string_view{"hex"}, std::string_view{"text"}, std::string_view{"file"}, field}) {
        const Node* node = key.empty() ? nullptr : section.find(key);
        if (node == nullptr) {
            continue;
        }
        if (!found) {
            found = Source{std::string{key}, node};
            continue;
        }
        section.report().add(
            section.key_node(key),
            fmt::format("{} gives contents a second time, {} has done so", key, found->key));
    }
    return found;
}

bool fits(Report& report, const Node& node, const Bytes& octets, const ContentPlace& place)
{
    if (place.size == 0 || octets.size() <= place.size) {
        return true;
    }
    const std::string advice =
        place.advice.empty() ? "" : fmt::format("; {}: {} makes room", place.advice, octets.size());
    report.add(node,
               fmt::format("these contents have {} octets, {} has room for {}{}", octets.size(),
                           place.file.header.name, place.size, advice),
               "TS 102 221 §8.2.2");
    return false;
}

} // namespace

ReadContent read_content(LoadContext& context, Section& section, const ContentPlace& place)
{
    const ContentField* field = filesystem::contents::content_field_of(place.file.standard_name(),
                                                                       place.file.header.structure);
    const std::string field_key = field == nullptr ? "" : key_of(*field);
    const auto source = find_source(section, field_key);
    if (!source) {
        return {};
    }
    ReadContent read{.given = true, .node = source->node};
    if (field != nullptr && source->key == field_key) {
        if (auto contents = read_field(context.report, *source->node, *field, place)) {
            read.contents = *std::move(contents);
        }
        return read;
    }
    auto octets = read_octets(context, *source);
    if (octets && fits(context.report, *source->node, *octets, place)) {
        read.contents.push_back(*std::move(octets));
    }
    return read;
}

std::optional<Bytes> read_record(LoadContext& context, const Node& node, const ContentPlace& place)
{
    if (node.kind == Kind::Null) {
        return Bytes{};
    }
    if (node.kind == Kind::Scalar) {
        auto octets = read_hex(context.report, node);
        return octets && fits(context.report, node, *octets, place) ? octets : std::nullopt;
    }
    Section section{context.report, node};
    auto read = read_content(context, section, place);
    section.finish();
    if (!read.given) {
        context.report.add(node, "a record needs contents: hex, text or file");
    }
    if (read.contents.size() > 1) {
        context.report.add(node, "here is room for one record only");
    }
    return read.contents.size() == 1 ? std::optional{std::move(read.contents.front())}
                                     : std::nullopt;
}

} // namespace uicc::profiles
