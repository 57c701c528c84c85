#pragma once

#include "emulator/applications/aka/aka_definition.hpp"
#include "tests/support/test_card.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace uicc::test {

/// Applications that two ADFs without any file get.
struct AkaApplications {
    emulator::applications::aka::Parameters usim{};
    std::optional<emulator::applications::aka::Parameters> isim{};
    bool shares_sqn = false; ///< the ISIM counts on the sequence numbers of the USIM
};

/// A card with a USIM and maybe an ISIM. The USIM is selected at first.
class AkaCard {
public:
    explicit AkaCard(AkaApplications applications);

    void select_usim() { send("00A4040C 07 A0000000871002"); }
    void select_isim() { send("00A4040C 07 A0000000871004"); }

    /// AUTHENTICATE with the whole answer, whatever GET RESPONSE it takes.
    std::string in_3g(const std::string& rand, const std::string& autn);
    std::string in_gsm(const std::string& rand);

    std::string send(const std::string& command) { return card_->send(command); }
    void restart();

    /// Why the last command was refused.
    [[nodiscard]] const std::string& reason() { return card_->card().explanation().reason; }

private:
    std::string fetch(const std::string& answer);

    filesystem::MemoryStore store_;
    std::optional<CardUnderTest> card_;
};

/// A list of test sets in a file below tests/vectors.
nlohmann::json vector_list(const std::string& file, const char* list);

std::string text_of(const nlohmann::json& vector, const char* name);

/// A field of a test set, in upper case.
std::string field(const nlohmann::json& vector, const char* name);

/// A policy under which published SQNs, which jump at will, are fresh.
emulator::applications::aka::SqnPolicy any_jump();

/// "10" and the octets for 16 octets in hexadecimal.
std::string with_length(const std::string& hex);

} // namespace uicc::test
