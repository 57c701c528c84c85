#pragma once

#include "codec/result.hpp"

#include <filesystem>
#include <string>
#include <utility>

namespace uicc::daemon::control {

/// $XDG_RUNTIME_DIR/vuicc/control, for root /run/vuicc/control, else one in the folder for
/// temporary files that is the user's own.
[[nodiscard]] std::filesystem::path default_control_path();

/// The place of a listening Unix socket. While one process has it, no other can take it; what a
/// process that died left there is cleared away.
class ControlPath {
public:
    /// Makes the folder for its owner only. Errors are sentences.
    [[nodiscard]] static Result<ControlPath, std::string> claim(const std::filesystem::path& path);

    ControlPath(ControlPath&& other) noexcept
        : path_{std::move(other.path_)}, absolute_{std::move(other.absolute_)}, lock_{std::exchange(
                                                                                    other.lock_,
                                                                                    -1)}
    {}
    ControlPath& operator=(ControlPath&&) = delete;
    ControlPath(const ControlPath&) = delete;
    ControlPath& operator=(const ControlPath&) = delete;
    ~ControlPath();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

    /// Where the socket is bound, out of sight: whoever sees `path` may connect to it.
    [[nodiscard]] std::filesystem::path before_listening() const;

    /// Puts the socket that listens by now at `path`. Errors are sentences.
    [[nodiscard]] Result<void, std::string> show() const;

private:
    ControlPath(std::filesystem::path path, int lock);

    std::filesystem::path path_;
    std::filesystem::path absolute_; // a daemon in the background is in another folder
    int lock_;
};

} // namespace uicc::daemon::control
