#include "profiles/loader/keys.hpp"

#include "emulator/security/global_platform/key_diversification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::profiles {
namespace {

namespace gp = emulator::global_platform;
namespace sm = emulator::secure_messaging;
using emulator::ApplicationKeys;
using emulator::MessagingKeys;
using yaml::Node;

constexpr std::string_view channel_clause = "GPCS §7.5";
constexpr std::string_view messaging_clause = "ISO/IEC 7816-4 §10";
constexpr std::uint64_t last_key_version = 0x7F;
constexpr std::uint64_t initial_key_version = 0xFF;
constexpr std::uint64_t last_messaging_version = 0x1F;
constexpr std::size_t serial_size = 8;
constexpr std::uint64_t most_tries = 255;

constexpr std::array<Word<gp::Diversification>, 3> diversifications{
    {{"kdf3", gp::Diversification::Kdf3},
     {"emv", gp::Diversification::Emv},
     {"visa2", gp::Diversification::Visa2}}};

constexpr std::array<Word<sm::Algorithm>, 2> algorithms{
    {{"3des", sm::Algorithm::TripleDes}, {"aes", sm::Algorithm::Aes}}};

enum class Agreement { Icao, CwaSha1, CwaSha256 };
constexpr std::array<Word<Agreement>, 3> agreements{{{"icao", Agreement::Icao},
                                                     {"cwa-14890", Agreement::CwaSha1},
                                                     {"cwa-14890-sha256", Agreement::CwaSha256}}};

const sm::KeyAgreement& agreement_of(Agreement agreement)
{
    switch (agreement) {
    case Agreement::CwaSha1:
        return sm::cwa_14890_sha1;
    case Agreement::CwaSha256:
        return sm::cwa_14890_sha256;
    default:
        return sm::icao;
    }
}

/// A key of one of the sizes that its algorithm has.
std::optional<SecureBytes> read_key(Section& section, std::string_view name, gp::KeyType type)
{
    const Node* node = section.find(name);
    if (node == nullptr) {
        return std::nullopt;
    }
    auto key = read_secret_hex(section.report(), *node, {1, 32}, channel_clause);
    if (key && !gp::is_key_size(type, key->size())) {
        section.report().add(*node,
                             type == gp::KeyType::Des ? "a 3DES key has 16 octets"
                                                      : "an AES key has 16, 24 or 32 octets",
                             std::string{channel_clause});
        return std::nullopt;
    }
    return key;
}

void require(Section& section, const std::optional<SecureBytes>& key, std::string_view name)
{
    if (!key && !section.has(name)) {
        section.report().add(section.node(), fmt::format("{} is missing here", name),
                             std::string{channel_clause});
    }
}

/// `enc`, `mac` and `dek`, each for itself.
gp::StaticKeys read_three_keys(Section& section, gp::KeyType type)
{
    const auto part = [&](std::string_view name) {
        auto key = read_key(section, name, type);
        require(section, key, name);
        return std::move(key).value_or(SecureBytes{});
    };
    gp::StaticKeys keys;
    keys.enc = part("enc");
    keys.mac = part("mac");
    keys.dek = part("dek");
    const bool alike = keys.enc.size() == keys.mac.size() && keys.mac.size() == keys.dek.size();
    if (!alike && !keys.enc.empty() && !keys.mac.empty() && !keys.dek.empty()) {
        section.report().add(section.node(), "the three keys have one size",
                             std::string{channel_clause});
    }
    return keys;
}

gp::StaticKeys read_static_keys(Section& section,
                                gp::KeyType type,
                                const gp::DiversificationData& data)
{
    for (const std::string_view one : {"enc", "mac", "dek"}) {
        section.exclusive({"key", one});
        section.exclusive({"master-key", one});
    }
    section.exclusive({"key", "master-key"});
    const auto method = section.choice("diversification", diversifications);
    if (const auto key = read_key(section, "key", type)) {
        return {*key, *key, *key};
    }
    if (const auto master = read_key(section, "master-key", type)) {
        const auto usual =
            type == gp::KeyType::Aes ? gp::Diversification::Kdf3 : gp::Diversification::Emv;
        if ((method.value_or(usual) == gp::Diversification::Kdf3) != (type == gp::KeyType::Aes)) {
            section.report().add(*section.find("diversification"),
                                 "kdf3 is for AES keys, emv and visa2 are for 3DES keys");
            return {};
        }
        return gp::diversify(method.value_or(usual), *master, data);
    }
    if (section.has("key") || section.has("master-key")) { // and wrong, which was reported
        return {};
    }
    return read_three_keys(section, type);
}

bool is_version(std::uint64_t version)
{
    return (version >= 1 && version <= last_key_version) || version == initial_key_version;
}

gp::KeySet read_key_set(Report& report,
                        const Node& node,
                        gp::KeyType type,
                        const gp::DiversificationData& data)
{
    Section section{report, node, Keys::Secret};
    gp::KeySet key_set{.type = type};
    const auto version = section.require("version") != nullptr
                             ? section.number("version", {1, initial_key_version}, channel_clause)
                             : std::nullopt;
    if (version && !is_version(*version)) {
        report.add(*section.find("version"), "key versions are 0x01 to 0x7F, and 0xFF",
                   std::string{channel_clause});
    }
    key_set.version = static_cast<Byte>(version.value_or(1));
    key_set.keys = read_static_keys(section, type, data);
    const std::uint64_t last = type == gp::KeyType::Des ? 0xFFFF : 0xFF'FFFF;
    key_set.sequence_counter = static_cast<std::uint32_t>(
        section.number("sequence-counter", {0, last}, channel_clause).value_or(0));
    section.finish();
    return key_set;
}

/// `scp02:` or `scp03:`: the options, and the key sets of its type.
std::optional<gp::Protocol> read_protocol(Section& keys,
                                          std::string_view name,
                                          gp::Protocol::Number number,
                                          Byte usual_i,
                                          ApplicationKeys& application)
{
    const Node* node = keys.find(name);
    if (node == nullptr) {
        return std::nullopt;
    }
    Report& report = keys.report();
    Section section{report, *node};
    const auto i = section.number("i", {0, 0xFF}, channel_clause);
    const auto protocol = gp::Protocol::from(number, static_cast<Byte>(i.value_or(usual_i)));
    if (!protocol) {
        report.add(*section.find("i"), "the protocol has no such options",
                   number == gp::Protocol::Number::Scp02 ? "GPCS §E.1.1" : "GPCS Amendment D §5.1");
    }
    const auto type = number == gp::Protocol::Number::Scp02 ? gp::KeyType::Des : gp::KeyType::Aes;
    if (const Node* sets = section.require("key-sets")) {
        const auto items = items_of(report, *sets);
        if (sets->kind == yaml::Kind::Sequence && items.empty()) {
            report.add(*sets, "a protocol without keys opens no session",
                       std::string{channel_clause});
        }
        for (const Node* item : items) {
            application.key_sets.push_back(
                read_key_set(report, *item, type, application.diversification_data));
        }
    }
    section.finish();
    return protocol;
}

MessagingKeys read_messaging_keys(Report& report, const Node& node)
{
    Section section{report, node, Keys::Secret};
    MessagingKeys keys;
    keys.version = static_cast<Byte>(
        section.number("version", {1, last_messaging_version}, messaging_clause).value_or(1));
    keys.keys.algorithm =
        section.choice("algorithm", algorithms).value_or(sm::Algorithm::TripleDes);
    const auto type =
        keys.keys.algorithm == sm::Algorithm::TripleDes ? gp::KeyType::Des : gp::KeyType::Aes;
    auto enc = read_key(section, "enc", type);
    auto mac = read_key(section, "mac", type);
    require(section, enc, "enc");
    require(section, mac, "mac");
    if (enc && mac && enc->size() != mac->size()) {
        report.add(node, "both keys have one size", std::string{messaging_clause});
    }
    keys.keys.keys = {std::move(enc).value_or(SecureBytes{}),
                      std::move(mac).value_or(SecureBytes{})};
    keys.agreement =
        agreement_of(section.choice("agreement", agreements).value_or(Agreement::Icao));
    keys.serial_number =
        section.hex("serial-number", SizeRange::exactly(serial_size), messaging_clause)
            .value_or(Bytes{});
    if (keys.serial_number.size() != keys.agreement.serial_size && !section.has("serial-number")) {
        report.add(node, "serial-number is missing here", "CWA 14890-1 §8.8");
    }
    if (keys.agreement.serial_size == 0) {
        keys.serial_number.clear();
    }
    section.finish();
    return keys;
}

/// The tries of all keys are counted by version.
void check_versions(Report& report, const Node& node, const ApplicationKeys& keys)
{
    std::vector<Byte> versions;
    for (const gp::KeySet& key_set : keys.key_sets) {
        versions.push_back(key_set.version);
    }
    for (const MessagingKeys& one : keys.messaging) {
        versions.push_back(one.version);
    }
    std::ranges::sort(versions);
    if (std::ranges::adjacent_find(versions) != versions.end()) {
        report.add(node, "two of these keys have one version", std::string{channel_clause});
    }
}

} // namespace

std::optional<ApplicationKeys> read_keys(Section& section)
{
    const Node* node = section.find("keys");
    if (node == nullptr) {
        return std::nullopt;
    }
    Report& report = section.report();
    Section keys{report, *node};
    ApplicationKeys application;
    if (const auto data =
            keys.hex("diversification-data",
                     SizeRange::exactly(application.diversification_data.size()), channel_clause)) {
        std::ranges::copy(*data, application.diversification_data.begin());
    }
    application.scp03 =
        read_protocol(keys, "scp03", gp::Protocol::Number::Scp03, 0x70, application);
    application.scp02 =
        read_protocol(keys, "scp02", gp::Protocol::Number::Scp02, 0x15, application);
    if (const Node* messaging = keys.find("messaging")) {
        for (const Node* item : items_of(report, *messaging)) {
            application.messaging.push_back(read_messaging_keys(report, *item));
        }
    }
    application.tries = static_cast<unsigned>(keys.number("tries", {0, most_tries}).value_or(0));
    keys.finish();
    check_versions(report, *node, application);
    return application;
}

} // namespace uicc::profiles
