#include "codec/hex.hpp"
#include "emulator/card/card_description.hpp"
#include "emulator/security/pin_store.hpp"
#include "profiles/export/export_profile.hpp"
#include "profiles/loader/load_profile.hpp"
#include "profiles/loader/profile_family.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>

namespace uicc::profiles {
namespace {

using emulator::CardDescription;
using filesystem::FileHeader;
using filesystem::FileIndex;
using test::to_hex;

using CardPtr = std::shared_ptr<const CardDescription>;

CardPtr load(const std::string& text)
{
    const auto card = load_profile_text(text, "exported.yaml");
    EXPECT_TRUE(card) << text << card.error().front().to_string();
    return card.value_or(nullptr);
}

std::string exported(const CardPtr& card, ExportSecrets secrets = ExportSecrets::Written)
{
    const ExportedProfile outcome = export_profile(card, secrets).value();
    EXPECT_EQ(outcome.not_written, std::vector<std::string>{});
    return outcome.text;
}

std::string named_path(const filesystem::Image& files, FileIndex index)
{
    const FileHeader& file = files.header(index);
    return file.kind == filesystem::FileKind::Mf ? "MF"
                                                 : named_path(files, file.parent) + "/" + file.name;
}

std::string words_of(const FileHeader& file)
{
    const auto number = [](auto value) { return std::to_string(static_cast<unsigned>(value)); };
    return number(file.kind) + " fid " + number(file.fid) + " aid " +
           (file.aid ? to_hex(file.aid->octets()) : "none") + " sfi " +
           (file.sfi ? number(file.sfi->value()) : "none") + " structure " +
           number(file.structure) + " size " + std::to_string(file.size) + " record " +
           std::to_string(file.record_length) + " rule " + number(file.security.form) + " " +
           to_hex(file.security.value) + " state " + number(file.life_cycle) + " flags " +
           number(file.shareable) + number(file.names_fid_in_fcp) + number(file.is_applet) +
           " A5 " + to_hex(file.proprietary) + " C0 " +
           (file.special_information ? number(*file.special_information) : "none") + " fcp " +
           to_hex(file.fcp);
}

using Facts = std::map<std::string, std::string>;

void add_pins(Facts& facts, const CardDescription& card)
{
    for (const auto& pin : card.pins) {
        facts["pin " + std::to_string(static_cast<unsigned>(pin.reference))] =
            (pin.application ? named_path(*card.files, *pin.application) : "card") + " " +
            to_hex(pin.value) + " " + to_hex(pin.unblock_value) + " " +
            std::to_string(pin.tries_left) + "/" + std::to_string(pin.max_tries) + " " +
            std::to_string(pin.unblock_tries_left) + "/" + std::to_string(pin.max_unblock_tries) +
            (pin.enabled ? " enabled" : " disabled");
    }
    for (const auto& listing : card.pin_listings) {
        std::string& listed = facts["listing of " + named_path(*card.files, listing.directory)];
        for (const auto reference : listing.references) {
            listed += std::to_string(static_cast<unsigned>(reference)) + " ";
        }
    }
}

void add_keys(Facts& facts, const CardDescription& card)
{
    for (const auto& keys : card.keys) {
        std::string& words = facts["keys of " + named_path(*card.files, keys.owner)];
        words = std::to_string(keys.tries) + " " + to_hex(keys.diversification_data);
        for (const auto& set : keys.key_sets) {
            words += " " + std::to_string(set.version) + ":" + to_hex(set.keys.enc) +
                     to_hex(set.keys.mac) + to_hex(set.keys.dek);
        }
        for (const auto& one : keys.messaging) {
            words += " " + std::to_string(one.version) + ":" + to_hex(one.keys.keys.enc) +
                     to_hex(one.keys.keys.mac) + to_hex(one.serial_number);
        }
    }
    for (const auto& entry : card.registry) {
        facts["registry " + to_hex(entry.aid.octets())] =
            std::to_string(entry.life_cycle) + " " + to_hex(entry.privileges);
    }
}

/// What shapes a card, each part under a name that does not depend on the order of its files.
Facts facts_of(const CardPtr& card)
{
    Facts facts{{"name", card->name},
                {"cold ATR", to_hex(card->cold_atr)},
                {"warm ATR", to_hex(card->warm_atr)}};
    for (std::uint32_t i = 0; i < card->files->file_count(); ++i) {
        const FileHeader& file = card->files->header(FileIndex{i});
        const std::string path = named_path(*card->files, FileIndex{i});
        facts[path] = words_of(file);
        if (file.is_ef()) {
            facts[path + " body"] = to_hex(card->files->body(FileIndex{i})) + " of " +
                                    named_path(*card->files, card->files->body_owner(FileIndex{i}));
        }
    }
    for (const FileIndex adf : card->files->applications()) {
        facts["applications"] += card->files->header(adf).name + " ";
    }
    const auto& behaviour = card->behaviour;
    facts["behaviour"] = std::to_string(static_cast<unsigned>(behaviour.dialect)) + " " +
                         std::to_string(static_cast<unsigned>(behaviour.short_read)) + " " +
                         std::to_string(behaviour.select_with_p2_00) + " " +
                         std::to_string(behaviour.pin_status_in_ef_fcp) + " " +
                         std::to_string(behaviour.fcp_tag) + " " +
                         std::to_string(behaviour.channels);
    add_pins(facts, *card);
    add_keys(facts, *card);
    return facts;
}

/// What only shows in answers: the algorithm, the domain, the rules for applications.
std::string answers_of(const CardPtr& card)
{
    filesystem::MemoryStore store;
    test::CardUnderTest under_test{card, store};
    std::string answers;
    for (const char* command :
         {"00A4040C 07 A0000000871002", "00200001 08 31323334FFFFFFFF",
          "00880081 22 10 23553CBE9637A89D218AE64DAE47BF35 10 55F328B43577B9B94A9FFAC354DFAFB3 00",
          "00A4040C 08 A000000151000000", "80CA004200", "80CA9F7F00",
          "00A4040C 09 A00000015141434C00", "80CAFF4000"}) {
        answers += under_test.send(command) + "\n";
    }
    return answers;
}

void expect_same(const Facts& expected, const Facts& found)
{
    for (const auto& [name, value] : expected) {
        const auto place = found.find(name);
        EXPECT_EQ(value, place == found.end() ? "missing" : place->second) << name;
    }
    for (const auto& [name, value] : found) {
        EXPECT_TRUE(expected.contains(name)) << name << " is new";
    }
}

void expect_round_trip(const CardPtr& card)
{
    const std::string text = exported(card);
    const CardPtr again = load(text);
    ASSERT_NE(again, nullptr);
    expect_same(facts_of(card), facts_of(again));
    EXPECT_EQ(answers_of(card), answers_of(again));
    EXPECT_EQ(text, exported(again)) << "a second export is another text";
}

std::vector<std::filesystem::path> cards_that_come_along()
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator{PROJECT_SOURCE_DIR "/profiles/cards"}) {
        if (entry.path().extension() == ".yaml") {
            files.push_back(entry.path());
        }
    }
    return files;
}

