#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"
#include "filesystem/identifiers.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::trace {
struct CardEvent;
}

namespace uicc::daemon::faults {

/// One command and its answer, with the names that the card knows them by.
struct Exchange {
    ByteView command{};
    std::string_view name{}; ///< "READ BINARY"; empty when the command is unknown
    std::string_view file{}; ///< "EF.IMSI"; empty when none is concerned
    ByteView response{};     ///< status word included; empty when nothing was answered
};

/// Where and why a text is no pattern.
struct PatternError {
    std::size_t offset = 0; ///< in characters
    std::string what{};     ///< a sentence, with the nearest name where there is one
};

/// Says which commands are meant, in words:
///
///     [COMMAND | HEX] [FILE] [KEY] [channel N] [-> STATUS]
///
/// COMMAND is a name or its first words (READ means READ BINARY and READ RECORD), or `any`; MANAGE
/// CHANNEL may be followed by OPEN or CLOSE. HEX is how the command begins, with ? for any digit:
/// `00 A4 ?? 04`. KEY goes with the commands for PINs: `VERIFY PIN1`, `VERIFY 81`. STATUS is the
/// status word of the answer: `63C?`.
class ApduPattern {
public:
    /// Files are known from the catalogue; the card may have others.
    [[nodiscard]] static Result<ApduPattern, PatternError> parse(
        std::string_view text, std::span<const std::string> files_of_card = {});

    [[nodiscard]] bool matches(const Exchange& exchange) const;

    /// For events about a command.
    [[nodiscard]] bool matches(const trace::CardEvent& event) const;

    /// Whatever is answered.
    [[nodiscard]] bool matches_request(const Exchange& exchange) const;

    /// False, and nothing changes, when it names a channel already.
    [[nodiscard]] bool limit_to_channel(unsigned channel);

    [[nodiscard]] bool names_answer() const noexcept { return status_.has_value(); }

    /// The shortest text that means the same.
    [[nodiscard]] std::string to_string() const;

    /// An octet of which some digits may be anything.
    struct MaskedOctet {
        Byte value = 0;
        Byte mask = 0xFF;
    };

private:
    friend class PatternParser;

    [[nodiscard]] bool matches_octets(ByteView command) const;

    std::string command_{}; ///< first words of its name, or empty
    std::optional<Byte> p1_{};
    std::vector<MaskedOctet> octets_{};
    std::string file_{};
    std::optional<filesystem::KeyReference> key_{};
    std::optional<unsigned> channel_{};
    std::optional<std::array<MaskedOctet, 2>> status_{};
};

} // namespace uicc::daemon::faults
