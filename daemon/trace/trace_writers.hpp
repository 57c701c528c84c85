#pragma once

#include "daemon/trace/event_text.hpp"
#include "daemon/trace/queued_sink.hpp"
#include "daemon/trace/trace_file.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>

namespace uicc::daemon::trace {

/// Text for people.
class TextWriter final : public EventWriter {
public:
    TextWriter(TraceFile file, Colour colour) : file_{std::move(file)}, colour_{colour} {}

    Outcome write(const ShownEvent& shown) override;
    Outcome lost(std::uint64_t count) override;

private:
    Outcome put(std::string_view text);

    TraceFile file_;
    Colour colour_;
};

/// One JSON object a line.
class JsonLinesWriter final : public EventWriter {
public:
    explicit JsonLinesWriter(TraceFile file) : file_{std::move(file)} {}

    Outcome write(const ShownEvent& shown) override;
    Outcome lost(std::uint64_t count) override;

private:
    Outcome put(const nlohmann::json& value);

    TraceFile file_;
};

/// A pcapng file with one interface a card. Each packet carries two comments: what it is for
/// people, and the event as a JSON line. What is no packet in GSMTAP is left out.
class PcapngWriter final : public EventWriter {
public:
    explicit PcapngWriter(TraceFile file) : file_{std::move(file)} {}

    Outcome write(const ShownEvent& shown) override;
    Outcome lost(std::uint64_t count) override;

private:
    [[nodiscard]] Bytes interface_of(const std::string& card);

    TraceFile file_;
    std::map<std::string, std::uint32_t, std::less<>> interfaces_; // of the file, by card
    std::uint64_t lost_ = 0;                                       // since the last packet
};

/// GSMTAP over UDP; nobody need listen.
class GsmtapSender final : public EventWriter {
public:
    /// Looks the host up. The error is a sentence.
    [[nodiscard]] static Result<std::unique_ptr<EventWriter>, std::string> create(
        const std::string& host, const std::string& port);

    Outcome write(const ShownEvent& shown) override;
    Outcome lost(std::uint64_t count) override;

private:
    GsmtapSender() = default;

    boost::asio::io_context loop_;
    boost::asio::ip::udp::socket socket_{loop_};
};

} // namespace uicc::daemon::trace
