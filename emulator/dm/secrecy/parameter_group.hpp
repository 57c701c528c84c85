#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::emulator::dm::secrecy {

/// A named value of a characteristic or of a management object's node.
struct NamedValue {
    std::string name{};
    std::string value{};
};

/// What becomes of one of them.
enum class Verdict {
    Shown,
    Hidden, ///< not known to be harmless
    Secret, ///< a password, key or nonce; its text is hidden wherever else it stands
};

/// Judges the values that stand together in one place: a type of characteristic
/// (OMA-WAP-ProvCont 1.1 §4.5), the name of the node above their own (OMA DM Standardized Objects
/// 1.2 §5), or the object identifier of their node. A value is shown only where its name belongs,
/// once, and a user name only beside its password: what a password became by damage would be
/// hidden.
[[nodiscard]] std::vector<Verdict> judge(std::string_view place, std::span<const NamedValue> group);

/// Whether a name sounds like that of a password, key or nonce, whoever invented it.
[[nodiscard]] bool names_secret(std::string_view name);

/// Whether a standard gives this name to a value.
[[nodiscard]] bool is_known_name(std::string_view name);

/// Whether a standard gives this name to a characteristic, a node or an object.
[[nodiscard]] bool is_known_place(std::string_view place);

} // namespace uicc::emulator::dm::secrecy