TEST(Export, OfEveryCardThatComesAlongLoadsToTheSameCard)
{
    const auto files = cards_that_come_along();
    ASSERT_GE(files.size(), 8U);
    for (const auto& file : files) {
        SCOPED_TRACE(file.string());
        const auto card = load_profile(file);
        ASSERT_TRUE(card) << card.error().front().to_string();
        expect_round_trip(*card);
    }
}

TEST(Export, WithoutSecretsLoadsAndHoldsNone)
{
    for (const auto& file : cards_that_come_along()) {
        SCOPED_TRACE(file.string());
        const auto card = load_profile(file).value();
        const std::string text = exported(card, ExportSecrets::LeftOut);
        const CardPtr again = load(text);
        ASSERT_NE(again, nullptr);
        EXPECT_EQ(again->files->file_count(), card->files->file_count());
        for (const auto& keys : card->keys) {
            for (const auto& set : keys.key_sets) {
                EXPECT_EQ(text.find(to_hex(set.keys.enc)), std::string::npos);
            }
        }
        for (const char* secret : {"465b5ce8", "cd63cb71", "87654321", "4F68426568617665"}) {
            EXPECT_EQ(text.find(secret), std::string::npos) << secret;
        }
    }
}

/// A card with one of everything that the format can say about files.
constexpr const char* rich_card = R"(
vuicc: 1
name: "Odd: card"
iccid: "8988001234567890126"
atr: {protocols: [T=1, T=0], text: ODD}
behaviour: {fcp-tag: 6F, channels: 4, short-read: 6282}
pins:
  PIN1: {hex: 3132FFFFFFFFFFFF, puk-hex: "0102030405060708", tries: 5, tries-left: 2}
  PIN2: none
  universal: {value: "99998888", enabled: false}
  ADM1: {value: "77777777"}
  ADM6: {hex: 8182838485868788, tries-left: 0}
