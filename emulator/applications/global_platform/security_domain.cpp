#include "emulator/applications/global_platform/security_domain.hpp"

#include "codec/hex.hpp"
#include "emulator/applications/global_platform/get_status.hpp"
#include "emulator/applications/global_platform/install.hpp"
#include "emulator/applications/global_platform/put_key.hpp"
#include "emulator/card/command_context.hpp"
#include "emulator/card/command_spec.hpp"
#include "emulator/commands/status.hpp"
#include "emulator/security/global_platform/card_registry.hpp"
#include "emulator/security/key_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace uicc::emulator::global_platform {
namespace {

using codec::Tag;
using filesystem::Aid;
using filesystem::FileIndex;

constexpr std::size_t longest_page = 240; // of GET STATUS, where Le says nothing
constexpr std::size_t most_key_sets = 16;
constexpr std::size_t keys_of_a_set = 3;
constexpr Byte first_key = 0x01;
constexpr Byte highest_key_version = 0x7F;

Aid aid_of(const CommandContext& context)
{
    return context.memory.header(*context.channel.application).aid.value();
}

CardRegistry registry_of(const CommandContext& context)
{
    return {context.description.registry, context.memory};
}

/// Octet and bit of a privilege, GPCS §6.6.1.
struct Privilege {
    std::size_t octet = 0;
    Byte bit = 0;
};
constexpr Privilege card_lock{0, 0x10};
constexpr Privilege card_terminate{0, 0x08};
constexpr Privilege authorised_management{1, 0x40};
constexpr Privilege global_delete{1, 0x10};
constexpr Privilege global_lock{1, 0x08};
constexpr Privilege global_registry{1, 0x04};

bool has(const CommandContext& context, const Privilege& privilege)
{
    const auto own = registry_of(context).find(aid_of(context).octets());
    return own && (own->privileges.at(privilege.octet) & privilege.bit) != 0;
}

/// A domain looks after itself and what is associated with it; for others it needs a privilege.
bool may_manage(const CommandContext& context,
                const RegistryEntry& entry,
                const Privilege& for_others)
{
    const Aid own = aid_of(context);
    return entry.aid == own || entry.security_domain == own || has(context, for_others);
}

/// What STORE DATA has brought, under its tag.
std::string data_cell(const Aid& domain, Tag tag)
{
    return fmt::format("domain/{}/{:04X}", codec::to_hex(domain.octets()),
                       static_cast<std::uint32_t>(tag));
}

Bytes stored(const CommandContext& context, Tag tag, const Bytes& otherwise)
{
    const auto kept = context.memory.cell(data_cell(aid_of(context), tag));
    return kept ? Bytes{kept->begin(), kept->end()} : otherwise;
}

/// The life cycle moves forwards; only a locked card comes back, to SECURED, GPCS §5.1.1.
bool may_follow(Byte before, Byte after)
{
    using namespace life_cycle;
    constexpr auto order = std::to_array<Byte>(
        {card_op_ready, card_initialized, card_secured, card_locked, card_terminated});
    if (before == card_locked && after == card_secured) {
        return true;
    }
    const auto from = std::ranges::find(order, before);
    const auto to = std::ranges::find(order, after);
    return to != order.end() && from < to;
}

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
             .issuer_identification = stored(context, Tag{0x42}, parameters_.issuer_identification),
             .card_image = stored(context, Tag{0x45}, parameters_.card_image),
             .production = parameters_.production},
            tag);
        if (answer) {
            return answer;
        }
        const auto kept = context.memory.cell(data_cell(aid_of(context), tag));
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
        const auto* session = dynamic_cast<const Session*>(context.security.session.get());
        if (keys == nullptr || session == nullptr) {
            return context.refuse(sw::conditions_of_use_not_satisfied,
                                  "the domain has no key sets, or no session of its own");
        }
        const auto wanted = parse_put_key(command, *session);
        if (!wanted) {
            return context.refuse(wanted.error(), "P1 P2, the keys, or a key check value");
        }
        KeyStore store{*keys, context.memory};
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

    CommandResult store_data(const CommandContext& context, const CommandApdu& command) const
    {
        constexpr Byte encrypted = 0x60;
        constexpr Byte structure = 0x18;
        constexpr Byte dgi = 0x08;
        constexpr Byte ber_tlv = 0x10;
        const Byte wanted = command.p1 & structure;
        if ((command.p1 & encrypted) != 0 || (wanted != dgi && wanted != ber_tlv)) {
            return context.refuse(sw::incorrect_p1_p2,
                                  "this domain takes BER-TLV objects or DGIs, not encrypted");
        }
        const bool good = wanted == dgi ? store_groups(context, command.data)
                                        : store_objects(context, command.data);
        if (!good) {
            return context.refuse(sw::incorrect_data, "the data are not what P1 says");
        }
        return ResponseApdu{};
    }

