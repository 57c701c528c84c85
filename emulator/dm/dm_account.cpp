#include "emulator/dm/dm_account.hpp"

#include "codec/byte_writer.hpp"
#include "emulator/dm/complaints.hpp"
#include "emulator/dm/management_objects.hpp"
#include "emulator/dm/provisioning_words.hpp"
#include "emulator/dm/text_check.hpp"
#include "emulator/dm/wbxml/converter.hpp"
#include "emulator/dm/wbxml/structure.hpp"

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <set>

namespace uicc::emulator::dm {
namespace {

constexpr const char* message_prologue =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!DOCTYPE SyncML PUBLIC \"-//SYNCML//DTD SyncML 1.2//EN\" "
    "\"http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd\">\n";

constexpr auto acl_commands =
    std::to_array<std::string_view>({"Add", "Delete", "Exec", "Get", "Replace"});

// --- ACL grammar, OMA DM TND 1.2 §7.7.1 -----------------------------------------------------

bool is_server_id(std::string_view id)
{
    return !id.empty() && std::ranges::none_of(id, [](char c) {
        return c <= ' ' || c == 0x7F || std::string_view{"=&*+"}.find(c) != std::string_view::npos;
    });
}

/// Calls `check` with every part of a text between separators; false as soon as one fails.
template <class Check>
bool every_part(std::string_view text, char separator, Check check)
{
    while (true) {
        const auto end = text.find(separator);
        if (!check(text.substr(0, end))) {
            return false;
        }
        if (end == std::string_view::npos) {
            return true;
        }
        text.remove_prefix(end + 1);
    }
}

bool is_acl_entry(std::string_view entry)
{
    const auto equals = entry.find('=');
    if (equals == std::string_view::npos ||
        !words::is_one_of(acl_commands, entry.substr(0, equals))) {
        return false;
    }
    const auto ids = entry.substr(equals + 1);
    return ids == "*" || every_part(ids, '+', is_server_id);
}

bool is_acl(std::string_view acl)
{
    return acl.empty() || every_part(acl, '&', is_acl_entry);
}

// --- checks ---------------------------------------------------------------------------------

void check_address(const DmAddress& address, Complaints complaints)
{
    complaints.require(!address.address.empty(), "address", "must not be empty");
    complaints.require(address.type.empty() ||
                           words::is_one_of(words::account_address_types, address.type),
                       "type", "must be " + words::listed(words::account_address_types));
}

void check_credential(const DmCredential& credential, Complaints complaints)
{
    complaints.require(words::is_one_of(words::account_auth_levels, credential.level), "level",
                       "must be " + words::listed(words::account_auth_levels));
    complaints.require(words::is_one_of(words::auth_types, credential.type), "type",
                       "must be " + words::listed(words::auth_types));
}

void check_account(const DmAccount& account, Complaints complaints)
{
    complaints.require(is_server_id(account.server_id), "server_id",
                       "must be printable without blanks and = & * +");
    complaints.require(!account.addresses.empty(), "addresses", "at least one is needed");
    complaints.require(!account.credentials.empty(), "credentials", "at least one is needed");
    const std::string preferred = account.auth_pref.value_or("");
    complaints.require(preferred.empty() || words::is_one_of(words::auth_types, preferred),
                       "auth_pref", "must be " + words::listed(words::auth_types));
    complaints.require(is_acl(account.acl.value_or("")), "acl",
                       "must be of the form Get=id+id&Replace=id");
    for (std::size_t i = 0; i < account.addresses.size(); ++i) {
        check_address(account.addresses[i], complaints.element("addresses", i));
    }
    for (std::size_t i = 0; i < account.credentials.size(); ++i) {
        check_credential(account.credentials[i], complaints.element("credentials", i));
    }
}

void check_uniqueness(const DmBootstrap& bootstrap, const Complaints& complaints)
{
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < bootstrap.accounts.size(); ++i) {
        complaints.element("accounts", i)
            .require(seen.insert(bootstrap.accounts[i].server_id).second, "server_id",
                     "is used by two accounts");
    }
}

const std::string& source_of(const DmBootstrap& bootstrap)
{
    const bool derived = bootstrap.source.empty() && !bootstrap.accounts.empty();
    return derived ? bootstrap.accounts.front().server_id : bootstrap.source;
}

std::vector<DmError> check_header(const DmBootstrap& bootstrap)
{
    std::vector<DmError> all;
    Complaints complaints{all};
    const auto require_text = [&](std::string_view field, const std::string& value) {
        complaints.require(!value.empty() && is_text(octets_of(value)), field,
                           "must be UTF-8 text without control characters");
    };
    require_text("target", bootstrap.target);
    require_text("source", source_of(bootstrap));
    require_text("session_id", bootstrap.session_id);
    require_text("message_id", bootstrap.message_id);
    return all;
}

/// The objects, unless something about them or the message cannot be written at all.
Result<std::vector<MoNode>, DmError> encodable_objects(const DmBootstrap& bootstrap)
{
    if (!bootstrap.allow_defects) {
        if (const auto complaints = validate(bootstrap); !complaints.empty()) {
            return tl::unexpected{complaints.front()};
        }
    }
    auto nodes = management_objects(bootstrap);
    if (nodes.empty()) {
        return tl::unexpected{DmError{.what = "at least one is needed", .field = "accounts"}};
    }
    if (const auto complaints = check_tree(nodes); !complaints.empty()) {
        return tl::unexpected{complaints.front()};
    }
    return nodes;
}

// --- SyncML message -------------------------------------------------------------------------

pugi::xml_node append(pugi::xml_node parent, const char* name, const std::string& text)
{
    pugi::xml_node element = parent.append_child(name);
    element.append_child(pugi::node_pcdata).set_value(text.c_str());
    return element;
}

void append_header(pugi::xml_node message, const DmBootstrap& bootstrap)
{
    pugi::xml_node header = message.append_child("SyncHdr");
    append(header, "VerDTD", "1.2");
    append(header, "VerProto", "DM/1.2");
    append(header, "SessionID", bootstrap.session_id);
    append(header, "MsgID", bootstrap.message_id);
    append(header.append_child("Target"), "LocURI", bootstrap.target);
    append(header.append_child("Source"), "LocURI", source_of(bootstrap));
}

void append_body(pugi::xml_node message, const std::vector<MoNode>& nodes)
{
    pugi::xml_node body = message.append_child("SyncBody");
    pugi::xml_node add = body.append_child("Add");
    append(add, "CmdID", "1");
    pugi::xml_node item = add.append_child("Item");
    append(item.append_child("Target"), "LocURI", "./Inbox");
    pugi::xml_node meta = item.append_child("Meta");
    constexpr const char* metinf = "syncml:metinf";
    append(meta, "Format", "xml").append_attribute("xmlns").set_value(metinf);
    append(meta, "Type", "application/vnd.syncml.dmtnds+wbxml")
        .append_attribute("xmlns")
        .set_value(metinf);
    append_tree(item.append_child("Data"), nodes);
    body.append_child("Final");
}

/// Replaces the opaque document inside Data by its tags on code page 2.
Result<Bytes, DmError> unpack_tree(const Bytes& message)
{
    const wbxml::Structure outer = TRY(wbxml::check(message));
    const wbxml::DataElement& data = outer.data.at(0);
    const wbxml::Extent document = data.parts.at(0).value;
    const ByteView view{message};
    const auto nested = view.subspan(document.begin, document.end - document.begin);
    const wbxml::Structure tree = TRY(wbxml::check(nested));
    Bytes unpacked;
    codec::append(unpacked, view.first(data.content.begin));
    codec::append(unpacked, nested.subspan(tree.body, tree.end - tree.body));
    codec::append(unpacked, Bytes{wbxml::switch_page, 0});
    codec::append(unpacked, view.subspan(data.content.end));
    return unpacked;
}

Result<Bytes, DmError> encode_message(const DmBootstrap& bootstrap, bool string_table)
{
    const std::string xml = TRY(bootstrap_message_xml(bootstrap));
    return wbxml::from_xml(xml, {.string_table = string_table, .public_id = !bootstrap.anonymous});
}

} // namespace

