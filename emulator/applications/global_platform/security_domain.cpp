#include "emulator/applications/global_platform/security_domain.hpp"

#include "emulator/applications/global_platform/acting_domain.hpp"
#include "emulator/applications/global_platform/get_status.hpp"
#include "emulator/applications/global_platform/put_key.hpp"
#include "emulator/applications/global_platform/registry_commands.hpp"
#include "emulator/applications/global_platform/stored_data.hpp"
#include "emulator/card/command_context.hpp"
#include "emulator/card/command_spec.hpp"
#include "emulator/commands/status.hpp"
#include "emulator/security/key_store.hpp"

#include <algorithm>
#include <map>

namespace uicc::emulator::global_platform {
namespace {

using codec::Tag;
using filesystem::FileIndex;

constexpr std::size_t longest_page = 240; // of GET STATUS, where Le says nothing
constexpr std::size_t most_key_sets = 16;
constexpr std::size_t keys_of_a_set = 3;
constexpr Byte first_key = 0x01;
constexpr Byte highest_key_version = 0x7F;

class SecurityDomain final : public Application {
public:
    explicit SecurityDomain(const SecurityDomainParameters& parameters) : parameters_{parameters} {}

    [[nodiscard]] std::span<const CommandSpec> commands() const override;

    [[nodiscard]] std::optional<Bytes> fci(const CommandContext& context) const override
    {
        constexpr Byte longest_command = 0xFF;
        Bytes proprietary;
        codec::append_tlv(proprietary, Tag{0x9F65}, std::array{longest_command});
        Bytes objects;
        codec::append_tlv(objects, Tag{0x84}, aid_of(context).octets());
        codec::append_tlv(objects, Tag{0xA5}, proprietary);
        Bytes fci;
        codec::append_tlv(fci, Tag{0x6F}, objects);
        return fci;
    }

    CommandResult get_data(const CommandContext& context, const CommandApdu& command) const
    {
        const Tag tag{static_cast<std::uint32_t>(command.p1) << 8U | command.p2};
        const ApplicationKeys* keys = context.description.keys_of(context.channel.application);
        std::vector<Protocol> protocols;
        std::vector<KeySet> key_sets;
        if (keys != nullptr) {
            for (const auto& protocol : {keys->scp02, keys->scp03}) {
                protocols.insert(protocols.end(), protocol ? &*protocol : nullptr,
                                 protocol ? &*protocol + 1 : nullptr);
            }
            key_sets = KeyStore{*keys, context.memory}.all();
        }
        const auto registry = registry_of(context).entries();
        auto answer = global_platform::get_data(
            {.protocols = protocols,
             .key_sets = key_sets,
             .registry = registry,
             .aid = aid_of(context),
             .issuer_identification =
                 stored(context, Tag{0x42}).value_or(parameters_.issuer_identification),
             .card_image = stored(context, Tag{0x45}).value_or(parameters_.card_image),
             .production = parameters_.production},
            tag);
        if (answer) {
            return answer;
        }
        const auto kept = stored(context, tag);
        if (!kept) {
            return context.refuse(answer.error(), "the domain has no such data object");
        }
        ResponseApdu response;
        codec::append_tlv(response.data, tag, *kept);
        return response;
    }

    CommandResult get_status(CommandContext& context, const CommandApdu& command)
    {
        const StatusQuery query = TRY(parse_get_status(command));
        auto registry = registry_of(context).entries();
        std::erase_if(registry, [&](const RegistryEntry& entry) {
            return !may_manage(context, entry, global_registry);
        });
        std::size_t& next = next_status_[context.channel_number];
        const std::size_t room =
            command.ne ? std::min(command.ne->limit, longest_page) : longest_page;
        auto page = TRY(status_page(registry, query, query.next ? next : 0, room));
        next = page.next;
        return std::move(page.response);
    }

