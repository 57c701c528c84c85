#pragma once

#include "daemon/card_sources.hpp"
#include "daemon/log.hpp"

#include <functional>
#include <memory>

namespace uicc::daemon {

/// The cards of one daemon, their readers, and the control socket.
class Service {
public:
    /// Opens the store and puts the first cards into the readers. Errors are sentences.
    [[nodiscard]] static Result<std::unique_ptr<Service>, std::string> create(
        const DaemonOptions& options,
        std::vector<CardSource> sources,
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