std::vector<DmError> validate(const DmBootstrap& bootstrap)
{
    std::vector<DmError> all;
    Complaints complaints{all};
    complaints.require(!bootstrap.accounts.empty(), "accounts", "at least one is needed");
    complaints.require(bootstrap.payload != DmPayload::Inline || !bootstrap.string_table,
                       "string_table", "inline tags cannot refer to a string table");
    for (std::size_t i = 0; i < bootstrap.accounts.size(); ++i) {
        check_account(bootstrap.accounts[i], complaints.element("accounts", i));
    }
    check_uniqueness(bootstrap, complaints);
    std::ranges::move(check_header(bootstrap), std::back_inserter(all));
    std::ranges::move(check_tree(management_objects(bootstrap)), std::back_inserter(all));
    return all;
}

Result<std::string, DmError> tnds_xml(const DmBootstrap& bootstrap)
{
    const auto nodes = TRY(encodable_objects(bootstrap));
    return tree_document(nodes);
}

Result<std::string, DmError> bootstrap_message_xml(const DmBootstrap& bootstrap)
{
    const auto nodes = TRY(encodable_objects(bootstrap));
    if (const auto complaints = check_header(bootstrap); !complaints.empty()) {
        return tl::unexpected{complaints.front()};
    }
    pugi::xml_document document;
    pugi::xml_node message = document.append_child("SyncML");
    message.append_attribute("xmlns").set_value("SYNCML:SYNCML1.2");
    append_header(message, bootstrap);
    append_body(message, nodes);
    return message_prologue + to_xml_text(message);
}

Result<Bytes, DmError> encode(const DmBootstrap& bootstrap)
{
    switch (bootstrap.payload) {
    case DmPayload::Message:
        return encode_message(bootstrap, bootstrap.string_table);
    case DmPayload::Inline: {
        const Bytes message = TRY(encode_message(bootstrap, false));
        return unpack_tree(message);
    }
    case DmPayload::Tnds:
        break;
    }
    const std::string xml = TRY(tnds_xml(bootstrap));
    return wbxml::from_xml(
        xml, {.string_table = bootstrap.string_table, .public_id = !bootstrap.anonymous});
}

} // namespace uicc::emulator::dm