mf:
  life-cycle: initialisation
  proprietary: 8001718304000186A0
  pin-listing: [PIN1, ADM1]
  keys:
    messaging: [{version: 1, enc: 00112233445566778899AABBCCDDEEFF, mac: 102132435465768798A9BACBDCEDFE0F}]
  files:
    EF.PL: none
    EF.DIR: {records: 6, record-size: 60}
    EF.ICCID: {access: {read: pin}}
    EF.Own: {fid: 2F40, sfi: 9, text: "a text", shareable: false}
    EF.OwnToo: {fid: 2F41, size: 300, access: {rules: 8001019000}}
    2F42: {hex: FFFFFF00FF}
    EF.Tlv: {fid: 2F43, structure: ber-tlv, hex: 80020102, special-information: 80}
    EF.Environments: {fid: 2F44, size: 4, access: {arr: {fid: 2F06, records: {0: 2, 1: 3}}}}
    EF.Expanded: {fid: 2F45, size: 4, access: {expanded: 8001019000}}
    EF.Templated: {fcp: 621A8205422100050383022F468A01078B032F06018002000F8801D8, content: ["01", ~, "0203"]}
    DF.TELECOM:
      life-cycle: deactivated
      files:
        EF.ADN: {records: 3, record-size: 30, content: [~, {numbers: [{name: A, number: "1"}]}, "00"]}
        EF.LND: {records: 2, record-size: 30}
    DF.Own:
      fid: 7F66
      shareable: false
      files:
        6F01: {structure: cyclic, records: 2, record-size: 3, content: ["010203"]}
        DF.Inner: {fid: 5F01}
    ADF.ISIM:
      aid: A0000000871004FF33FF018900000100
      fid: 7FB0
      files:
        EF.IMPI: {impi: user@ims.example}
        EF.DOMAIN: {domain: ims.example}
        EF.IMPU: {impu: ["sip:user@ims.example"]}
usim:
  imsi: "001010123456789"
  aid: A0000000871002FF44FF0189
  label: Other
  fid: 7FF0
  fid-in-fcp: false
  services: [2, 4, 19, 27, 38]
  check-services: false
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, op: cdc202d5123e20f62b6d676ac72cb318, res-size: 6}
  sqn: {initial: 0x20, age-limit: 100}
  keys: {scp02: {key-sets: [{version: 0x20, key: 404142434445464748494A4B4C4D4E4F}]}, tries: 7}
  files:
    EF.SPN: {spn: {name: "Größe", show-in-hplmn: true}}
    EF.ACC: {hex: "0000"}
    EF.FPLMN: {size: 24}
    EF.LOCI: {life-cycle: deactivated}
    EF.Keys: {hex: 07000102030405060708090A0B0C0D0E0F}
    EF.IMSI: {sfi: none}
    EF.SMS: {records: 2}
global-platform:
  keys: {scp03: {key-sets: [{version: 0x30, key: 404142434445464748494A4B4C4D4E4F}]}}
  issuer-identification: 42434445
  life-cycle: secured
  domains: [{aid: A000000151535041, life-cycle: locked}]
