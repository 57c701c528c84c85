#include "emulator/security/global_platform/session.hpp"

#include "emulator/apdu/class_byte.hpp"
#include "emulator/security/global_platform/class_coding.hpp"

namespace uicc::emulator::global_platform {
namespace {

constexpr std::size_t maximum_r_mac_data = 24;

/// Nothing, or one length octet and that many octets.
bool is_r_mac_data(ByteView data)
{
    return data.empty() || (data[0] <= maximum_r_mac_data && data.size() == 1U + data[0]);
}

} // namespace

Session::Session(Protocol protocol, SecurityLevel level)
    : protocol_{protocol}, level_{level}, r_mac_session_{level.response_mac
                                                             ? RMacSession::WithAuthentication
                                                             : RMacSession::None}
{}

bool Session::in_r_mac_session() const noexcept
{
    return r_mac_session_ == RMacSession::WithAuthentication ||
           r_mac_session_ == RMacSession::Begun;
}

void Session::end()
{
    level_ = {};
    r_mac_session_ = RMacSession::None;
}

std::optional<SecureBytes> Session::data_of(const CommandApdu& command)
{
    if (level_.command_mac) {
        return is_protected(command.cla) ? open(command) : std::nullopt;
    }
    if (!level_.authenticated || !is_plain(command.cla)) {
        return std::nullopt;
    }
    return secure_copy(command.data);
}

Unprotected Session::unprotected() const
{
    return level_.command_mac ? Unprotected::Refused : Unprotected::Accepted;
}

/// Encrypted data are padded to whole blocks, also when they were whole, and the MAC follows.
std::size_t Session::room(std::size_t limit) const
{
    constexpr std::size_t block = 16;
    const std::size_t mac = level_.response_mac ? protocol_.size() : 0;
    const std::size_t data = limit > mac ? limit - mac : 0;
    if (!level_.response_encryption) {
        return data;
    }
    return data < block ? 0 : data / block * block - 1;
}

Result<PlainCommand, StatusWord> Session::unwrap(const CommandApdu& command)
{
    std::optional<SecureBytes> data = data_of(command);
    if (!data) {
        end();
        return tl::unexpected{sw::security_status_not_satisfied};
    }
    return PlainCommand{.cla = without_secure_messaging(command.cla),
                        .ins = command.ins,
                        .p1 = command.p1,
                        .p2 = command.p2,
                        .data = *std::move(data),
                        .ne = command.ne,
                        .extended = command.extended};
}

ResponseApdu Session::wrap(ResponseApdu response)
{
    if (in_r_mac_session() && is_success(response.status)) {
        protect(response);
    }
    if (r_mac_session_ == RMacSession::Beginning) {
        level_ = begun_level_;
        r_mac_session_ = RMacSession::Begun;
    }
    return response;
}

CommandResult Session::begin_r_mac_session(const CommandApdu& command)
{
    if (!protocol_.response_mac() || r_mac_session_ != RMacSession::None) {
        return tl::unexpected{sw::conditions_of_use_not_satisfied};
    }
    const bool carried = command.p1 != 0; // 00: END R-MAC SESSION fetches it, SCP02 only
    if (command.p2 != 0x01 || (!carried && protocol_.number() != Protocol::Number::Scp02)) {
        return tl::unexpected{sw::incorrect_p1_p2};
    }
    const SecurityLevel level = TRY(protocol_.with_response_protection(level_, command.p1));
    if (!is_r_mac_data(command.data)) {
        return tl::unexpected{sw::incorrect_data};
    }
    begun_level_ = level;
    r_mac_session_ = RMacSession::Beginning;
    return ResponseApdu{};
}

CommandResult Session::end_r_mac_session(const CommandApdu& command)
{
    const bool ends = command.p2 == 0x03;
    const bool asks = command.p2 == 0x01 && protocol_.number() == Protocol::Number::Scp02;
    if (command.p1 != 0 || (!ends && !asks)) {
        return tl::unexpected{sw::incorrect_p1_p2};
    }
    if (r_mac_session_ != RMacSession::Begun) {
        return tl::unexpected{sw::conditions_of_use_not_satisfied};
    }
    if (ends) {
        level_.response_mac = false;
        level_.response_encryption = false;
        r_mac_session_ = RMacSession::None;
    }
    return ResponseApdu{.data = r_mac_so_far()};
}

} // namespace uicc::emulator::global_platform
