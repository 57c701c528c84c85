#pragma once

#include "daemon/faults/fault.hpp"
#include "daemon/faults/fault_json.hpp"

#include <initializer_list>
#include <string_view>

namespace uicc::daemon::faults {

using Json = nlohmann::json;

/// A value and where it stands.
struct Place {
    const Json& value;
    std::string pointer{};

    [[nodiscard]] Place at(const std::string& key) const;
    [[nodiscard]] Place at(std::size_t index) const;
};

/// Takes values out of JSON and keeps every complaint; nothing comes back where there is one.
class JsonValues {
public:
    void complain(const Place& place, std::string what);
    [[nodiscard]] const std::vector<FaultError>& complaints() const noexcept { return complaints_; }

    std::optional<std::string> text(const Place& place);

    /// Also as a text, as YAML has it.
    std::optional<std::uint64_t> number(const Place& place,
                                        std::uint64_t least,
                                        std::uint64_t most);
    std::optional<Bytes> octets(const Place& place, std::size_t least, std::size_t most);

    /// Four hexadecimal digits; a number of four digits, as YAML has it, means its digits.
    std::optional<emulator::StatusWord> status(const Place& place);
    std::optional<codec::Tag> tag(const Place& place);

    /// As tag(), of the name of a member.
    std::optional<codec::Tag> tag_name(const Place& place, const std::string& name);
    std::optional<filesystem::KeyReference> key(const Place& place);
    std::optional<Duration> duration(const Place& place, Duration most);

    /// `true` is all there is to say; also as a text, as YAML has it.
    bool confirm(const Place& place);
    [[nodiscard]] static bool is_boolean(const Place& place);

    /// Which of these texts it is.
    std::optional<std::size_t> choice(const Place& place,
                                      std::initializer_list<std::string_view> texts);

    /// Whether it is an object without other members than these.
    bool object(const Place& place, const std::vector<std::string_view>& members);

private:
    std::optional<codec::Tag> tag_of(const Place& place, std::string_view text);

    std::vector<FaultError> complaints_;
};

} // namespace uicc::daemon::faults
