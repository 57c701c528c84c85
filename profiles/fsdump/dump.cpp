#include "profiles/fsdump/dump.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"
#include "codec/hex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace uicc::profiles::fsdump {
namespace {

using nlohmann::json;

template <class Value>
using Read = Result<Value, std::string>;

constexpr std::size_t longest_shown = 120;
constexpr std::size_t longest_body = 65536; // octets

/// A text of the dump within a message: one line, not too long.
std::string printable(std::string_view text)
{
    std::string shown{text.substr(0, longest_shown)};
    std::ranges::replace_if(
        shown, [](char character) { return character < ' ' || character > '~'; }, '?');
    return shown;
}

tl::unexpected<std::string> refuse(std::string_view where, std::string_view what)
{
    return tl::unexpected{fmt::format("{}: {}", printable(where), what)};
}

/// A member that is there and not null.
const json* find(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

Read<std::string> read_text(const json& object, const char* key, std::string_view where)
{
    const json* value = find(object, key);
    if (value == nullptr) {
        return std::string{};
    }
    if (!value->is_string()) {
        return refuse(fmt::format("{}{}", where, key), "a text is wanted here");
    }
    return value->get<std::string>();
}

Read<Bytes> read_hex(const json& value, std::string_view where)
{
    if (!value.is_string()) {
        return refuse(where, "hexadecimal digits are wanted here");
    }
    const auto octets = codec::from_hex(value.get_ref<const std::string&>());
    if (!octets) {
        return refuse(where, fmt::format("{}, at character {}", octets.error().what,
                                         octets.error().offset + 1));
    }
    if (octets->size() > longest_body) {
        return refuse(where, fmt::format("no file has more than {} octets", longest_body));
    }
    return *octets;
}

std::vector<std::string> split(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        parts.emplace_back(path.substr(0, end));
        path.remove_prefix(std::min(path.size(), end + 1));
    }
    return parts;
}

/// `path`, or else the name of the file taken apart; without the MF.
Read<std::vector<std::string>> read_path(const json& file,
                                         const std::string& name,
                                         std::string_view where)
{
    std::vector<std::string> path;
    const json* list = find(file, "path");
    if (list == nullptr) {
        path = split(name);
    } else {
        const bool is_list = list->is_array() && std::ranges::all_of(*list, [](const json& part) {
                                 return part.is_string();
                             });
        if (!is_list) {
            return refuse(fmt::format("{}path", where), "a list of names is wanted here");
        }
        path = list->get<std::vector<std::string>>();
    }
    std::erase(path, "");
    if (!path.empty() &&
        (path.front() == "MF" || path.front() == "3F00" || path.front() == "3f00")) {
        path.erase(path.begin());
    }
    if (path.size() > deepest_path) {
        return refuse(fmt::format("{}path", where),
                      fmt::format("files lie at most {} directories deep", deepest_path));
    }
    return path;
}

/// Objects of a BER-TLV EF: tag and value, both hexadecimal. Anything else is no octets.
std::optional<Bytes> objects_of(const json& body)
{
    Bytes objects;
    for (const auto& [tag, value] : body.items()) {
        const auto tag_octets = codec::from_hex(tag);
        const auto octets = value.is_string() ? codec::from_hex(value.get_ref<const std::string&>())
                                              : codec::from_hex("?");
        if (!tag_octets || tag_octets->empty() || !octets || octets->size() > longest_body) {
            return std::nullopt;
        }
        codec::append(objects, *tag_octets);
        codec::append_length(objects, octets->size());
        codec::append(objects, *octets);
    }
    return objects.size() <= longest_body ? std::optional{objects} : std::nullopt;
}

Read<std::vector<Bytes>> read_records(const json& list, std::string_view where)
{
    std::vector<Bytes> records;
    for (const json& record : list) {
        records.push_back(
            record.is_null() ? Bytes{}
                             : TRY(read_hex(record, fmt::format("{}[{}]", where, records.size()))));
    }
    return records;
}

Read<void> read_body(const json& file, const std::string& where, DumpedFile& dumped)
{
    const json* body = find(file, "body");
    if (body == nullptr) {
        return {};
    }
    const bool decoded = body->is_array() && std::ranges::any_of(*body, [](const json& record) {
                             return record.is_object();
                         });
    if (decoded) {
        dumped.has_other_body = true;
    } else if (body->is_array()) {
        dumped.records = TRY(read_records(*body, where + "body"));
    } else if (body->is_object()) {
        dumped.body = objects_of(*body);
        dumped.has_other_body = !dumped.body;
    } else {
        dumped.body = TRY(read_hex(*body, where + "body"));
    }
    return {};
}

/// `error` is a text, or an object with a message and the status word.
void read_error(const json& file, DumpedFile& dumped)
{
    const json* error = find(file, "error");
    if (error == nullptr) {
        return;
    }
    const auto text = [&](const char* key) {
        const json* value = error->is_object() ? find(*error, key) : nullptr;
        return value != nullptr && value->is_string() ? printable(value->get<std::string>())
                                                      : std::string{};
    };
    dumped.status_word = text("sw_actual");
    std::ranges::transform(dumped.status_word, dumped.status_word.begin(), [](char character) {
        return character >= 'a' && character <= 'f' ? static_cast<char>(character - 0x20)
                                                    : character;
    });
    const std::string message =
        error->is_string() ? printable(error->get<std::string>()) : text("message");
    dumped.error =
        dumped.status_word + (dumped.status_word.empty() || message.empty() ? "" : " ") + message;
    if (dumped.error.empty()) {
        dumped.error = "an error without a reason";
    }
}

Read<DumpedFile> read_file(const std::string& name, const json& file)
{
    const std::string where = fmt::format("files/{}: ", printable(name));
    if (!file.is_object()) {
        return refuse(fmt::format("files/{}", name), "an object is wanted here");
    }
    DumpedFile dumped{.name = printable(name)};
    dumped.path = TRY(read_path(file, name, where));
    if (const json* raw = find(file, "fcp_raw")) {
        dumped.select_response = TRY(read_hex(*raw, where + "fcp_raw"));
    }
    const json* fcp = find(file, "fcp");
    if (fcp != nullptr && fcp->is_object()) {
        const json* identifier = find(*fcp, "file_identifier");
        dumped.identifier = identifier != nullptr && identifier->is_string()
                                ? identifier->get<std::string>()
                                : std::string{};
    }
    TRY(read_body(file, where, dumped));
    read_error(file, dumped);
    return dumped;
}

Read<std::vector<Bytes>> read_aids(const json& dump)
{
    std::vector<Bytes> aids;
    const json* given = find(dump, "aids");
    if (given == nullptr) {
        return aids;
    }
    if (!given->is_object() && !given->is_array()) {
        return refuse("aids", "an object with an AID for each key is wanted here");
    }
    for (const auto& [key, value] : given->items()) {
        aids.push_back(TRY(read_hex(given->is_object() ? json(key) : value, "aids/" + key)));
    }
    return aids;
}

Read<std::vector<DumpedFile>> read_files(const json& dump)
{
    const json* given = find(dump, "files");
    if (given == nullptr || !given->is_object() || given->empty()) {
        return refuse("files", "an object with the files of the card is wanted here");
    }
    if (given->size() > most_files) {
        return refuse("files", fmt::format("a card has at most {} files", most_files));
    }
    std::vector<DumpedFile> files;
    for (const auto& [name, file] : given->items()) {
        files.push_back(TRY(read_file(name, file)));
    }
    return files;
}

/// "line:column", from 1, of the octet that stands behind so many others.
std::string place_of(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, offset);
    const auto line = std::ranges::count(before, '\n') + 1;
    const auto last = before.rfind('\n');
    const auto column = before.size() - (last == std::string_view::npos ? 0 : last + 1) + 1;
    return fmt::format("{}:{}", line, column);
}

