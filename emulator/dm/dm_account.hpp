#pragma once

#include "codec/bytes.hpp"
#include "codec/secure_bytes.hpp"
#include "emulator/dm/dm_error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace uicc::emulator::dm {

/// <X>/AppAddr/<X> of the DMAcc object.
struct DmAddress {
    std::string address{};
    std::string type = "URI";           ///< URI, IPv4, IPv6; empty = node left out, which means URI
    std::vector<std::uint16_t> ports{}; ///< empty = node Port left out
    std::string node_name{};            ///< empty = numbered from 1
};

/// <X>/AppAuth/<X> of the DMAcc object.
struct DmCredential {
    std::string level = "CLCRED"; ///< CLCRED, SRVCRED, OBEX, HTTP
    std::string type = "DIGEST";  ///< BASIC, DIGEST, HMAC, HTTP-BASIC, HTTP-DIGEST, X509, ...
    std::optional<std::string> name{};
    std::optional<SecureBytes> secret{}; ///< UTF-8 text
    std::optional<SecureBytes> data{};   ///< nonce as octets; written as base64
    std::string node_name{};             ///< empty = numbered from 1
};

/// One DM account, urn:oma:mo:oma-dm-dmacc:1.0.
struct DmAccount {
    std::string node_name = "1"; ///< <X>
    std::string app_id = "w7";
    std::string server_id{};
    std::optional<std::string> name{};
    std::optional<std::string> pref_con_ref{};
    std::vector<std::string> to_con_refs{};
    std::vector<DmAddress> addresses{};
    std::optional<std::string> auth_pref{}; ///< one of the credential types
    std::vector<DmCredential> credentials{};
    /// `Get=id&Replace=id`; absent = Get, Replace, Delete for the server id; empty = no ACL.
    std::optional<std::string> acl{};
};

/// Authentication towards a network access point.
struct DmNapAuth {
    std::string type = "PAP"; ///< PAP, CHAP
    std::string name{};
    SecureBytes secret{}; ///< UTF-8 text
};

/// A network access point, urn:oma:mo:oma-connmo-nap:1.0. The node names of this object are not
/// confirmed by a specification at hand.
struct DmNap {
    std::string node_name = "Internet";
    std::string napid{};
    std::optional<std::string> name{};
    std::int32_t bearer_type = 1; ///< number of the bearer
    std::string address_type = "APN";
    std::string address{};
    std::vector<DmNapAuth> auth{};
};

/// What EF.DM_Bootstrap carries: a SyncML DM message that adds TNDS to ./Inbox as nested WBXML,
/// the TNDS document alone, or the message with the TNDS tags inline.
enum class DmPayload { Message, Tnds, Inline };

/// EF.DM_Bootstrap in authored form.
struct DmBootstrap {
    std::vector<DmAccount> accounts{};
    std::vector<DmNap> naps{};
    DmPayload payload = DmPayload::Message;
    bool string_table = false; ///< shorter, not with DmPayload::Inline
    bool anonymous = false;    ///< DmPayload::Tnds only: public id "unknown" instead of its text
    std::string target = "IMEI:000000000000000"; ///< header field without use in a bootstrap
    std::string source{};                        ///< empty = server id of the first account
    std::string session_id = "0";
    std::string message_id = "0";
    bool allow_defects = false; ///< encode although `validate` has complaints
};

/// Everything that is wrong with the authored values; empty when all is well.
[[nodiscard]] std::vector<DmError> validate(const DmBootstrap& bootstrap);

/// The management tree as TNDS in XML, OMA DM TNDS 1.2.
[[nodiscard]] Result<std::string, DmError> tnds_xml(const DmBootstrap& bootstrap);

/// The bootstrap message in XML, the tree inside its Data element, OMA DM Bootstrap 1.2 §5.
[[nodiscard]] Result<std::string, DmError> bootstrap_message_xml(const DmBootstrap& bootstrap);

/// The content of EF.DM_Bootstrap without fill, in WBXML 1.2.
[[nodiscard]] Result<Bytes, DmError> encode(const DmBootstrap& bootstrap);

} // namespace uicc::emulator::dm
