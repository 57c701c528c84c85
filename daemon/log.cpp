#include "daemon/log.hpp"

#include "codec/hex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/sinks/syslog_sink.h>
#include <spdlog/spdlog.h>
#include <syslog.h>

namespace uicc::daemon {
namespace {

constexpr std::size_t header_size = 4;
constexpr std::size_t status_size = 2;

spdlog::sink_ptr make_sink(const DaemonOptions& options)
{
    if (options.log_file) {
        return std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.log_file->string());
    }
    if (options.daemonize) {
        return std::make_shared<spdlog::sinks::syslog_sink_mt>("vuiccd", LOG_PID, LOG_DAEMON,
                                                               false);
    }
    return std::make_shared<spdlog::sinks::stderr_sink_mt>();
}

} // namespace

Result<std::shared_ptr<spdlog::logger>, std::string> open_log(const DaemonOptions& options)
try {
    auto log = std::make_shared<spdlog::logger>("vuiccd", make_sink(options));
    log->set_level(spdlog::level::from_str(options.log_level));
    log->set_pattern("%Y-%m-%dT%H:%M:%S.%e %n %l: %v");
    log->flush_on(spdlog::level::trace);
    return log;
} catch (const spdlog::spdlog_ex& error) {
    return tl::unexpected{std::string{error.what()}};
}

void SlotLog::waiting(std::string_view reader, std::string_view reason)
{
    log_->info("{}: waiting for the reader ({})", reader, reason);
}

void SlotLog::connected(std::string_view reader)
{
    log_->info("{}: the card is in the reader", reader);
}

void SlotLog::busy(std::string_view reader)
{
    log_->warn("{}: the slot is busy, another card holds it; trying on", reader);
}

void SlotLog::lost(std::string_view reader, std::string_view reason)
{
    log_->info("{}: the card is out of the reader ({})", reader, reason);
}

bool SlotLog::wants_exchanges() const
{
    return log_->should_log(spdlog::level::trace);
}

void SlotLog::exchanged(std::string_view reader, ByteView command, ByteView response)
{
    const auto header = command.first(std::min(command.size(), header_size));
    const auto status = response.last(std::min(response.size(), status_size));
    log_->trace("{}: {} and {} octets -> {} octets and {}", reader, codec::to_hex(header),
                command.size() - header.size(), response.size() - status.size(),
                codec::to_hex(status));
}

} // namespace uicc::daemon
