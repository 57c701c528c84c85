#include "profiles/loader/dm/data_object.hpp"

#include "profiles/loader/access.hpp"
#include "profiles/loader/clause.hpp"
#include "profiles/loader/content.hpp"
#include "profiles/loader/file_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
namespace dm = emulator::dm;
using yaml::Kind;
using yaml::Node;

constexpr std::array<Word<dm::DataObjectForm>, 2> forms{
    {{"opaque", dm::DataObjectForm::OpaqueDo}, {"oid", dm::DataObjectForm::OidDo}}};
constexpr std::array<Word<dm::LabelPlace>, 2> label_places{
    {{"first", dm::LabelPlace::First}, {"second", dm::LabelPlace::Second}}};
constexpr std::array<Word<Byte>, 2> paddings{{{"ff", Byte{0xFF}}, {"00", Byte{0x00}}}};
constexpr std::size_t padding_size = 16; // octets of fill when no size is given
constexpr std::string_view double_wrapped = "double-wrapped";

enum class Flag { Private, Modifiable };
constexpr std::array<Word<Flag>, 2> flags{
    {{"private", Flag::Private}, {"modifiable", Flag::Modifiable}}};

enum class PathForm { Relative, Absolute };
constexpr std::array<Word<PathForm>, 2> path_forms{
    {{"relative", PathForm::Relative}, {"absolute", PathForm::Absolute}}};

dm::ObjectFlags read_flags(Section& section)
{
    dm::ObjectFlags read;
    const Node* node = section.find("flags");
    if (node == nullptr) {
        return read;
    }
    for (const Node* item : items_of(section.report(), *node, LoneValue::Allowed)) {
        const auto flag = read_choice(section.report(), *item, flags);
        read.is_private = read.is_private || flag == Flag::Private;
        read.modifiable = read.modifiable || flag == Flag::Modifiable;
    }
    return read;
}

/// `oid:` is plain, double-wrapped, or an identifier of its own; a list combines the latter two.
void read_oid(Section& section, dm::DataObject& entry)
{
    const Node* node = section.find("oid");
    if (node == nullptr) {
        return;
    }
    for (const Node* item : items_of(section.report(), *node, LoneValue::Allowed)) {
        const auto text = read_text(section.report(), *item);
        if (text == double_wrapped) {
            entry.oid_style = dm::OidStyle::DoubleWrapped;
        } else if (text && *text != "plain") {
            entry.oid = *text;
        }
    }
}

Bytes fid_octets(filesystem::Fid fid)
{
    const auto value = static_cast<std::uint16_t>(fid);
    return {static_cast<Byte>(value >> 8), static_cast<Byte>(value)};
}

void read_path(Section& section, Bytes application_path, filesystem::Fid fid, dm::DataObject& entry)
{
    const auto form = section.choice("path", path_forms).value_or(PathForm::Relative);
    entry.path.path = form == PathForm::Absolute ? std::move(application_path) : Bytes{};
    const Bytes own = fid_octets(fid);
    entry.path.path.insert(entry.path.path.end(), own.begin(), own.end());
    const auto read_size = [&](std::string_view key) -> std::optional<std::uint32_t> {
        const auto value = section.number(key, {0, max_card_memory});
        return value ? std::optional{static_cast<std::uint32_t>(*value)} : std::nullopt;
    };
    entry.path.index = read_size("path-index");
    entry.path.length = read_size("path-length");
}

dm::DataObject read_entry(Section& section,
                          const ObjectDefaults& defaults,
                          Bytes application_path,
                          filesystem::Fid fid)
{
    dm::DataObject entry{
        .label = section.text("label").value_or(std::string{defaults.label}),
        .application_name = section.text("application-name"),
        .oid = std::string{defaults.oid},
        .flags = read_flags(section),
        .form = section.choice("form", forms).value_or(dm::DataObjectForm::OpaqueDo),
        .label_place =
            section.choice("label-position", label_places).value_or(dm::LabelPlace::First)};
    read_oid(section, entry);
    read_path(section, std::move(application_path), fid, entry);
    if (entry.flags.is_private) { // clients look there for the PIN to present
        entry.auth_id = {0x01};
    }
    entry.auth_id = section.hex("auth-id", {0, 16}).value_or(entry.auth_id);
    return entry;
}

