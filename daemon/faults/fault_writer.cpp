#include "codec/hex.hpp"
#include "daemon/faults/duration.hpp"
#include "daemon/faults/fault_json.hpp"
#include "daemon/faults/names.hpp"

#include <fmt/format.h>

namespace uicc::daemon::faults {
namespace {

using Json = nlohmann::json;

std::string text_of(emulator::StatusWord status)
{
    return fmt::format("{:04X}", status.value());
}

std::string text_of(codec::Tag tag)
{
    const std::string digits = fmt::format("{:X}", static_cast<std::uint32_t>(tag));
    return digits.size() % 2 == 0 ? digits : "0" + digits;
}

/// One overload for each kind of action: its key and value.
struct Writer {
    Json operator()(const Refusal& one) const { return {{"status", text_of(one.status)}}; }
    Json operator()(const WrongLe&) const { return {{"wrong-le", true}}; }
    Json operator()(const MemoryFull&) const { return {{"memory-full", true}}; }
    Json operator()(const WriteFailure&) const { return {{"write-failure", true}}; }
    Json operator()(const OtherAnswer& one) const
    {
        return {{"answer", codec::to_hex(one.octets)}};
    }
    Json operator()(const OtherStatus& one) const
    {
        return {{"status-after", text_of(one.status)}};
    }
    Json operator()(const OtherData& one) const { return {{"data", codec::to_hex(one.data)}}; }
    Json operator()(const Truncation& one) const { return {{"truncate", one.size}}; }
    Json operator()(const Appendix& one) const { return {{"append", codec::to_hex(one.data)}}; }
    Json operator()(const BitFlip& one) const
    {
        if (!one.octet) {
            return {{"flip", "random"}};
        }
        return {{"flip", {{"octet", *one.octet}, {"mask", fmt::format("{:02X}", one.mask)}}}};
    }
    Json operator()(const FcpChange& one) const
    {
        Json change = Json::object();
        if (one.tag) {
            change["tag"] = text_of(*one.tag);
        }
        for (const codec::Tag tag : one.removed) {
            change["remove"].push_back(text_of(tag));
        }
        for (const auto& [tag, value] : one.replaced) {
            change["replace"][text_of(tag)] = codec::to_hex(value);
        }
        for (const auto& [tag, other] : one.renamed) {
            change["rename"][text_of(tag)] = text_of(other);
        }
        return {{"fcp", change}};
    }
    Json operator()(const MoreData&) const { return {{"more", true}}; }
    Json operator()(const Delay& one) const { return {{"delay", to_text(one.time)}}; }
    Json operator()(const Silence& one) const { return {{"silence", to_text(one.limit)}}; }
    Json operator()(const Mute& one) const { return {{"mute", to_text(one.limit)}}; }
    Json operator()(const Drop&) const { return {{"drop", true}}; }
    Json operator()(const Reset& one) const
    {
        const bool is_before = one.moment == Reset::Moment::Before;
        const Json how = one.trace == Reset::Trace::Visible ? "visible" : "silent";
        return {{"reset", {{"how", how}, {"when", is_before ? "before" : "after"}}}};
    }
    Json operator()(const Removal& one) const
    {
        if (!one.back_after) {
            return {{"remove", true}};
        }
        return {{"remove", {{"back-after", to_text(*one.back_after)}}}};
    }
    Json operator()(const PinBlocked& one) const { return {{"pin-blocked", key_word(one.key)}}; }
    Json operator()(const OtherAtr& one) const
    {
        Json atr = one.atr ? Json{{"hex", codec::to_hex(*one.atr)}} : Json{{"garbage", true}};
        if (one.reset != OtherAtr::Reset::Any) {
            atr["when"] = one.reset == OtherAtr::Reset::Cold ? "cold" : "warm";
        }
        return {{"atr", atr}};
    }
};

} // namespace

Json to_json(const Action& action)
{
    return std::visit(Writer{}, action);
}

Json to_json(const Fault& fault)
{
    Json json = to_json(fault.action);
    if (!std::holds_alternative<OtherAtr>(fault.action)) {
        json["on"] = fault.on.to_string();
    }
    if (fault.nth != 1) {
        json["nth"] = fault.nth;
    }
    if (fault.times) {
        json["times"] = *fault.times;
    }
    return json;
}

} // namespace uicc::daemon::faults
