#include "emulator/applications/identity/get_identity.hpp"

#include "codec/ber_tlv.hpp"
#include "emulator/applications/application_files.hpp"
#include "emulator/applications/identity/suci.hpp"
#include "emulator/commands/authenticate.hpp"
#include "emulator/commands/secure_channel.hpp"
#include "filesystem/contents/subscriber/administrative_data.hpp"
#include "filesystem/contents/subscriber/imsi.hpp"

#include <algorithm>

namespace uicc::emulator::applications::identity {
namespace {

namespace contents = filesystem::contents;
using codec::Tag;
using contents::ProtectionScheme;
using filesystem::Fid;
using filesystem::FileIndex;

constexpr Byte suci_context = 0x81;
constexpr Byte suci_nswo_context = 0x82;
constexpr Tag suci_tag{0xA1};
constexpr Tag network_specific_identifier_tag{0x80}; // in EF.SUPI_NAI, TS 31.102 §4.4.11.10

constexpr Fid ef_imsi{0x6F07};
constexpr Fid ef_ad{0x6FAD};
constexpr Fid ef_ust{0x6F38};
constexpr Fid df_5gs{0x5FC0};
constexpr Fid ef_supi_nai{0x4F09};
constexpr Fid ef_routing_indicator{0x4F0A};
constexpr Fid df_saip{0x5FD0};
constexpr Fid ef_suci_calc_info{0x4F01}; // the USIM's own, in DF.SAIP

constexpr unsigned service_privacy = 124;
constexpr unsigned service_suci_by_usim = 125;
constexpr unsigned service_nai = 130;

/// Of a card on which files are missing or blank.
tl::unexpected<StatusWord> lacks(const CommandContext& context, std::string what)
{
    return context.refuse(sw::referenced_data_not_found, std::move(what));
}

Result<void, StatusWord> require_suci_service(const CommandContext& context, FileIndex adf)
{
    for (const unsigned service : {service_privacy, service_suci_by_usim}) {
        if (!announces_service(context.memory, adf, ef_ust, service)) {
            return context.refuse(sw::conditions_of_use_not_satisfied,
                                  "EF.UST does not announce the services 124 and 125");
        }
    }
    return {};
}

bool is_supported(const contents::SuciCalculation::Scheme& scheme)
{
    return scheme.scheme <= ProtectionScheme::ProfileB;
}

Result<Protection, StatusWord> protection_of(const CommandContext& context, FileIndex adf)
{
    const auto body = content_below(context.memory, adf, {df_saip, ef_suci_calc_info});
    const auto suci = contents::decode_suci_calculation(body.value_or(ByteView{}));
    if (!suci) {
        return lacks(context, "EF.SUCI_Calc_Info is malformed");
    }
    const auto scheme = std::ranges::find_if(suci->schemes, is_supported);
    if (scheme == suci->schemes.end()) {
        return lacks(context, "EF.SUCI_Calc_Info names no protection scheme of this card");
    }
    Protection protection{.scheme = scheme->scheme};
    const auto routing = content_below(context.memory, adf, {df_5gs, ef_routing_indicator});
    protection.routing_indicator =
        contents::decode_routing_indicator(routing.value_or(ByteView{})).value_or("0");
    if (scheme->scheme == ProtectionScheme::Null) {
        return protection;
    }
    if (scheme->key_index == 0 || scheme->key_index > suci->keys.size()) {
        return lacks(context, "EF.SUCI_Calc_Info has no key for the protection scheme");
    }
    const auto& key = suci->keys[scheme->key_index - 1U];
    protection.key_identifier = key.identifier;
    protection.key = key.octets;
    return protection;
}

/// The network specific identifier, where that is what the subscriber goes by.
std::string nai_of(const CommandContext& context, FileIndex adf)
{
    const auto body = content_below(context.memory, adf, {df_5gs, ef_supi_nai});
    if (!body || !announces_service(context.memory, adf, ef_ust, service_nai)) {
        return {};
    }
    const auto value = codec::find_value(*body, network_specific_identifier_tag);
    const ByteView nai = value ? value->value_or(ByteView{}) : ByteView{};
    return {nai.begin(), nai.end()};
}

/// Digits of the MNC; two where EF.AD does not tell, as for the cards that had no such octet.
std::size_t mnc_length_of(const CommandContext& context, FileIndex adf)
{
    const auto body = content_below(context.memory, adf, {ef_ad});
    const auto data = contents::decode_administrative_data(body.value_or(ByteView{}));
    return data ? data->mnc_length.value_or(2) : 2;
}

Result<Bytes, StatusWord> suci_of_subscriber(CommandContext& context,
                                             FileIndex adf,
                                             const Protection& protection)
{
    const std::string nai = nai_of(context, adf);
    const auto body = content_below(context.memory, adf, {ef_imsi});
    const std::string imsi = contents::decode_imsi(body.value_or(ByteView{})).value_or("");
    const std::size_t mnc_length = mnc_length_of(context, adf);
    if (nai.empty() && imsi.size() <= 3 + mnc_length) {
        return lacks(context, "the card has no IMSI");
    }
    auto suci = nai.empty() ? suci_of_imsi(imsi, mnc_length, protection, context.random)
                            : suci_of_nai(nai, protection, context.random);
    if (!suci) {
        return lacks(context, "the key of the home network is none of the protection scheme");
    }
    return *std::move(suci);
}

} // namespace

CommandResult get_identity(CommandContext& context, const CommandApdu& command)
{
    constexpr Byte identity_context = 0x80;
    if ((command.p2 & identity_context) == 0 && context.security.secure_channel() != nullptr) {
        return commands::end_r_mac_session(context, command); // of GlobalPlatform, the same CLA INS
    }
    if (command.p1 != 0 || (command.p2 != suci_context && command.p2 != suci_nswo_context)) {
        return context.refuse(sw::incorrect_p1_p2,
                              "P1 is 00, P2 is 81 (SUCI) or 82 (SUCI for 5G NSWO)");
    }
    const FileIndex adf = context.channel.application.value();
    TRY(require_suci_service(context, adf));
    TRY(commands::require_application_pin(context));
    const Protection protection = TRY(protection_of(context, adf));
    const Bytes suci = TRY(suci_of_subscriber(context, adf, protection));
    ResponseApdu response;
    codec::append_tlv(response.data, suci_tag, suci);
    return response;
}

} // namespace uicc::emulator::applications::identity
