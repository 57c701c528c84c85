#pragma once

#include <csignal>
#include <optional>
#include <sys/signalfd.h>
#include <unistd.h>

namespace uicc::daemon::lab {

/// SIGINT, SIGTERM and SIGHUP as a descriptor that becomes readable, for threads that begin after
/// this.
class StopSignal {
public:
    StopSignal()
    {
        sigset_t signals{};
        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &signals, &before_);
        descriptor_ = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    }
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;
    StopSignal(StopSignal&&) = delete;
    StopSignal& operator=(StopSignal&&) = delete;
    ~StopSignal()
    {
        while (next()) { // or they would strike now
        }
        ::close(descriptor_);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

    /// One that has come; it is noticed then.
    [[nodiscard]] std::optional<int> next() const noexcept
    {
        signalfd_siginfo noticed{};
        const bool has_come = ::read(descriptor_, &noticed, sizeof noticed) > 0;
        return has_come ? std::optional{static_cast<int>(noticed.ssi_signo)} : std::nullopt;
    }

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

private:
    sigset_t before_{};
    int descriptor_ = -1;
};

} // namespace uicc::daemon::lab