access-control:
  rules: [{aid: A0000000871002, apdu: always}, {apdu: ["80CA0000FFFF0000"], nfc: never}]
)";

CardPtr rich()
{
    return load(rich_card);
}

TEST(Export, OfACardWithEverythingLoadsToTheSameCard)
{
    ASSERT_NE(rich(), nullptr);
    expect_round_trip(rich());
}

TEST(Export, SaysWhatIsNotUsualAndLeavesOutWhatIs)
{
    const std::string text = exported(rich());
    for (const char* line : {"iccid: \"8988001234567890126\"\n", "imsi: \"001010123456789\"\n",
                             "EF.PL: none\n", "EF.IMPI: {impi: \"user@ims.example\"}\n",
                             "life-cycle: deactivated", "EF.LOCI: {life-cycle: deactivated}\n",
                             "check-services: false\n", "structure: ber-tlv"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    }
    const std::string plain = exported(load("vuicc: 1\niccid: \"8988001234567890126\"\n"));
    EXPECT_NE(plain.find("\n    EF.PL:\n"), std::string::npos) << plain;
}

/// A card whose USIM has the IMSI of its SIM.
constexpr const char* shared_imsi = R"(
vuicc: 1
iccid: "8988001234567890126"
gsm: {imsi: "001010123456789"}
isim: {}
usim:
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, op: cdc202d5123e20f62b6d676ac72cb318}
  files: {EF.IMSI: {same-as: DF.GSM/EF.IMSI}}
)";

TEST(Export, SaysWhichFilesShareABody)
{
    const CardPtr card = load(shared_imsi);
    ASSERT_NE(card, nullptr);
    expect_round_trip(card);
    const std::string text = exported(card);
    EXPECT_NE(text.find("EF.IMSI: {same-as: DF.GSM/EF.IMSI}"), std::string::npos) << text;
    EXPECT_NE(text.find("001010123456789@ims.mnc001.mcc001"), std::string::npos) << text;

    filesystem::MemoryStore store;
    auto memory = filesystem::CardMemory::open(card->files, store, {}).value();
    const FileIndex adf = card->files->applications().front();
    const FileIndex imsi = card->files->child(adf, filesystem::Fid{0x6F07}).value();
    memory.remove(card->files->header(card->files->body_owner(imsi)).parent);
    const auto without_sim = export_profile(CardState{*card, memory}, ExportSecrets::Written);
    EXPECT_EQ(without_sim.value().text.find("same-as"), std::string::npos);
    EXPECT_NE(without_sim.value().text.find("imsi: \"001010123456789\""), std::string::npos);
    EXPECT_NE(load(without_sim.value().text), nullptr);
}

TEST(Export, NamesWhatItLeavesOut)
{
    const auto outcome = export_profile(rich(), ExportSecrets::LeftOut).value();
    EXPECT_TRUE(outcome.text.starts_with("# Exported without secrets."));
    for (const char* path :
         {"pins/PIN1/hex", "pins/PIN1/puk-hex", "usim/milenage/k", "usim/milenage/op",
          "usim/keys/scp02/key-sets/key", "mf/keys/messaging/enc",
          "global-platform/keys/scp03/key-sets/key", "ADF.USIM/EF.Keys", "EF.Own"}) {
        EXPECT_NE(std::ranges::find(outcome.left_out, path), outcome.left_out.end()) << path;
        EXPECT_NE(outcome.text.find(std::string{"#   "} + path + "\n"), std::string::npos);
    }
    EXPECT_NE(load(outcome.text), nullptr);
}

TEST(Export, OfOneCardOfAFamilyHasItsKeysAndNumbers)
{
    const auto family =
        ProfileFamily::load(PROJECT_SOURCE_DIR "/profiles/cards/family.yaml").value();
    const CardPtr card = family->card(7).value();
    const std::string text = exported(card);
    EXPECT_EQ(text.find("${"), std::string::npos);
    EXPECT_EQ(text.find("family:"), std::string::npos);
    expect_same(facts_of(card), facts_of(load(text)));
}

