#include "filesystem/contents/content_fields.hpp"

#include "filesystem/contents/fields/field_codecs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::filesystem::contents {
namespace {

using namespace fields; // NOLINT(google-build-using-namespace): the columns of the table

constexpr std::nullopt_t any = std::nullopt;
constexpr auto with_records = EfStructure::LinearFixed;
constexpr auto transparent = EfStructure::Transparent;

constexpr auto table = std::to_array<ContentField>({
    // clang-format off
    // file                   structure     name                   example                                                  encode                      decode
    {"EF.ICCID",             any,          "iccid",               R"("898801000000000001?")",                               encode_iccid,               decode_iccid},
    {"EF.DIR",               any,          "applications",        R"([{aid: A0000000871002, label: USIM}])",                encode_application,         decode_application},
    {"EF.PL",                any,          "languages",           R"([en, de])",                                            encode_languages,           decode_languages},
    {"EF.LI",                any,          "languages",           R"([en, de])",                                            encode_languages,           decode_languages},
    {"EF.UMPC",              any,          "power",               R"({milliamperes: 60, suspend: true})",                   encode_power,               decode_power},
    {"EF.IMSI",              any,          "imsi",                R"("001010123456789")",                                   encode_imsi,                decode_imsi},
    {"EF.UST",               any,          "services",            R"([2, 4, 19, 20])",                                      encode_services,            decode_services},
    {"EF.IST",               any,          "services",            R"([1, 5])",                                              encode_services,            decode_services},
    {"EF.SST",               any,          "services",            R"([1, 2, 4])",                                           encode_sim_services,        decode_sim_services},
    {"EF.EST",               any,          "enabled_services",    R"([fdn])",                                               encode_enabled_services,    decode_enabled_services},
    {"EF.ACC",               any,          "access_classes",      R"([3])",                                                 encode_access_classes,      decode_access_classes},
    {"EF.UAC_AIC",           any,          "access_identities",   R"([mps])",                                               encode_access_identities,   decode_access_identities},
    {"EF.AD",                any,          "administrative_data", R"({mode: normal, mnc_length: 2})",                       encode_administrative_data, decode_administrative_data},
    {"EF.SPN",               any,          "spn",                 R"({name: Example, show_in_hplmn: true})",                encode_spn,                 decode_spn},
    {"EF.HPPLMN",            any,          "search_period",       R"(60)",                                                  encode_search_period,       decode_search_period},
    {"EF.PLMNsel",           any,          "plmns",               R"([001-01, 262-02])",                                    encode_plmns,               decode_plmns},
    {"EF.FPLMN",             any,          "plmns",               R"([001-01, 262-02])",                                    encode_plmns,               decode_plmns},
    {"EF.EHPLMN",            any,          "plmns",               R"([001-01, 262-02])",                                    encode_plmns,               decode_plmns},
    {"EF.SPDI",              any,          "plmns",               R"([001-01, 262-02])",                                    encode_provider_plmns,      decode_provider_plmns},
    {"EF.PLMNwAcT",          any,          "plmns",               R"([{plmn: 001-01, access: [e-utran, ng-ran]}])",         encode_plmns_with_access,   decode_plmns_with_access},
    {"EF.OPLMNwAcT",         any,          "plmns",               R"([{plmn: 001-01, access: [e-utran, ng-ran]}])",         encode_plmns_with_access,   decode_plmns_with_access},
    {"EF.HPLMNwAcT",         any,          "plmns",               R"([{plmn: 001-01, access: [e-utran, ng-ran]}])",         encode_plmns_with_access,   decode_plmns_with_access},
    {"EF.PNN",               any,          "network_names",       R"([{full: Example Network, short: Example}])",           encode_network_name,        decode_network_name},
    {"EF.OPL",               any,          "operator_list",       R"([{plmn: 001-01, areas: 0000-FFFE, pnn: 1}])",          encode_operator_entry,      decode_operator_entry},
    {"EF.OPL5G",             any,          "operator_list",       R"([{plmn: 001-01, areas: 000000-FFFFFE, pnn: 1}])",      encode_operator_entry_5g,   decode_operator_entry_5g},
    {"EF.LOCI",              any,          "location",            R"({plmn: 001-01, area: "0001", status: updated})",       encode_loci,                decode_loci},
    {"EF.PSLOCI",            any,          "location",            R"({plmn: 001-01, area: "000101", status: updated})",     encode_ps_loci,             decode_ps_loci},
    {"EF.LOCIGPRS",          any,          "location",            R"({plmn: 001-01, area: "000101", status: updated})",     encode_ps_loci,             decode_ps_loci},
    {"EF.EPSLOCI",           any,          "location",            R"({plmn: 001-01, area: "0001", status: updated})",       encode_eps_loci,            decode_eps_loci},
    {"EF.5GS3GPPLOCI",       any,          "location",            R"({plmn: 001-01, area: "000001", status: updated})",     encode_5gs_loci,            decode_5gs_loci},
    {"EF.5GSN3GPPLOCI",      any,          "location",            R"({plmn: 001-01, area: "000001", status: updated})",     encode_5gs_loci,            decode_5gs_loci},
    {"EF.ADN",               any,          "numbers",             R"([{name: Help desk, number: "+4930123456"}])",          encode_dialling_number,     decode_dialling_number},
    {"EF.FDN",               any,          "numbers",             R"([{name: Help desk, number: "+4930123456"}])",          encode_dialling_number,     decode_dialling_number},
    {"EF.SDN",               any,          "numbers",             R"([{name: Help desk, number: "+4930123456"}])",          encode_dialling_number,     decode_dialling_number},
    {"EF.LND",               any,          "numbers",             R"([{name: Help desk, number: "+4930123456"}])",          encode_dialling_number,     decode_dialling_number},
    {"EF.BDN",               any,          "numbers",             R"([{name: Barred, number: "0900"}])",                    encode_barred_number,       decode_barred_number},
    {"EF.MBDN",              any,          "numbers",             R"([{name: Voice mail, number: "+4930123456"}])",         encode_dialling_number,     decode_dialling_number},
    {"EF.MSISDN",            any,          "msisdn",              R"("+491701234567")",                                     encode_dialling_number,     decode_dialling_number},
    {"EF.SMSP",              any,          "sms_parameters",      R"({service_centre: "+491710760000", validity: 4320})",   encode_sms_parameters,      decode_sms_parameters},
    {"EF.ECC",               with_records, "emergency_numbers",   R"([{code: "112", services: [police, ambulance]}])",      encode_emergency_number,    decode_emergency_number},
    {"EF.ECC",               transparent,  "emergency_numbers",   R"(["112", "911"])",                                      encode_emergency_codes,     decode_emergency_codes},
    {"EF.SUCI_Calc_Info",    any,          "suci",                R"({schemes: [{scheme: null-scheme}]})",                  encode_suci,                decode_suci},
    {"EF.Routing_Indicator", any,          "routing_indicator",   R"("0")",                                                 encode_routing_indicator,   decode_routing_indicator},
    {"EF.ePDGId",            any,          "address",             R"(epdg.example.org)",                                    encode_network_address,     decode_network_address},
    {"EF.ePDGIdEm",          any,          "address",             R"(epdg.example.org)",                                    encode_network_address,     decode_network_address},
    {"EF.IMPI",              any,          "impi",                R"(001010123456789@ims.example.org)",                     encode_ims_text,            decode_ims_text},
    {"EF.IMPU",              any,          "impu",                R"(["sip:001010123456789@ims.example.org"])",             encode_ims_text,            decode_ims_text},
    {"EF.DOMAIN",            any,          "domain",              R"(ims.example.org)",                                     encode_ims_text,            decode_ims_text},
    {"EF.P-CSCF",            any,          "addresses",           R"([pcscf.example.org, 192.0.2.1, "2001:db8::1"])",       encode_network_address,     decode_network_address},
    {"EF.NAFKCA",            any,          "addresses",           R"([bsf.example.org])",                                   encode_ims_text,            decode_ims_text},
    // clang-format on
});

constexpr bool has_records(EfStructure structure) noexcept
{
    return structure == EfStructure::LinearFixed || structure == EfStructure::Cyclic;
}

Result<Bytes, ContentError> encode_one(const ContentField& field,
                                       const ContentValue& value,
                                       std::size_t size)
{
    Bytes octets = TRY(field.encode(value, size));
    if (size != 0 && octets.size() > size) {
        return refused(fmt::format("these contents of {} need {} octets, there are {}", field.file,
                                   octets.size(), size));
    }
    return octets;
}

} // namespace

