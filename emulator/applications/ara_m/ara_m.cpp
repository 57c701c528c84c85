#include "emulator/applications/ara_m/ara_m.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"
#include "crypto/hash.hpp"
#include "emulator/card/command_context.hpp"
#include "emulator/card/command_spec.hpp"

#include <algorithm>
#include <map>

namespace uicc::emulator::applications {
namespace {

using codec::Tag;
using filesystem::FileIndex;

constexpr Tag all_rules{0xFF40};
constexpr Tag specific_rule{0xFF50};
constexpr Tag next_part{0xFF60};
constexpr Tag refresh_tag{0xDF20};
constexpr std::size_t refresh_tag_size = 8;

/// REF-DO and AR-DO of a rule, ready coded.
struct EncodedRule {
    Bytes reference{};
    Bytes rights{};
};

/// What the cards of a profile answer.
struct Answers {
    std::vector<EncodedRule> rules{};
    Bytes all{};     ///< Response-ALL-REF-AR-DO
    Bytes refresh{}; ///< Response-Refresh-Tag-DO
};

Answers answers_for(const std::vector<AccessRule>& rules)
{
    Answers answers;
    Bytes list;
    for (const AccessRule& rule : rules) {
        answers.rules.push_back({encode_reference(rule), encode_rights(rule)});
        codec::append(list, encode_access_rule(rule));
    }
    codec::append_tlv(answers.all, all_rules, list);
    const auto digest = crypto::sha256(list);
    codec::append_tlv(answers.refresh, refresh_tag, ByteView{digest}.first(refresh_tag_size));
    return answers;
}

/// Under T=0 a terminal that asks for more than there is learns the right Le from 6CXX, and asks
/// again: nothing has been sent.
bool announces_length(const CommandContext& context, const CommandApdu& command, std::size_t left)
{
    return context.description.behaviour.dialect == Dialect::T0 && command.ne &&
           !command.ne->as_many_as_available && command.ne->limit > left;
}

class AraM final : public Application {
public:
    explicit AraM(const Answers& answers) : answers_{answers} {}

    [[nodiscard]] std::span<const CommandSpec> commands() const override;

    [[nodiscard]] std::optional<Bytes> fci(const CommandContext& context) const override
    {
        Bytes name;
        const auto aid = context.memory.header(*context.channel.application).aid.value();
        codec::append_tlv(name, Tag{0x84}, aid.octets());
        Bytes fci;
        codec::append_tlv(fci, Tag{0x6F}, name);
        return fci;
    }

    CommandResult get_data(CommandContext& context, const CommandApdu& command)
    {
        const Tag wanted{static_cast<std::uint32_t>(command.p1) << 8U | command.p2};
        switch (wanted) {
        case all_rules:
            sent_[context.channel_number] = 0;
            return next(context, command);
        case next_part:
            return next(context, command);
        case specific_rule:
            return specific(context, command.data);
        case refresh_tag:
            return ResponseApdu{.data = answers_.refresh};
        default:
            return context.refuse(sw::referenced_data_not_found,
                                  "P1 P2 are FF40, FF50, FF60 or DF20");
        }
    }

private:
    /// As much of the list as Le has room for; NEXT goes on from there.
    CommandResult next(CommandContext& context, const CommandApdu& command)
    {
        const auto sent = sent_.find(context.channel_number);
        if (sent == sent_.end() || sent->second == answers_.all.size()) {
            return context.refuse(sw::conditions_of_use_not_satisfied,
                                  "GET DATA [All] comes first, and NEXT while there is more");
        }
        const ByteView rest = ByteView{answers_.all}.subspan(sent->second);
        if (announces_length(context, command, rest.size())) {
            return context.refuse(sw::wrong_le(rest.size()), "the list ends before Le");
        }
        const std::size_t room = command.ne ? command.ne->limit : rest.size();
        const ByteView part = rest.first(std::min(room, rest.size()));
        sent->second += part.size();
        return ResponseApdu{.data = {part.begin(), part.end()}};
    }

    CommandResult specific(CommandContext& context, ByteView data) const
    {
        const auto reference = codec::find_value(data, Tag{0xE1});
        if (!reference || !*reference) {
            return context.refuse(sw::incorrect_data, "the data is a REF-DO, tag E1");
        }
        Bytes rights;
        for (const EncodedRule& rule : answers_.rules) {
            if (std::ranges::equal(rule.reference, data)) {
                codec::append(rights, rule.rights);
            }
        }
        ResponseApdu response;
        codec::append_tlv(response.data, specific_rule, rights);
        return response;
    }

    const Answers& answers_;                 // of the definition, which outlives its cards
    std::map<unsigned, std::size_t> sent_{}; // of the list, on each channel
};

CommandResult get_data(CommandContext& context, const CommandApdu& command)
{
    return static_cast<AraM&>(*context.application).get_data(context, command); // its own command
}

constexpr std::array rows{CommandSpec{.name = "GET DATA",
                                      .cla = CommandClass::Cla8XCXEX,
                                      .ins = Instruction{0xCA},
                                      .data = CommandData::Optional,
                                      .handler = get_data}};

std::span<const CommandSpec> AraM::commands() const
{
    return rows;
}

class AraMDefinition final : public ApplicationDefinition {
public:
    AraMDefinition(FileIndex adf, const std::vector<AccessRule>& rules)
        : adf_{adf}, answers_{answers_for(rules)}
    {}

    [[nodiscard]] FileIndex adf() const override { return adf_; }

    [[nodiscard]] std::unique_ptr<Application> install() const override
    {
        return std::make_unique<AraM>(answers_);
    }

private:
    FileIndex adf_;
    Answers answers_;
};

} // namespace

std::shared_ptr<const ApplicationDefinition> make_ara_m(FileIndex adf,
                                                        const std::vector<AccessRule>& rules)
{
    return std::make_shared<const AraMDefinition>(adf, rules);
}

} // namespace uicc::emulator::applications
