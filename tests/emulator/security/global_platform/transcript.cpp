#include "tests/emulator/security/global_platform/transcript.hpp"

#include "tests/support/vector_file.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <stdexcept>

namespace uicc::test {
namespace {

using namespace emulator::global_platform;

constexpr std::size_t offset_of_version = 10;

std::uint32_t number(ByteView octets)
{
    std::uint32_t value = 0;
    for (const Byte octet : octets) {
        value = value << 8U | octet;
    }
    return value;
}

SecureBytes secret(const nlohmann::json& hex)
{
    return secure_copy(octets(hex));
}

KeySet recorded_key_set(Protocol::Number number_of_protocol, const nlohmann::json& recorded)
{
    const auto& keys = recorded.at("static");
    const bool scp02 = number_of_protocol == Protocol::Number::Scp02;
    const auto counter = recorded.value("seq_counter", nlohmann::json{});
    return {.version = recorded.contains("init_update_resp")
                           ? octets(recorded.at("init_update_resp")).at(offset_of_version)
                           : Byte{0x20},
            .type = scp02 ? KeyType::Des : KeyType::Aes,
            .keys = {secret(keys.at("enc")), secret(keys.at("mac")), secret(keys.at("dek"))},
            .sequence_counter = counter.is_null() ? 0 : number(octets(counter))};
}

/// The AID that the pseudo-random challenge was made with; nobody knows that of one recording.
std::optional<Bytes> recorded_aid(const nlohmann::json& recorded)
{
    if (recorded.contains("pseudo_random_challenge")) {
        return octets(recorded.at("pseudo_random_challenge").at("aid"));
    }
    const std::string name = recorded.at("name");
    if (name == "kaoh R-ENC+R-MAC i70") {
        return std::nullopt;
    }
    // The ISD-R of an eUICC in the traces of pySim, otherwise an issuer security domain.
    return from_hex(name.starts_with("pysim AES") ? "A0000005591010FFFFFFFF8900000100"
                                                  : "A000000151000000");
}

std::vector<Transcript> transcripts(const std::string& file, Protocol::Number number_of_protocol)
{
    std::vector<Transcript> found;
    for (const auto& recorded : secure_channel_vectors(file).at("transcripts")) {
        found.emplace_back(number_of_protocol, recorded);
    }
    return found;
}

} // namespace

const nlohmann::json& secure_channel_vectors(const std::string& name)
{
    static std::map<std::string, nlohmann::json> loaded;
    auto& vectors = loaded[name];
    if (vectors.is_null()) {
        std::ifstream file{TEST_VECTOR_DIR "/" + name + ".json"};
        file.exceptions(std::ios::failbit | std::ios::badbit);
        vectors = nlohmann::json::parse(file);
    }
    return vectors;
}

Bytes octets(const nlohmann::json& hex)
{
    return from_hex(hex.get<std::string>());
}

void ScriptedRandom::fill(std::span<Byte> out)
{
    if (out.size() > script_.size()) {
        throw std::runtime_error{"no more random octets in the script"};
    }
    std::copy_n(script_.begin(), out.size(), out.begin());
    script_.erase(script_.begin(), script_.begin() + static_cast<std::ptrdiff_t>(out.size()));
}

Transcript::Transcript(Protocol::Number number_of_protocol, nlohmann::json recorded)
    : recorded_(std::move(recorded)), // braces would make it an array

      protocol_{Protocol::from(number_of_protocol, octets(recorded_.at("i")).at(0)).value()},
      key_set_{recorded_key_set(number_of_protocol, recorded_)}
{
    if (recorded_.contains("init_update_resp")) {
        const Bytes answer = field("init_update_resp");
        std::ranges::copy(ByteView{answer}.first<10>(), diversification_data_.begin());
    }
}

std::string Transcript::name() const
{
    return recorded_.at("name").get<std::string>();
}

/// Sent in EXTERNAL AUTHENTICATE, behind header and Lc.
Bytes Transcript::host_cryptogram() const
{
    const Bytes command = field("external_auth_cmd");
    const auto begin = command.begin() + 5;
    return {begin, begin + static_cast<std::ptrdiff_t>(protocol_.size())};
}

bool Transcript::challenge_can_be_computed() const
{
    return recorded_aid(recorded_).has_value();
}

/// Where the challenge cannot be computed it is a random one, which leads to the same session.
InitializeUpdateAnswer Transcript::initialize() const
{
    const std::optional<Bytes> aid = recorded_aid(recorded_);
    constexpr unsigned pseudo_random = 0x10;
    const auto i = static_cast<Byte>(aid ? protocol_.i() : protocol_.i() & ~pseudo_random);
    ScriptedRandom random{field("card_challenge")};
    InitializeUpdateAnswer answer =
        initialize_update({.protocol = Protocol::from(protocol_.number(), i).value(),
                           .key_set = key_set_,
                           .diversification_data = diversification_data_,
                           .aid = aid ? *aid : Bytes{}},
                          field("host_challenge"), random)
            .value();
    answer.handshake.protocol = protocol_;
    return answer;
}

std::unique_ptr<Session> Transcript::establish() const
{
    const Bytes command = field("external_auth_cmd");
    return external_authenticate(initialize().handshake, emulator::parse_command(command).value())
        .value();
}

std::vector<Transcript> scp02_transcripts()
{
    return transcripts("scp02", Protocol::Number::Scp02);
}

std::vector<Transcript> scp03_transcripts()
{
    return transcripts("scp03", Protocol::Number::Scp03);
}

std::vector<Transcript> all_transcripts()
{
    std::vector<Transcript> all = scp02_transcripts();
    for (Transcript& transcript : scp03_transcripts()) {
        all.push_back(std::move(transcript));
    }
    return all;
}

Transcript transcript_named(const std::string& name)
{
    const std::vector<Transcript> all = all_transcripts();
    const auto found = std::ranges::find(all, name, &Transcript::name);
    if (found == all.end()) {
        throw std::runtime_error{"no transcript " + name};
    }
    return *found;
}

std::string transcript_name(const testing::TestParamInfo<Transcript>& info)
{
    std::string name = info.param.name();
    std::ranges::replace_if(
        name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

} // namespace uicc::test
