#include "emulator/dm/lwm2m_bootstrap.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <utility>

namespace uicc::emulator::dm {
namespace {

using test::bootstrap_server;
using test::psk_server;
using test::to_hex;

const nlohmann::json& example(const std::string& name)
{
    return test::dm_vectors("lwm2m_bootstrap").at("examples").at(name);
}

std::string hex_of(const std::string& name)
{
    return example(name).at("hex").get<std::string>();
}

Bytes file_of(const std::string& name)
{
    return test::octets(example(name).at("hex"));
}

std::string encoded(const Lwm2mBootstrap& bootstrap)
{
    const auto octets = encode(bootstrap);
    return octets ? to_hex(*octets) : "refused: " + to_string(octets.error());
}

// --- authored values to octets --------------------------------------------------------------

TEST(Lwm2mBootstrapEncoding, OneServerWithPsk)
{
    EXPECT_EQ(encoded({.servers = {psk_server()}}), hex_of("min_psk"));
}

TEST(Lwm2mBootstrapEncoding, BootstrapServerServerAndAccessControl)
{
    constexpr Byte all_but_create = 0x0F;
    EXPECT_EQ(encoded({.servers = {bootstrap_server(), psk_server()},
                       .access_control = {{1, 0, {{101, all_but_create}}, 101},
                                          {3, 0, {{101, all_but_create}}, 101}}}),
              hex_of("bs_plus_srv_ac"));
}

TEST(Lwm2mBootstrapEncoding, BootstrapServerWithoutSecurity)
{
    EXPECT_EQ(encoded({.servers = {{.uri = "coap://bs.example:5683", .bootstrap_server = true}}}),
              hex_of("bs_only_nosec"));
}

TEST(Lwm2mBootstrapEncoding, NordicFileWithoutItsFill)
{
    const Lwm2mServer leshan{.uri = "coap://leshan.eclipseprojects.io:5783",
                             .bootstrap_server = true};
    EXPECT_EQ(encoded({.servers = {leshan}}) + "FFFF", hex_of("nordic_real"));
}

TEST(Lwm2mBootstrapEncoding, ObjectVersions)
{
    EXPECT_EQ(encoded({.servers = {psk_server()}, .version = Lwm2mVersion{1, 1}}),
              hex_of("versioned"));
}

TEST(Lwm2mBootstrapEncoding, AnjayExampleCountsInstancesFromOne)
{
    const Lwm2mServer server{.uri = "coaps://eu.iot.avsystem.cloud:5684",
                             .short_server_id = 1,
                             .security_mode = Lwm2mSecurityMode::Psk,
                             .identity = test::bytes_of("example-psk-identity"),
                             .secret_key = test::secret_of("3x@mpl3P5K53cr3tK3y"),
                             .store_notifications = false};
    EXPECT_EQ(encoded({.servers = {server}, .first_instance_id = 1}), hex_of("anjay_doc"));
}

TEST(Lwm2mBootstrapEncoding, ServerObjectFirst)
{
    EXPECT_EQ(encoded({.servers = {psk_server()}, .order = Lwm2mObjectOrder::ServerFirst}),
              hex_of("server_before_security"));
}

TEST(Lwm2mBootstrapEncoding, TwoServers)
{
    Lwm2mServer second = psk_server();
    second.uri = "coaps://dm2.example:5684";
    second.short_server_id = 102;
    second.lifetime = 3600;
    second.store_notifications = false;
    EXPECT_EQ(encoded({.servers = {psk_server(), second}}), hex_of("two_servers"));
}

TEST(Lwm2mBootstrapEncoding, ShortServerId65535NeedsFourOctetsAndIsAPolicy)
{
    Lwm2mServer server = psk_server();
    server.short_server_id = 65535;
    EXPECT_EQ(encoded({.servers = {server}}), hex_of("ssid_65535_as_int32"));
    EXPECT_EQ(encoded({.servers = {server}, .reserve_65535 = true}),
              "refused: servers[0].short_server_id: must lie in 1..65534");
}

TEST(Lwm2mBootstrapEncoding, CertificatesTakeSeveralReadBinaries)
{
    Lwm2mServer server = psk_server();
    server.security_mode = Lwm2mSecurityMode::Certificate;
    server.identity = Bytes(1200, 0);
    server.server_public_key = Bytes(1100, 0);
    server.secret_key = SecureBytes(300, 0);
    EXPECT_EQ(encoded({.servers = {server}}), hex_of("certificate_mode_2k6"));
}

TEST(Lwm2mBootstrapEncoding, MoreThan32KilobytesNeverBecomeAFile)
{
    Lwm2mServer server = psk_server();
    server.security_mode = Lwm2mSecurityMode::Certificate;
    server.identity = Bytes(16000, 0);
    server.server_public_key = Bytes(16000, 0);
    server.secret_key = SecureBytes(1000, 0);
    EXPECT_EQ(example("over_32k").at("length").get<int>(), 33083);
    for (const bool allow_defects : {false, true}) {
        const auto octets = encode({.servers = {server}, .allow_defects = allow_defects});
        ASSERT_FALSE(octets);
        EXPECT_NE(octets.error().what.find("32768"), std::string::npos);
    }
}

TEST(Lwm2mBootstrapEncoding, ReachesExactly32KilobytesAndNoOctetMore)
{
    Lwm2mServer server = psk_server();
    server.secret_key = SecureBytes(32000, 0);
    const std::size_t rest = 32768 - encode({.servers = {server}})->size();
    server.secret_key.resize(32000 + rest);
    EXPECT_EQ(encode({.servers = {server}})->size(), 32768U);
    server.secret_key.push_back(0);
    EXPECT_FALSE(encode({.servers = {server}}));
}

TEST(Lwm2mBootstrapEncoding, TwoBootstrapServersOnlyOnPurpose)
{
    const Lwm2mBootstrap two{.servers = {bootstrap_server(), bootstrap_server()}};
    EXPECT_EQ(
        encoded(two),
        "refused: servers[1].bootstrap_server: a second bootstrap server; a file may have one "
        "(LwM2M TS 1.0 §5.2.3)");

    // The vector adds a Server object that belongs to neither.
    auto objects = to_objects(two);
    objects.push_back(to_objects({.servers = {psk_server()}}).at(1));
    EXPECT_EQ(to_hex(*encode_objects(objects)), hex_of("two_bootstrap_servers"));

    Lwm2mBootstrap on_purpose = two;
    on_purpose.allow_defects = true;
    EXPECT_TRUE(encode(on_purpose));
}

TEST(Lwm2mBootstrapEncoding, UnknownSecurityModeOnPurpose)
{
    Lwm2mServer server = psk_server();
    server.security_mode = Lwm2mSecurityMode{9};
    EXPECT_EQ(encoded({.servers = {server}}),
              "refused: servers[0].security_mode: 9 is none of 0 to 3");
    EXPECT_EQ(encoded({.servers = {server}, .allow_defects = true}),
              hex_of("unknown_security_mode"));
}

TEST(Lwm2mBootstrapEncoding, DefectiveAccountsOutOfObjects)
{
    auto objects = to_objects({.servers = {psk_server()}});
    const Lwm2mObject server = objects.at(1);

    objects.pop_back();
    EXPECT_EQ(to_hex(*encode_objects(objects)), hex_of("no_server_object"));

    objects.push_back({4242, std::nullopt, {{0, {{.id = 0, .value = {0x78}}}}}});
    EXPECT_EQ(to_hex(*encode_objects(objects)), hex_of("unknown_object"));

    Lwm2mServer other = psk_server();
    other.short_server_id = 102;
    objects = to_objects({.servers = {other}});
    objects.at(1) = server;
    EXPECT_EQ(to_hex(*encode_objects(objects)), hex_of("ssid_mismatch"));
}

struct Mistake {
    std::string field{};
    Lwm2mBootstrap bootstrap{};
};

template <class Change>
Lwm2mBootstrap with(Change change)
{
    Lwm2mBootstrap bootstrap{.servers = {psk_server()}};
    change(bootstrap);
    return bootstrap;
}

std::vector<Mistake> mistakes()
{
    using B = Lwm2mBootstrap;
    return {
        {"servers", with([](B& b) { b.servers.clear(); })},
        {"servers[0].uri", with([](B& b) { b.servers[0].uri = ""; })},
        {"servers[0].uri", with([](B& b) { b.servers[0].uri = "http://dm.example"; })},
        {"servers[0].uri", with([](B& b) { b.servers[0].uri = "coaps://a\x01"; })},
        {"servers[0].short_server_id", with([](B& b) { b.servers[0].short_server_id = 0; })},
        {"servers[0].short_server_id", with([](B& b) { b.servers[0].short_server_id.reset(); })},
        {"servers[0].identity", with([](B& b) { b.servers[0].identity.clear(); })},
        {"servers[0].secret_key", with([](B& b) { b.servers[0].secret_key.clear(); })},
        {"servers[0].secret_key", with([](B& b) { b.servers[0].secret_key.resize(15); })},
        {"servers[0].security_mode",
         with([](B& b) { b.servers[0].security_mode = Lwm2mSecurityMode::None; })},
        {"servers[0].security_mode", with([](B& b) { b.servers[0].uri = "coap://dm.example"; })},
        {"servers[0].security_mode",
         with([](B& b) { b.servers[0].uri = "coap+tcp://dm.example"; })},
        {"servers[0].security_mode", with([](B& b) {
             b.servers[0].uri = "coaps+tcp://dm.example";
             b.servers[0].security_mode = Lwm2mSecurityMode::None;
         })},
        {"servers[0].server_public_key",
         with([](B& b) { b.servers[0].security_mode = Lwm2mSecurityMode::RawPublicKey; })},
        {"servers[0].lifetime", with([](B& b) { b.servers[0].lifetime = -1; })},
        {"servers[0].hold_off", with([](B& b) { b.servers[0].hold_off = -1; })},
        {"servers[0].pmax", with([](B& b) {
             b.servers[0].pmin = 2;
             b.servers[0].pmax = 1;
         })},
        {"servers[0].binding", with([](B& b) { b.servers[0].binding = "X"; })},
        {"servers[0].binding", with([](B& b) { b.servers[0].binding = ""; })},
        {"servers[1].short_server_id", with([](B& b) { b.servers.push_back(psk_server()); })},
        {"access_control[0].acl", with([](B& b) {
             b.access_control.push_back({1, 0, {{101, 0x20}}, 101});
         })},
    };
}

TEST(Lwm2mBootstrapValidation, NamesTheField)
{
    for (const auto& [field, bootstrap] : mistakes()) {
        const auto complaints = validate(bootstrap);
        ASSERT_EQ(complaints.size(), 1U) << field;
        EXPECT_EQ(complaints.front().field, field);
        EXPECT_FALSE(encode(bootstrap)) << field;
    }
    EXPECT_TRUE(validate({.servers = {bootstrap_server(), psk_server()}}).empty());
}

TEST(Lwm2mBootstrapValidation, BootstrapServersHaveNoServerObject)
{
    const std::vector<std::pair<std::string, std::function<void(Lwm2mServer&)>>> values{
        {"lifetime", [](Lwm2mServer& server) { server.lifetime = 86400; }},
        {"pmin", [](Lwm2mServer& server) { server.pmin = 1; }},
        {"pmax", [](Lwm2mServer& server) { server.pmax = 1; }},
        {"disable_timeout", [](Lwm2mServer& server) { server.disable_timeout = 1; }},
        {"store_notifications", [](Lwm2mServer& server) { server.store_notifications = true; }},
        {"binding", [](Lwm2mServer& server) { server.binding = "U"; }},
    };
    for (const auto& [field, give] : values) {
        Lwm2mServer server = bootstrap_server();
        give(server);
        const auto complaints = validate({.servers = {server}});
        ASSERT_EQ(complaints.size(), 1U) << field;
        EXPECT_EQ(complaints.front().field, "servers[0]." + field);
        server = psk_server();
        give(server);
        EXPECT_TRUE(validate({.servers = {server}}).empty()) << field;
    }
}

TEST(Lwm2mBootstrapValidation, SmsNeedsNoParticularSecurity)
{
    Lwm2mServer server = psk_server();
    server.uri = "tel:+491701234567";
    EXPECT_TRUE(validate({.servers = {server}}).empty());
    server.security_mode = Lwm2mSecurityMode::None;
    EXPECT_TRUE(validate({.servers = {server}}).empty());
}

TEST(Lwm2mBootstrapValidation, ReportsEverythingAtOnce)
{
    EXPECT_EQ(validate({.servers = {Lwm2mServer{.binding = ""}, Lwm2mServer{}}}).size(), 5U);
}

TEST(Lwm2mBootstrapValidation, SomeThingsCannotBeWrittenEvenOnPurpose)
{
    EXPECT_FALSE(
        encode({.servers = {psk_server()}, .version = Lwm2mVersion{0, 1}, .allow_defects = true}));
    EXPECT_FALSE(
        encode({.servers = {psk_server()}, .first_instance_id = 65535, .allow_defects = true}));
}

// --- octets to objects ----------------------------------------------------------------------

/// Where decoding must stop, or nothing when the structure is whole.
const std::map<std::string, std::optional<std::size_t>>& verdicts()
{
    static const std::map<std::string, std::optional<std::size_t>> verdicts{
        {"min_psk", {}},
        {"bs_plus_srv_ac", {}},
        {"bs_only_nosec", {}},
        {"versioned", {}},
        {"nordic_real", {}},
        {"anjay_doc", {}},
        {"pad_ff", {}},
        {"pad_00", {}},
        {"server_before_security", {}},
        {"two_servers", {}},
        {"certificate_mode_2k6", {}},
        {"all_ff", 0},
        {"all_00", 0},
        {"count_too_big", 112},
        {"count_too_small", 89},
        {"size_too_big_by_4", 2},
        {"truncated_tail", 2},
        {"object_length_overrun", 4},
        {"resource_length_overrun", 12},
        {"count_little_endian", 112},
        {"raw_tlv_no_header", 2},
        // whole, but a client would not use all of it: told by remarks
        {"unknown_security_mode", {}},
        {"unknown_object", {}},
        {"no_server_object", {}},
        {"ssid_mismatch", {}},
        {"ssid_65535_as_int32", {}},
        {"two_bootstrap_servers", {}},
    };
    return verdicts;
}

TEST(Lwm2mBootstrapDecoding, JudgesEveryFileOfTheVectors)
{
    for (const auto& [name, vector] : test::dm_vectors("lwm2m_bootstrap").at("examples").items()) {
        if (name == "over_32k") { // abbreviated, see below
            continue;
        }
        ASSERT_TRUE(verdicts().contains(name)) << name;
        const auto objects = decode_lwm2m_bootstrap(file_of(name));
        const auto& stops_at = verdicts().at(name);
        ASSERT_EQ(objects.has_value(), !stops_at.has_value()) << name;
        if (stops_at) {
            EXPECT_EQ(objects.error().offset, *stops_at) << name << ": " << objects.error().what;
            EXPECT_FALSE(objects.error().what.empty());
        } else {
            EXPECT_EQ(remarks(*objects).empty(), vector.at("valid").get<bool>()) << name;
        }
    }
}

TEST(Lwm2mBootstrapDecoding, WritesBackEveryFileThatItReads)
{
    for (const auto& [name, stops_at] : verdicts()) {
        if (stops_at) {
            continue;
        }
        const Bytes file = file_of(name);
        const auto objects = decode_lwm2m_bootstrap(file);
        ASSERT_TRUE(objects) << name;
        const std::string again = to_hex(*encode_objects(*objects));
        EXPECT_EQ(to_hex(file).substr(0, again.size()), again) << name;
    }
}

TEST(Lwm2mBootstrapDecoding, RefusesMoreThan32Kilobytes)
{
    Bytes file = file_of("min_psk");
    file.resize(32768, 0xFF);
    EXPECT_TRUE(decode_lwm2m_bootstrap(file));
    file.push_back(0xFF);
    const auto objects = decode_lwm2m_bootstrap(file);
    ASSERT_FALSE(objects);
    EXPECT_EQ(objects.error().offset, 32768U);
}

TEST(Lwm2mBootstrapDecoding, RefusesAnythingButFillBehindTheContent)
{
    Bytes file = file_of("pad_ff");
    file[200] = 0x12;
    const auto objects = decode_lwm2m_bootstrap(file);
    ASSERT_FALSE(objects);
    EXPECT_EQ(objects.error().offset, 200U);
}

TEST(Lwm2mBootstrapDecoding, RefusesEveryTruncation)
{
    const Bytes file = file_of("bs_plus_srv_ac");
    for (std::size_t size = 0; size < file.size(); ++size) {
        EXPECT_FALSE(decode_lwm2m_bootstrap(ByteView{file}.first(size))) << size;
    }
}

TEST(Lwm2mBootstrapDecoding, ReadsTheAccessControlList)
{
    const auto objects = decode_lwm2m_bootstrap(file_of("bs_plus_srv_ac"));
    ASSERT_EQ(objects->size(), 3U);
    const Lwm2mObject& control = objects->at(2);
    ASSERT_EQ(control.instances.size(), 2U);
    const Lwm2mResource& acl = control.instances.at(1).resources.at(2);
    EXPECT_TRUE(acl.multiple);
    ASSERT_EQ(acl.instances.size(), 1U);
    EXPECT_EQ(acl.instances.front().first, 101);
    EXPECT_EQ(acl.instances.front().second, SecureBytes{0x0F});
}

TEST(Lwm2mBootstrapRemarks, SayWhatAClientStumblesOver)
{
    const std::map<std::string, std::string> expected{
        {"unknown_security_mode", "unknown or missing security mode"},
        {"unknown_object", "object 4242: not one of a bootstrap"},
        {"no_server_object", "101: Security without Server"},
        {"ssid_mismatch", "101: Server without Security"},
        {"ssid_65535_as_int32", "65535: allowed by LwM2M 1.0, reserved by later releases"},
        {"two_bootstrap_servers", "2 bootstrap servers, at most one"},
    };
    for (const auto& [name, part] : expected) {
        const auto found = remarks(*decode_lwm2m_bootstrap(file_of(name)));
        EXPECT_TRUE(std::ranges::any_of(found,
                                        [&part = part](const std::string& remark) {
                                            return remark.find(part) != std::string::npos;
                                        }))
            << name << ": " << part;
    }
}

TEST(Lwm2mBootstrapRemarks, NoticeValuesOfTheWrongShape)
{
    auto objects = to_objects({.servers = {psk_server()}});
    objects[0].instances[0].resources[1].value = {0x02};       // boolean
    objects[1].instances[0].resources[1].value = {1, 2, 3};    // integer
    objects[1].instances[0].resources[3].value = {0xFF, 0xFE}; // string
    objects[1].instances.push_back(objects[1].instances[0]);
    const auto found = remarks(objects);
    EXPECT_EQ(std::ranges::count_if(found,
                                    [](const std::string& remark) {
                                        return remark.find("does not suit") != std::string::npos;
                                    }),
              5);
    EXPECT_NE(std::ranges::find(found, "Server instance 0: appears twice"), found.end());
}

/// Random objects survive the way to octets and back.
TEST(Lwm2mBootstrapProperty, RoundTripsRandomObjects)
{
    std::mt19937 random{2};
    const auto below = [&](unsigned limit) { return static_cast<std::uint16_t>(random() % limit); };
    const auto value = [&] {
        SecureBytes octets(below(400));
        std::ranges::generate(octets, [&] { return static_cast<Byte>(random()); });
        return octets;
    };
    for (int round = 0; round < 200; ++round) {
        std::vector<Lwm2mObject> objects(1U + below(4));
        for (Lwm2mObject& object : objects) {
            object.id = below(65536);
            if (below(2) == 1) {
                object.version =
                    Lwm2mVersion{static_cast<Byte>(1 + below(255)), static_cast<Byte>(below(256))};
            }
            object.instances.resize(below(4));
            for (Lwm2mObjectInstance& instance : object.instances) {
                instance.id = below(65536);
                instance.resources.push_back({.id = below(65536), .value = value()});
                instance.resources.push_back(
                    {.id = below(65536), .multiple = true, .instances = {{below(65536), value()}}});
            }
        }
        const auto file = encode_objects(objects);
        ASSERT_TRUE(file);
        const auto decoded = decode_lwm2m_bootstrap(*file);
        ASSERT_TRUE(decoded) << to_string(decoded.error()) << " in " << to_hex(*file);
        EXPECT_EQ(decoded->size(), objects.size());
        EXPECT_EQ(to_hex(*encode_objects(*decoded)), to_hex(*file));
    }
}

} // namespace
} // namespace uicc::emulator::dm
