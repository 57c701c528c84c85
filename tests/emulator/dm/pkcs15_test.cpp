#include "emulator/dm/pkcs15.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/external_tool.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace uicc::emulator::dm {
namespace {

using test::access_rule_object;
using test::dm_object;
using test::from_hex;
using test::lwm2m_object;
using test::to_hex;

const nlohmann::json& vectors()
{
    return test::dm_vectors("pkcs15");
}

std::string text(const Result<Bytes, DmError>& octets)
{
    return octets ? to_hex(*octets) : "refused: " + to_string(octets.error());
}

std::string dodf(const std::vector<DataObject>& objects, DodfOrder order = DodfOrder::OpaqueFirst)
{
    return text(encode_dodf(objects, order));
}

std::string odf(const std::vector<DirectoryPointer>& pointers)
{
    return text(encode_odf(pointers));
}

DataObject changed(DataObject object, auto change)
{
    change(object);
    return object;
}

DataObject provisioning_object(const char* label, const char* oid, Byte fid, bool modifiable)
{
    return {.label = label,
            .oid = oid,
            .flags = {.modifiable = modifiable},
            .path = {.path = {0x64, fid}}};
}

DataObject nordic_object()
{
    return changed(lwm2m_object(), [](DataObject& object) {
        object.form = DataObjectForm::OidDo;
        object.label_place = LabelPlace::Second;
        object.oid_style = OidStyle::DoubleWrapped;
    });
}

DataObject oid_do(DataObject object)
{
    object.form = DataObjectForm::OidDo;
    return object;
}

DataObject pin_protected_dm_object()
{
    return changed(dm_object(), [](DataObject& object) {
        object.flags = {true, true};
        object.auth_id = {0x01};
    });
}

/// Every entry of the vectors from authored values.
const std::map<std::string, DataObject>& authored_entries()
{
    static const std::map<std::string, DataObject> entries{
        {"lwm2m_opaqueDO", lwm2m_object()},
        {"lwm2m_opaqueDO_private_authid", changed(lwm2m_object(),
                                                  [](DataObject& object) {
                                                      object.flags.is_private = true;
                                                      object.auth_id = {0x01};
                                                  })},
        {"dm_opaqueDO", dm_object()},
        {"dm_opaqueDO_private_modifiable_authid", pin_protected_dm_object()},
        {"prov_bootstrap", provisioning_object("WAP Bootstrap", oid_cp_bootstrap, 0x34, false)},
        {"prov_config1", provisioning_object("WAP Config1", oid_cp_config1, 0x35, true)},
        {"prov_config2", provisioning_object("WAP Config2", oid_cp_config2, 0x36, true)},
        {"lwm2m_oidDO", oid_do(changed(lwm2m_object(),
                                       [](DataObject& object) {
                                           object.flags = {true, true};
                                       }))},
        {"lwm2m_oidDO_double_wrapped_oid",
         oid_do(changed(lwm2m_object(),
                        [](DataObject& object) { object.oid_style = OidStyle::DoubleWrapped; }))},
        {"gp_access_rule_oidDO", access_rule_object()},
        {"dm_opaque_index_length", changed(dm_object(),
                                           [](DataObject& object) {
                                               object.path.index = 0;
                                               object.path.length = 512;
                                           })},
        {"dm_opaque_full_path",
         changed(dm_object(),
                 [](DataObject& object) { object.path.path = from_hex("3F007F506433"); })},
        {"lwm2m_nordic_real", nordic_object()},
    };
    return entries;
}

TEST(Dodf, ReproducesEveryEntryOfTheVectors)
{
    for (const auto& [name, hex] : vectors().at("entries").items()) {
        ASSERT_TRUE(authored_entries().contains(name)) << name;
        EXPECT_EQ(dodf({authored_entries().at(name)}), hex.get<std::string>()) << name;
    }
}

TEST(Dodf, DecodesEveryEntryBackToItsAuthoredValues)
{
    for (const auto& [name, authored] : authored_entries()) {
        const auto decoded = decode_dodf(test::octets(vectors().at("entries").at(name)));
        ASSERT_TRUE(decoded) << name << ": " << to_string(decoded.error());
        ASSERT_EQ(decoded->size(), 1U);
        const DataObject& object = decoded->front();
        EXPECT_EQ(object.label, authored.label);
        EXPECT_EQ(object.oid, authored.oid);
        EXPECT_EQ(object.flags, authored.flags);
        EXPECT_EQ(object.auth_id, authored.auth_id);
        EXPECT_EQ(object.path.path, authored.path.path);
        EXPECT_EQ(object.path.index, authored.path.index);
        EXPECT_EQ(object.path.length, authored.path.length);
        EXPECT_EQ(object.form, authored.form);
        EXPECT_EQ(object.label_place, authored.label_place);
        EXPECT_EQ(object.oid_style, authored.oid_style);
    }
}

TEST(Dodf, PutsOpaqueObjectsFirstUnlessToldOtherwise)
{
    const std::vector<DataObject> objects{access_rule_object(), lwm2m_object(), nordic_object(),
                                          dm_object()};
    EXPECT_EQ(dodf(objects), dodf({lwm2m_object()}) + dodf({dm_object()}) +
                                 dodf({access_rule_object()}) + dodf({nordic_object()}));
    EXPECT_EQ(dodf(objects, DodfOrder::AsGiven), dodf({access_rule_object()}) +
                                                     dodf({lwm2m_object()}) +
                                                     dodf({nordic_object()}) + dodf({dm_object()}));
}

TEST(Dodf, WritesAnApplicationNameNextToTheLabel)
{
    DataObject object = lwm2m_object();
    object.application_name = "app";
    EXPECT_EQ(dodf({object}),
              "302B30140C0F4C774D324D20426F6F747374726170030100300B0C036170700604672B0901A106300404"
              "026432");
    const auto decoded = decode_dodf(*encode_dodf(std::vector{object}));
    EXPECT_EQ(decoded->front().application_name, "app");
    EXPECT_EQ(decoded->front().label, "LwM2M Bootstrap");
}

// --- whole applications ---------------------------------------------------------------------

const DirectoryPointer data_objects{DirectoryType::DataObjects, {0x64, 0x30}};
const DirectoryPointer second_data_objects{DirectoryType::DataObjects, {0x64, 0x40}};
const DirectoryPointer pins{DirectoryType::AuthObjects, {0x64, 0x31}};
const DirectoryPointer certificates{DirectoryType::TrustedCertificates, {0x64, 0x38}};

TokenInfo token_info(std::string last_update = {})
{
    return {.serial_number = from_hex("8988001234567890"),
            .manufacturer = "sim-emulator",
            .label = "DM on card",
            .last_update = std::move(last_update)};
}

CertificateObject certificate()
{
    return {.label = "OMA SC test root",
            .id = from_hex("F1F590644A70C1DC"),
            .authority = true,
            .path = {.path = {0x64, 0x37}}};
}

std::vector<DataObject> provisioning_objects()
{
    return {authored_entries().at("prov_bootstrap"), authored_entries().at("prov_config1"),
            authored_entries().at("prov_config2")};
}

using Files = std::map<std::string, std::string>;

Files files(std::vector<DirectoryPointer> pointers,
            std::string data_object_directory,
            std::string last_update = {})
{
    Files files{{"5031", odf(pointers)},
                {"5032", text(encode_token_info(token_info(std::move(last_update))))},
                {"6430", std::move(data_object_directory)}};
    for (const DirectoryPointer& pointer : pointers) {
        if (pointer.type == DirectoryType::AuthObjects) {
            files["6431"] = text(encode_aodf(std::vector<PinObject>(1)));
        } else if (pointer.type == DirectoryType::TrustedCertificates) {
            files["6438"] = text(encode_cdf(std::vector{certificate()}));
        }
    }
    return files;
}

std::vector<DataObject> all_objects()
{
    std::vector<DataObject> objects{lwm2m_object(), pin_protected_dm_object()};
    std::ranges::copy(provisioning_objects(), std::back_inserter(objects));
    return objects;
}

std::map<std::string, Files> authored_scenarios()
{
    const std::string lwm2m = dodf({lwm2m_object()});
    Files two = files({data_objects, second_data_objects}, lwm2m);
    two["6440"] = dodf({dm_object()});
    return {
        {"i_lwm2m", files({data_objects}, lwm2m)},
        {"ii_dm", files({pins, data_objects}, dodf({pin_protected_dm_object()}))},
        {"iii_provsc", files({certificates, data_objects}, dodf(provisioning_objects()))},
        {"iv_all",
         files({pins, certificates, data_objects}, dodf(all_objects()), "20250101120000Z")},
        {"v_oiddo", files({data_objects}, dodf({authored_entries().at("lwm2m_oidDO")}))},
        {"vi_double_oid",
         files({data_objects}, dodf({authored_entries().at("lwm2m_oidDO_double_wrapped_oid")}))},
        {"vii_arf_mixed",
         files({data_objects}, dodf({access_rule_object(), lwm2m_object(), dm_object()}))},
        {"viii_no_path", files({data_objects}, lwm2m)},
        {"ix_two_dodf", two},
        {"x_empty_ff", files({data_objects}, dodf({}) + std::string(128, 'F'))},
        {"xi_nordic_real", files({data_objects}, dodf({nordic_object()}))},
        {"xii_bad_dir_path", files({data_objects}, lwm2m)},
    };
}

TEST(Pkcs15Application, ReproducesEveryFileOfEveryScenario)
{
    const auto scenarios = authored_scenarios();
    for (const auto& [name, scenario] : vectors().at("scenarios").items()) {
        ASSERT_TRUE(scenarios.contains(name)) << name;
        for (const auto& [fid, file] : scenario.at("files").items()) {
            if (fid == "6437") { // the certificate itself
                continue;
            }
            ASSERT_TRUE(scenarios.at(name).contains(fid)) << name << " " << fid;
            EXPECT_EQ(scenarios.at(name).at(fid), file.at("hex").get<std::string>())
                << name << " " << fid;
        }
    }
}

TEST(Pkcs15Application, ReproducesTheEfDirRecords)
{
    const std::map<std::string, Bytes> paths{{"viii_no_path", {}},
                                             {"xii_bad_dir_path", from_hex("3F007F51")}};
    for (const auto& [name, scenario] : vectors().at("scenarios").items()) {
        const auto expected = scenario.at("ef_dir_records").at(1).get<std::string>();
        const auto path = paths.contains(name) ? paths.at(name) : from_hex("3F007F50");
        EXPECT_EQ(text(encode_ef_dir_record({.path = path}, expected.size() / 2)), expected);
    }
    EXPECT_EQ(text(encode_ef_dir_record({.path = from_hex("3F007F50")})),
              "611C4F0CA000000063504B43532D31355006504B4353313551043F007F50");
}

TEST(Pkcs15Application, ReproducesSingleFilesOfTheVectors)
{
    EXPECT_EQ(text(encode_token_info(token_info())), vectors().at("token_info").get<std::string>());
    EXPECT_EQ(text(encode_token_info(token_info("20250101120000Z"))),
              vectors().at("token_info_last_update").get<std::string>());
    EXPECT_EQ(text(encode_aodf(std::vector<PinObject>(1))),
              vectors().at("aodf").get<std::string>());
    EXPECT_EQ(text(encode_cdf(std::vector{certificate()})), vectors().at("cdf").get<std::string>());
    EXPECT_EQ(to_hex(pkcs15_aid), vectors().at("aid").get<std::string>());
}

// --- foreign judges -------------------------------------------------------------------------

TEST(Pkcs15Application, IsDerForOpenssl)
{
    for (const auto& [name, scenario] : authored_scenarios()) {
        for (const auto& [fid, hex] : scenario) {
            if (name == "x_empty_ff" && fid == "6430") {
                continue;
            }
            const auto result = test::asn1parse(from_hex(hex));
            EXPECT_EQ(result.exit_code, 0) << name << " " << fid << "\n" << result.output;
        }
    }
}

TEST(Dodf, ShowsOpensslLabelsOidsAndPaths)
{
    const auto result = test::asn1parse(*encode_dodf(all_objects()));
    for (const char* part :
         {":LwM2M Bootstrap", ":OMA DM Bootstrap", ":WAP Config2", ":2.23.43.9.1", ":2.23.43.7.1",
          ":2.23.43.5.3", "OCTET STRING      :d2"}) {
        EXPECT_NE(result.output.find(part), std::string::npos) << part << "\n" << result.output;
    }
}

TEST(Oid, AgreesWithOpensslOnAnyArc)
{
    for (const char* oid :
         {"0.39.1", "1.3.6.1.4.1.35095", "1.39.4294967295", "2.0.5", "2.47.127.128",
          "2.48.16383.16384", "2.999.3", "1.2.840.114283.200.1.1"}) {
        DataObject object = lwm2m_object();
        object.oid = oid;
        const auto encoded = encode_dodf(std::vector{object});
        ASSERT_TRUE(encoded) << oid;
        const auto result = test::asn1parse(*encoded);
        EXPECT_EQ(result.exit_code, 0) << oid;
        EXPECT_EQ(decode_dodf(*encoded)->front().oid, oid);
        EXPECT_NE(result.output.find(":" + std::string{oid} + "\n"), std::string::npos)
            << result.output;
    }
}

// --- refusals -------------------------------------------------------------------------------

TEST(Dodf, RefusesWhatCannotBeEncoded)
{
    const auto refused = [](auto change) {
        const auto result = encode_dodf(std::vector{dm_object(), changed(lwm2m_object(), change)});
        return result ? "accepted" : result.error().field;
    };
    for (const char* oid :
         {"", "2", "2.", ".2", "3.1", "1.40", "2.23.x", "2.23..1", "1.2.-1", "1.2.4294967296"}) {
        EXPECT_EQ(refused([&](DataObject& o) { o.oid = oid; }), "data_objects[1].oid") << oid;
    }
    EXPECT_EQ(refused([](DataObject& o) { o.path.path = {}; }), "data_objects[1].path");
    EXPECT_EQ(refused([](DataObject& o) { o.path.path = {1, 2, 3}; }), "data_objects[1].path");
    EXPECT_EQ(refused([](DataObject& o) { o.label = std::string(256, 'x'); }),
              "data_objects[1].label");
    EXPECT_EQ(refused([](DataObject& o) { o.label = "\xFF"; }), "data_objects[1].label");
    EXPECT_EQ(refused([](DataObject& o) {
                  o.label_place = LabelPlace::Second;
                  o.application_name = "x";
              }),
              "data_objects[1].application_name");
}

TEST(TokenInfoEncoding, RefusesWhatCannotBeEncoded)
{
    EXPECT_EQ(encode_token_info({}).error().field, "serial_number");
    EXPECT_EQ(encode_token_info(token_info("yesterday")).error().field, "last_update");
    EXPECT_EQ(encode_ef_dir_record({.aid = {1, 2}}).error().field, "aid");
    EXPECT_EQ(encode_ef_dir_record({}, 10).error().field, "application");
}

TEST(Dodf, AcceptsLongFormsOfLengthLongLabelsAndFill)
{
    const Bytes long_form = from_hex("308128 308114 0C0F4C774D324D20426F6F747374726170 030100"
                                     "308106 0604672B0901 A106 300404026432");
    const auto decoded = decode_dodf(long_form);
    ASSERT_TRUE(decoded) << to_string(decoded.error());
    EXPECT_EQ(decoded->front().label, "LwM2M Bootstrap");

    DataObject object = lwm2m_object();
    object.label = std::string(255, 'x');
    for (const Byte fill : {Byte{0x00}, Byte{0xFF}}) {
        Bytes file = *encode_dodf(std::vector{object, dm_object()});
        file.resize(file.size() + 20, fill);
        const auto padded = decode_dodf(file);
        ASSERT_TRUE(padded);
        EXPECT_EQ(padded->size(), 2U);
        EXPECT_EQ(padded->front().label.size(), 255U);
    }
    EXPECT_TRUE(decode_dodf(Bytes(64, 0xFF))->empty());
}

TEST(Dodf, RefusesEveryTruncationWithAnOffset)
{
    for (const auto& [name, object] : authored_entries()) {
        const Bytes entry = *encode_dodf(std::vector{object});
        for (std::size_t size = 1; size < entry.size(); ++size) {
            const auto decoded = decode_dodf(ByteView{entry}.first(size));
            ASSERT_FALSE(decoded) << name << " " << size;
            EXPECT_LE(decoded.error().offset, size);
        }
    }
}

TEST(Dodf, SaysWhereAnEntryGoesWrong)
{
    Bytes entries = *encode_dodf(std::vector{dm_object(), lwm2m_object()});
    const std::size_t second = entries.size() / 2 + 1; // 41 octets, then 40
    ASSERT_EQ(second, 41U);
    entries[second] = 0x31;
    EXPECT_EQ(decode_dodf(entries).error().offset, second);
    entries[second] = 0x30;
    entries[second + 24] = 0x04; // second SEQUENCE
    EXPECT_EQ(decode_dodf(entries).error().offset, second + 24);
}

TEST(Odf, DecodesItsPointersAndStopsAtFill)
{
    Bytes file = *encode_odf(std::vector{pins, certificates, data_objects});
    file.resize(64, 0xFF);
    const auto pointers = decode_odf(file);
    ASSERT_EQ(pointers->size(), 3U);
    EXPECT_EQ(pointers->at(0).type, DirectoryType::AuthObjects);
    EXPECT_EQ(pointers->at(2).path, data_objects.path);

    file[40] = 0x12;
    EXPECT_EQ(decode_odf(file).error().offset, 40U);
    EXPECT_EQ(decode_odf(from_hex("A9 06 30 04 04 02 64 30")).error().offset, 0U);
}

TEST(TokenInfoDecoding, ReadsBackWhatWasWritten)
{
    Bytes file = *encode_token_info(token_info("20250101120000Z"));
    file.push_back(0xFF);
    const auto info = decode_token_info(file);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->serial_number, from_hex("8988001234567890"));
    EXPECT_EQ(info->manufacturer, "sim-emulator");
    EXPECT_EQ(info->label, "DM on card");
    EXPECT_EQ(info->last_update, "20250101120000Z");
}

} // namespace
} // namespace uicc::emulator::dm
