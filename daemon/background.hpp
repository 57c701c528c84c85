#pragma once

#include <string_view>

namespace uicc::daemon {

/// The way to the background: the starting process ends only when the one behind is ready, with an
/// exit status that tells whether it is.
class Background {
public:
    /// Returns in the new process. The old one waits, prints the error if there is one, and ends
    /// with status 0 or 1. Call it before there are threads or open databases.
    [[nodiscard]] static Background enter();

    Background(Background&& other) noexcept;
    Background& operator=(Background&&) = delete;
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    ~Background();

    /// Lets the starting process end well and turns away from the terminal.
    void ready();

    /// Lets the starting process end with this message.
    void failed(std::string_view message);

private:
    explicit Background(int report) : report_{report} {}

    int report_; // write end of the pipe to the starting process, -1 once it is told
};

} // namespace uicc::daemon