TEST(Export, OfACardMadeByHandIsRefused)
{
    EXPECT_FALSE(export_profile(test::describe_test_card(), ExportSecrets::Written));
}

// The card as it is now.

class ExportOfAUsedCard : public testing::Test {
protected:
    std::string exported_now(ExportSecrets secrets = ExportSecrets::Written)
    {
        const auto interior = card_.card().interior().value();
        outcome_ =
            export_profile(CardState{*description_, interior.memory, interior.pins.all()}, secrets)
                .value();
        return outcome_.text;
    }

    CardPtr description_ = load_profile(PROJECT_SOURCE_DIR "/profiles/cards/default.yaml").value();
    filesystem::MemoryStore store_;
    test::CardUnderTest card_{description_, store_};
    ExportedProfile outcome_;
};

TEST_F(ExportOfAUsedCard, HasWhatWasWritten)
{
    card_.send("0020000A 08 3838383838383838");
    card_.send("00A4040C 07 A0000000871002");
    ASSERT_EQ(card_.send("00D68700 09 082921000000000010"), "9000");
    const CardPtr again = load(exported_now());
    EXPECT_EQ(identity_of(*again).imsi, "212000000000001");
}

TEST_F(ExportOfAUsedCard, HasItsPinsAsTheyAre)
{
    card_.send("00280001 08 31323334FFFFFFFF");
    card_.send("00240001 10 31323334FFFFFFFF 39393939FFFFFFFF");
    card_.send("00200001 08 30303030FFFFFFFF");
    const CardPtr again = load(exported_now());
    const auto& pin = again->pins.front();
    EXPECT_TRUE(pin.enabled);
    EXPECT_EQ(pin.tries_left, 2U);
    EXPECT_EQ(to_hex(pin.value), "39393939FFFFFFFF");
    EXPECT_EQ(exported_now(ExportSecrets::LeftOut).find("9999"), std::string::npos);
}

TEST_F(ExportOfAUsedCard, HasTheLifeCycleOfItsFiles)
{
    const auto interior = card_.card().interior().value();
    const auto iccid = interior.memory.image().child(filesystem::mf_index, filesystem::Fid{0x2FE2});
    interior.memory.set_life_cycle(*iccid, filesystem::LifeCycle::Deactivated);
    const CardPtr again = load(exported_now());
    const auto file = again->files->child(filesystem::mf_index, filesystem::Fid{0x2FE2});
    EXPECT_EQ(again->files->header(*file).life_cycle, filesystem::LifeCycle::Deactivated);
}

TEST_F(ExportOfAUsedCard, HasTheHighestSequenceNumber)
{
    auto interior = card_.card().interior().value();
    const auto& image = interior.memory.image();
    SecureBytes numbers(32 * 6);
    numbers[5] = 9;          // IND 0
    numbers[3 * 6 + 5] = 11; // IND 3
    for (const FileIndex adf : image.applications()) {
        if (image.header(adf).name == "ADF.USIM") {
            interior.memory.set_cell("sqn/" + image.path(adf), numbers);
        }
    }
    EXPECT_NE(exported_now().find("initial: 355"), std::string::npos) << "11 * 32 + 3";
}

TEST_F(ExportOfAUsedCard, SaysWhatAProfileHasNoWordsFor)
{
    auto interior = card_.card().interior().value();
    interior.memory.set_cell("keys/30", SecureBytes{1});
    exported_now();
    EXPECT_EQ(outcome_.not_written, std::vector<std::string>{"keys/30"});
}

// Cards whose files commands have made and unmade.

/// Everybody may do everything where it says OPEN.
constexpr const char* managed_card = R"(vuicc: 1
iccid: "8988001234567890126"
pins: {PIN2: {value: "2222"}}
mf:
  OPEN
  files:
    EF.PL: {OPEN}
    EF.ARR: {OPEN}
    DF.TELECOM: {OPEN, files: {EF.ADN: {records: 3, record-size: 30, OPEN}}}
