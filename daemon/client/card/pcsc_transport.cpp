#include "daemon/client/card/pcsc_transport.hpp"

#include "codec/secure_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <future>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>
#include <winscard.h>

namespace uicc::daemon::client::card {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds look_again{50};
/// pcscd itself is given as long as a card.
constexpr std::chrono::seconds patience_with_service{30};
constexpr DWORD any_protocol = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;
/// pcscd looks for cards several times in a second.
constexpr std::chrono::seconds until_removal_shows{2};
constexpr std::size_t status_word_size = 2;
constexpr std::size_t largest_response = 65538;

Trouble trouble_of(LONG result)
{
    switch (result) {
    case SCARD_W_REMOVED_CARD:
    case SCARD_E_NO_SMARTCARD:
    case SCARD_E_READER_UNAVAILABLE:
    case SCARD_E_UNKNOWN_READER:
        return Trouble::Removed;
    case SCARD_W_RESET_CARD:
        return Trouble::Reset;
    case SCARD_E_NO_SERVICE:
    case SCARD_E_SERVICE_STOPPED:
    case SCARD_E_INVALID_HANDLE:
        return Trouble::NoReader;
    default:
        return Trouble::Unresponsive;
    }
}

std::string_view explain(Trouble trouble)
{
    switch (trouble) {
    case Trouble::NoReader:
        return "PC/SC is gone";
    case Trouble::NoCard:
        return "the reader is empty";
    case Trouble::Removed:
        return "the card was removed";
    case Trouble::Reset:
        return "the card was reset";
    case Trouble::Lost:
        return "the card has forgotten the client";
    case Trouble::Unresponsive:
        return "the card does not answer";
    }
    return "";
}

Failure failure_of(LONG result)
{
    const Trouble trouble = trouble_of(result);
    return {trouble, fmt::format("{} ({})", explain(trouble), pcsc_stringify_error(result))};
}

/// A call that may never come back runs in a thread of its own, which then ends with the process.
template <class Value>
std::optional<Value> within(std::chrono::milliseconds patience, std::function<Value()> call)
{
    std::promise<Value> promise;
    auto value = promise.get_future();
    std::thread caller{[promise = std::move(promise), call = std::move(call)]() mutable {
        promise.set_value(call());
    }};
    if (value.wait_for(patience) != std::future_status::ready) {
        caller.detach();
        return std::nullopt;
    }
    caller.join();
    return value.get();
}

} // namespace

/// Context and card handle. Used by one thread at a time.
class PcscTransport::Connection {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection(Connection&&) = delete;
    Connection& operator=(const Connection&) = delete;
    Connection& operator=(Connection&&) = delete;

    ~Connection()
    {
        disconnect();
        if (context_) {
            SCardReleaseContext(*context_);
        }
    }

    Result<void, Failure> open(const Settings& settings)
    {
        const auto deadline = Clock::now() + settings.wait;
        for (;;) {
            Failure last = try_to_connect(settings.reader);
            if (card_) {
                auto powered = cold_reset();
                if (powered) {
                    return powered;
                }
                last = std::move(powered).error();
                disconnect();
            }
            if (Clock::now() >= deadline) {
                return tl::unexpected{std::move(last)};
            }
            std::this_thread::sleep_for(look_again);
        }
    }

    Result<void, Failure> reconnect(DWORD initialization)
    {
        const LONG result =
            SCardReconnect(*card_, SCARD_SHARE_SHARED, any_protocol, initialization, &protocol_);
        if (result != SCARD_S_SUCCESS) {
            return tl::unexpected{failure_of(result)};
        }
        return {};
    }

    Result<Bytes, Failure> transmit(ByteView command)
    {
        Bytes response(largest_response);
        DWORD size = response.size();
        const SCARD_IO_REQUEST* request =
            protocol_ == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0; // NOLINT: C interface
        const LONG result = SCardTransmit(*card_, request, command.data(), command.size(), nullptr,
                                          response.data(), &size);
        if (result != SCARD_S_SUCCESS) {
            return tl::unexpected{failure_of(result)};
        }
        response.resize(size);
        if (size < status_word_size) {
            return tl::unexpected{why_nothing_came()};
        }
        return response;
    }

private:
    /// vpcd reports a card that went away as an empty answer, and pcscd takes a moment to see it.
    Failure why_nothing_came()
    {
        const auto deadline = Clock::now() + until_removal_shows;
        do {
            DWORD state{};
            const LONG result =
                SCardStatus(*card_, nullptr, nullptr, &state, nullptr, nullptr, nullptr);
            if (result != SCARD_S_SUCCESS) {
                return failure_of(result);
            }
            std::this_thread::sleep_for(look_again);
        } while (Clock::now() < deadline);
        return {Trouble::Unresponsive, "the card answered without a status word"};
    }

