#include "emulator/dm/client_provisioning.hpp"

#include "codec/byte_writer.hpp"
#include "emulator/dm/base64.hpp"
#include "emulator/dm/compact_provisioning.hpp"
#include "emulator/dm/complaints.hpp"
#include "emulator/dm/provisioning_words.hpp"
#include "emulator/dm/text_check.hpp"
#include "emulator/dm/tnds.hpp"
#include "emulator/dm/wbxml/converter.hpp"

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <set>

namespace uicc::emulator::dm {
namespace {

constexpr const char* prologue =
    "<?xml version=\"1.0\"?>\n"
    "<!DOCTYPE wap-provisioningdoc PUBLIC \"-//WAPFORUM//DTD PROV 1.0//EN\" "
    "\"http://www.wapforum.org/DTD/prov.dtd\">\n";

// --- authored form to tree ------------------------------------------------------------------

void add(Characteristic& parent, const char* name, std::string_view value)
{
    parent.parameters.push_back(parameter(name, value));
}

void add_unless_empty(Characteristic& parent, const char* name, std::string_view value)
{
    if (!value.empty()) {
        add(parent, name, value);
    }
}

/// NAPDEF, OMA-WAP-ProvCont 1.1 §4.5.2.
Characteristic nap_definition(const CpNap& nap)
{
    Characteristic characteristic{.type = "NAPDEF"};
    add(characteristic, "NAPID", nap.id);
    add_unless_empty(characteristic, "BEARER", nap.bearer);
    add_unless_empty(characteristic, "NAME", nap.name);
    add(characteristic, "NAP-ADDRESS", nap.address);
    add_unless_empty(characteristic, "NAP-ADDRTYPE", nap.address_type);
    if (nap.internet) {
        characteristic.parameters.push_back({.name = "INTERNET"});
    }
    for (const CpNapAuth& auth : nap.auth) {
        Characteristic info{.type = "NAPAUTHINFO"};
        add(info, "AUTHTYPE", auth.type);
        add_unless_empty(info, "AUTHNAME", auth.name);
        add_unless_empty(info, "AUTHSECRET", text_of(auth.secret));
        characteristic.characteristics.push_back(std::move(info));
    }
    return characteristic;
}

Characteristic application_address(const CpAddress& address)
{
    Characteristic characteristic{.type = "APPADDR"};
    add(characteristic, "ADDR", address.address);
    add_unless_empty(characteristic, "ADDRTYPE", address.type);
    for (const std::uint16_t number : address.ports) {
        Characteristic port{.type = "PORT"};
        add(port, "PORTNBR", std::to_string(number));
        characteristic.characteristics.push_back(std::move(port));
    }
    return characteristic;
}

Characteristic application_authentication(const CpCredential& credential)
{
    Characteristic characteristic{.type = "APPAUTH"};
    add_unless_empty(characteristic, "AAUTHLEVEL", credential.level);
    add_unless_empty(characteristic, "AAUTHTYPE", credential.type);
    add_unless_empty(characteristic, "AAUTHNAME", credential.name);
    add_unless_empty(characteristic, "AAUTHSECRET", text_of(credential.secret));
    add_unless_empty(characteristic, "AAUTHDATA", to_base64(credential.data));
    return characteristic;
}

/// APPLICATION, OMA-WAP-ProvCont 1.1 §4.5.7.
Characteristic application(const CpApplication& authored)
{
    Characteristic characteristic{.type = "APPLICATION"};
    add(characteristic, "APPID", authored.app_id);
    add_unless_empty(characteristic, "PROVIDER-ID", authored.provider_id);
    add_unless_empty(characteristic, "NAME", authored.name);
    for (const std::string& proxy : authored.to_proxy) {
        add(characteristic, "TO-PROXY", proxy);
    }
    for (const std::string& nap : authored.to_napid) {
        add(characteristic, "TO-NAPID", nap);
    }
    for (const CpAddress& address : authored.addresses) {
        characteristic.characteristics.push_back(application_address(address));
    }
    for (const CpCredential& credential : authored.credentials) {
        characteristic.characteristics.push_back(application_authentication(credential));
    }
    return characteristic;
}

// --- checks ---------------------------------------------------------------------------------

/// A word that may be left out is empty then.
template <std::size_t size>
void require_word(Complaints& complaints,
                  std::string_view field,
                  std::string_view word,
                  const std::array<std::string_view, size>& known,
                  std::string_view clause)
{
    complaints.require(word.empty() || words::is_one_of(known, word), field,
                       "must be " + words::listed(known) + " (" + std::string{clause} + ")");
}

void check_nap(const CpNap& nap, Complaints complaints)
{
    constexpr std::string_view clause = "OMA-WAP-ProvCont 1.1 §4.5.2";
    complaints.require(!nap.id.empty(), "id", "must not be empty");
    complaints.require(!nap.address.empty(), "address", "must not be empty");
    require_word(complaints, "bearer", nap.bearer, words::bearers, clause);
    require_word(complaints, "address_type", nap.address_type, words::nap_address_types, clause);
    for (std::size_t i = 0; i < nap.auth.size(); ++i) {
        Complaints auth = complaints.element("auth", i);
        auth.require(!nap.auth[i].type.empty(), "type", "must not be empty");
        require_word(auth, "type", nap.auth[i].type, words::nap_auth_types, clause);
    }
}

void check_address(const CpAddress& address, Complaints complaints)
{
    complaints.require(!address.address.empty(), "address", "must not be empty");
    complaints.require(address.type.empty() ||
                           words::is_one_of(words::application_address_types, address.type),
                       "type",
                       "must be " + words::listed(words::application_address_types) +
                           "; a URI has none (OMA-WAP-ProvCont 1.1 §4.5.7)");
}

/// One type, or several with commas between them.
bool are_auth_types(std::string_view list)
{
    const auto comma = list.find(',');
    return words::is_one_of(words::auth_types, list.substr(0, comma)) &&
           (comma == std::string_view::npos || are_auth_types(list.substr(comma + 1)));
}

void check_credential(const CpCredential& credential, Complaints complaints)
{
    constexpr std::string_view clause = "OMA-WAP-ProvCont 1.1 §4.5.7";
    require_word(complaints, "level", credential.level, words::application_auth_levels, clause);
    complaints.require(credential.type.empty() || are_auth_types(credential.type), "type",
                       "must be " + words::listed(words::auth_types) + " (" + std::string{clause} +
                           ")");
}

void check_application(const CpApplication& application, Complaints complaints)
{
    complaints.require(!application.app_id.empty(), "app_id", "must not be empty");
    complaints.require(application.app_id != "w7" || !application.provider_id.empty(),
                       "provider_id", "a DM account (w7) needs one, it becomes the server id");
    complaints.require(!application.addresses.empty(), "addresses", "at least one is needed");
    for (std::size_t i = 0; i < application.addresses.size(); ++i) {
        check_address(application.addresses[i], complaints.element("addresses", i));
    }
    for (std::size_t i = 0; i < application.credentials.size(); ++i) {
        check_credential(application.credentials[i], complaints.element("credentials", i));
    }
}

void check_texts(const Characteristic& characteristic,
                 const std::string& path,
                 std::vector<DmError>& all)
{
    const bool named = !characteristic.type.empty() && is_text(octets_of(characteristic.type));
    if (!named) {
        all.push_back({.what = "a characteristic type must be text", .field = path});
        return;
    }
    const std::string here = path + "/" + characteristic.type;
    for (const Parameter& parameter : characteristic.parameters) {
        if (parameter.name.empty() || !is_text(octets_of(parameter.name))) {
            all.push_back({.what = "a parameter name must be text", .field = here});
        } else if (parameter.value && !is_text(*parameter.value)) {
            all.push_back({.what = "is not UTF-8 text without control characters",
                           .field = here + "/" + parameter.name});
        }
    }
    for (const Characteristic& child : characteristic.characteristics) {
        check_texts(child, here, all);
    }
}

std::vector<DmError> check_texts(const ProvisioningDocument& document)
{
    std::vector<DmError> all;
    if (!is_text(octets_of(document.version))) {
        all.push_back({.what = "must be text", .field = "version"});
    }
    for (const Characteristic& characteristic : document.characteristics) {
        check_texts(characteristic, "characteristics", all);
    }
    return all;
}

// --- XML ------------------------------------------------------------------------------------

void set(pugi::xml_node element, const char* attribute, std::string_view value)
{
    element.append_attribute(attribute).set_value(std::string{value}.c_str());
}

void append(pugi::xml_node parent, const Characteristic& characteristic)
{
    pugi::xml_node element = parent.append_child("characteristic");
    set(element, "type", characteristic.type);
    for (const Parameter& parameter : characteristic.parameters) {
        pugi::xml_node parm = element.append_child("parm");
        set(parm, "name", parameter.name);
        if (parameter.value) {
            set(parm, "value", text_of(*parameter.value));
        }
    }
    for (const Characteristic& child : characteristic.characteristics) {
        append(element, child);
    }
}

} // namespace

Parameter parameter(std::string name, std::string_view value)
{
    return {std::move(name), secure_copy(octets_of(value))};
}

std::vector<DmError> validate(const ClientProvisioning& provisioning)
{
    std::vector<DmError> all;
    Complaints complaints{all};
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < provisioning.naps.size(); ++i) {
        const CpNap& nap = provisioning.naps[i];
        check_nap(nap, complaints.element("naps", i));
        complaints.element("naps", i).require(ids.insert(nap.id).second, "id", "is used twice");
    }
    for (std::size_t i = 0; i < provisioning.applications.size(); ++i) {
        check_application(provisioning.applications[i], complaints.element("applications", i));
    }
    complaints.require(provisioning.auth_tokens == CpAuthTokens::Current ||
                           provisioning.form == CpForm::Compact,
                       "auth_tokens", "the tokens of the old draft need the compact form");
    const ProvisioningDocument document = to_document(provisioning);
    complaints.require(!document.characteristics.empty(), "applications", "the document is empty");
    std::ranges::move(check_texts(document), std::back_inserter(all));
    return all;
}

