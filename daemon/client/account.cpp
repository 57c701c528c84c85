#include "daemon/client/account.hpp"

#include <algorithm>

namespace uicc::daemon::client {
namespace {

bool contains(const std::vector<Account>& accounts, const Account& wanted)
{
    return std::ranges::find(accounts, wanted) != accounts.end();
}

bool has_same_name(const std::vector<Account>& accounts, const Account& wanted)
{
    return std::ranges::any_of(accounts, [&](const Account& account) {
        return account.source == wanted.source && account.id == wanted.id;
    });
}

} // namespace

std::string_view to_string(Source source)
{
    switch (source) {
    case Source::Lwm2m:
        return "lwm2m";
    case Source::Dm:
        return "dm";
    case Source::Cp:
        return "cp";
    }
    return "";
}

Changes compare(const std::vector<Account>& before,
                const std::vector<Account>& found,
                const std::set<Source>& undecided,
                const Conduct& conduct)
{
    Changes changes{.accounts = found};
    for (const Account& account : before) {
        if (contains(found, account)) {
            continue;
        }
        const bool replaced = has_same_name(found, account);
        if (!replaced &&
            (undecided.contains(account.source) || conduct.breaks(Rule::KeepVanished))) {
            changes.accounts.push_back(account);
        } else {
            changes.removed.push_back(account.id);
        }
    }
    for (const Account& account : found) {
        if (!contains(before, account) || conduct.breaks(Rule::RereadAlwaysApplies)) {
            changes.added.push_back(account.id);
        }
    }
    return changes;
}

} // namespace uicc::daemon::client
