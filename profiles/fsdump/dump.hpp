#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Dumps of cards as pySim-shell's `fsdump` writes them, one JSON object.
namespace uicc::profiles::fsdump {

inline constexpr std::size_t largest_dump = std::size_t{16} << 20U; ///< octets of JSON
inline constexpr std::size_t most_files = 4096;
inline constexpr std::size_t deepest_path = 10; ///< directories and the file itself

/// One file of a dump. What the dump does not have is empty.
struct DumpedFile {
    std::string name{};              ///< as the dump has it: "MF/ADF.USIM/EF.IMSI"
    std::vector<std::string> path{}; ///< names or identifiers from below the MF; empty: the MF
    Bytes select_response{};         ///< FCP template, or the response of a SIM
    std::string identifier{};        ///< of the decoded FCP, four hexadecimal digits
    std::optional<Bytes> body{};
    std::optional<std::vector<Bytes>> records{};
    bool has_other_body = false; ///< contents that are not octets
    std::string error{};         ///< why it could not be selected or read, in one line
    std::string status_word{};   ///< that of the error, if it was one: "6982"

    [[nodiscard]] bool has_content() const noexcept { return body || records; }
};

struct Dump {
    std::string name{};
    std::string atr{}; ///< as the dump has it
    std::string iccid{};
    std::vector<Bytes> aids{};
    std::vector<DumpedFile> files{};
};

/// The error is a sentence with the place: line and column where it is no JSON, the path of the
/// value otherwise.
[[nodiscard]] Result<Dump, std::string> read_dump(std::string_view text);

} // namespace uicc::profiles::fsdump