ProvisioningDocument to_document(const ClientProvisioning& provisioning)
{
    ProvisioningDocument document;
    document.characteristics = provisioning.characteristics;
    for (const CpNap& nap : provisioning.naps) {
        document.characteristics.push_back(nap_definition(nap));
    }
    for (const CpApplication& authored : provisioning.applications) {
        document.characteristics.push_back(application(authored));
    }
    return document;
}

std::string provisioning_xml(const ProvisioningDocument& document)
{
    pugi::xml_document xml;
    pugi::xml_node root = xml.append_child("wap-provisioningdoc");
    set(root, "version", document.version);
    for (const Characteristic& characteristic : document.characteristics) {
        append(root, characteristic);
    }
    return prologue + to_xml_text(root) + "\n";
}

Result<Bytes, DmError> encode(const ProvisioningDocument& document,
                              CpForm form,
                              CpAuthTokens auth_tokens)
{
    if (const auto complaints = check_texts(document); !complaints.empty()) {
        return tl::unexpected{complaints.front()};
    }
    if (form == CpForm::Compact) {
        return encode_compact(document, auth_tokens);
    }
    return wbxml::from_xml(
        provisioning_xml(document),
        {.version = wbxml::Version::V13, .string_table = form == CpForm::LibraryStringTable});
}

Result<Bytes, DmError> encode(const ClientProvisioning& provisioning)
{
    if (!provisioning.allow_defects) {
        if (const auto complaints = validate(provisioning); !complaints.empty()) {
            return tl::unexpected{complaints.front()};
        }
    }
    return encode(to_document(provisioning), provisioning.form, provisioning.auth_tokens);
}

} // namespace uicc::emulator::dm
