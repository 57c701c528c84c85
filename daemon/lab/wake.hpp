#pragma once

#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

namespace uicc::daemon::lab {

/// Wakes a thread that polls its descriptor.
class Wake {
public:
    Wake() : descriptor_{eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {}
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;
    Wake(Wake&&) = delete;
    Wake& operator=(Wake&&) = delete;
    ~Wake() { ::close(descriptor_); }

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

    void wake() const noexcept { eventfd_write(descriptor_, 1); }

    void settle() const noexcept
    {
        eventfd_t count = 0;
        eventfd_read(descriptor_, &count);
    }

private:
    int descriptor_;
};

} // namespace uicc::daemon::lab
