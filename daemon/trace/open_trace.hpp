#pragma once

#include "codec/result.hpp"
#include "daemon/trace/queued_sink.hpp"
#include "daemon/trace/trace_file.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace uicc::daemon::trace {

enum class TraceForm { Text, JsonLines, Pcapng, Gsmtap };

/// What a trace is written as, and where.
struct TraceSpec {
    TraceForm form{};
    std::string target{}; ///< file; host of GSMTAP; empty: standard output
    std::string port{};   ///< of GSMTAP

    [[nodiscard]] std::string name() const;
};

/// Reads "text", "text:FILE", "jsonl:FILE", "pcapng:FILE" or "gsmtap:HOST[:PORT]". The error is a
/// sentence.
[[nodiscard]] Result<TraceSpec, std::string> parse_trace_spec(std::string_view text);

enum class ColourChoice { OnTerminal, Always, Never };

struct TraceOptions {
    Secrets secrets = Secrets::Masked;
    Rotation rotation{};
    ColourChoice colour = ColourChoice::OnTerminal; ///< of text
    QueueLimits queue{};
    QueuedSink::Report report = [](const std::string&) {}; ///< what went wrong; from any thread
};

/// Begins a trace that ends, with everything written, when it is released. The error is a sentence.
[[nodiscard]] Result<std::shared_ptr<EventSink>, std::string> open_trace(
    const TraceSpec& spec, const TraceOptions& options);

} // namespace uicc::daemon::trace