private:
    static bool store(const CommandContext& context, Tag tag, ByteView value)
    {
        context.memory.set_cell(data_cell(aid_of(context), tag), secure_copy(value));
        return true;
    }

    static bool store_objects(const CommandContext& context, ByteView data)
    {
        for (codec::TlvReader reader{data}; !reader.at_end();) {
            const auto object = reader.next();
            if (!object || static_cast<std::uint32_t>(object->tag) > 0xFFFF) {
                return false;
            }
            store(context, object->tag, object->value);
        }
        return true;
    }

    /// Data groups, GPCS §11.11.2.2: identifier, length of one or, behind FF, two octets, data.
    /// Group 0070 holds BER-TLV objects; GET DATA answers the others under their identifier.
    static bool store_groups(const CommandContext& context, ByteView data)
    {
        constexpr std::uint64_t objects = 0x0070;
        constexpr Byte long_length = 0xFF;
        for (codec::ByteReader reader{data}; !reader.at_end();) {
            const auto identifier = reader.take_number(2);
            auto length = reader.take_number(1);
            if (length && *length == long_length) {
                length = reader.take_number(2);
            }
            if (!identifier || !length || *length > reader.remaining()) {
                return false;
            }
            const ByteView group = *reader.take(static_cast<std::size_t>(*length));
            const bool good =
                *identifier == objects
                    ? store_objects(context, group)
                    : store(context, Tag{static_cast<std::uint32_t>(*identifier)}, group);
            if (!good) {
                return false;
            }
        }
        return true;
    }

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
        if (!replaced_exists || (exists && wanted.replaced_version == 0)) {
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

/// Who changes the card or looks behind its scenes has opened a session.
Result<void, StatusWord> require_session(const CommandContext& context)
{
    const auto* session = dynamic_cast<const Session*>(context.security.session.get());
    if (session == nullptr || !session->level().authenticated) {
        return context.refuse(sw::security_status_not_satisfied, "this needs a secure channel");
    }
    return {};
}

tl::unexpected<StatusWord> refuse_others(const CommandContext& context)
{
    return context.refuse(sw::conditions_of_use_not_satisfied,
                          "the application belongs to another domain");
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

CommandResult set_card_status(const CommandContext& context, Byte wanted)
{
    CardRegistry registry = registry_of(context);
    RegistryEntry issuer = registry.entries().front();
    const Privilege& needed = wanted == life_cycle::card_terminated ? card_terminate : card_lock;
    if (!has(context, needed)) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "the domain may neither lock nor terminate the card");
    }
    if (!may_follow(issuer.life_cycle, wanted)) {
        return context.refuse(sw::incorrect_data, "the card's life cycle does not go that way");
    }
    issuer.life_cycle = wanted;
    registry.change(issuer);
    return ResponseApdu{};
}

/// Locks and unlocks; an application that is unlocked is in the state that it had.
CommandResult set_application_status(const CommandContext& context, ByteView aid, Byte wanted)
{
    CardRegistry registry = registry_of(context);
    auto entry = registry.find(aid);
    if (!entry || entry->kind != RegistryKind::Application) {
        return context.refuse(sw::referenced_data_not_found, "the registry has no such entry");
    }
    if (!may_manage(context, *entry, global_lock)) {
        return refuse_others(context);
    }
    const Byte unlocked = entry->life_cycle & static_cast<Byte>(~life_cycle::locked_bit);
    entry->life_cycle =
        (wanted & life_cycle::locked_bit) != 0 ? unlocked | life_cycle::locked_bit : unlocked;
    registry.change(*entry);
    return ResponseApdu{};
}

