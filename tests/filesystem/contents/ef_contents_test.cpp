// Contents of real and generated cards with their meaning: every vector of files that have a
// readable field, in both directions.

#include "filesystem/contents/content_fields.hpp"
#include "filesystem/contents/subscriber/administrative_data.hpp"
#include "tests/support/vector_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace uicc::filesystem::contents {
namespace {

using nlohmann::json;
using test::from_hex;
using test::to_hex;

using Members = ContentValue::Members;

std::string text(const json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

ContentValue upper_hex(const json& value)
{
    return to_hex(from_hex(value.get<std::string>()));
}

ContentValue plmn_list(const json& entries)
{
    ContentValue::List list;
    for (const json& entry : entries) {
        list.emplace_back(text(entry.at("mcc")) + "-" + text(entry.at("mnc")));
    }
    return list;
}

/// The sheet names both modes of E-UTRAN where the octets say neither.
ContentValue plmn_access_list(const json& entries)
{
    const std::vector<std::pair<std::string, std::string>> names = {
        {"UTRAN", "utran"}, {"E-UTRAN WB-S1", "e-utran"}, {"NG-RAN", "ng-ran"},
        {"GSM", "gsm"},     {"EC-GSM-IoT", "ec-gsm-iot"},
    };
    ContentValue::List list;
    for (const json& entry : entries) {
        const auto technologies = entry.at("act").get<std::set<std::string>>();
        std::vector<std::string> access;
        for (const auto& [theirs, ours] : names) {
            if (technologies.contains(theirs)) {
                access.push_back(ours);
            }
        }
        list.emplace_back(Members{{"plmn", text(entry.at("mcc")) + "-" + text(entry.at("mnc"))},
                                  {"access", text_list(access)}});
    }
    return list;
}

ContentValue languages(const json& codes)
{
    ContentValue::List list;
    for (const json& code : codes) {
        if (!code.is_null()) {
            list.emplace_back(text(code));
        }
    }
    return list;
}

ContentValue spn(const json& fields)
{
    Members members{{"name", text(fields.at("spn"))}};
    if (fields.at("show_in_hplmn").get<bool>()) {
        members.push_back({"show_in_hplmn", "true"});
    }
    if (fields.at("hide_in_oplmn").get<bool>()) {
        members.push_back({"hide_in_oplmn", "true"});
    }
    return members;
}

ContentValue access_classes(const json& flags)
{
    ContentValue::List list;
    for (unsigned number = 0; number < 16; ++number) {
        if (flags.at(fmt::format("ACC{}", number)).get<bool>()) {
            list.emplace_back(fmt::format("{}", number));
        }
    }
    return list;
}

/// PLMN and area of an LAI or RAI, given as octets or apart.
void append_area(Members& members, const json& area)
{
    if (area.is_object()) {
        members.push_back({"plmn", text(area.at("mcc_mnc"))});
        members.push_back({"area", upper_hex(area.at("lac"))});
        return;
    }
    const Bytes octets = from_hex(text(area));
    const ContentField* list = content_field_of("EF.FPLMN");
    members.push_back({"plmn", to_text(list->decode(ByteView{octets}.first(3)).value())});
    members.push_back({"area", to_hex(ByteView{octets}.subspan(3))});
}

ContentValue status_name(const json& status)
{
    const std::map<std::string, std::string> names = {{"0", "updated"},
                                                      {"updated", "updated"},
                                                      {"1", "not-updated"},
                                                      {"not_updated", "not-updated"}};
    return names.at(text(status));
}

ContentValue loci(const json& fields)
{
    Members members;
    if (text(fields.at("tmsi")) != "ffffffff") {
        members.push_back({"identity", upper_hex(fields.at("tmsi"))});
    }
    append_area(members, fields.at("lai"));
    const auto time = fields.value("tmsi_time", fields.value("rfu", 255));
    if (time != 255) {
        members.push_back({"tmsi_time", fmt::format("{}", time)});
    }
    members.push_back({"status", status_name(fields.at("lu_status"))});
    return members;
}

ContentValue ps_loci(const json& fields)
{
    Members members;
    append_area(members, fields.at("rai"));
    members.push_back({"status", status_name(fields.at("rau_status"))});
    return members;
}

ContentValue power(const json& fields)
{
    const json& info = fields.at("addl_info");
    return Members{{"milliamperes", text(fields.at("max_current_mA"))},
                   {"operation_seconds", text(fields.at("t_op_s"))},
                   {"increased_idle_current", text(info.at("req_inc_idle_current"))},
                   {"suspend", text(info.at("support_uicc_suspend"))}};
}

ContentValue suci(const json& fields)
{
    const std::vector<std::string> names = {"null-scheme", "profile-a", "profile-b"};
    ContentValue::List schemes;
    for (const json& scheme : fields.at("prot_scheme_id_list")) {
        Members members{{"scheme", names.at(scheme.at("identifier").get<std::size_t>())}};
        if (scheme.at("key_index") != 0) {
            members.push_back({"key", text(scheme.at("key_index"))});
        }
        schemes.emplace_back(members);
    }
    ContentValue::List keys;
    for (const json& key : fields.at("hnet_pubkey_list")) {
        keys.emplace_back(Members{{"id", text(key.at("hnet_pubkey_identifier"))},
                                  {"key", upper_hex(key.at("hnet_pubkey"))}});
    }
    return Members{{"schemes", schemes}, {"keys", keys}};
}

ContentValue access_identities(const json& fields)
{
    const json& flags = fields.at("uac_access_id_config");
    ContentValue::List list;
    if (flags.at("multimedia_priority_service").get<bool>()) {
        list.emplace_back("mps");
    }
    if (flags.at("mission_critical_service").get<bool>()) {
        list.emplace_back("mcs");
    }
    return list;
}

unsigned number_type(const json& ton_npi)
{
    const std::map<std::string, unsigned> types = {
        {"unknown", 0x81}, {"international", 0x91}, {"network_specific", 0xB1}};
    return types.at(text(ton_npi.at("type_of_number")));
}

ContentValue dialling_number(const json& fields)
{
    if (fields.contains("msisdn")) { // encoding only
        const json& number = fields.at("msisdn");
        return Members{{"number", number.is_array() ? text(number.at(2)) : text(number)},
                       {"type", "0xB1"}};
    }
    const unsigned type = number_type(fields.at("ton_npi"));
    const std::string number =
        fmt::format("{}{}", type == 0x91 ? "+" : "", text(fields.at("dialing_nr")));
    Members members;
    append_member(members, "name", text(fields.at("alpha_id")));
    append_member(members, "number", number);
    if (type == 0xB1) {
        members.push_back({"type", "0xB1"});
    }
    return members;
}

ContentValue sms_parameters(const json& fields)
{
    const json& present = fields.at("parameter_indicators");
    const auto address = [&fields](const char* key) {
        const json& parts = fields.at(key);
        const bool plus = number_type(parts.at("ton_npi")) == 0x91;
        return fmt::format("{}{}", plus ? "+" : "", text(parts.at("call_number")));
    };
    Members members;
    append_member(members, "name", text(fields.at("alpha_id")));
    if (present.at("tp_dest_addr").get<bool>()) {
        members.push_back({"destination", address("tp_dest_addr")});
    }
    const json& centre = fields.at("tp_sc_addr");
    if (present.at("tp_sc_addr").get<bool>() && centre.at("length") != 255) {
        members.push_back({"service_centre", address("tp_sc_addr")});
    }
    if (present.at("tp_pid").get<bool>()) {
        members.push_back(
            {"protocol", fmt::format("{}", std::stoul(text(fields.at("tp_pid")), nullptr, 16))});
    }
    if (present.at("tp_dcs").get<bool>()) {
        members.push_back(
            {"coding", fmt::format("{}", std::stoul(text(fields.at("tp_dcs")), nullptr, 16))});
    }
    if (present.at("tp_vp").get<bool>()) {
        members.push_back({"validity", text(fields.at("tp_vp_minutes"))});
    }
    return members;
}

ContentValue operator_entry(const json& fields)
{
    const json& lai = fields.at("lai");
    return Members{{"plmn", text(lai.at("mcc_mnc"))},
                   {"areas", to_text(upper_hex(lai.at("lac_min"))) + "-" +
                                 to_text(upper_hex(lai.at("lac_max")))},
                   {"pnn", text(fields.at("pnn_record_id"))}};
}

ContentValue application(const json& fields)
{
    const std::map<std::string, std::string> keys = {{"application_id", "aid"},
                                                     {"application_label", "label"},
                                                     {"discretionary_template", "discretionary"}};
    Members members;
    for (const json& part : fields.at("application_template")) {
        for (const auto& [key, value] : part.items()) {
            members.push_back({keys.at(key), key == "application_label" ? ContentValue{text(value)}
                                                                        : upper_hex(value)});
        }
    }
    return members;
}

ContentValue emergency_number(const json& fields)
{
    std::vector<std::string> services;
    for (const auto* name : {"police", "ambulance", "fire_brigade", "marine_guard"}) {
        if (fields.at("service_category").at(name).get<bool>()) {
            services.emplace_back(name);
        }
    }
    return Members{{"code", text(fields.at("call_code"))}, {"services", text_list(services)}};
}

/// One text wherever it stands in the fields.
ContentValue only_text(const json& fields)
{
    if (!fields.is_object()) {
        return text(fields);
    }
    if (fields.contains("address") || fields.contains("ePDG_address")) {
        return text(fields.contains("address") ? fields.at("address") : fields.at("ePDG_address"));
    }
    return only_text(fields.begin().value());
}

const std::map<std::string, std::function<ContentValue(const json&)>> meanings = {
    {"EF.PLMNsel", plmn_list},
    {"EF.PLMNwAcT", plmn_access_list},
    {"EF.PL", languages},
    {"EF.IMSI", only_text},
    {"EF.ICCID", only_text},
    {"EF.SPN", spn},
    {"EF.ACC", access_classes},
    {"EF.LOCI", loci},
    {"EF.LOCIGPRS", ps_loci},
    {"EF.UMPC", power},
    {"EF.SUCI_Calc_Info", suci},
    {"EF.HPPLMN", [](const json& units) { return fmt::format("{}", units.get<int>() * 6); }},
    {"EF.ePDGId", only_text},
    {"EF.UAC_AIC", access_identities},
    {"EF.IMPI", only_text},
    {"EF.DOMAIN", only_text},
    {"EF.IMPU", only_text},
    {"EF.P-CSCF", only_text},
    {"EF.NAFKCA", only_text},
    {"EF.ADN", dialling_number},
    {"EF.MSISDN", dialling_number},
    {"EF.SMSP", sms_parameters},
    {"EF.OPL", operator_entry},
    {"EF.DIR", application},
    {"EF.ECC", emergency_number},
};

/// Octets that say more than their readable form, so that they are decoded only.
const std::map<std::string, std::string> one_way = {
    {"454e6574776f726b73fffffffffffffff1ffffffffffffffffffffffffffffffffffffffffffffffff0000a7",
     "a validity period that its indicator calls absent, a service centre the other way round"},
};

/// Files of the vectors that profiles write as octets.
const std::set<std::string> without_field = {
    "EF.LP",         "EF.VGCS",     "EF.CallconfC", "EF.Shunting",
    "DialledVals",   "EF.ACMmax",   "EF.VGCSS",     "EF.eMLPP",
    "EF.AAeM",       "EF.Kc",       "EF.START-HFN", "EF.THRESHOLD",
    "EF.PWS",        "EF.EHPLMNPI", "EF.FN",        "EF.ePDGSelection",
    "EF.EARFCNList", "EF.GsmrPLMN", "EF.IC",        "EF.NW",
    "Switching",     "Predefined",  "EF.CFIS",      "EF.MBI",
    "EF.MWIS",       "EF.ARR",      "EF.ACSGL",     "EF.CSGT",
    "EF.HNBN",       "EF.OCSGL",
};

struct Case {
    std::string file{};
    std::string module{};
    std::string hex{};
    std::string kind{};
    json decoded{};
    bool encode_only = false;

    friend std::ostream& operator<<(std::ostream& out, const Case& one)
    {
        return out << one.file << ' ' << one.hex;
    }
};

std::vector<Case> cases()
{
    std::ifstream file{TEST_VECTOR_DIR "/ef_contents.json"};
    const json document = json::parse(file);
    std::vector<Case> list;
    for (const json& vector : document.at("vectors")) {
        list.push_back({
            .file = vector.at("ef").is_null() ? "EF.PLMNwAcT" : text(vector.at("ef")),
            .module = text(vector.at("spec_module")),
            .hex = text(vector.at("hex")),
            .kind = text(vector.at("kind")),
            .decoded = vector.at("decoded"),
            .encode_only = vector.at("direction") == "encode only",
        });
    }
    return list;
}

bool has_meaning(const Case& one)
{
    return meanings.contains(one.file) && one.module != "pySim.cdma_ruim";
}

std::vector<Case> decodable_cases()
{
    std::vector<Case> list = cases();
    std::erase_if(list, [](const Case& one) { return !has_meaning(one) || one.encode_only; });
    return list;
}

std::vector<Case> encodable_cases()
{
    std::vector<Case> list = cases();
    std::erase_if(list,
                  [](const Case& one) { return !has_meaning(one) || one_way.contains(one.hex); });
    return list;
}

EfStructure structure_of(const Case& one)
{
    return one.kind == "record" ? EfStructure::LinearFixed : EfStructure::Transparent;
}

class DecodedContents : public testing::TestWithParam<Case> {};
class EncodedContents : public testing::TestWithParam<Case> {};

TEST_P(DecodedContents, HaveTheirMeaning)
{
    const Case& one = GetParam();
    const auto value = content_field_of(one.file, structure_of(one))->decode(from_hex(one.hex));

    ASSERT_TRUE(value) << value.error().what;
    if (value->data.index() == 0 && one.file != "EF.HPPLMN") { // a number without a name
        EXPECT_TRUE(to_text(meanings.at(one.file)(one.decoded)).ends_with(to_text(*value)));
        return;
    }
    EXPECT_EQ(to_text(*value), to_text(meanings.at(one.file)(one.decoded)));
}

TEST_P(EncodedContents, FollowFromTheirMeaning)
{
    const Case& one = GetParam();
    const Bytes expected = from_hex(one.hex);
    const ContentField* field = content_field_of(one.file, structure_of(one));

    auto octets = field->encode(meanings.at(one.file)(one.decoded), expected.size());

    ASSERT_TRUE(octets) << octets.error().what;
    octets->resize(expected.size(), Byte{0xFF}); // EF.UMPC: 3 of its 5 octets are given
    EXPECT_EQ(to_hex(*octets), to_hex(expected));
}

std::string case_name(const testing::TestParamInfo<Case>& parameter)
{
    std::string name = parameter.param.file + "_" + std::to_string(parameter.index);
    std::ranges::replace_if(
        name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Vectors, DecodedContents, testing::ValuesIn(decodable_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Vectors, EncodedContents, testing::ValuesIn(encodable_cases()), case_name);

TEST(EfContentsFile, HasNoVectorThatIsForgotten)
{
    std::size_t used = 0;
    for (const Case& one : cases()) {
        used += has_meaning(one) ? 1U : 0U;
        EXPECT_TRUE(has_meaning(one) || without_field.contains(one.file) || one.file == "EF.AD" ||
                    one.module == "pySim.cdma_ruim")
            << one.file;
    }
    EXPECT_EQ(used, 56U);
}

TEST(EfContentsFile, AdministrativeDataKeepTheirOctets)
{
    const std::map<std::string, OperationMode> modes = {
        {"normal", OperationMode::Normal},
        {"normal_and_specific_facilities", OperationMode::NormalAndSpecificFacilities}};
    std::size_t compared = 0;
    for (const Case& one : cases()) {
        if (one.file != "EF.AD") {
            continue;
        }
        const auto data = decode_administrative_data(from_hex(one.hex));
        ASSERT_TRUE(data) << one;
        EXPECT_EQ(data->mode, modes.at(text(one.decoded.at("ms_operation_mode"))));
        EXPECT_EQ(data->mnc_length.value_or(0), one.decoded.value("mnc_len", 0U));
        if (one.module == "pySim.ts_31_102") {
            EXPECT_EQ((data->information & 1) != 0,
                      one.decoded.at("additional_info").at("ciphering_indicator").get<bool>());
        }
        EXPECT_EQ(to_hex(encode_administrative_data(*data).value()), to_hex(from_hex(one.hex)));
        ++compared;
    }
    EXPECT_EQ(compared, 4U);
}

} // namespace
} // namespace uicc::filesystem::contents
