#include "profiles/loader/dm/data_object.hpp"

#include "codec/byte_writer.hpp"
#include "profiles/loader/access.hpp"
#include "profiles/loader/content.hpp"
#include "profiles/loader/dm/defects_section.hpp"
#include "profiles/loader/dm/dm_error_report.hpp"
#include "profiles/loader/file_header.hpp"
#include "profiles/loader/file_limits.hpp"

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
namespace dm = emulator::dm;
using filesystem::EfStructure;
using filesystem::Fid;
using yaml::Kind;
using yaml::Node;

constexpr std::array<Word<dm::DataObjectForm>, 2> forms{
    {{"opaque", dm::DataObjectForm::OpaqueDo}, {"oid", dm::DataObjectForm::OidDo}}};
constexpr std::array<Word<dm::LabelPlace>, 2> label_places{
    {{"first", dm::LabelPlace::First}, {"second", dm::LabelPlace::Second}}};

/// Beside the PIN, which needs no keys.
constexpr std::array<Word<Protection>, 3> protections{{{"pin", Protection::None},
                                                       {"scp03", Protection::SecureChannel},
                                                       {"sm", Protection::SecureMessaging}}};

enum class Flag { Private, Modifiable };
constexpr std::array<Word<Flag>, 2> flags{
    {{"private", Flag::Private}, {"modifiable", Flag::Modifiable}}};

constexpr Byte first_auth_id = 0x01; // of the entry for PIN1 in EF.AODF

dm::ObjectFlags read_flags(Section& section, bool modifiable)
{
    const Node* node = section.find("flags");
    if (node == nullptr) {
        return {.modifiable = modifiable};
    }
    dm::ObjectFlags read;
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
        if (text == "double-wrapped") {
            entry.oid_style = dm::OidStyle::DoubleWrapped;
        } else if (text && *text != "plain") {
            entry.oid = *text;
        }
    }
}

/// `path:` is relative, absolute, or octets of its own.
Bytes read_path_octets(Section& section, const ApplicationPlace& application, Fid fid)
{
    Bytes path;
    codec::append_number(path, static_cast<std::uint16_t>(fid), 2);
    const Node* node = section.find("path");
    const std::string_view word =
        node != nullptr && node->kind == Kind::Scalar ? std::string_view{node->text} : "";
    if (node == nullptr || word == "relative") {
        return path;
    }
    if (word != "absolute") {
        return read_hex(section.report(), *node, {2, 16}, "PKCS#15 §6.1.5").value_or(path);
    }
    if (application.path.empty()) {
        section.report().add(*node, "the application has no FID, so there is no absolute path",
                             "PKCS#15 §6.1.5");
    }
    path.insert(path.begin(), application.path.begin(), application.path.end());
    return path;
}

dm::Pkcs15Path read_path(Section& section, const ApplicationPlace& application, Fid fid)
{
    const auto number = [&](std::string_view key) -> std::optional<std::uint32_t> {
        const auto value = section.number(key, {0, max_card_memory});
        return value ? std::optional{static_cast<std::uint32_t>(*value)} : std::nullopt;
    };
    return {.path = read_path_octets(section, application, fid),
            .index = number("path-index"),
            .length = number("path-length")};
}

void read_auth_id(Section& section, dm::DataObject& entry)
{
    if (entry.flags.is_private) { // clients look there for the PIN to present
        entry.auth_id = {first_auth_id};
    }
    const Node* node = section.find("auth-id");
    if (node == nullptr) {
        return;
    }
    entry.auth_id =
        is_none(*node)
            ? Bytes{}
            : read_hex(section.report(), *node, {1, 16}, "PKCS#15 §6.1.8").value_or(Bytes{});
}

dm::DataObject read_entry(Section& section,
                          const ObjectDefaults& defaults,
                          const ApplicationPlace& application,
                          Fid fid)
{
    dm::DataObject entry{
        .label = section.text("label").value_or(defaults.label),
        .application_name = section.text("application-name"),
        .oid = defaults.oid,
        .flags = read_flags(section, defaults.modifiable),
        .path = read_path(section, application, fid),
        .form = section.choice("form", forms).value_or(dm::DataObjectForm::OpaqueDo),
        .label_place =
            section.choice("label-position", label_places).value_or(dm::LabelPlace::First)};
    read_oid(section, entry);
    read_auth_id(section, entry);
    if (const auto encoded = dm::encode_dodf(std::array{entry}); !encoded) {
        report_element_error(section.report(), section.node(), encoded.error());
    }
    return entry;
}

