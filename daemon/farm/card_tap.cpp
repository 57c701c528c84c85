#include "daemon/farm/card_tap.hpp"

#include "daemon/farm/card_state.hpp"
#include "daemon/trace/apdu_meaning.hpp"
#include "emulator/security/key_store.hpp"
#include "emulator/security/pin_store.hpp"

#include <fmt/format.h>

#include <array>

namespace uicc::daemon {
namespace {

using trace::CardEvent;
using trace::EventKind;
using vpcd_bridge::PowerChange;

EventKind kind_of(PowerChange change)
{
    constexpr std::array kinds{EventKind::PowerOn, EventKind::WarmReset, EventKind::PowerOff};
    return kinds.at(static_cast<std::size_t>(change));
}

/// Whose memory it is, and what is known about the new value without showing a secret.
CardEvent change_event(const filesystem::Image& files, const filesystem::StoreEntry& entry)
{
    CardEvent event{.kind = EventKind::Change, .file = entry.key};
    if (const auto file = file_of(files, entry.key)) {
        event.file = files.header(*file).name;
        event.reason = entry.record == 0 ? "" : fmt::format("record {}", entry.record);
        return event;
    }
    if (!entry.value) {
        event.reason = "as in the profile";
        return event;
    }
    if (const auto change = describe_file_change(entry.key, *entry.value)) {
        event.reason = *change;
        return event;
    }
    const auto pin = emulator::describe_pin_cell(entry.key, *entry.value);
    event.reason = pin ? *pin : emulator::describe_key_cell(entry.key, *entry.value).value_or("");
    return event;
}

} // namespace

void CardTap::publish(std::string_view reader, CardEvent event)
{
    event.number = ++number_;
    event.time = now_();
    event.card = card_;
    event.reader = reader;
    events_.publish(event);
}

void CardTap::publish(std::string_view reader, EventKind kind, std::string_view reason)
{
    if (events_.is_heard()) {
        publish(reader, CardEvent{.kind = kind, .reason = std::string{reason}});
    }
}

void CardTap::inserted(std::string_view reader)
{
    publish(reader, EventKind::Inserted);
}

void CardTap::removed(std::string_view reader)
{
    publish(reader, EventKind::Removed);
}

void CardTap::powered(std::string_view reader, PowerChange change, ByteView atr)
{
    log_.powered(reader, change, atr);
    if (events_.is_heard()) {
        publish(reader,
                CardEvent{.kind = kind_of(change), .response = Bytes(atr.begin(), atr.end())});
    }
}

void CardTap::transmitted(std::string_view reader,
                          ByteView command,
                          ByteView response,
                          const emulator::Explanation& explanation)
{
    if (!events_.is_heard()) {
        return;
    }
    CardEvent event{.kind = EventKind::Apdu,
                    .command = Bytes(command.begin(), command.end()),
                    .response = Bytes(response.begin(), response.end()),
                    .name = std::string{explanation.command},
                    .file = explanation.file,
                    .reason = explanation.reason,
                    .is_part = explanation.is_part};
    publish(reader, event);
    if (const auto outcome = trace::security_outcome(event)) {
        event.kind = EventKind::Security;
        event.reason = *outcome;
        publish(reader, event);
    } else if (trace::has_selected(event)) {
        event.kind = EventKind::Selection;
        publish(reader, event);
    }
}

void CardTap::changed(std::string_view reader,
                      const filesystem::Image& files,
                      std::span<const filesystem::StoreEntry> changes)
{
    if (!events_.is_heard()) {
        return;
    }
    for (const auto& entry : changes) {
        publish(reader, change_event(files, entry));
    }
}

void CardTap::happened(std::string_view reader, const CardEvent& event)
{
    if (events_.is_heard()) {
        publish(reader, event);
    }
}

void CardTap::state_replaced(std::string_view reader)
{
    publish(reader, EventKind::Change, "everything that the card keeps was exchanged");
}

void CardTap::waiting(std::string_view reader, std::string_view reason)
{
    log_.waiting(reader, reason);
}

void CardTap::connected(std::string_view reader)
{
    log_.connected(reader);
    publish(reader, EventKind::Connected);
}

void CardTap::busy(std::string_view reader)
{
    log_.busy(reader);
}

void CardTap::lost(std::string_view reader, std::string_view reason)
{
    log_.lost(reader, reason);
    publish(reader, EventKind::Lost, reason);
}

bool CardTap::wants_exchanges() const
{
    return events_.is_heard() || log_.wants_exchanges();
}

void CardTap::exchanged(std::string_view reader,
                        ByteView command,
                        ByteView response,
                        const emulator::Explanation& explanation)
{
    if (log_.wants_exchanges()) {
        log_.exchanged(reader, command, response, explanation);
    }
    transmitted(reader, command, response, explanation);
}

void CardTap::taken_back(std::string_view reader, std::string_view reason)
{
    log_.taken_back(reader, reason);
    publish(reader, EventKind::Change,
            fmt::format("the last change is lost and answered with 6581: {}", reason));
}

void CardTap::failed(std::string_view reader, const emulator::Explanation& explanation)
{
    log_.failed(reader, explanation);
}

} // namespace uicc::daemon
