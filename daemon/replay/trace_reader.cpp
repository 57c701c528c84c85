#include "daemon/replay/trace_reader.hpp"

#include "daemon/trace/event_json.hpp"
#include "daemon/trace/pcapng.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace uicc::daemon::replay {
namespace {

using nlohmann::json;
using trace::EventKind;
using trace::ShownEvent;
using Outcome = Result<void, std::string>;

constexpr std::string_view pcapng_start = "\x0A\x0D\x0D\x0A";

bool is_replayed(EventKind kind)
{
    return kind == EventKind::Apdu || kind == EventKind::PowerOn || kind == EventKind::WarmReset ||
           kind == EventKind::PowerOff;
}

/// Collects what belongs to one card.
class Collector {
public:
    explicit Collector(std::string card) { recording_.card = std::move(card); }

    Outcome add(const json& line)
    {
        if (line.is_object() && line.value("kind", json{}) == "dropped") {
            const json count = line.value("count", json{});
            recording_.lost += count.is_number_unsigned() ? count.get<std::uint64_t>() : 1;
            return {};
        }
        ShownEvent shown = TRY(trace::event_from_json(line));
        const std::string& card = shown.event.card;
        cards_.insert(card);
        if (is_replayed(shown.event.kind) && (recording_.card.empty() || card == recording_.card)) {
            recording_.events.push_back(std::move(shown));
        }
        return {};
    }

    void lose(std::uint64_t count) { recording_.lost += count; }

    Result<Recording, std::string> finish(const std::string& file)
    {
        if (recording_.card.empty() && cards_.size() > 1) {
            return tl::unexpected{fmt::format("{}: which card? {}", file, fmt::join(cards_, ", "))};
        }
        if (recording_.events.empty()) {
            return tl::unexpected{fmt::format("{}: no commands to a card {}", file,
                                              recording_.card.empty() ? "" : recording_.card)};
        }
        recording_.card = recording_.events.front().event.card;
        return std::move(recording_);
    }

private:
    Recording recording_;
    std::set<std::string> cards_;
};

Outcome read_lines(const std::string& file, const std::string& text, Collector& collector)
{
    std::istringstream input{text};
    std::size_t number = 0;
    for (std::string line; std::getline(input, line);) {
        ++number;
        const json value = json::parse(line, nullptr, false);
        const auto added = value.is_discarded() ? tl::unexpected{std::string{"this is not JSON"}}
                                                : collector.add(value);
        if (!added) {
            return tl::unexpected{fmt::format("{}:{}: {}", file, number, added.error())};
        }
    }
    return {};
}

/// The event is the comment that is a JSON object.
Outcome read_packet(const trace::pcapng::ReadPacket& packet, Collector& collector)
{
    collector.lose(packet.lost);
    const auto event = std::ranges::find_if(
        packet.comments, [](const std::string& comment) { return comment.starts_with('{'); });
    if (event == packet.comments.end()) {
        return tl::unexpected{std::string{"it carries no event of vuiccd"}};
    }
    const json value = json::parse(*event, nullptr, false);
    return value.is_discarded() ? Outcome{tl::unexpected{std::string{"its event is no JSON"}}}
                                : collector.add(value);
}

Outcome read_packets(const std::string& file, const std::string& text, Collector& collector)
{
    const Bytes octets{text.begin(), text.end()};
    const auto packets = trace::pcapng::read_packets(octets);
    if (!packets) {
        return tl::unexpected{fmt::format("{}: {}", file, packets.error())};
    }
    std::size_t number = 0;
    for (const auto& packet : *packets) {
        ++number;
        if (const auto added = read_packet(packet, collector); !added) {
            return tl::unexpected{fmt::format("{}: packet {}: {}", file, number, added.error())};
        }
    }
    return {};
}

} // namespace

Result<Recording, std::string> read_trace(const std::filesystem::path& file,
                                          const std::string& card)
{
    std::error_code error;
    std::ifstream input;
    std::ostringstream content;
    if (std::filesystem::is_regular_file(file, error)) {
        input.open(file, std::ios::binary);
        content << input.rdbuf();
    }
    if (!input.is_open() || !input) {
        return tl::unexpected{fmt::format("{}: cannot be read", file.string())};
    }
    const std::string text = content.str();
    Collector collector{card};
    TRY((text.starts_with(pcapng_start) ? read_packets : read_lines)(file.string(), text,
                                                                     collector));
    return collector.finish(file.string());
}

} // namespace uicc::daemon::replay