std::span<const ContentField> content_fields() noexcept
{
    return table;
}

const ContentField* content_field_of(std::string_view ef_name,
                                     std::optional<EfStructure> structure) noexcept
{
    const auto found = std::ranges::find_if(table, [&](const ContentField& field) {
        const bool fits = !field.structure || !structure || field.structure == structure;
        return field.file == ef_name && fits;
    });
    return found == table.end() ? nullptr : &*found;
}

Result<std::vector<Bytes>, ContentError> encode_contents(const ContentField& field,
                                                         const ContentValue& value,
                                                         EfStructure structure,
                                                         std::size_t size)
{
    if (!has_records(structure)) {
        return std::vector<Bytes>{TRY(encode_one(field, value, size))};
    }
    const bool is_list = std::holds_alternative<ContentValue::List>(value.data);
    std::vector<Bytes> records;
    for (const ContentValue& element : as_list(value)) {
        auto record = encode_one(field, element, size);
        if (is_list) {
            record = within(fmt::format("{}", records.size()), std::move(record));
        }
        records.push_back(TRY(std::move(record)));
    }
    return records;
}

std::optional<std::string> describe(std::string_view ef_name,
                                    ByteView octets,
                                    std::optional<EfStructure> structure)
{
    const ContentField* field = content_field_of(ef_name, structure);
    if (field == nullptr || octets.empty()) {
        return std::nullopt;
    }
    if (std::ranges::all_of(octets, [](Byte octet) { return octet == 0xFF; })) {
        return "unused";
    }
    const auto value = field->decode(octets);
    return value ? std::optional{to_text(*value)} : std::nullopt;
}

} // namespace uicc::filesystem::contents
