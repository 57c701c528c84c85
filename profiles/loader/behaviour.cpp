#include "profiles/loader/behaviour.hpp"

#include "emulator/transport/atr.hpp"

#include <fmt/format.h>

namespace uicc::profiles {
namespace {

using emulator::Behaviour;
using emulator::CommandClasses;
using emulator::Dialect;
using emulator::ShortRead;
using yaml::Kind;
using yaml::Node;

constexpr std::string_view atr_clause = "ISO/IEC 7816-3 §8.2";
constexpr std::string_view historical_clause = "ISO/IEC 7816-3 §8.2.4";
constexpr std::string_view default_text = "VUICC";
constexpr std::size_t most_historical_bytes = 15;

constexpr std::array<Word<unsigned>, 2> protocols{{{"T=0", 0}, {"T=1", 1}}};
constexpr std::array<Word<Dialect>, 2> dialects{{{"T=0", Dialect::T0}, {"T=1", Dialect::T1}}};
constexpr std::array<Word<ShortRead>, 4> short_reads{{{"by-dialect", ShortRead::ByDialect},
                                                      {"9000", ShortRead::Complete},
                                                      {"6282", ShortRead::Warning},
                                                      {"6Cxx", ShortRead::WrongLe}}};
constexpr std::array<Word<bool>, 2> p2_00_answers{{{"fcp", true}, {"6A86", false}}};
constexpr std::array<Word<Byte>, 2> fcp_tags{{{"62", Byte{0x62}}, {"6F", Byte{0x6F}}}};

constexpr std::array<Word<CommandClasses>, 3> class_words{
    {{"uicc", CommandClasses::Uicc}, {"gsm", CommandClasses::Gsm}, {"both", CommandClasses::Both}}};

struct ReadBehaviour {
    Behaviour behaviour{};
    std::optional<Dialect> dialect{};
    std::optional<bool> command_chaining{};
    std::optional<CommandClasses> classes{};
};

/// What the historical bytes say unless the profile gives them.
Bytes historical_bytes(const ReadBehaviour& read, std::string_view text)
{
    const bool chaining = read.command_chaining.value_or(false);
    return emulator::uicc_historical_bytes(read.behaviour.channels, text,
                                           chaining ? emulator::Chaining::Offered
                                                    : emulator::Chaining::Refused);
}

ReadBehaviour read_behaviour(Report& report, const Node* node)
{
    ReadBehaviour read;
    if (node == nullptr) {
        return read;
    }
    Section section{report, *node};
    Behaviour& behaviour = read.behaviour;
    read.dialect = section.choice("dialect", dialects);
    read.classes = section.choice("classes", class_words);
    behaviour.short_read = section.choice("short-read", short_reads).value_or(behaviour.short_read);
    behaviour.select_with_p2_00 =
        section.choice("select-p2-00", p2_00_answers).value_or(behaviour.select_with_p2_00);
    behaviour.pin_status_in_ef_fcp =
        section.flag("pin-status-in-ef").value_or(behaviour.pin_status_in_ef_fcp);
    behaviour.fcp_tag = section.choice("fcp-tag", fcp_tags).value_or(behaviour.fcp_tag);
    behaviour.channels = static_cast<unsigned>(
        section.number("channels", {1, 20}, "TS 102 221 §10.3").value_or(behaviour.channels));
    behaviour.longest_suspension = static_cast<unsigned>(
        section
            .number("longest-suspension", {0, behaviour.longest_suspension}, "TS 102 221 §11.1.22")
            .value_or(behaviour.longest_suspension));
    read.command_chaining = section.flag("command-chaining");
    section.finish();
    return read;
}

/// An ATR that is given whole.
std::optional<Bytes> read_whole_atr(Report& report, const Node& node)
{
    const auto octets = read_hex(report, node, {2, 33}, atr_clause);
    if (!octets) {
        return std::nullopt;
    }
    if (const auto checked = emulator::check_atr(*octets); !checked) {
        report.add(node, checked.error(), std::string{atr_clause});
        return std::nullopt;
    }
    return octets;
}

std::optional<Bytes> read_whole_atr(Section& section, std::string_view key)
{
    const Node* node = section.find(key);
    return node == nullptr ? std::nullopt : read_whole_atr(section.report(), *node);
}

std::vector<unsigned> read_protocols(Section& section)
{
    const Node* node = section.find("protocols");
    std::vector<unsigned> offered;
    for (const Node* item : node == nullptr
                                ? std::vector<const Node*>{}
                                : items_of(section.report(), *node, LoneValue::Allowed)) {
        if (const auto protocol = read_choice(section.report(), *item, protocols)) {
            offered.push_back(*protocol);
        }
    }
    return offered.empty() ? emulator::AtrFields{}.protocols : offered;
}

Byte read_octet(Section& section, std::string_view key, Byte otherwise)
{
    const auto octet = section.hex(key, SizeRange::exactly(1));
    return octet ? octet->front() : otherwise;
}

/// `text:`, the pre-issuing data behind what the historical bytes say of every UICC and the octet
/// with its own length.
std::string read_pre_issuing_text(Section& section, const ReadBehaviour& behaviour)
{
    const auto text = section.text("text");
    const std::size_t taken = historical_bytes(behaviour, "").size() + 1;
    const std::size_t room = most_historical_bytes - taken;
    if (text && text->size() > room) {
        section.report().add(
            *section.find("text"),
            fmt::format("this text has {} octets, the historical bytes have room for {}",
                        text->size(), room),
            std::string{historical_clause});
    }
    return text.value_or(std::string{default_text});
}

emulator::AtrFields read_fields(Section& section, const ReadBehaviour& behaviour)
{
    emulator::AtrFields fields{.protocols = read_protocols(section)};
    fields.ta1 = read_octet(section, "ta1", fields.ta1);
    fields.clock_and_classes = read_octet(section, "clock-and-classes", fields.clock_and_classes);
    if (const auto octet = section.hex("global-interface", SizeRange::exactly(1))) {
        fields.global_interface = octet->front();
    }
    section.exclusive({"text", "historical-bytes"});
    fields.historical_bytes =
        historical_bytes(behaviour, read_pre_issuing_text(section, behaviour));
    if (auto historical =
            section.hex("historical-bytes", {0, most_historical_bytes}, historical_clause)) {
        fields.historical_bytes = *std::move(historical);
    }
    return fields;
}

Bytes build(Report& report, const Node& where, const emulator::AtrFields& fields)
{
    auto atr = emulator::build_atr(fields);
    if (!atr) {
        report.add(where, atr.error(), std::string{atr_clause});
        return {};
    }
    return *std::move(atr);
}

void read_atr(Report& report,
              const Node& node,
              const ReadBehaviour& behaviour,
              Interface& interface)
{
    if (node.kind == Kind::Scalar) {
        interface.cold_atr = read_whole_atr(report, node).value_or(Bytes{});
        interface.warm_atr = interface.cold_atr;
        return;
    }
    Section section{report, node};
    for (const std::string_view field : {"protocols", "ta1", "clock-and-classes",
                                         "global-interface", "text", "historical-bytes"}) {
        section.exclusive({"cold", field});
    }
    const auto fields = read_fields(section, behaviour);
    const auto cold = read_whole_atr(section, "cold");
    const auto warm = read_whole_atr(section, "warm");
    interface.cold_atr = cold ? *cold : build(report, node, fields);
    interface.warm_atr = warm ? *warm : interface.cold_atr;
    section.finish();
}

} // namespace

Interface read_interface(Report& report, Section& profile)
{
    const auto read = read_behaviour(report, profile.find("behaviour"));
    Interface interface {
        .behaviour = read.behaviour, .classes = read.classes
    };
    if (const Node* atr = profile.find("atr")) {
        read_atr(report, *atr, read, interface);
    } else {
        interface.cold_atr = build(report, profile.node(),
                                   {.historical_bytes = historical_bytes(read, default_text)});
        interface.warm_atr = interface.cold_atr;
    }
    interface.behaviour.command_chaining =
        read.command_chaining.value_or(emulator::offers_command_chaining(interface.cold_atr));
    const bool offers_t1_first = emulator::first_protocol(interface.cold_atr) == 1;
    interface.behaviour.dialect =
        read.dialect.value_or(offers_t1_first ? Dialect::T1 : Dialect::T0);
    return interface;
}

} // namespace uicc::profiles
