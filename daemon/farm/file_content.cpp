#include "daemon/farm/file_content.hpp"

#include "codec/hex.hpp"
#include "filesystem/contents/content_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace uicc::daemon {
namespace {

using filesystem::CardMemory;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::contents::ContentError;
using filesystem::contents::ContentField;
using filesystem::contents::ContentMember;
using filesystem::contents::ContentValue;
using nlohmann::json;

template <class Value = void>
using Outcome = Result<Value, std::string>;

tl::unexpected<std::string> refused(std::string why)
{
    return tl::unexpected{std::move(why)};
}

std::string replaced(std::string_view text, char from, char to)
{
    std::string changed{text};
    std::ranges::replace(changed, from, to);
    return changed;
}

ContentValue value_of(const json& given)
{
    if (given.is_array()) {
        ContentValue::List list;
        std::ranges::transform(given, std::back_inserter(list), value_of);
        return list;
    }
    if (given.is_object()) {
        ContentValue::Members members;
        for (const auto& [key, value] : given.items()) {
            members.push_back({replaced(key, '-', '_'), value_of(value)});
        }
        return members;
    }
    if (given.is_null()) {
        return ContentValue{std::string{}};
    }
    return ContentValue{given.is_string() ? given.get<std::string>() : given.dump()};
}

json to_json(const ContentValue& value)
{
    if (const auto* list = std::get_if<ContentValue::List>(&value.data)) {
        json shown = json::array();
        std::ranges::transform(*list, std::back_inserter(shown), to_json);
        return shown;
    }
    if (const auto* members = std::get_if<ContentValue::Members>(&value.data)) {
        json shown = json::object();
        for (const ContentMember& member : *members) {
            shown[replaced(member.key, '_', '-')] = to_json(member.value);
        }
        return shown;
    }
    return std::get<std::string>(value.data);
}

/// Octets of the body, or of one record.
std::size_t part_size(const FileHeader& file)
{
    return file.has_records() ? file.record_length : file.size;
}

std::string sentence(const FileHeader& file, const std::string& key, const ContentError& error)
{
    std::string place = fmt::format("{}: {}", file.name, key);
    for (const std::string& step : error.path) {
        place += "." + replaced(step, '_', '-');
    }
    return place + ": " + error.what;
}

Outcome<std::vector<Bytes>> encode_readable(const FileHeader& file, const json& given)
{
    const ContentField* field = filesystem::contents::content_field_of(file.name, file.structure);
    if (field == nullptr) {
        return refused(file.name + " has no readable form; give its octets");
    }
    const std::string key = replaced(field->name, '_', '-');
    const bool is_named = given.is_object() && given.size() == 1 && given.contains(key);
    auto encoded = filesystem::contents::encode_contents(
        *field, value_of(is_named ? given[key] : given), file.structure, part_size(file));
    if (!encoded) {
        return refused(sentence(file, key, encoded.error()));
    }
    return std::move(*encoded);
}

Outcome<std::vector<Bytes>> encode(const FileHeader& file, const FileContent& content)
{
    if (content.form == FileContent::Form::Readable) {
        return encode_readable(file, content.value);
    }
    const auto& text = content.value.get_ref<const std::string&>();
    if (content.form == FileContent::Form::Text) {
        return std::vector<Bytes>{Bytes{text.begin(), text.end()}};
    }
    const auto octets = codec::from_hex(text);
    if (!octets) {
        return refused(fmt::format("data: {} at character {}", octets.error().what,
                                   octets.error().offset + 1));
    }
    return std::vector<Bytes>{*octets};
}

Outcome<> check_record(const FileHeader& file, std::optional<std::size_t> record)
{
    if (!record) {
        return {};
    }
    if (!file.has_records()) {
        return refused(file.name + " has no records");
    }
    if (*record < 1 || *record > file.record_count()) {
        return refused(fmt::format("{} has records 1 to {}", file.name, file.record_count()));
    }
    return {};
}

Outcome<> check_fit(const FileHeader& file, const FileContent& content, const Bytes& octets)
{
    const std::size_t room = part_size(file);
    const std::size_t offset = content.offset.value_or(0);
    if (offset > room || octets.size() > room - offset) {
        return refused(fmt::format("{} has room for {} octets, these are {}{}", file.name, room,
                                   octets.size(),
                                   content.offset ? fmt::format(" from {} on", offset) : ""));
    }
    return {};
}

void write_part(CardMemory& memory, FileIndex index, std::size_t part, Bytes octets)
{
    const FileHeader& file = memory.header(index);
    octets.resize(part_size(file), Byte{0xFF});
    memory.write(index, part * part_size(file), octets);
}

json shown(const FileHeader& file, ByteView octets)
{
    json part{{"data", codec::to_hex(octets)}};
    if (const auto text = filesystem::contents::describe(file.name, octets, file.structure)) {
        part["text"] = *text;
    }
    const auto* field = filesystem::contents::content_field_of(file.name, file.structure);
    const auto value = field == nullptr ? std::nullopt : std::optional{field->decode(octets)};
    if (value && *value) {
        part["value"] = to_json(**value);
    }
    return part;
}

json shown_record(const CardMemory& memory, FileIndex file, std::size_t record)
{
    json part = shown(memory.header(file), memory.record(file, record));
    part["record"] = record;
    return part;
}

} // namespace

Outcome<> stage_content(CardMemory& memory, FileIndex index, const FileContent& content)
{
    const FileHeader& file = memory.header(index);
    TRY(check_record(file, content.record));
    const bool is_whole = file.has_records() && !content.record;
    if (is_whole && content.form != FileContent::Form::Readable) {
        return refused(
            fmt::format("{} has records 1 to {}: name one", file.name, file.record_count()));
    }
    auto contents = TRY(encode(file, content));
    const std::size_t room = is_whole ? file.record_count() : 1;
    if (contents.size() > room) {
        return refused(fmt::format("{}: {} records are given, there is room for {}", file.name,
                                   contents.size(), room));
    }
    for (const Bytes& octets : contents) {
        TRY(check_fit(file, content, octets));
    }
    const std::size_t first = content.record.value_or(1) - 1;
    if (content.offset) {
        memory.write(index, first * part_size(file) + *content.offset, contents.front());
        return {};
    }
    contents.resize(room);
    for (std::size_t i = 0; i < room; ++i) {
        write_part(memory, index, first + i, std::move(contents[i]));
    }
    return {};
}

Outcome<json> show_content(const CardMemory& memory,
                           FileIndex index,
                           std::optional<std::size_t> record)
{
    const FileHeader& file = memory.header(index);
    TRY(check_record(file, record));
    if (!file.has_records()) {
        return shown(file, memory.body(index));
    }
    json records = json::array();
    const std::size_t last = record.value_or(file.record_count());
    for (std::size_t number = record.value_or(1); number <= last; ++number) {
        records.push_back(shown_record(memory, index, number));
    }
    return json{{"records", std::move(records)}};
}

} // namespace uicc::daemon
