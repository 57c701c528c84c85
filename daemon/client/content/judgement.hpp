#pragma once

#include "codec/bytes.hpp"
#include "daemon/client/account.hpp"
#include "daemon/client/rules.hpp"

#include <string>
#include <vector>

namespace uicc::daemon::client::content {

enum class Verdict {
    Usable,
    Absent,    ///< a file that nobody ever wrote: FF or 00 alone
    Malformed, ///< nothing of it is used
};

/// What a client makes of the content of a bootstrap file. Problems are sentences without secrets.
struct Judgement {
    Verdict verdict = Verdict::Usable;
    std::vector<Account> accounts{};
    std::vector<std::string> problems{};
};

/// EF.LwM2M_Bootstrap, LwM2M TS 1.0 Appendix G.3.
[[nodiscard]] Judgement judge_lwm2m(ByteView file, const Conduct& conduct);

/// EF.DM_Bootstrap, OMA DM Bootstrap 1.2.
[[nodiscard]] Judgement judge_dm(ByteView file, const Conduct& conduct);

/// EF.Bootstrap, EF.Config1 or EF.Config2, OMA-WAP-ProvCont 1.1.
[[nodiscard]] Judgement judge_cp(ByteView file, const Conduct& conduct);

/// SHA-256 in hexadecimal digits.
[[nodiscard]] std::string digest_of(ByteView octets);
[[nodiscard]] std::string digest_of(std::string_view text);

} // namespace uicc::daemon::client::content