FilePlan file_plan(const Node& node, const ObjectDefaults& defaults)
{
    return {.header = {.name = defaults.file_name, .fid = defaults.fid},
            .has_content = true,
            .authored = true,
            .position = node.position,
            .content_position = node.position,
            .fid_origin = {node.position}};
}

/// Who may do what with the file: by default what the flags of the entry promise.
void read_rights(Section& section,
                 const ObjectDefaults& defaults,
                 const dm::ObjectFlags& entry_flags,
                 FilePlan& file)
{
    using enum catalogue::AccessLevel;
    file.access.rights = {.read = entry_flags.is_private ? Pin : Always,
                          .update = defaults.modifiable ? Pin : Adm,
                          .deactivate = Adm,
                          .activate = Adm,
                          .remove = Adm};
    section.exclusive({"read", "access"});
    section.exclusive({"read", "protect"});
    section.exclusive({"access", "protect"});
    if (const Node* read = section.find("read")) {
        apply_read_right(section.report(), *read, file.access);
    }
    if (const auto protection = section.choice("protect", protections)) {
        file.protection = *protection;
        file.access.rights.read = *protection == Protection::None ? Pin : SecureChannel;
        file.access.position = section.find("protect")->position;
    }
    if (const Node* access = section.find("access")) {
        file.access = read_access(section.report(), *access, file.access);
    }
}

/// Contents without the deliberate defects; an object that only has an entry needs none.
std::optional<Bytes> read_contents(LoadContext& context,
                                   Section& section,
                                   const ReadObject& object,
                                   const ReadAuthored& read_authored)
{
    const std::size_t mistakes = context.report.size();
    auto given = read_content(context, section, {.file = object.file});
    if (given.given) {
        return given.contents.empty() ? std::nullopt : std::optional{given.contents.front()};
    }
    if (!object.present && (!read_authored || section.rest().empty())) {
        return std::nullopt;
    }
    if (!read_authored) {
        context.report.add(section.node(), "contents are missing here: hex, text or file");
        return std::nullopt;
    }
    auto content = read_authored(section);
    if (content) {
        return *std::move(content);
    }
    report_dm_errors(context.report, section.node(), content.error(), mistakes);
    return std::nullopt;
}

std::optional<Bytes> damaged(Section& section, std::optional<Bytes> content)
{
    const dm::Defects defects = read_defects(section, content ? content->size() : 0);
    if (!content) {
        return std::nullopt;
    }
    auto octets = dm::apply(defects, *std::move(content));
    if (!octets) {
        report_dm_error(section.report(), section.node(), octets.error());
        return std::nullopt;
    }
    if (octets->size() > largest_body(EfStructure::Transparent)) {
        section.report().add(section.node(), "a transparent file has at most 32768 octets",
                             "TS 102 221 §8.2.2");
        return std::nullopt;
    }
    return *std::move(octets);
}

void require_fid(Section& section, const FilePlan& file)
{
    if (file.header.fid == Fid{} && !section.has("fid")) {
        section.report().add(section.node(), "fid is missing here");
    }
}

} // namespace

std::optional<ReadObject> read_object(LoadContext& context,
                                      const Node& node,
                                      const ObjectDefaults& defaults,
                                      const ApplicationPlace& application,
                                      const ReadAuthored& read_authored)
{
    if (!context.claim_file(node.position)) {
        return std::nullopt;
    }
    Section section{context.report, node};
    ReadObject object{.node = &node, .file = file_plan(node, defaults)};
    FilePlan& file = object.file;
    read_identity(section, file);
    require_fid(section, file);
    object.entry = read_entry(section, defaults, application, file.header.fid);
    object.directory = section.fid("directory").value_or(application.dodf);
    object.listed = section.flag("listed").value_or(true);
    object.present = section.flag("present").value_or(true);
    read_rights(section, defaults, object.entry.flags, file);
    auto content = damaged(section, read_contents(context, section, object, read_authored));
    section.finish();
    file.body = std::move(content).value_or(Bytes{});
    return object;
}

} // namespace uicc::profiles
