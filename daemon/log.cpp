#include "daemon/log.hpp"

#include "codec/hex.hpp"
#include "emulator/transport/response_delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/sinks/syslog_sink.h>
#include <spdlog/spdlog.h>
#include <syslog.h>
#include <system_error>

namespace uicc::daemon {
namespace {

constexpr std::size_t header_size = 4;
constexpr std::size_t status_size = 2;
constexpr Byte unknown_instruction = 0xFF; // INS 6X and 9X cannot be, ISO/IEC 7816-4 §5.4.2

/// Instructions whose data, both ways, is the same for everybody who holds the card: MANAGE
/// CHANNEL, SELECT, TERMINAL CAPABILITY and STATUS, TS 102 221 Table 10.5.
constexpr std::array<Byte, 4> harmless_instructions{0x70, 0xA4, 0xAA, 0xF2};

bool holds_no_secrets(Byte instruction)
{
    return std::ranges::find(harmless_instructions, instruction) != harmless_instructions.end();
}

/// Data, or its size.
std::string text_of(ByteView data, bool shows)
{
    if (data.empty()) {
        return {};
    }
    return shows ? codec::to_hex(data) : fmt::format("<{} octets>", data.size());
}

std::string remark_on(const emulator::Explanation& explanation)
{
    std::string remark;
    for (const std::string_view part : {explanation.command, std::string_view{explanation.file},
                                        std::string_view{explanation.reason}}) {
        if (!part.empty()) {
            remark += fmt::format("{}{}", remark.empty() ? "  " : ", ", part);
        }
    }
    return remark;
}

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

Result<void, std::string> check_log_file(const std::filesystem::path& file)
{
    using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;
    if (const File opened{std::fopen(file.c_str(), "ab"), &std::fclose}) {
        return {};
    }
    return tl::unexpected{fmt::format("cannot open {}: {}", file.string(),
                                      std::error_code{errno, std::generic_category()}.message())};
}

Result<std::shared_ptr<spdlog::logger>, std::string> open_log(const DaemonOptions& options)
try {
    if (options.log_file) {
        TRY(check_log_file(*options.log_file)); // the library would make folders for it
    }
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

void SlotLog::exchanged(std::string_view reader,
                        ByteView command,
                        ByteView response,
                        const emulator::Explanation& explanation)
{
    const auto header = command.first(std::min(command.size(), header_size));
    const auto status = response.last(std::min(response.size(), status_size));
    const auto instruction = header.size() == header_size ? header[1] : unknown_instruction;
    bool& shows_more = shows_more_[std::string{reader}];
    const bool fetches = emulator::Instruction{instruction} == emulator::get_response_instruction;
    const bool shows = fetches ? shows_more : holds_no_secrets(instruction);
    shows_more = shows;
    const ByteView answer = response.first(response.size() - status.size());
    log_->trace("{}: {}{} -> {}{}{}{}", reader, codec::to_hex(header),
                text_of(command.subspan(header.size()), shows || fetches), text_of(answer, shows),
                answer.empty() ? "" : " ", codec::to_hex(status), remark_on(explanation));
}

void SlotLog::taken_back(std::string_view reader, std::string_view reason)
{
    log_->error("{}: the last change is lost and answered with 6581: {}", reader, reason);
}

void SlotLog::failed(std::string_view reader, const emulator::Explanation& explanation)
{
    log_->error("{}: defect of the card in {}: {}", reader, explanation.command,
                explanation.reason);
}

} // namespace uicc::daemon