usim:
  OPEN
  imsi: "001010123456789"
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, opc: cd63cb71954a9f4e48a5994e37a02baf}
  files: {EF.ARR: {OPEN}, EF.ACC: {OPEN}}
)";

CardPtr load_managed_card()
{
    constexpr std::string_view placeholder = "OPEN";
    std::string text = managed_card;
    for (std::size_t at = text.find(placeholder); at != std::string::npos;
         at = text.find(placeholder)) {
        text.replace(at, placeholder.size(), "access: {expanded: \"80017F9000 8401D49000\"}");
    }
    return load(text);
}

class ManagedCard {
public:
    using Outcome = Result<ExportedProfile, std::string>;

    [[nodiscard]] Outcome export_now()
    {
        const auto interior = card_.card().interior().value();
        return export_profile(CardState{*description_, interior.memory, interior.pins.all()},
                              ExportSecrets::Written);
    }

    void send_all(const std::vector<std::string>& commands)
    {
        for (const std::string& command : commands) {
            EXPECT_EQ(card_.send(command), "9000") << command;
        }
    }

    void send(std::string_view command) { static_cast<void>(card_.send(command)); }

    /// Files of the card that a card of its profile has in another way.
    [[nodiscard]] std::vector<std::string> lost(const CardPtr& again)
    {
        std::vector<std::string> names;
        const auto interior = card_.card().interior().value();
        const auto& now = interior.memory.image();
        for (std::uint32_t i = 0; i < now.file_count(); ++i) {
            if (now.exists(FileIndex{i}) && !is_there(interior.memory, FileIndex{i}, again)) {
                names.push_back(named_path(now, FileIndex{i}));
            }
        }
        return names;
    }

private:
    static bool is_there(const filesystem::CardMemory& memory, FileIndex file, const CardPtr& again)
    {
        const auto& files = *again->files;
        for (std::uint32_t i = 0; i < files.file_count(); ++i) {
            const FileHeader& header = files.header(FileIndex{i});
            if (files.path(FileIndex{i}) == memory.image().path(file)) {
                return header.sfi == memory.header(file).sfi &&
                       header.security == memory.header(file).security &&
                       header.life_cycle == memory.life_cycle(file) &&
                       (!header.is_ef() ||
                        std::ranges::equal(files.body(FileIndex{i}), memory.body(file)));
            }
        }
        return false;
    }

    CardPtr description_ = load_managed_card();
    filesystem::MemoryStore store_;
    test::CardUnderTest card_{description_, store_};
};

TEST(ExportOfAManagedCard, LoadsWithoutTheApplicationThatWasDeleted)
{
    ManagedCard card;
    card.send_all({"00A4040C 07 A0000000871002", "00E40000 02 7FFF"});
    const auto exported = card.export_now().value();
    EXPECT_EQ(exported.not_written, std::vector<std::string>{});
    EXPECT_EQ(card.lost(load(exported.text)), std::vector<std::string>{});
}

std::string refusal_after(const std::vector<std::string>& commands)
{
    ManagedCard card;
    card.send_all(commands);
    const auto exported = card.export_now();
    return exported ? "none" : exported.error();
}

TEST(ExportOfAManagedCard, SaysWhereNoProfileDescribesIt)
{
    const std::string beginning = "no profile describes what this card has become: ";
    EXPECT_EQ(refusal_after(
                  {"00E00000 1B 6219 82024121 83026F30 8A0105 8C0101 80020004 A503C00100 8800"}),
              beginning + "mf/files/EF.6F30: each access mode byte has one condition octet per bit "
                          "b7 to b1; what begins with octet 1 ends early");
    EXPECT_EQ(refusal_after({"00A4040C 07 A0000000871002", "00E40000 02 6F06"}),
              beginning + "usim/files/EF.IMSI: no EF 6F06 can be reached from EF.IMSI");
    EXPECT_EQ(refusal_after({"00E40000 02 2F06"}),
              beginning + "mf/files/EF.DIR/access: no EF 2F06 can be reached from EF.DIR");
}

