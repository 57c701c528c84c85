#pragma once

#include "codec/bytes.hpp"
#include "codec/secure_bytes.hpp"
#include "emulator/dm/dm_error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::emulator::dm {

/// <parm name= value=/>; UTF-8. The value may be left out.
struct Parameter {
    std::string name{};
    std::optional<SecureBytes> value{};
};

/// Makes a parameter of plain text.
[[nodiscard]] Parameter parameter(std::string name, std::string_view value);

/// <characteristic type=>; parameters stand before nested characteristics.
struct Characteristic {
    std::string type{};
    std::vector<Parameter> parameters{};
    std::vector<Characteristic> characteristics{};
};

/// <wap-provisioningdoc>, the content of EF.Bootstrap, EF.Config1 and EF.Config2.
struct ProvisioningDocument {
    std::string version = "1.1";
    std::vector<Characteristic> characteristics{};
};

/// Authentication towards a network access point (NAPAUTHINFO).
struct CpNapAuth {
    std::string type = "PAP"; ///< PAP, CHAP
    std::string name{};
    SecureBytes secret{}; ///< UTF-8 text
};

/// A network access point (NAPDEF).
struct CpNap {
    std::string id{};
    std::string bearer = "GSM-GPRS"; ///< empty = left out
    std::string name{};              ///< empty = left out
    std::string address{};
    std::string address_type = "APN";
    bool internet = false; ///< parameter INTERNET, which has no value
    std::vector<CpNapAuth> auth{};
};

/// APPADDR of an application.
struct CpAddress {
    std::string address{};
    std::string type{}; ///< ADDRTYPE such as IPV4; empty = left out, which means URI
    std::vector<std::uint16_t> ports{};
};

/// APPAUTH of an application.
struct CpCredential {
    std::string level = "APPSRV"; ///< APPSRV (device to server), CLIENT (server to device), OBEX
    std::string type = "DIGEST";  ///< BASIC, DIGEST, HMAC, HTTP-BASIC, HTTP-DIGEST
    std::string name{};
    SecureBytes secret{}; ///< UTF-8 text
    SecureBytes data{};   ///< nonce as octets, written as base64; empty = left out
};

/// An application (APPLICATION); the defaults describe a DM account.
struct CpApplication {
    std::string app_id = "w7";
    std::string provider_id{};
    std::string name{}; ///< empty = left out
    std::vector<std::string> to_napid{};
    std::vector<std::string> to_proxy{};
    std::vector<CpAddress> addresses{};
    std::vector<CpCredential> credentials{};
};

enum class CpForm {
    Library,            ///< as libwbxml2 writes it
    LibraryStringTable, ///< likewise, repeated text in a string table
    Compact,            ///< stays on an attribute page as long as it knows the tokens
};

/// Tokens of AAUTHTYPE values: 90..93, or 80..83 of an old draft (CpForm::Compact only).
enum class CpAuthTokens { Current, OldDraft };

/// A provisioning document in authored form.
struct ClientProvisioning {
    std::vector<CpNap> naps{};
    std::vector<CpApplication> applications{};
    std::vector<Characteristic> characteristics{}; ///< further ones, written before all others
    CpForm form = CpForm::Library;
    CpAuthTokens auth_tokens = CpAuthTokens::Current;
    bool allow_defects = false; ///< encode although `validate` has complaints
};

/// Everything that is wrong with the authored values; empty when all is well.
[[nodiscard]] std::vector<DmError> validate(const ClientProvisioning& provisioning);

/// The tree that the authored values stand for.
[[nodiscard]] ProvisioningDocument to_document(const ClientProvisioning& provisioning);

/// The document in XML, OMA-WAP-ProvCont 1.1.
[[nodiscard]] std::string provisioning_xml(const ProvisioningDocument& document);

/// The content of the EF without fill, in WBXML 1.3.
[[nodiscard]] Result<Bytes, DmError> encode(const ProvisioningDocument& document,
                                            CpForm form = CpForm::Library,
                                            CpAuthTokens auth_tokens = CpAuthTokens::Current);
[[nodiscard]] Result<Bytes, DmError> encode(const ClientProvisioning& provisioning);

} // namespace uicc::emulator::dm
