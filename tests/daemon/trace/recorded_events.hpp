#pragma once

#include "codec/hex.hpp"
#include "daemon/trace/event_hub.hpp"
#include "daemon/trace/event_kind.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace uicc::test {

/// Keeps what it hears.
class RecordedEvents final : public daemon::trace::EventSink {
public:
    void take(const daemon::trace::CardEvent& event) override { events.push_back(event); }

    /// What was heard since the last call, an event a line: kind, status or answer to reset, name,
    /// file, reason.
    [[nodiscard]] std::vector<std::string> lines()
    {
        std::vector<std::string> lines;
        for (const auto& event : events) {
            const std::string answer = codec::to_hex(event.response);
            std::string line{name_of(event.kind)};
            for (const std::string& part :
                 {answer.substr(answer.size() - std::min<std::size_t>(4, answer.size())),
                  event.name, event.file, event.reason}) {
                line += part.empty() ? "" : "|" + part;
            }
            lines.push_back(line);
        }
        events.clear();
        return lines;
    }

    std::vector<daemon::trace::CardEvent> events;
};

} // namespace uicc::test
