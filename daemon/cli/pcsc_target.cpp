#include "daemon/cli/pcsc_target.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <string_view>
#include <vector>
#include <winscard.h>

namespace uicc::daemon::cli {
namespace {

using trace::EventKind;

constexpr DWORD any_protocol = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;
constexpr std::size_t max_response = 65538; // ISO/IEC 7816-4 §5.1: 65536 octets and a status word

class PcscTarget final : public replay::Target {
public:
    PcscTarget() = default;
    PcscTarget(const PcscTarget&) = delete;
    PcscTarget& operator=(const PcscTarget&) = delete;
    PcscTarget(PcscTarget&&) = delete;
    PcscTarget& operator=(PcscTarget&&) = delete;

    ~PcscTarget() override
    {
        if (is_connected_) {
            SCardDisconnect(card_, SCARD_UNPOWER_CARD);
        }
        if (has_context_) {
            SCardReleaseContext(context_);
        }
    }

    Result<void, std::string> open(const std::string& wanted)
    {
        TRY(checked(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context_),
                    "PC/SC"));
        has_context_ = true;
        name_ = TRY(find(wanted));
        TRY(checked(SCardConnect(context_, name_.c_str(), SCARD_SHARE_EXCLUSIVE, any_protocol,
                                 &card_, &protocol_),
                    name_));
        is_connected_ = true;
        return {};
    }

    /// PC/SC does not leave a card without power to a client: it happens with the next reset.
    Result<Bytes, std::string> power(EventKind kind) override
    {
        if (kind == EventKind::PowerOff) {
            return Bytes{};
        }
        const DWORD how = kind == EventKind::WarmReset ? SCARD_RESET_CARD : SCARD_UNPOWER_CARD;
        TRY(checked(SCardReconnect(card_, SCARD_SHARE_EXCLUSIVE, any_protocol, how, &protocol_),
                    name_));
        Bytes atr(MAX_ATR_SIZE);
        auto size = static_cast<DWORD>(atr.size());
        TRY(checked(SCardStatus(card_, nullptr, nullptr, nullptr, nullptr, atr.data(), &size),
                    name_));
        atr.resize(size);
        return atr;
    }

    Result<Bytes, std::string> transmit(ByteView command) override
    {
        Bytes answer(max_response);
        auto size = static_cast<DWORD>(answer.size());
        const SCARD_IO_REQUEST* way = protocol_ == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0;
        TRY(checked(SCardTransmit(card_, way, command.data(), command.size(), nullptr,
                                  answer.data(), &size),
                    name_));
        answer.resize(size);
        return answer;
    }

private:
    static Result<void, std::string> checked(LONG outcome, std::string_view what)
    {
        if (outcome != SCARD_S_SUCCESS) {
            return tl::unexpected{fmt::format("{}: {}", what, pcsc_stringify_error(outcome))};
        }
        return {};
    }

    /// The reader of this name, else the only one with this part in its name.
    Result<std::string, std::string> find(const std::string& wanted) const
    {
        std::vector<std::string> matching;
        for (const std::string& name : TRY(readers())) {
            if (name == wanted) {
                return name;
            }
            if (name.find(wanted) != std::string::npos) {
                matching.push_back(name);
            }
        }
        if (matching.size() == 1) {
            return matching.front();
        }
        return tl::unexpected{matching.empty()
                                  ? fmt::format("there is no reader {}", wanted)
                                  : fmt::format("which reader? {}", fmt::join(matching, ", "))};
    }

    Result<std::vector<std::string>, std::string> readers() const
    {
        std::array<char, 8192> names{};
        auto size = static_cast<DWORD>(names.size());
        TRY(checked(SCardListReaders(context_, nullptr, names.data(), &size), "PC/SC"));
        std::vector<std::string> list;
        for (const char* name = names.data(); *name != '\0';
             name += std::strlen(name) + 1) { // NOLINT: a list of C strings
            list.emplace_back(name);
        }
        return list;
    }

    SCARDCONTEXT context_{};
    SCARDHANDLE card_{};
    DWORD protocol_{};
    std::string name_;
    bool has_context_ = false;
    bool is_connected_ = false;
};

} // namespace

Result<std::unique_ptr<replay::Target>, std::string> open_reader(const std::string& reader)
{
    auto target = std::make_unique<PcscTarget>();
    TRY(target->open(reader));
    return target;
}

} // namespace uicc::daemon::cli