    void disconnect()
    {
        if (card_) {
            SCardDisconnect(*card_, SCARD_LEAVE_CARD);
            card_.reset();
        }
    }

    /// Another client may have reset the card in this very moment.
    Result<void, Failure> cold_reset()
    {
        auto result = reconnect(SCARD_UNPOWER_CARD);
        return !result && result.error().trouble == Trouble::Reset ? reconnect(SCARD_UNPOWER_CARD)
                                                                   : result;
    }

    bool has_context()
    {
        if (!context_) {
            SCARDCONTEXT fresh{};
            if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &fresh) ==
                SCARD_S_SUCCESS) {
                context_ = fresh;
            }
        }
        return context_.has_value();
    }

    std::vector<std::string> readers()
    {
        std::array<char, 4096> names{};
        DWORD size = names.size();
        std::vector<std::string> all;
        if (SCardListReaders(*context_, nullptr, names.data(), &size) != SCARD_S_SUCCESS) {
            return all;
        }
        for (const char* name = names.data(); *name != '\0';
             name += std::strlen(name) + 1) { // NOLINT
            all.emplace_back(name);
        }
        return all;
    }

    bool connect_to(const std::string& reader)
    {
        SCARDHANDLE handle{};
        const LONG result = SCardConnect(*context_, reader.c_str(), SCARD_SHARE_SHARED,
                                         any_protocol, &handle, &protocol_);
        if (result != SCARD_S_SUCCESS) {
            silent_ = silent_ || result == SCARD_W_UNRESPONSIVE_CARD;
            return false;
        }
        card_ = handle;
        return true;
    }

    /// Why there is no card yet. The whole name of a reader goes before names that contain it.
    Failure try_to_connect(const std::string& wanted)
    {
        if (!has_context()) {
            return {Trouble::NoReader, "PC/SC is not running"};
        }
        bool known = false;
        silent_ = false;
        const std::vector<std::string> all = readers();
        const bool exact = std::ranges::find(all, wanted) != all.end();
        for (const std::string& reader : all) {
            if (reader == wanted || (!exact && reader.find(wanted) != std::string::npos)) {
                known = true;
                if (connect_to(reader)) {
                    return {};
                }
            }
        }
        if (silent_) {
            return {Trouble::Unresponsive, "the card in the reader does not answer to its reset"};
        }
        return known ? Failure{Trouble::NoCard, "there is no card in the reader"}
                     : Failure{Trouble::NoReader, fmt::format("there is no reader {}", wanted)};
    }

    std::optional<SCARDCONTEXT> context_{};
    std::optional<SCARDHANDLE> card_{};
    DWORD protocol_{};
    bool silent_ = false;
};

PcscTransport::PcscTransport(std::shared_ptr<Connection> connection,
                             std::chrono::milliseconds patience)
    : connection_{std::move(connection)}, patience_{patience}
{}

PcscTransport::~PcscTransport() = default;

Result<std::unique_ptr<PcscTransport>, Failure> PcscTransport::connect(const Settings& settings)
{
    auto connection = std::make_shared<Connection>();
    const auto opened = within<Result<void, Failure>>(
        settings.wait + patience_with_service,
        [connection, settings] { return connection->open(settings); });
    if (!opened) {
        return tl::unexpected{Failure{Trouble::Unresponsive, "PC/SC does not answer"}};
    }
    if (!*opened) {
        return tl::unexpected{opened->error()};
    }
    return std::unique_ptr<PcscTransport>{
        new PcscTransport{std::move(connection), settings.answer}}; // NOLINT: private constructor
}

Result<Bytes, Failure> PcscTransport::transmit(ByteView command)
{
    const auto answer = within<Result<Bytes, Failure>>(
        patience_, [connection = connection_, octets = secure_copy(command)] {
            return connection->transmit(octets);
        });
    if (!answer) {
        return tl::unexpected{
            Failure{Trouble::Unresponsive,
                    fmt::format("the card has not answered within {} ms", patience_.count())}};
    }
    return *answer;
}

Result<void, Failure> PcscTransport::resume()
{
    const auto result = within<Result<void, Failure>>(
        patience_, [connection = connection_] { return connection->reconnect(SCARD_LEAVE_CARD); });
    return result.value_or(
        tl::unexpected{Failure{Trouble::Unresponsive, "the card does not come back"}});
}

} // namespace uicc::daemon::client::card
