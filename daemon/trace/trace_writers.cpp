#include "daemon/trace/trace_writers.hpp"

#include "codec/byte_writer.hpp"
#include "daemon/trace/event_json.hpp"
#include "daemon/trace/event_kind.hpp"
#include "daemon/trace/gsmtap.hpp"
#include "daemon/trace/pcapng.hpp"

#include <fmt/format.h>

#include <array>

namespace uicc::daemon::trace {
namespace {

std::string line_of(const nlohmann::json& value)
{
    constexpr int compact = -1;
    return value.dump(compact, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string_view characters(const Bytes& octets)
{
    return {reinterpret_cast<const char*>(octets.data()), octets.size()}; // NOLINT: octets to write
}

/// "SELECT EF.DIR, by path from the MF: the file is deactivated"
std::string remark_on(const CardEvent& event)
{
    if (event.kind != EventKind::Apdu) {
        return std::string{name_of(event.kind)};
    }
    std::string remark = event.name.empty() ? "unknown command" : event.name;
    remark += event.file.empty() ? "" : " " + event.file;
    const std::string parameters = parameters_of(event);
    remark += parameters.empty() ? "" : ", " + parameters;
    return remark + (event.reason.empty() ? "" : ": " + event.reason);
}

} // namespace

EventWriter::Outcome TextWriter::put(std::string_view text)
{
    TRY(file_.make_room(text.size()));
    return file_.write(text);
}

EventWriter::Outcome TextWriter::write(const ShownEvent& shown)
{
    return is_said_by_apdu(shown.event.kind) ? Outcome{} : put(text_of(shown, colour_));
}

EventWriter::Outcome TextWriter::lost(std::uint64_t count)
{
    return put(fmt::format("{} events are missing here: they came faster than they could be "
                           "written\n",
                           count));
}

EventWriter::Outcome JsonLinesWriter::put(const nlohmann::json& value)
{
    const std::string line = line_of(value) + '\n';
    TRY(file_.make_room(line.size()));
    return file_.write(line);
}

EventWriter::Outcome JsonLinesWriter::write(const ShownEvent& shown)
{
    return put(to_json(shown));
}

EventWriter::Outcome JsonLinesWriter::lost(std::uint64_t count)
{
    return put({{"kind", "dropped"}, {"count", count}});
}

/// What has to stand in front of a packet of a card.
Bytes PcapngWriter::interface_of(const std::string& card)
{
    Bytes blocks;
    if (file_.is_empty()) {
        interfaces_.clear();
        blocks = pcapng::section_header();
    }
    const auto number = static_cast<std::uint32_t>(interfaces_.size());
    if (interfaces_.try_emplace(card, number).second) {
        codec::append(blocks, pcapng::interface(card));
    }
    return blocks;
}

EventWriter::Outcome PcapngWriter::write(const ShownEvent& shown)
{
    const CardEvent& event = shown.event;
    const auto gsmtap = gsmtap_packet(event);
    if (!gsmtap) {
        return {};
    }
    const std::array comments{remark_on(event), line_of(to_json(shown))};
    const Bytes ip = ip_packet(*gsmtap);
    pcapng::Packet packet{.time = event.time, .octets = ip, .comments = comments, .lost = lost_};
    TRY(file_.make_room(pcapng::packet(packet).size()));
    Bytes blocks = interface_of(event.card);
    packet.interface = interfaces_.at(event.card);
    codec::append(blocks, pcapng::packet(packet));
    TRY(file_.write(characters(blocks)));
    lost_ = 0;
    return {};
}

EventWriter::Outcome PcapngWriter::lost(std::uint64_t count)
{
    lost_ += count;
    return {};
}

Result<std::unique_ptr<EventWriter>, std::string> GsmtapSender::create(const std::string& host,
                                                                       const std::string& port)
{
    std::unique_ptr<GsmtapSender> sender{new GsmtapSender};
    boost::system::error_code error;
    boost::asio::ip::udp::resolver resolver{sender->loop_};
    const auto places = resolver.resolve(host, port, error);
    if (!error) {
        const auto place = places.begin()->endpoint();
        if (!sender->socket_.open(place.protocol(), error)) {
            sender->socket_.connect(place, error);
        }
    }
    if (error) {
        return tl::unexpected{fmt::format("trace gsmtap:{}:{}: {}", host, port, error.message())};
    }
    return sender;
}

/// An ICMP answer of a host where nobody listens is reported by the next call, and does not matter.
EventWriter::Outcome GsmtapSender::write(const ShownEvent& shown)
{
    if (const auto packet = gsmtap_packet(shown.event)) {
        boost::system::error_code ignored;
        socket_.send(boost::asio::buffer(*packet), 0, ignored);
        if (ignored == boost::asio::error::connection_refused) {
            socket_.send(boost::asio::buffer(*packet), 0, ignored);
        }
    }
    return {};
}

/// The frame numbers show the gap.
EventWriter::Outcome GsmtapSender::lost(std::uint64_t /*count*/)
{
    return {};
}

} // namespace uicc::daemon::trace
