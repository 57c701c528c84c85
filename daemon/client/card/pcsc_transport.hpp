#pragma once

#include "daemon/client/card/transport.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace uicc::daemon::client::card {

/// A card in a reader of PC/SC.
class PcscTransport final : public Transport {
public:
    struct Settings {
        std::string reader{};               ///< its name, or a part of it
        std::chrono::milliseconds wait{};   ///< for the reader and a card in it
        std::chrono::milliseconds answer{}; ///< patience with a single command
    };

    /// Waits for the card and gives it a cold reset.
    [[nodiscard]] static Result<std::unique_ptr<PcscTransport>, Failure> connect(
        const Settings& settings);

    ~PcscTransport() override;
    PcscTransport(const PcscTransport&) = delete;
    PcscTransport(PcscTransport&&) = delete;
    PcscTransport& operator=(const PcscTransport&) = delete;
    PcscTransport& operator=(PcscTransport&&) = delete;

    [[nodiscard]] Result<Bytes, Failure> transmit(ByteView command) override;
    [[nodiscard]] Result<void, Failure> resume() override;

private:
    class Connection;

    PcscTransport(std::shared_ptr<Connection> connection, std::chrono::milliseconds patience);

    /// Shared with the thread that waits for PC/SC: an answer that never comes keeps it alive.
    std::shared_ptr<Connection> connection_;
    std::chrono::milliseconds patience_;
};

} // namespace uicc::daemon::client::card
