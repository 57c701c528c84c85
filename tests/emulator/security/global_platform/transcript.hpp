#pragma once

#include "crypto/random_source.hpp"
#include "emulator/security/global_platform/initiation.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace uicc::test {

/// tests/vectors/<name>.json
[[nodiscard]] const nlohmann::json& secure_channel_vectors(const std::string& name);

[[nodiscard]] Bytes octets(const nlohmann::json& hex);

/// Gives out the octets it was made with, and fails the test when asked for more.
class ScriptedRandom final : public crypto::RandomSource {
public:
    explicit ScriptedRandom(Bytes script) : script_{std::move(script)} {}

    void fill(std::span<Byte> out) override;

private:
    Bytes script_;
};

/// A session recorded in scp02.json or scp03.json.
class Transcript {
public:
    Transcript(emulator::global_platform::Protocol::Number number, nlohmann::json recorded);

    [[nodiscard]] const nlohmann::json& recorded() const { return recorded_; }
    [[nodiscard]] Bytes field(const std::string& name) const { return octets(recorded_.at(name)); }
    [[nodiscard]] std::string name() const;
    [[nodiscard]] Bytes host_cryptogram() const;

    [[nodiscard]] const emulator::global_platform::Protocol& protocol() const { return protocol_; }
    [[nodiscard]] const emulator::global_platform::KeySet& key_set() const { return key_set_; }

    [[nodiscard]] bool challenge_can_be_computed() const;

    /// INITIALIZE UPDATE as recorded, with the card challenge as the random number.
    [[nodiscard]] emulator::global_platform::InitializeUpdateAnswer initialize() const;

    /// Both commands as recorded.
    [[nodiscard]] std::unique_ptr<emulator::global_platform::Session> establish() const;

    friend std::ostream& operator<<(std::ostream& out, const Transcript& transcript)
    {
        return out << transcript.name();
    }

private:
    nlohmann::json recorded_;
    emulator::global_platform::Protocol protocol_;
    emulator::global_platform::KeySet key_set_;
    emulator::global_platform::DiversificationData diversification_data_{};
};

[[nodiscard]] std::vector<Transcript> scp02_transcripts();
[[nodiscard]] std::vector<Transcript> scp03_transcripts();
[[nodiscard]] std::vector<Transcript> all_transcripts();
[[nodiscard]] Transcript transcript_named(const std::string& name);

[[nodiscard]] std::string transcript_name(const testing::TestParamInfo<Transcript>& info);

} // namespace uicc::test