    CommandResult put_key(const CommandContext& context, const CommandApdu& command) const
    {
        const ApplicationKeys* keys = context.description.keys_of(context.channel.application);
        if (keys == nullptr) {
            return context.refuse(sw::conditions_of_use_not_satisfied,
                                  "the domain has no key sets");
        }
        const auto wanted = parse_put_key(command, *context.security.secure_channel());
        if (!wanted) {
            return context.refuse(wanted.error(), "P1 P2, the keys, or a key check value");
        }
        KeyStore store{*keys, context.memory};
        if (std::ranges::find(keys->messaging, wanted->version, &MessagingKeys::version) !=
            keys->messaging.end()) { // tries are counted by version
            return context.refuse(sw::incorrect_data, "messaging keys have this version");
        }
        const auto key_set = key_set_of(context, store, *wanted);
        if (!key_set) {
            return tl::unexpected{key_set.error()};
        }
        if (wanted->replaced_version != 0 && wanted->replaced_version != wanted->version) {
            store.remove(wanted->replaced_version);
        }
        store.put(*key_set);
        return ResponseApdu{.data = put_key_answer(*wanted)};
    }

private:
    /// What PUT KEY makes of three keys, if the domain has a protocol for them.
    static Result<KeySet, StatusWord> key_set_of(const CommandContext& context,
                                                 const KeyStore& store,
                                                 const PutKey& wanted)
    {
        if (wanted.keys.size() != keys_of_a_set || wanted.first_identifier != first_key ||
            wanted.version == 0 || wanted.version > highest_key_version) {
            return context.refuse(sw::incorrect_data,
                                  "a key set has the keys 01 to 03 under a version to 7F");
        }
        const auto [enc, mac, dek] = std::tie(wanted.keys[0], wanted.keys[1], wanted.keys[2]);
        const bool alike = enc.type == mac.type && mac.type == dek.type &&
                           enc.value.size() == mac.value.size() &&
                           mac.value.size() == dek.value.size();
        if (!alike || !is_key_size(enc.type, enc.value.size()) || !store.protocol_for(enc.type)) {
            return context.refuse(sw::incorrect_data, "no protocol of the domain has such keys");
        }
        const bool exists = store.find(wanted.version).has_value();
        const bool replaced_exists =
            wanted.replaced_version == 0 || store.find(wanted.replaced_version).has_value();
        if (!replaced_exists || (exists && wanted.replaced_version != wanted.version)) {
            return context.refuse(sw::referenced_data_not_found,
                                  "the keys to replace do not exist, or those to add do");
        }
        if (!exists && store.all().size() >= most_key_sets) {
            return context.refuse(sw::not_enough_memory, "a domain has at most 16 key sets");
        }
        return KeySet{.version = wanted.version,
                      .type = enc.type,
                      .keys = {.enc = enc.value, .mac = mac.value, .dek = dek.value}};
    }

    const SecurityDomainParameters& parameters_;    // of the definition, which outlives its cards
    std::map<unsigned, std::size_t> next_status_{}; // where GET STATUS goes on, on each channel
};

SecurityDomain& domain_of(const CommandContext& context)
{
    return static_cast<SecurityDomain&>(*context.application); // its own commands
}

CommandResult get_data(CommandContext& context, const CommandApdu& command)
{
    return domain_of(context).get_data(context, command);
}

/// The instruction is that of STATUS, whose P1 has other values.
CommandResult get_status(CommandContext& context, const CommandApdu& command)
{
    constexpr Byte highest_of_status = 0x02;
    if (command.p1 <= highest_of_status) {
        return commands::status(context, command);
    }
    TRY(require_session(context));
    return domain_of(context).get_status(context, command);
}

CommandResult put_key(CommandContext& context, const CommandApdu& command)
{
    TRY(require_session(context));
    return domain_of(context).put_key(context, command);
}

using enum CommandClass;
using enum CommandData;

constexpr std::optional<EfTarget> no_file = std::nullopt;

constexpr auto rows = std::to_array<CommandSpec>({
    // clang-format off
    // name        class      INS                data      works on  handler
    {"GET DATA",   Cla8XCXEX, Instruction{0xCA}, Optional, no_file,  get_data},
    {"GET DATA",   Cla0X4X6X, Instruction{0xCA}, Optional, no_file,  get_data},
    {"GET STATUS", Cla8XCXEX, Instruction{0xF2}, Optional, no_file,  get_status},
    {"SET STATUS", Cla8XCXEX, Instruction{0xF0}, Optional, no_file,  set_status},
    {"INSTALL",    Cla8XCXEX, Instruction{0xE6}, Required, no_file,  install},
    {"LOAD",       Cla8XCXEX, Instruction{0xE8}, Required, no_file,  load},
    {"DELETE",     Cla8XCXEX, Instruction{0xE4}, Required, no_file,  remove},
    {"PUT KEY",    Cla8XCXEX, Instruction{0xD8}, Required, no_file,  put_key},
    {"STORE DATA", Cla8XCXEX, Instruction{0xE2}, Required, no_file,  store_data},
    // clang-format on
});

std::span<const CommandSpec> SecurityDomain::commands() const
{
    return rows;
}

class SecurityDomainDefinition final : public ApplicationDefinition {
public:
    SecurityDomainDefinition(FileIndex adf, SecurityDomainParameters parameters)
        : adf_{adf}, parameters_{std::move(parameters)}
    {}

    [[nodiscard]] FileIndex adf() const override { return adf_; }

    [[nodiscard]] std::unique_ptr<Application> install() const override
    {
        return std::make_unique<SecurityDomain>(parameters_);
    }

private:
    FileIndex adf_;
    SecurityDomainParameters parameters_;
};

} // namespace

std::shared_ptr<const ApplicationDefinition> make_security_domain(
    FileIndex adf, SecurityDomainParameters parameters)
{
    return std::make_shared<const SecurityDomainDefinition>(adf, std::move(parameters));
}

} // namespace uicc::emulator::global_platform
