#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace uicc::emulator::dm {

/// AID of the PKCS#15 application: A0 00 00 00 63 "PKCS-15".
inline constexpr std::array<Byte, 12> pkcs15_aid{0xA0, 0x00, 0x00, 0x00, 0x63, 0x50,
                                                 0x4B, 0x43, 0x53, 0x2D, 0x31, 0x35};

/// Object identifiers of the bootstrap files, dotted.
inline constexpr const char* oid_lwm2m_bootstrap = "2.23.43.9.1";
inline constexpr const char* oid_dm_bootstrap = "2.23.43.7.1";
inline constexpr const char* oid_cp_bootstrap = "2.23.43.5.1";
inline constexpr const char* oid_cp_config1 = "2.23.43.5.2";
inline constexpr const char* oid_cp_config2 = "2.23.43.5.3";
inline constexpr const char* oid_cp_trusted_certificates = "2.23.43.5.4";
inline constexpr const char* oid_gp_access_rules = "1.2.840.114283.200.1.1";

/// Where a file is: a FID in the application's DF (2 octets) or a full path (4 and more).
struct Pkcs15Path {
    Bytes path{};
    std::optional<std::uint32_t> index{};  ///< first octet of the object within the file
    std::optional<std::uint32_t> length{}; ///< octets of the object
};

/// CommonObjectAttributes.flags; a set flag tells clients to expect a PIN check.
struct ObjectFlags {
    bool is_private = false;
    bool modifiable = false;

    friend bool operator==(const ObjectFlags&, const ObjectFlags&) = default;
};

enum class DataObjectForm { OpaqueDo, OidDo };

/// The SEQUENCE that holds the name: CommonObjectAttributes, or CommonDataObjectAttributes.
enum class LabelPlace { First, Second };

/// DoubleWrapped is a defect seen in the field: the OID's value is again an OID TLV.
enum class OidStyle { Plain, DoubleWrapped };

/// One entry of EF.DODF. An oidDO without flags leaves the field out, as cards in the field do.
struct DataObject {
    std::string label{};
    std::optional<std::string> application_name{}; ///< not together with LabelPlace::Second
    std::string oid{};                             ///< dotted, such as 2.23.43.9.1
    ObjectFlags flags{};
    Bytes auth_id{}; ///< points to an entry of EF.AODF; empty = none
    Pkcs15Path path{};
    DataObjectForm form = DataObjectForm::OpaqueDo;
    LabelPlace label_place = LabelPlace::First;
    OidStyle oid_style = OidStyle::Plain;
};

/// pkcs15-tool stops listing at the first oidDO, so opaque entries come first unless told
/// otherwise.
enum class DodfOrder { OpaqueFirst, AsGiven };

/// EF.DODF content without fill, PKCS#15 §6.7.
[[nodiscard]] Result<Bytes, DmError> encode_dodf(std::span<const DataObject> objects,
                                                 DodfOrder order = DodfOrder::OpaqueFirst);

/// The choices of PKCS15Objects, PKCS#15 §6.2: tag is A0 + value.
enum class DirectoryType : Byte {
    PrivateKeys = 0,
    PublicKeys = 1,
    TrustedPublicKeys = 2,
    SecretKeys = 3,
    Certificates = 4,
    TrustedCertificates = 5,
    UsefulCertificates = 6,
    DataObjects = 7,
    AuthObjects = 8,
};

/// One entry of EF.ODF.
struct DirectoryPointer {
    DirectoryType type = DirectoryType::DataObjects;
    Bytes path{};
};

/// EF.ODF content without fill, entries in the given order.
[[nodiscard]] Result<Bytes, DmError> encode_odf(std::span<const DirectoryPointer> pointers);

/// EF.TokenInfo, PKCS#15 §6.9.
struct TokenInfo {
    Bytes serial_number{};
    std::string manufacturer{}; ///< empty = left out
    std::string label{};        ///< empty = left out
    std::string last_update{};  ///< GeneralizedTime such as 20250101120000Z; empty = left out
};
[[nodiscard]] Result<Bytes, DmError> encode_token_info(const TokenInfo& info);

/// PinAttributes.pinFlags, PKCS#15 §6.8.2, as bit numbers of the BIT STRING.
struct PinFlags {
    bool case_sensitive = false;   ///< bit 0
    bool local = true;             ///< bit 1
    bool change_disabled = false;  ///< bit 2
    bool unblock_disabled = false; ///< bit 3
    bool initialized = true;       ///< bit 4
    bool needs_padding = true;     ///< bit 5
    bool unblocking_pin = false;   ///< bit 6
    bool so_pin = false;           ///< bit 7
};

enum class PinType : Byte { Bcd = 0, AsciiNumeric = 1, Utf8 = 2 };

/// One entry of EF.AODF; the defaults describe PIN1 of a UICC.
struct PinObject {
    std::string label = "PIN1";
    ObjectFlags flags{true, true};
    Bytes auth_id{0x01};
    PinFlags pin_flags{};
    PinType type = PinType::AsciiNumeric;
    std::uint32_t min_length = 4;
    std::uint32_t stored_length = 8;
    std::optional<std::uint32_t> max_length{};
    Byte reference = 0x01; ///< key reference of TS 102 221 Table 9.3
    std::optional<Byte> pad_octet = Byte{0xFF};
};
[[nodiscard]] Result<Bytes, DmError> encode_aodf(std::span<const PinObject> pins);

/// One X.509 entry of EF.CDF, PKCS#15 §6.6.
struct CertificateObject {
    std::string label{};
    ObjectFlags flags{};
    Bytes id{};
    bool authority = false;
    Pkcs15Path path{};
};
[[nodiscard]] Result<Bytes, DmError> encode_cdf(std::span<const CertificateObject> certificates);

/// Application template of EF.DIR, ISO/IEC 7816-4 and PKCS#15 §5.4.1.
struct ApplicationTemplate {
    Bytes aid{pkcs15_aid.begin(), pkcs15_aid.end()};
    std::string label = "PKCS15"; ///< empty = left out
    Bytes path{};                 ///< such as 3F007F50; empty = left out
    Bytes discretionary{};        ///< tag 73; empty = left out
};

/// One record; filled with FF to `record_size` unless that is 0. Too long is an error.
[[nodiscard]] Result<Bytes, DmError> encode_ef_dir_record(const ApplicationTemplate& application,
                                                          std::size_t record_size = 0);

/// Entries of EF.ODF; stops at FF or 00 fill.
[[nodiscard]] Result<std::vector<DirectoryPointer>, DmError> decode_odf(ByteView content);

/// Entries of EF.DODF in any of the forms above; stops at FF or 00 fill.
[[nodiscard]] Result<std::vector<DataObject>, DmError> decode_dodf(ByteView content);

/// EF.TokenInfo; FF or 00 fill behind it is accepted.
[[nodiscard]] Result<TokenInfo, DmError> decode_token_info(ByteView content);

} // namespace uicc::emulator::dm
