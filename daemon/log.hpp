#pragma once

#include "daemon/daemon_options.hpp"

#include <map>
#include <memory>
#include <spdlog/logger.h>

namespace uicc::daemon {

/// Whether a log can be kept in a file, which is made; folders are not. The error is a sentence.
[[nodiscard]] Result<void, std::string> check_log_file(const std::filesystem::path& file);

/// The daemon's log: standard error, a file, or syslog when it runs in the background without one.
[[nodiscard]] Result<std::shared_ptr<spdlog::logger>, std::string> open_log(
    const DaemonOptions& options);

/// Tells what the slots of a daemon do. At level trace also every exchange. Data is printed where
/// it can hold no secret (selection, status, channels) and replaced by its size elsewhere: PINs,
/// keys, and the content of files, since bootstrap files hold keys too.
class SlotLog final : public vpcd_bridge::SlotObserver {
public:
    explicit SlotLog(std::shared_ptr<spdlog::logger> log) : log_{std::move(log)} {}

    void waiting(std::string_view reader, std::string_view reason) override;
    void connected(std::string_view reader) override;
    void busy(std::string_view reader) override;
    void lost(std::string_view reader, std::string_view reason) override;
    void powered(std::string_view /*reader*/,
                 vpcd_bridge::PowerChange /*change*/,
                 ByteView /*atr*/) override
    {}
    [[nodiscard]] bool wants_exchanges() const override;
    void exchanged(std::string_view reader,
                   ByteView command,
                   ByteView response,
                   const emulator::Explanation& explanation) override;
    void taken_back(std::string_view reader, std::string_view reason) override;
    void failed(std::string_view reader, const emulator::Explanation& explanation) override;

private:
    std::shared_ptr<spdlog::logger> log_;
    std::map<std::string, bool, std::less<>> shows_more_; // by reader: what GET RESPONSE brings
};

} // namespace uicc::daemon