TEST(ExportOfAManagedCard, SaysThatItsDirectoriesLieTooDeep)
{
    ManagedCard card;
    for (unsigned fid = 0x5F20; fid < 0x5F60; ++fid) {
        const std::string name = fmt::format("02{:04X}", fid);
        card.send_all(
            {"00E00000 1B 6219 82027821 83" + name + "8A0105 AB0A 80017F9000 8401D49000 C600",
             "00A4000C" + name});
    }
    EXPECT_NE(card.export_now().error().find("levels deep"), std::string::npos);
}

/// Commands that make, change and unmade files, some with little sense.
class RandomManagement {
public:
    explicit RandomManagement(unsigned seed) : random_{seed} {}

    std::string next()
    {
        switch (below(12)) {
        case 0:
            return pick("00A4040C07A0000000871002", "00A4000C023F00", "00A4000C027F10");
        case 1:
        case 2:
            return "00A4000C02" + fid();
        case 3:
        case 4:
        case 5:
            return created_ef();
        case 6:
            return with_length("00E00000", "6219"
                                           "82027821"
                                           "8302" +
                                               fid() +
                                               "8A0105"
                                               "AB0A80017F90008401D49000"
                                               "C600");
        case 7:
            return "00E4000002" + fid();
        case 8:
            return with_length("80D40000",
                               with_length("62", "8302" + fid() + "8002" + number(below(80))));
        case 9:
            return pick("00040000", "00440000", "00E80000") + std::string{"02"} + fid();
        case 10:
            return pick("00D6000003", "00DC010403", "00DC020403") + std::string{"0102FF"};
        default:
            return "00A4000C02" + fid();
        }
    }

private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_()) % limit; }

    template <class... Texts>
    std::string pick(Texts... texts)
    {
        const std::array<std::string, sizeof...(texts)> all{texts...};
        return all[below(sizeof...(texts))];
    }

    static std::string number(unsigned value) { return fmt::format("{:04X}", value); }

    static std::string with_length(const std::string& head, const std::string& body)
    {
        return head + fmt::format("{:02X}", body.size() / 2) + body;
    }

    std::string fid()
    {
        return pick("2F05", "2F06", "2F00", "6F06", "6F07", "6F78", "6F38", "6F3A", "6F50", "6F51",
                    "7F10", "7F66", "5F01", "7FFF", "4F20");
    }

    std::string created_ef()
    {
        const std::string descriptor =
            pick("82024121", "82024121", "82044221000A", "82044621000A", "82027921", "82020121");
        const std::string rule = pick("AB0A80017F90008401D49000", "8B032F0601", "8B036F0602",
                                      "8B0101", "8C020100", "8C0101", "8B042F060101", "AB0380017F");
        return with_length("00E00000",
                           with_length("62", descriptor + "8302" + fid() +
                                                 pick("8A0105", "8A0101", "8A0104") + rule +
                                                 "8002" + number(10 * (1 + below(4))) +
                                                 pick("8800", "", "880108", "8801F0")));
    }

    std::minstd_rand random_;
};

TEST(ExportOfRandomlyManagedCards, LoadsOrSaysWhyNot)
{
    unsigned complete = 0;
    unsigned refused = 0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        SCOPED_TRACE(seed);
        ManagedCard card;
        RandomManagement management{seed};
        for (unsigned count = 0; count < seed; ++count) {
            card.send(management.next());
        }
        const auto exported = card.export_now();
        if (!exported) {
            ++refused;
            EXPECT_NE(exported.error().find("no profile describes"), std::string::npos);
            continue;
        }
        const CardPtr again = load(exported->text);
        ASSERT_NE(again, nullptr);
        if (exported->not_written.empty()) {
            ++complete;
            EXPECT_EQ(card.lost(again), std::vector<std::string>{}) << exported->text;
        }
    }
    EXPECT_GT(complete, 20U);
    EXPECT_GT(refused, 0U);
}

} // namespace
} // namespace uicc::profiles
