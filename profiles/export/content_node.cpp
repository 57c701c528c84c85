#include "profiles/export/content_node.hpp"

#include "filesystem/contents/content_fields.hpp"
#include "filesystem/data_objects.hpp"
#include "profiles/loader/readable_content.hpp"
#include "profiles/yaml/source.hpp"

#include <algorithm>
#include <array>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
namespace contents = filesystem::contents;
using contents::ContentValue;
using filesystem::CardMemory;
using filesystem::FileHeader;
using filesystem::FileIndex;
using yaml::MapBuilder;
using yaml::NodePtr;

/// The loader makes the contents of these where a profile says nothing.
constexpr std::array<std::string_view, 9> derived_files{
    "EF.DIR", "EF.ARR", "EF.UST", "EF.ACC", "EF.IST", "EF.IMPI", "EF.IMPU", "EF.DOMAIN", "EF.IMSI"};

Bytes initial_content(const FilePlan& file, std::size_t size)
{
    return file.spec != nullptr ? catalogue::expand_default(*file.spec, size)
                                : Bytes(size, Byte{0xFF});
}

/// Octets without the fill at their end, but never none.
ByteView without_fill(ByteView octets)
{
    std::size_t size = octets.size();
    while (size > 1 && octets[size - 1] == 0xFF) {
        --size;
    }
    return octets.first(size);
}

bool is_text(const std::string& text)
{
    return yaml::Source::from(text).has_value() && text.find('\n') == std::string::npos;
}

/// A small number as everybody writes it.
bool is_number(std::string_view text)
{
    constexpr std::size_t most_digits = 6;
    const bool digits = std::ranges::all_of(
        text, [](char character) { return character >= '0' && character <= '9'; });
    return digits && text.size() <= most_digits && (text == "0" || !text.starts_with('0'));
}

NodePtr node_of(const ContentValue& value)
{
    if (const auto* text = std::get_if<std::string>(&value.data)) {
        if (!is_text(*text)) {
            return nullptr;
        }
        const bool plain = !text->empty() && (is_number(*text) || *text == "true" ||
                                              *text == "false" || (text->front() >= 'A'));
        return plain ? yaml::word(*text) : yaml::text(*text);
    }
    if (const auto* list = std::get_if<ContentValue::List>(&value.data)) {
        std::vector<NodePtr> items;
        for (const ContentValue& item : *list) {
            items.push_back(node_of(item));
        }
        return std::ranges::find(items, nullptr) == items.end() ? yaml::list(std::move(items))
                                                                : nullptr;
    }
    MapBuilder map;
    for (const auto& [key, member] : std::get<ContentValue::Members>(value.data)) {
        std::string name = key;
        std::ranges::replace(name, '_', '-');
        NodePtr node = node_of(member);
        if (node == nullptr) {
            return nullptr;
        }
        map.add(std::move(name), std::move(node));
    }
    return std::move(map).build();
}

bool comes_back_as(const Bytes& encoded, ByteView octets)
{
    return encoded.size() <= octets.size() &&
           std::ranges::equal(encoded, octets.first(encoded.size())) &&
           std::ranges::all_of(octets.subspan(encoded.size()),
                               [](Byte octet) { return octet == 0xFF; });
}

std::string field_key(const FilePlan& file)
{
    const auto* field = contents::content_field_of(file.standard_name(), file.header.structure);
    return field == nullptr ? std::string{} : key_of(*field);
}

void add_body(MapBuilder& map, ByteView body, const FilePlan& file, std::size_t known_size)
{
    if (NodePtr value = readable_node(body, file, known_size)) {
        map.add(field_key(file), std::move(value));
        return;
    }
    if (file.header.structure == filesystem::EfStructure::BerTlv) { // FF may end the last object
        map.add("hex", yaml::hex(body.first(filesystem::used_size(body))));
        return;
    }
    map.add("hex", yaml::hex(known_size != 0 ? without_fill(body) : body));
}

/// One item of `content:`: nothing for a record that is as at first.
NodePtr record_node(ByteView record, const FilePlan& file)
{
    if (std::ranges::equal(record, initial_content(file, record.size()))) {
        return yaml::nothing();
    }
    if (NodePtr value = readable_node(record, file, record.size())) {
        MapBuilder map;
        map.add(field_key(file), std::move(value));
        return std::move(map).build();
    }
    return yaml::hex(without_fill(record));
}

