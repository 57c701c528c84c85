#pragma once

#include "daemon/client/rules.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::client {

/// The family of bootstrap data that an account comes from.
enum class Source { Lwm2m, Dm, Cp };

/// As reports name it: "lwm2m", "dm", "cp".
[[nodiscard]] std::string_view to_string(Source source);

/// A server that the card told the client to use. Without secrets: `digest` stands for them.
struct Account {
    Source source = Source::Lwm2m;
    std::string id{};     ///< short server id, ServerID, or PROVIDER-ID
    std::string server{}; ///< its address
    bool bootstrap = false;
    std::string security{}; ///< such as psk, digest, none
    std::string digest{};   ///< SHA-256 of everything that the card says about it

    friend bool operator==(const Account&, const Account&) = default;
};

/// What a boot makes of the accounts of the boot before.
struct Changes {
    std::vector<Account> accounts{}; ///< from now on
    std::vector<std::string> added{};
    std::vector<std::string> removed{};
};

/// Compares what was there with what the card holds. Accounts of an undecided source, whose file
/// could not be used, stay as they are. A changed account is removed and added.
[[nodiscard]] Changes compare(const std::vector<Account>& before,
                              const std::vector<Account>& found,
                              const std::set<Source>& undecided,
                              const Conduct& conduct);

} // namespace uicc::daemon::client