/// What is wrong, without the identification of the parser and its own idea of the place in front,
/// and without the text read last behind, which may be a key.
std::string_view reason_of(const json::parse_error& error)
{
    constexpr std::string_view separator = " - ";
    const std::string_view text{error.what()};
    const auto found = text.find(separator);
    const auto reason =
        found == std::string_view::npos ? text : text.substr(found + separator.size());
    return reason.substr(0, reason.find("; last read: "));
}

/// Whether brackets outside of texts nest deeper than anything in a dump needs.
bool nests_too_deeply(std::string_view text)
{
    constexpr int deepest = 64;
    int depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < text.size() && depth <= deepest; ++i) {
        const char letter = text[i];
        if (in_text) {
            i += letter == '\\' ? 1U : 0U;
            in_text = letter != '"';
        } else if (letter == '"') {
            in_text = true;
        } else if (letter == '[' || letter == '{') {
            ++depth;
        } else if (letter == ']' || letter == '}') {
            --depth;
        }
    }
    return depth > deepest;
}

Read<json> parse(std::string_view text)
{
    if (nests_too_deeply(text)) {
        return tl::unexpected{std::string{"this is nested too deeply for a dump"}};
    }
    try {
        return json::parse(text);
    } catch (const json::parse_error& error) {
        const std::size_t read = error.byte; // with the octet that is wrong, or the end
        return tl::unexpected{fmt::format("{}: this is no JSON: {}",
                                          place_of(text, read == 0 ? 0 : read - 1),
                                          printable(reason_of(error)))};
    } catch (const json::exception&) {
        return tl::unexpected{std::string{"a number in it is beyond all bounds"}};
    }
}

} // namespace

Result<Dump, std::string> read_dump(std::string_view text)
{
    if (text.size() > largest_dump) {
        return tl::unexpected{fmt::format("a dump has at most {} MB", largest_dump >> 20U)};
    }
    const json parsed = TRY(parse(text));
    if (!parsed.is_object()) {
        return tl::unexpected{std::string{"a dump is one JSON object"}};
    }
    Dump dump;
    dump.name = printable(TRY(read_text(parsed, "name", "")));
    dump.atr = TRY(read_text(parsed, "atr", ""));
    dump.iccid = TRY(read_text(parsed, "iccid", ""));
    dump.aids = TRY(read_aids(parsed));
    dump.files = TRY(read_files(parsed));
    return dump;
}

} // namespace uicc::profiles::fsdump