/// The readable values of all records as one list.
NodePtr field_list(const std::vector<NodePtr>& records)
{
    std::vector<NodePtr> values;
    for (const NodePtr& record : records) {
        if (record->kind != yaml::Kind::Map) {
            return nullptr;
        }
        values.push_back(record->members.front().second);
    }
    return yaml::list(std::move(values));
}

void add_records(MapBuilder& map, const CardMemory& memory, FileIndex index, const FilePlan& file)
{
    std::vector<NodePtr> records;
    std::size_t used = 0;
    for (std::size_t number = 1; number <= memory.header(index).record_count(); ++number) {
        records.push_back(record_node(memory.record(index, number), file));
        used = records.back()->kind == yaml::Kind::Null ? used : number;
    }
    // one without a value at least: those that the loader would make are not these
    records.resize(std::max<std::size_t>(used, 1), yaml::nothing());
    if (NodePtr values = field_list(records)) {
        map.add(field_key(file), std::move(values));
    } else {
        map.add("content", yaml::list(std::move(records)));
    }
}

/// An EF.ARR with the standard rules is what the loader makes.
bool holds_standard_rules(const CardMemory& memory, FileIndex index)
{
    const auto rules = catalogue::standard_rules();
    const std::size_t count = memory.header(index).record_count();
    for (std::size_t number = 1; number <= count; ++number) {
        const bool expected = number <= rules.size() &&
                              comes_back_as(catalogue::encode_rule(rules[number - 1].rights),
                                            memory.record(index, number));
        if (!expected) {
            return false;
        }
    }
    return count == rules.size();
}

} // namespace

NodePtr readable_node(ByteView octets, const FilePlan& file, std::size_t known_size)
{
    const auto* field = contents::content_field_of(file.standard_name(), file.header.structure);
    const auto value =
        field == nullptr || octets.empty() ? contents::refused("") : field->decode(octets);
    if (!value) {
        return nullptr;
    }
    const auto encoded = field->encode(*value, known_size);
    const bool same =
        encoded && !encoded->empty() &&
        (known_size != 0 ? comes_back_as(*encoded, octets) : std::ranges::equal(*encoded, octets));
    return same ? node_of(*value) : nullptr;
}

bool holds_initial_content(const CardMemory& memory, FileIndex index, const FilePlan& baseline)
{
    const FileHeader& file = memory.header(index);
    if (std::ranges::find(derived_files, baseline.standard_name()) != derived_files.end()) {
        return baseline.standard_name() == "EF.ARR" && holds_standard_rules(memory, index);
    }
    const std::size_t part = file.has_records() ? file.record_length : file.size;
    const Bytes initial = initial_content(baseline, part);
    const ByteView body = memory.body(index);
    for (std::size_t at = 0; part != 0 && at + part <= body.size(); at += part) {
        if (!std::ranges::equal(body.subspan(at, part), initial)) {
            return false;
        }
    }
    return true;
}

void add_size(MapBuilder& map, const FileHeader& file, const FilePlan& baseline)
{
    const bool same_structure = baseline.header.has_records() == file.has_records();
    if (!file.has_records()) {
        if (!same_structure || file.size != baseline.wanted_size) {
            map.add("size", yaml::number(file.size));
        }
        return;
    }
    if (!same_structure || file.record_count() != baseline.wanted_records) {
        map.add("records", yaml::number(file.record_count()));
    }
    if (!same_structure || file.record_length != baseline.header.record_length) {
        map.add("record-size", yaml::number(file.record_length));
    }
}

void add_content(MapBuilder& map,
                 const CardMemory& memory,
                 FileIndex index,
                 const FilePlan& baseline)
{
    const FileHeader& file = memory.header(index);
    FilePlan described = baseline;
    described.header.structure = file.structure;
    const bool initial = holds_initial_content(memory, index, baseline);
    if (file.has_records()) {
        add_size(map, file, baseline);
        if (!initial) {
            add_records(map, memory, index, described);
        }
        return;
    }
    const ByteView body = memory.body(index);
    const bool says_its_size = baseline.wanted_size == 0 && !initial && !body.empty() &&
                               (body.back() != 0xFF || readable_node(body, described, 0));
    if (!says_its_size) {
        add_size(map, file, baseline);
    }
    if (!initial) {
        add_body(map, body, described, says_its_size ? 0 : file.size);
    }
}

} // namespace uicc::profiles
