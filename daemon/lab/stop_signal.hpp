#pragma once

#include <csignal>
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
        signalfd_siginfo noticed{}; // or it would strike now
        while (::read(descriptor_, &noticed, sizeof noticed) > 0) {
        }
        ::close(descriptor_);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

private:
    sigset_t before_{};
    int descriptor_ = -1;
};

} // namespace uicc::daemon::lab