dm::Defects read_defects(Section& section, std::size_t content_size)
{
    dm::Defects defects;
    if (const auto missing = section.number("truncate", {0, max_card_memory})) {
        defects.truncate = static_cast<std::size_t>(*missing);
    }
    const auto size =
        section.number("size", {1, largest_body(filesystem::EfStructure::Transparent)});
    const auto fill = section.choice("padding", paddings);
    if (fill || size) {
        const std::size_t rest =
            content_size - std::min(content_size, defects.truncate) + padding_size;
        defects.padding = dm::Padding{.octet = fill.value_or(Byte{0xFF}),
                                      .size = size ? static_cast<std::size_t>(*size) : rest};
    }
    return defects;
}

std::optional<Bytes> read_content(LoadContext& context,
                                  Section& section,
                                  const ReadAuthored& read_authored)
{
    section.exclusive({"hex", "file"});
    if (const Node* hex = section.find("hex")) {
        return read_hex(context.report, *hex);
    }
    if (const Node* file = section.find("file")) {
        return read_included_file(context, *file);
    }
    const std::size_t mistakes = context.report.size();
    auto content = read_authored(section);
    if (content) {
        return std::move(*content);
    }
    if (context.report.size() == mistakes) { // else the encoder complains about the consequences
        report_dm_error(context.report, section.node(), content.error());
    }
    return std::nullopt;
}

catalogue::AccessRights bootstrap_rights(bool is_private)
{
    using enum catalogue::AccessLevel;
    return {.read = is_private ? Pin : Always,
            .update = Adm,
            .deactivate = Adm,
            .activate = Adm,
            .remove = Adm};
}

const Node* step(const Node& node, std::string_view name)
{
    std::string key{name};
    std::ranges::replace(key, '_', '-');
    for (const auto& [member, value] : node.members) {
        if (member->text == key) {
            return value.get();
        }
    }
    return nullptr;
}

/// The value that a path such as `servers[1].uri` names, or the nearest one on the way there.
const Node& node_at(const Node& start, std::string_view path)
{
    const Node* node = &start;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find_first_of(".["), path.size());
        if (end > 0) {
            const Node* next = step(*node, path.substr(0, end));
            if (next == nullptr) {
                return *node;
            }
            node = next;
        }
        path.remove_prefix(end);
        if (path.starts_with('[')) {
            std::size_t index = 0;
            std::from_chars(path.data() + 1, path.data() + path.size(), index);
            if (index >= node->items.size()) {
                return *node;
            }
            node = node->items[index].get();
            path.remove_prefix(std::min(path.find(']'), path.size() - 1) + 1);
        }
        if (path.starts_with('.')) {
            path.remove_prefix(1);
        }
    }
    return *node;
}

} // namespace

void report_dm_error(Report& report, const Node& node, const dm::DmError& error)
{
    const Statement statement = split_clause(error.what);
    report.add(node_at(node, error.field), statement.sentence, statement.clause);
}

std::optional<ReadObject> read_object(LoadContext& context,
                                      const Node& node,
                                      const ObjectDefaults& defaults,
                                      Bytes application_path,
                                      const ReadAuthored& read_authored)
{
    if (!context.claim_file(node.position)) {
        return std::nullopt;
    }
    Section section{context.report, node};
    const filesystem::Fid fid = section.fid("fid").value_or(defaults.fid);
    ReadObject object{.entry = read_entry(section, defaults, std::move(application_path), fid)};
    auto content = read_content(context, section, read_authored);
    const dm::Defects defects = read_defects(section, content ? content->size() : 0);
    FilePlan& file = object.file;
    file = {.header = {.name = std::string{defaults.file_name}, .fid = fid},
            .access = {.rights = bootstrap_rights(object.entry.flags.is_private)},
            .has_content = true,
            .authored = true,
            .position = node.position,
            .fid_position = section.key_node("fid").position,
            .content_position = node.position};
    if (const Node* read = section.find("read")) {
        apply_read_right(context.report, *read, file.access);
    }
    section.finish();
    if (!content) {
        return std::nullopt;
    }
    auto damaged = dm::apply(defects, *std::move(content));
    if (!damaged) {
        report_dm_error(context.report, node, damaged.error());
        return std::nullopt;
    }
    if (damaged->size() > largest_body(filesystem::EfStructure::Transparent)) {
        context.report.add(node, "a transparent file has at most 32768 octets",
                           "TS 102 221 §8.2.2");
        return std::nullopt;
    }
    file.body = *std::move(damaged);
    return object;
}

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
    if (const Node* text = section.find(text_key)) {
        const auto value = read_text(section.report(), *text);
        return value ? std::optional{SecureBytes{value->begin(), value->end()}} : std::nullopt;
    }
    const Node* hex = section.find(hex_key);
    return hex == nullptr ? std::nullopt : read_secret_hex(section.report(), *hex, {0, 4096});
}

} // namespace uicc::profiles
