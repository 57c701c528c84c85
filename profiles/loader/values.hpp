#pragma once

#include "codec/bytes.hpp"
#include "codec/secure_bytes.hpp"
#include "filesystem/identifiers.hpp"
#include "profiles/loader/report.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Scalars of a profile as values. What does not fit is reported and yields nothing; messages
/// never repeat the value.
namespace uicc::profiles {

struct NumberRange {
    std::uint64_t min = 0;
    std::uint64_t max = 0;
};

/// Octets that a hexadecimal value may have.
struct SizeRange {
    std::size_t min = 0;
    std::size_t max = SIZE_MAX;

    [[nodiscard]] static constexpr SizeRange exactly(std::size_t size) { return {size, size}; }
};

/// A word of a profile and what it stands for.
template <class Value>
struct Word {
    std::string_view text{};
    Value value{};
};

[[nodiscard]] std::optional<std::string> read_text(Report& report, const yaml::Node& node);

/// A text that people see on terminals: control characters are refused.
[[nodiscard]] std::optional<std::string> read_line(Report& report, const yaml::Node& node);

/// Decimal, or hexadecimal behind 0x.
[[nodiscard]] std::optional<std::uint64_t> read_number(Report& report,
                                                       const yaml::Node& node,
                                                       NumberRange range,
                                                       std::string_view clause = {});
[[nodiscard]] std::optional<std::int64_t> read_integer(Report& report, const yaml::Node& node);

/// true or false.
[[nodiscard]] std::optional<bool> read_flag(Report& report, const yaml::Node& node);

[[nodiscard]] std::optional<Bytes> read_hex(Report& report,
                                            const yaml::Node& node,
                                            SizeRange size = {},
                                            std::string_view clause = {});
[[nodiscard]] std::optional<SecureBytes> read_secret_hex(Report& report,
                                                         const yaml::Node& node,
                                                         SizeRange size,
                                                         std::string_view clause = {});

/// Four hexadecimal digits, 0x in front is accepted; not one of the reserved identifiers.
[[nodiscard]] std::optional<filesystem::Fid> read_fid(Report& report, const yaml::Node& node);

/// Whether no DF or EF may have this identifier.
[[nodiscard]] bool is_reserved(filesystem::Fid fid);

/// Four hexadecimal digits; nothing is reported.
[[nodiscard]] std::optional<filesystem::Fid> fid_of(std::string_view text);

/// "`colour`", with the nearest of the known words behind it if one is near.
[[nodiscard]] std::string suggestion(std::string_view text,
                                     std::span<const std::string_view> known);

/// Reports that a value is none of these words.
void report_choice(Report& report, const yaml::Node& node, std::span<const std::string_view> words);

template <class Value, std::size_t N>
[[nodiscard]] std::optional<Value> read_choice(Report& report,
                                               const yaml::Node& node,
                                               const std::array<Word<Value>, N>& words)
{
    std::array<std::string_view, N> texts{};
    for (std::size_t i = 0; i < N; ++i) {
        if (node.kind == yaml::Kind::Scalar && node.text == words[i].text) {
            return words[i].value;
        }
        texts[i] = words[i].text;
    }
    report_choice(report, node, texts);
    return std::nullopt;
}

} // namespace uicc::profiles
