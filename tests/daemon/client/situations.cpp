#include "tests/daemon/client/situations.hpp"

#include "codec/byte_writer.hpp"
#include "crypto/seeded_random.hpp"
#include "emulator/dm/wbxml/converter.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <algorithm>
#include <utility>

namespace uicc::test {
namespace {

namespace dm = emulator::dm;
using namespace daemon::client; // NOLINT: the subject
using enum Rule;
using enum Outcome;
using card::Failure;
using card::Trouble;
using Arrange = std::function<void(PaperCard& card, Settings& settings, Memory& memory)>;

constexpr const char* other_iccid = "8988009999999999999";
const std::string read_binary = "B0";
const std::string verify = "2000";

Arrange on_card(std::function<void(PaperCard&)> change)
{
    return [change = std::move(change)](PaperCard& card, Settings&, Memory&) { change(card); };
}

Arrange lwm2m_holds(const std::string& vector)
{
    return on_card(
        [vector](PaperCard& card) { card.files[ef_lwm2m].content = lwm2m_vector(vector); });
}

dm::DataObject pointing_to(dm::DataObject object, const char* path)
{
    object.path.path = from_hex(path);
    return object;
}

Bytes dodf(const std::vector<dm::DataObject>& objects)
{
    return *dm::encode_dodf(objects, dm::DodfOrder::AsGiven);
}

dm::DataObject cp_object(const char* oid, const char* path)
{
    dm::DataObject object = pointing_to(lwm2m_object(), path);
    object.oid = oid;
    return object;
}

Arrange dm_holds(const Bytes& content)
{
    return on_card([content](PaperCard& card) {
        card.files.erase(ef_lwm2m);
        card.files[ef_dodf].content = dodf({pointing_to(dm_object(), "6433")});
        card.files[ef_dm].content = content;
    });
}

Arrange cp_holds(const Bytes& content)
{
    return on_card([content](PaperCard& card) {
        card.files.erase(ef_lwm2m);
        card.files[ef_dodf].content = dodf({cp_object(dm::oid_cp_bootstrap, "6434")});
        card.files[ef_cp].content = content;
    });
}

std::string leaf(const std::string& name, const std::string& value)
{
    return "<Node><NodeName>" + name +
           "</NodeName><RTProperties><Format><chr/></Format><Type><MIME>text/plain</MIME></Type>"
           "</RTProperties><Value>" +
           value + "</Value></Node>";
}

std::string node(const std::string& name, const std::string& object, const std::string& inside)
{
    return "<Node><NodeName>" + name + "</NodeName><RTProperties><Format><node/></Format><Type>" +
           "<DDFName>" + object + "</DDFName></Type></RTProperties>" + inside + "</Node>";
}

std::string account(const std::string& name, const std::string& server, const std::string& version)
{
    return node(name, "urn:oma:mo:oma-dm-dmacc:" + version,
                leaf("ServerID", server) +
                    node("AppAddr", "", node("1", "", leaf("Addr", "https://" + server))));
}

std::string tree_xml(const std::string& nodes)
{
    return "<?xml version=\"1.0\"?><!DOCTYPE MgmtTree PUBLIC \"-//OMA//DTD-DM-DDF 1.2//EN\" "
           "\"http://www.openmobilealliance.org/tech/DTD/dm_ddf-v1_2.dtd\">"
           "<MgmtTree xmlns=\"syncml:dmddf1.2\"><VerDTD>1.2</VerDTD>" +
           nodes + "</MgmtTree>";
}

Bytes tree(const std::string& nodes)
{
    return *dm::wbxml::from_xml(tree_xml(nodes), {});
}

Bytes with_first_octet(Bytes octets, Byte first)
{
    octets.front() = first;
    return octets;
}

Bytes provisioning(const std::string& provider, const std::string& address)
{
    auto values = w7_provisioning();
    values.applications.front().provider_id = provider;
    values.applications.front().addresses.front().address = address;
    values.allow_defects = true;
    return *dm::encode(values);
}

/// An answer in the place of the n-th command that has this instruction.
Arrange instead_of(const std::string& instruction, int nth, PaperCard::Answer answer)
{
    return on_card([=](PaperCard& card) {
        card.fault = [=, seen = 0](const std::string& command) mutable {
            const bool hit = command.compare(2, 2, instruction) == 0 && ++seen == nth;
            return hit ? std::optional{answer} : std::nullopt;
        };
    });
}

PaperCard::Answer trouble(Trouble which)
{
    return tl::unexpected{Failure{which, "as arranged"}};
}

/// The card as it is, after a boot that kept every rule.
void boot_before(PaperCard& card, const Settings& settings, Memory& memory)
{
    crypto::SeededRandom random{1};
    Settings good = settings;
    good.conduct = {};
    static_cast<void>(boot(card, random, good, memory));
    card.forget_commands();
}

Arrange after_a_boot(std::function<void(PaperCard&)> change)
{
    return [change = std::move(change)](PaperCard& card, Settings& settings, Memory& memory) {
        boot_before(card, settings, memory);
        change(card);
    };
}

Arrange with_pin(const std::string& pin, std::function<void(PaperCard&)> change)
{
    return [=](PaperCard& card, Settings& settings, Memory&) {
        settings.credentials.pin = SecureBytes{pin.begin(), pin.end()};
        change(card);
    };
}

void protect(PaperCard& card)
{
    card.files[ef_lwm2m].needs_pin = true;
}

std::vector<Situation> finding_situations()
{
    return {
        {TrustDirPath,
         on_card([](PaperCard& card) {
             card.files[ef_dir].records = {
                 *dm::encode_ef_dir_record({.path = from_hex("3F007F60")})};
         }),
         Applied,
         {"101"}},
        {NoDirNeeded,
         on_card([](PaperCard& card) {
             card.files[{0x7F, 0x50, 0x6F, 0x01}] = card.files[ef_lwm2m];
             card.files.erase(ef_lwm2m);
             card.files[ef_dodf].content = dodf({pointing_to(lwm2m_object(), "6F01")});
         }),
         Applied,
         {"101"}},
        {AidOnly,
         on_card([](PaperCard& card) { card.selectable_by_aid = false; }),
         Applied,
         {"101"}},
        {GiveUpWithoutChannel,
         on_card([](PaperCard& card) { card.free_channel = 0; }),
         Applied,
         {"101"}},
        {KeepChannelOpen, on_card([](PaperCard&) {}), Applied, {"101"}},
        {BasicChannelOnly, on_card([](PaperCard&) {}), Applied, {"101"}},
        {LowChannelsOnly,
         on_card([](PaperCard& card) { card.free_channel = 5; }),
         Applied,
         {"101"}},
        {Ignore61xx, on_card([](PaperCard& card) { card.announces = true; }), Applied, {"101"}},
        {Ignore6cxx, instead_of("B0", 1, from_hex("6C0A")), Applied, {"101"}},
        {SelectP2Zero,
         on_card([](PaperCard& card) { card.insists_on_p2 = true; }),
         Applied,
         {"101"}},
        {Fcp62Only, on_card([](PaperCard& card) { card.tells_fci = true; }), Applied, {"101"}},
        {NoFill,
         on_card([](PaperCard& card) { card.files[ef_odf].content.resize(40, 0xFF); }),
         Applied,
         {"101"}},
        {TokenInfoNeeded, on_card([](PaperCard&) {}), Applied, {"101"}},
        {StrictDirectories,
         on_card([](PaperCard& card) {
             card.files[ef_odf].content = from_hex("A704A1023000 A706300404026430");
         }),
         Applied,
         {"101"}},
        {LabelNeeded,
         on_card([](PaperCard& card) {
             auto object = lwm2m_object();
             object.label.clear();
             card.files[ef_dodf].content = dodf({object});
         }),
         Applied,
         {"101"}},
        {FirstPointerOnly,
         on_card([](PaperCard& card) {
             card.files[ef_odf].content = from_hex("A506300404026438 A706300404026430");
         }),
         Applied,
         {"101"}},
        {FirstDodfOnly,
         on_card([](PaperCard& card) {
             card.files[{0x7F, 0x50, 0x64, 0x40}] = {};
             card.files[ef_odf].content = from_hex("A706300404026440 A706300404026430");
         }),
         Applied,
         {"101"}},
        {FirstEntryOnly,
         on_card([](PaperCard& card) {
             card.files[ef_dodf].content = dodf({access_rule_object(), lwm2m_object()});
         }),
         Applied,
         {"101"}},
        {OpaqueOnly,
         on_card([](PaperCard& card) {
             auto object = lwm2m_object();
             object.form = dm::DataObjectForm::OidDo;
             card.files[ef_dodf].content = dodf({object});
         }),
         Applied,
         {"101"}},
        {SingleOidOnly,
         on_card([](PaperCard& card) {
             auto object = lwm2m_object();
             object.oid_style = dm::OidStyle::DoubleWrapped;
             card.files[ef_dodf].content = dodf({object});
         }),
         Applied,
         {"101"}},
        {FidPathOnly,
         on_card([](PaperCard& card) {
             card.files[ef_dodf].content = dodf({pointing_to(lwm2m_object(), "3F007F506432")});
         }),
         Applied,
         {"101"}},
        {IgnoreIndex,
         on_card([](PaperCard& card) {
             auto object = lwm2m_object();
             object.path.index = 3;
             object.path.length = 112;
             card.files[ef_dodf].content = dodf({object});
             Bytes& content = card.files[ef_lwm2m].content;
             content.insert(content.begin(), {1, 2, 3});
             content.push_back(4);
         }),
         Applied,
         {"101"}},
        {ShortLengthsOnly,
         on_card([](PaperCard& card) {
             Bytes& content = card.files[ef_dodf].content;
             content.insert(content.begin() + 1, 0x81);
         }),
         Applied,
         {"101"}},
    };
}

std::vector<Situation> reading_situations()
{
    return {
        {SkipPin, with_pin("1234", protect), Applied, {"101"}},
        {PinAlways, with_pin("1234", [](PaperCard&) {}), Applied, {"101"}},
        {PinWithoutQuery, with_pin("1234", protect), Applied, {"101"}},
        {PinLoop, with_pin("4321", protect), Refused, {}},
        {PinLastTry,
         with_pin("4321",
                  [](PaperCard& card) {
                      protect(card);
                      card.tries = 1;
                  }),
         Refused,
         {}},
        {PinWhenBlocked,
         with_pin("1234",
                  [](PaperCard& card) {
                      protect(card);
                      card.tries = 0;
                  }),
         Refused,
         {}},
        {RetryForever, on_card(protect), Refused, {}},
        {ReadWhenDeactivated,
         on_card([](PaperCard& card) { card.files[ef_lwm2m].deactivated = true; }),
         Refused,
         {}},
        {OneRead, lwm2m_holds("certificate_mode_2k6"), Applied, {"101"}},
        {StopAtShortRead,
         on_card([](PaperCard& card) { card.most_octets = 60; }),
         Applied,
         {"101"}},
        {Reject6282, on_card([](PaperCard& card) { card.warns_at_end = true; }), Applied, {"101"}},
        {ReadPastEnd, on_card([](PaperCard&) {}), Applied, {"101"}},
        {LowOffsetsOnly, lwm2m_holds("certificate_mode_2k6"), Applied, {"101"}},
        {NoReread, instead_of("B0", 4, from_hex("00 01 FF*110 9000")), Applied, {"101"}},
        {ApplyPartial,
         [](PaperCard& card, Settings& settings, Memory& memory) {
             card.most_octets = 60;
             instead_of("B0", 7, trouble(Trouble::Removed))(card, settings, memory);
         },
         Failed,
         {}},
        {NoRestartAfterReset, instead_of("B0", 3, trouble(Trouble::Reset)), Applied, {"101"}},
    };
}

std::vector<Situation> lwm2m_situations()
{
    return {
        {AcceptMalformed, lwm2m_holds("count_too_big"), Malformed, {}},
        {TrustCount,
         on_card([](PaperCard& card) {
             Bytes content = lwm2m_vector("min_psk"); // and one object more than announced
             content[3] = static_cast<Byte>(content[3] + 5);
             codec::append(content, from_hex("1092 00 0000"));
             card.files[ef_lwm2m].content = content;
         }),
         Malformed,
         {}},
        {IgnoreVersion, lwm2m_holds("versioned"), Applied, {"101"}},
        {AcceptRawTlv,
         on_card([](PaperCard& card) {
             card.files[ef_lwm2m].content = from_hex("C8000B 636F61703A2F2F622E6578 C10101 C10203");
         }),
         Malformed,
         {}},
        {AcceptAnyMode, lwm2m_holds("unknown_security_mode"), Absent, {}},
        {RejectUnknownObject,
         on_card([](PaperCard& card) {
             Bytes content = lwm2m_vector("min_psk");
             content[1] = 3;
             content[3] = static_cast<Byte>(content[3] + 5);
             codec::append(content, from_hex("1092 00 0000"));
             card.files[ef_lwm2m].content = content;
         }),
         Applied,
         {"101"}},
        {SecurityFirst, lwm2m_holds("server_before_security"), Applied, {"101"}},
        {AcceptOrphanServer, lwm2m_holds("ssid_mismatch"), Absent, {}},
        {ManyBootstrapServers, lwm2m_holds("two_bootstrap_servers"), Applied, {"bootstrap"}},
        {OneServerOnly, lwm2m_holds("two_servers"), Applied, {"101", "102"}},
    };
}

std::vector<Situation> document_situations()
{
    const Bytes message = *dm::encode(dm_bootstrap());
    const std::string xml = tree_xml(account("A", "mgmt.example", "1.0"));
    return {
        {MessageOnly,
         dm_holds(tree(account("A", "mgmt.example", "1.0"))),
         Applied,
         {"mgmt.example"}},
        {TreeOnly, dm_holds(message), Applied, {"mgmt.example"}},
        {NumberedPublicIdOnly,
         dm_holds(tree(account("A", "mgmt.example", "1.0"))),
         Applied,
         {"mgmt.example"}},
        {ConnectivityNeeded, dm_holds(message), Applied, {"mgmt.example"}},
        {AcceptXml, dm_holds({xml.begin(), xml.end()}), Malformed, {}},
        {AcceptAnyWbxmlVersion, dm_holds(with_first_octet(message, 0x04)), Malformed, {}},
        {RejectUnknownMo,
         dm_holds(tree(account("A", "mgmt.example", "1.0") + node("Z", "urn:example:z", ""))),
         Applied,
         {"mgmt.example"}},
        {EveryMoVersion,
         dm_holds(tree(account("A", "old.example", "1.0") + account("B", "new.example", "1.2"))),
         Applied,
         {"new.example"}},
        {EveryDuplicate,
         dm_holds(tree(account("A", "mgmt.example", "1.0") + account("B", "mgmt.example", "1.0"))),
         Applied,
         {"mgmt.example"}},
        {AcceptValueWithChildren,
         dm_holds(tree(account("A", "mgmt.example", "1.0") +
                       node("Z", "", "<Value>1</Value>" + leaf("Y", "2")))),
         Malformed,
         {}},
        {AcceptCpWithoutProvider, cp_holds(provisioning("", "https://a.example")), Absent, {}},
        {ConfigFirst,
         on_card([](PaperCard& card) {
             card.files.erase(ef_lwm2m);
             card.files[ef_dodf].content = dodf(
                 {cp_object(dm::oid_cp_config1, "6435"), cp_object(dm::oid_cp_bootstrap, "6434")});
             card.files[ef_cp].content = provisioning("mgmt.example", "https://first.example");
             card.files[{0x7F, 0x50, 0x64, 0x35}].content =
                 provisioning("mgmt.example", "https://second.example");
         }),
         Applied,
         {"mgmt.example"}},
    };
}

std::vector<Situation> life_cycle_situations()
{
    return {
        {RereadAlwaysApplies, after_a_boot([](PaperCard&) {}), Unchanged, {"101"}},
        {KeepVanished,
         after_a_boot([](PaperCard& card) { card.files.erase(ef_lwm2m); }),
         Absent,
         {}},
        {IgnoreChange,
         after_a_boot(
             [](PaperCard& card) { card.files[ef_lwm2m].content = lwm2m_vector("two_servers"); }),
         Applied,
         {"101", "102"}},
        {IgnoreOtherCard,
         [](PaperCard&, Settings&, Memory& memory) {
             memory = {.iccid = other_iccid, .accounts = {{.id = "7", .server = "coap://old"}}};
         },
         Applied,
         {"101"}},
        {MarkerOnly,
         [](PaperCard& card, Settings& settings, Memory& memory) {
             card.files[ef_token_info].content =
                 *dm::encode_token_info({.serial_number = {1}, .last_update = "20250101120000Z"});
             boot_before(card, settings, memory);
             memory.marker = "20250101120000Z";
             card.files[ef_lwm2m].content = lwm2m_vector("two_servers");
         },
         Applied,
         {"101", "102"}},
    };
}

} // namespace

std::vector<Situation> situations()
{
    std::vector<Situation> all;
    for (auto group : {finding_situations(), reading_situations(), lwm2m_situations(),
                       document_situations(), life_cycle_situations()}) {
        std::ranges::move(group, std::back_inserter(all));
    }
    return all;
}

} // namespace uicc::test
