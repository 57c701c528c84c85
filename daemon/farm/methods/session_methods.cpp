#include "codec/hex.hpp"
#include "daemon/card_file.hpp"
#include "daemon/explanation/apdu_sender.hpp"
#include "daemon/farm/methods/families.hpp"
#include "emulator/card/logical_channel.hpp"
#include "filesystem/image/named_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::daemon::methods {
namespace {

struct ResetKind {
    std::string_view name{};
    HostedCard::Reset kind{};
};

constexpr std::array reset_kinds{ResetKind{"cold", HostedCard::Reset::Cold},
                                 ResetKind{"warm", HostedCard::Reset::Warm},
                                 ResetKind{"reinsert", HostedCard::Reset::Reinsert}};

RpcResult reset(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const std::string name = given.value("kind", "reinsert");
    const auto wanted = std::ranges::find(reset_kinds, name, &ResetKind::name);
    if (wanted == reset_kinds.end()) {
        return failed(fmt::format("kind {}: expected cold, warm or reinsert", name));
    }
    TRY(done(CardFarm::on_loop(*card, [&](auto& one) { return one.reset(wanted->kind); })));
    return Json{{"card", card->name()}};
}

RpcResult power(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const bool on = given["on"].get<bool>();
    TRY(done(CardFarm::on_loop(*card, [on](auto& one) { return one.power(on); })));
    return Json{{"card", card->name()}, {"power", on}};
}

/// Under the names that events have.
void add_explanation(Json& shown, const emulator::Explanation& explanation)
{
    const auto add = [&shown](const char* key, std::string_view text) {
        if (!text.empty()) {
            shown[key] = text;
        }
    };
    add("name", explanation.command);
    add("file", explanation.file);
    add("reason", explanation.reason);
}

Result<Json, std::string> send(HostedCard& card, ByteView command, const Json& given)
{
    explanation::ApduSender sender{[&card](ByteView one) { return card.transmit(one); }};
    const auto answer =
        TRY(given.value("follow", false) ? sender.exchange(command) : sender.send(command));
    Json shown{{"response", codec::to_hex(answer.octets)}};
    if (given.value("explain", false)) {
        add_explanation(shown, answer.explanation);
        shown["text"] = sender.explain(answer);
    }
    return shown;
}

RpcResult transmit(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const auto command = codec::from_hex(text_of(given, "apdu"));
    if (!command) {
        return failed("apdu: this is not hexadecimal");
    }
    return done(CardFarm::on_loop(*card, [&](auto& one) { return send(one, *command, given); }));
}

Result<Json, std::string> show_atr(HostedCard& card)
{
    const Bytes octets = TRY(card.atr());
    return Json{{"card", card.name()}, {"atr", codec::to_hex(octets)}};
}

RpcResult atr(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    return done(CardFarm::on_loop(*card, show_atr));
}

Json to_json(unsigned number,
             const emulator::LogicalChannel& channel,
             const filesystem::Image& files)
{
    Json shown{{"channel", number}, {"directory", named_path(files, channel.directory)}};
    if (channel.application) {
        const auto& application = files.header(*channel.application);
        shown["application"] = application.name;
        if (application.aid) {
            shown["aid"] = codec::to_hex(application.aid->octets());
        }
    }
    if (channel.ef) {
        shown["file"] = named_path(files, *channel.ef);
    }
    if (channel.record != 0) {
        shown["record"] = channel.record;
    }
    return shown;
}

Result<Json, std::string> open_channels(HostedCard& card)
{
    const auto interior = TRY(card.interior());
    Json channels = Json::array();
    for (unsigned number = 0; number < emulator::LogicalChannels::maximum; ++number) {
        if (interior.channels.is_open(number)) {
            channels.push_back(
                to_json(number, interior.channels.at(number), interior.memory.image()));
        }
    }
    return channels;
}

RpcResult channels(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    return done(CardFarm::on_loop(*card, open_channels));
}

} // namespace

void add_session_methods(control::Methods& methods, const Surroundings& daemon)
{
    const std::array rows{
        Row{"power", {{.name = "on", .type = Json::value_t::boolean}}, power},
        Row{"reset", {{.name = "kind", .required = false}}, reset},
        Row{"transmit",
            {{.name = "apdu"},
             {.name = "explain", .type = Json::value_t::boolean, .required = false},
             {.name = "follow", .type = Json::value_t::boolean, .required = false}},
            transmit},
        Row{"atr", {}, atr},
        Row{"channels", {}, channels},
    };
    add_rows(methods, daemon, rows);
}

} // namespace uicc::daemon::methods
