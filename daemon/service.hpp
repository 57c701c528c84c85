#pragma once

#include "daemon/daemon_options.hpp"
#include "daemon/log.hpp"
#include "emulator/card/card_description.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace uicc::daemon {

/// The cards of one daemon in their readers, on one event loop.
class Service {
public:
    using Descriptions = std::vector<std::shared_ptr<const emulator::CardDescription>>;

    /// Opens the store and starts the cards. Errors are sentences.
    [[nodiscard]] static Result<std::unique_ptr<Service>, std::string> create(
        const DaemonOptions& options,
        const Descriptions& descriptions,
        std::shared_ptr<spdlog::logger> log);

    virtual ~Service() = default;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    Service(Service&&) = delete;
    Service& operator=(Service&&) = delete;

    /// Serves until SIGTERM or SIGINT; calls `ready` once both are handled and the slots have
    /// begun.
    virtual void run(const std::function<void()>& ready) = 0;

protected:
    Service() = default;
};

} // namespace uicc::daemon