/// GPCS §11.10.
CommandResult set_status(CommandContext& context, const CommandApdu& command)
{
    constexpr Byte of_card = 0x80;
    constexpr Byte of_application = 0x40;
    TRY(require_session(context));
    if (command.p1 == of_card) {
        return set_card_status(context, command.p2);
    }
    if (command.p1 == of_application) {
        return set_application_status(context, command.data, command.p2);
    }
    return context.refuse(sw::incorrect_p1_p2, "P1 is 80 (card) or 40 (application)");
}

/// No receipt, GPCS §11.5.3.1 and §11.2.3.1.
ResponseApdu without_receipt()
{
    return {.data = {0x00}};
}

/// GPCS §11.5.
CommandResult install(CommandContext& context, const CommandApdu& command)
{
    TRY(require_session(context));
    const auto wanted = parse_install(command);
    if (!wanted) {
        return context.refuse(wanted.error(), wanted.error() == sw::function_not_supported
                                                  ? "this card runs no executable code"
                                                  : "P1 P2 or the structure of the data");
    }
    CardRegistry registry = registry_of(context);
    auto entry = registry.find(wanted->application.octets());
    const auto& domain = wanted->security_domain;
    if (!entry || (domain && !registry.find(domain->octets()))) {
        return context.refuse(sw::referenced_data_not_found, "the registry has no such entry");
    }
    if (!may_manage(context, *entry, authorised_management)) {
        return refuse_others(context);
    }
    if (wanted->personalise) { // STORE DATA goes to the domain that is selected
        return wanted->application == aid_of(context)
                   ? CommandResult{without_receipt()}
                   : context.refuse(sw::conditions_of_use_not_satisfied,
                                    "the application takes no personalisation");
    }
    if (wanted->make_selectable) {
        entry->life_cycle = std::max(entry->life_cycle, life_cycle::selectable);
    }
    entry->privileges = wanted->privileges.value_or(entry->privileges);
    entry->security_domain = domain ? domain : entry->security_domain;
    registry.change(*entry);
    return without_receipt();
}

CommandResult delete_keys(const CommandContext& context, Byte version)
{
    const ApplicationKeys* keys = context.description.keys_of(context.channel.application);
    if (keys == nullptr || version == 0 || !KeyStore{*keys, context.memory}.find(version)) {
        return context.refuse(sw::referenced_data_not_found, "there is no such key version");
    }
    if (version == context.security.key_set) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "the session has been opened with these keys");
    }
    KeyStore{*keys, context.memory}.remove(version);
    return without_receipt();
}

CommandResult delete_application(const CommandContext& context, ByteView aid)
{
    CardRegistry registry = registry_of(context);
    const auto entry = registry.find(aid);
    if (!entry) {
        return context.refuse(sw::referenced_data_not_found, "the registry has no such entry");
    }
    if (entry->kind != RegistryKind::Application || entry->aid == aid_of(context)) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "a domain neither deletes itself nor the issuer's");
    }
    if (!may_manage(context, *entry, global_delete)) {
        return refuse_others(context);
    }
    registry.remove(entry->aid);
    return without_receipt();
}

/// DELETE, GPCS §11.2: an application by its AID (4F), or a key set by its version (D2).
CommandResult remove(CommandContext& context, const CommandApdu& command)
{
    constexpr Tag aid_tag{0x4F};
    constexpr Tag version_tag{0xD2};
    TRY(require_session(context));
    if (command.p1 != 0 || (command.p2 & 0x7FU) != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00, P2 is 00 or 80");
    }
    const auto aid = codec::find_value(command.data, aid_tag);
    const auto version = codec::find_value(command.data, version_tag);
    if (aid && *aid) {
        return delete_application(context, **aid);
    }
    if (version && *version && (*version)->size() == 1) {
        return delete_keys(context, (*version)->front());
    }
    return context.refuse(sw::incorrect_data, "the data name an AID (4F) or a key version (D2)");
}

CommandResult put_key(CommandContext& context, const CommandApdu& command)
{
    TRY(require_session(context));
    return domain_of(context).put_key(context, command);
}

CommandResult store_data(CommandContext& context, const CommandApdu& command)
{
    TRY(require_session(context));
    return domain_of(context).store_data(context, command);
}

CommandResult load(CommandContext& context, const CommandApdu& /*command*/)
{
    TRY(require_session(context));
    return context.refuse(sw::function_not_supported, "this card runs no executable code");
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
