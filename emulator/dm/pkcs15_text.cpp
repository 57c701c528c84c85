#include "emulator/dm/pkcs15_text.hpp"

#include "codec/hex.hpp"
#include "emulator/dm/pkcs15.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace uicc::emulator::dm {
namespace {

constexpr auto directory_names = std::to_array<std::string_view>({
    "private keys",
    "public keys",
    "trusted public keys",
    "secret keys",
    "certificates",
    "trusted certificates",
    "useful certificates",
    "data objects",
    "authentication objects",
});

constexpr auto oid_names = std::to_array<std::pair<std::string_view, std::string_view>>({
    {oid_lwm2m_bootstrap, "LwM2M bootstrap"},
    {oid_dm_bootstrap, "OMA DM bootstrap"},
    {oid_cp_bootstrap, "client provisioning, Bootstrap"},
    {oid_cp_config1, "client provisioning, Config1"},
    {oid_cp_config2, "client provisioning, Config2"},
    {oid_cp_trusted_certificates, "client provisioning, trusted certificates"},
    {oid_gp_access_rules, "GlobalPlatform access rules"},
});

std::string oid_line(const DataObject& object)
{
    std::string line = "  OID: " + (object.oid.empty() ? "none" : object.oid);
    const auto* const known =
        std::ranges::find(oid_names, object.oid, [](const auto& row) { return row.first; });
    if (known != oid_names.end()) {
        line += " (" + std::string{known->second} + ")";
    }
    return line + (object.oid_style == OidStyle::DoubleWrapped ? ", wrapped twice\n" : "\n");
}

std::string flags_text(const ObjectFlags& flags)
{
    if (flags.is_private && flags.modifiable) {
        return "private, modifiable";
    }
    if (flags.is_private) {
        return "private";
    }
    return flags.modifiable ? "modifiable" : "none";
}

std::string path_line(const Pkcs15Path& path)
{
    std::string line = "  path: " + codec::to_hex(path.path);
    if (path.index) {
        line += ", index " + std::to_string(*path.index);
    }
    if (path.length) {
        line += ", length " + std::to_string(*path.length);
    }
    return line + "\n";
}

std::string one_line(std::string_view text)
{
    std::string line{text};
    std::ranges::replace_if(
        line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return line;
}

std::string entry_text(const DataObject& object)
{
    std::string text = "\"" + one_line(object.label) + "\"\n";
    text += oid_line(object);
    if (object.application_name) {
        text += "  application: \"" + one_line(*object.application_name) + "\"\n";
    }
    text += object.form == DataObjectForm::OpaqueDo ? "  form: opaqueDO" : "  form: oidDO";
    text += object.label_place == LabelPlace::First ? "\n" : ", label in the second SEQUENCE\n";
    text += "  flags: " + flags_text(object.flags) + "\n";
    if (!object.auth_id.empty()) {
        text += "  auth id: " + codec::to_hex(object.auth_id) + "\n";
    }
    return text + path_line(object.path);
}

} // namespace

Result<std::string, DmError> describe_odf(ByteView content)
{
    const auto pointers = TRY(decode_odf(content));
    std::string text = "PKCS#15 object directory (EF.ODF)\n";
    for (const DirectoryPointer& pointer : pointers) {
        text += "  " + std::string{directory_names.at(static_cast<std::size_t>(pointer.type))} +
                " -> " + codec::to_hex(pointer.path) + "\n";
    }
    return text;
}

Result<std::string, DmError> describe_dodf(ByteView content)
{
    const auto objects = TRY(decode_dodf(content));
    std::string text = "PKCS#15 data object directory (EF.DODF)\n";
    for (const DataObject& object : objects) {
        text += entry_text(object);
    }
    return text;
}

Result<std::string, DmError> describe_token_info(ByteView content)
{
    const TokenInfo info = TRY(decode_token_info(content));
    std::string text = "PKCS#15 token information (EF.TokenInfo)\n";
    text += "  serial number: " + codec::to_hex(info.serial_number) + "\n";
    for (const auto& [name, value] :
         {std::pair{"manufacturer", info.manufacturer}, std::pair{"label", info.label},
          std::pair{"last update", info.last_update}}) {
        if (!value.empty()) {
            text += "  " + std::string{name} + ": " + one_line(value) + "\n";
        }
    }
    return text;
}

} // namespace uicc::emulator::dm
