#include "daemon/trace/open_trace.hpp"

#include "daemon/trace/gsmtap.hpp"
#include "daemon/trace/trace_writers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unistd.h>

namespace uicc::daemon::trace {
namespace {

struct Form {
    TraceForm form{};
    std::string_view name{};
};

constexpr std::array forms{
    Form{TraceForm::Text, "text"},
    Form{TraceForm::JsonLines, "jsonl"},
    Form{TraceForm::Pcapng, "pcapng"},
    Form{TraceForm::Gsmtap, "gsmtap"},
};

tl::unexpected<std::string> refuse(std::string_view text, std::string_view why)
{
    return tl::unexpected{fmt::format("trace {}: {}", text, why)};
}

bool is_port(std::string_view text)
{
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

/// HOST, HOST:PORT, or an IPv6 address in brackets with a port or without.
Result<void, std::string> read_place(std::string_view text, TraceSpec& spec)
{
    std::string_view host = spec.target;
    spec.port = std::to_string(gsmtap_port);
    const auto colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && host.back() != ']';
    if (has_port) {
        spec.port = host.substr(colon + 1);
        host = host.substr(0, colon);
    }
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        host = {};
    }
    if (host.empty() || !is_port(spec.port)) {
        return refuse(text, "expected gsmtap:HOST or gsmtap:HOST:PORT with a port from 1 to 65535");
    }
    spec.target = std::string{host};
    return {};
}

Result<std::unique_ptr<EventWriter>, std::string> writer_for(const TraceSpec& spec,
                                                             const TraceOptions& options)
{
    if (spec.form == TraceForm::Gsmtap) {
        return GsmtapSender::create(spec.target, spec.port);
    }
    auto opened =
        spec.target.empty()
            ? Result<TraceFile, std::string>{TraceFile::of(STDOUT_FILENO, "standard output")}
            : TraceFile::open(spec.target, options.rotation);
    TraceFile file = TRY(std::move(opened));
    if (spec.form == TraceForm::JsonLines) {
        return std::make_unique<JsonLinesWriter>(std::move(file));
    }
    if (spec.form == TraceForm::Pcapng) {
        return std::make_unique<PcapngWriter>(std::move(file));
    }
    const bool colours = options.colour == ColourChoice::Always ||
                         (options.colour == ColourChoice::OnTerminal && file.is_terminal());
    return std::make_unique<TextWriter>(std::move(file), colours ? Colour::With : Colour::Without);
}

} // namespace

std::string TraceSpec::name() const
{
    const auto row = std::ranges::find(forms, form, &Form::form);
    std::string text{row->name};
    text += target.empty() ? "" : ":" + target;
    return text + (port.empty() ? "" : ":" + port);
}

Result<TraceSpec, std::string> parse_trace_spec(std::string_view text)
{
    const auto colon = std::min(text.find(':'), text.size());
    const auto row = std::ranges::find(forms, text.substr(0, colon), &Form::name);
    if (row == forms.end()) {
        return refuse(text, "expected text, text:FILE, jsonl:FILE, pcapng:FILE or "
                            "gsmtap:HOST[:PORT]");
    }
    TraceSpec spec{.form = row->form,
                   .target = std::string{text.substr(std::min(colon + 1, text.size()))}};
    if (spec.form == TraceForm::Gsmtap) {
        TRY(read_place(text, spec));
    } else if (spec.target.empty() && (spec.form != TraceForm::Text || colon != text.size())) {
        return refuse(text, "the file is missing");
    }
    return spec;
}

Result<std::shared_ptr<EventSink>, std::string> open_trace(const TraceSpec& spec,
                                                           const TraceOptions& options)
{
    auto writer = TRY(writer_for(spec, options));
    return std::make_shared<QueuedSink>(spec.name(), std::move(writer), options.secrets,
                                        options.report, options.queue);
}

} // namespace uicc::daemon::trace
