#include "tests/support/test_card.hpp"

#include "emulator/applications/aka/aka_definition.hpp"
#include "emulator/transport/atr.hpp"
#include "tests/support/vector_file.hpp"

#include <span>
#include <stdexcept>

namespace uicc::test {
namespace {

using namespace filesystem;

/// Rules of both EF.ARR, by record number.
constexpr std::array rules{
    "800101 9000  800102 A406830101950108  800158 A40683010A950108", // 1: always / PIN1
    "800101 A406830101950108  80015A A40683010A950108",              // 2: PIN1 / ADM1
    "80015B A40683010A950108",                                       // 3: ADM1
    "800101 9000  80011A 9700",                                      // 4: always / never
    "800103 A406830101950108  800158 A40683010A950108",              // 5: PIN1 / PIN1
    "800101 A406830101950108  800102 A406830181950108",              // 6: PIN1 / PIN2
    "800101 9000",                                                   // 7: always / nothing said
    "800101 A010 A406830101950108 A40683010A950108",                 // 8: PIN1 or ADM1
    "800101 AF10 A406830101950108 A40683010A950108",                 // 9: PIN1 and ADM1
    "800101 A4",                                                     // 10: malformed
};
constexpr std::size_t rule_length = 40;

/// Rules of DF.MANAGED.
constexpr const char* all_by_adm1 = "80017F A40683010A950108";
constexpr std::array managed_rules{
    all_by_adm1,                                                                           // 1
    "800101 9000 80017E A40683010A950108 840132 A406830101950108 8401D4 A40683010A950108", // 2
    "80017F 9000 840132 9000 8401D4 9000", // 3: always
    "800101 9000  80017E 9700",            // 4: read only
};

Bytes arr_body(std::span<const char* const> records = rules)
{
    Bytes body;
    for (const char* rule : records) {
        Bytes record = from_hex(rule);
        record.resize(rule_length, 0xFF);
        body.insert(body.end(), record.begin(), record.end());
    }
    return body;
}

SecurityAttributes rule(unsigned fid, unsigned record)
{
    return {SecurityAttributes::Form::Referenced,
            {static_cast<Byte>(fid >> 8), static_cast<Byte>(fid), static_cast<Byte>(record)}};
}

struct EfOptions {
    std::optional<Sfi> sfi{};
    EfStructure structure = EfStructure::Transparent;
    std::size_t record_length = 0;
    LifeCycle life_cycle = LifeCycle::Activated;
    std::optional<Byte> special_information{};
    bool shareable = true;
};

struct Builder {
    ImageBuilder image;

    FileIndex ef(FileIndex parent,
                 std::string name,
                 unsigned fid,
                 SecurityAttributes security,
                 const Bytes& body,
                 const EfOptions& options = {})
    {
        return image.add({.name = std::move(name),
                          .fid = Fid{static_cast<std::uint16_t>(fid)},
                          .sfi = options.sfi,
                          .parent = parent,
                          .structure = options.structure,
                          .size = body.size(),
                          .record_length = options.record_length,
                          .security = std::move(security),
                          .life_cycle = options.life_cycle,
                          .shareable = options.shareable,
                          .special_information = options.special_information},
                         body);
    }

    FileIndex adf(std::string name, std::string_view aid, Fid fid)
    {
        return image.add({.kind = FileKind::Adf,
                          .name = std::move(name),
                          .fid = fid,
                          .aid = Aid::from(from_hex(aid)),
                          .parent = mf_index,
                          .security = rule(0x2F06, 4)});
    }

    void arr(FileIndex parent, unsigned fid, const Bytes& body = arr_body())
    {
        ef(parent, "EF.ARR", fid, rule(fid, 4), body,
           {.structure = EfStructure::LinearFixed, .record_length = rule_length});
    }
};

/// The files; contents are chosen so that every octet tells where it stands.
struct TestFiles {
    std::shared_ptr<const Image> image{};
    FileIndex usim{};
    FileIndex second_usim{};
    FileIndex pkcs15{};
};

void add_mf_files(Builder& build)
{
    build.arr(mf_index, 0x2F06);
    build.ef(mf_index, "EF.DIR", 0x2F00, rule(0x2F06, 7),
             from_hex("61 0C 4F 0A A0000000871002FF33FF FF*2 61 0E 4F 0C A000000063504B43532D3135"),
             {.sfi = 0x1E_sfi, .structure = EfStructure::LinearFixed, .record_length = 16});
    build.ef(mf_index, "EF.PL", 0x2F05, rule(0x2F06, 1), from_hex("656E 6465"), {.sfi = 0x05_sfi});
    build.ef(mf_index, "EF.ICCID", 0x2FE2, rule(0x2F06, 4),
             from_hex("98 88 00 21 43 65 87 09 21 F4"), {.sfi = 0x02_sfi});
    const FileIndex telecom = build.image.add({.kind = FileKind::Df,
                                               .name = "DF.TELECOM",
                                               .fid = Fid{0x7F10},
                                               .parent = mf_index,
                                               .security = rule(0x2F06, 4)});
    build.arr(telecom, 0x6F06);
    build.ef(telecom, "EF.ADN", 0x6F3A, rule(0x6F06, 5),
             from_hex("41 01 AA AA  42 02 BB BB  43 03 AA CC  44 04 FF FF"),
             {.structure = EfStructure::LinearFixed, .record_length = 4});
    build.ef(telecom, "EF.FDN", 0x6F3B, rule(0x6F06, 6), from_hex("FFFF"));
    const FileIndex graphics = build.image.add({.kind = FileKind::Df,
                                                .name = "DF.GRAPHICS",
                                                .fid = Fid{0x5F50},
                                                .parent = telecom,
                                                .security = rule(0x6F06, 4)});
    build.ef(graphics, "EF.IMG", 0x4F20, rule(0x6F06, 7), from_hex("01 02"), {.sfi = 0x01_sfi});
}

SecurityAttributes expanded(std::string_view rules_in_hex)
{
    return {SecurityAttributes::Form::Expanded, from_hex(rules_in_hex)};
}

FileIndex df(Builder& build, FileIndex parent, std::string name, unsigned fid)
{
    return build.image.add({.kind = FileKind::Df,
                            .name = std::move(name),
                            .fid = Fid{static_cast<std::uint16_t>(fid)},
                            .parent = parent,
                            .security = rule(0x2F06, 4)});
}

/// What class A0 needs besides DF.TELECOM.
void add_gsm_files(Builder& build)
{
    const FileIndex gsm = df(build, mf_index, "DF.GSM", 0x7F20);
    build.ef(gsm, "EF.IMSI", 0x6F07, rule(0x2F06, 2), from_hex("08 09 10 10 10 32 54 76 98"));
    build.ef(gsm, "EF.ACM", 0x6F39,
             expanded("800101 A406830101950108  800102 A406830181950108"
                      "840132 A406830101950108  800118 A40683010A950108"),
             from_hex("000001 000000"), {.structure = EfStructure::Cyclic, .record_length = 3});
    build.ef(gsm, "EF.FPLMN", 0x6F7B, rule(0x2F06, 7), from_hex("00F110"),
             {.life_cycle = LifeCycle::Deactivated, .special_information = Byte{0x40}});
    build.ef(gsm, "EF.LOCI", 0x6F7E, expanded("80011B A406830101950108"),
             from_hex("FFFFFFFF 00F110 0000 FF 01"));
    build.ef(gsm, "EF.ONE", 0x6F40, expanded("800101 A406830101950108 840132 9000"),
             from_hex("0102"), {.structure = EfStructure::LinearFixed, .record_length = 2});
    build.ef(gsm, "EF.TREE", 0x6F41, rule(0x2F06, 7), from_hex("8000"),
             {.structure = EfStructure::BerTlv});
    df(build, gsm, "DF.IRIDIUM", 0x5F30);
}

void add_usim_files(Builder& build, FileIndex usim)
{
    build.arr(usim, 0x6F06);
    build.ef(usim, "EF.IMSI", 0x6F07, rule(0x6F06, 2), from_hex("08 09 10 10 10 32 54 76 98"),
             {.sfi = 0x07_sfi});
    build.ef(usim, "EF.ICI", 0x6F80, rule(0x6F06, 5), from_hex("010101 020202 030303"),
             {.sfi = 0x14_sfi, .structure = EfStructure::Cyclic, .record_length = 3});
    build.ef(usim, "EF.FDN", 0x6F3B, rule(0x6F06, 6), from_hex("AABBCC"));
    build.ef(usim, "EF.SECRET", 0x6F01, rule(0x6F06, 3), from_hex("AD"));
    build.ef(usim, "EF.EITHER", 0x6F02, rule(0x6F06, 8), from_hex("0E"));
    build.ef(usim, "EF.BOTH", 0x6F03, rule(0x6F06, 9), from_hex("0B"));
    build.ef(usim, "EF.BROKEN", 0x6F04, rule(0x6F06, 10), from_hex("0D"));
    build.ef(usim, "EF.LOST", 0x6F05, rule(0x6F06, 99), from_hex("0F"));
    build.ef(usim, "EF.SE", 0x6F08,
             {SecurityAttributes::Form::Referenced, from_hex("6F06 01 02 00 03")}, from_hex("5E"));
    build.ef(usim, "EF.EXPANDED", 0x6F09,
             {SecurityAttributes::Form::Expanded, from_hex("800101 9000")}, from_hex("EE"));
    build.ef(usim, "EF.ASLEEP", 0x6F0A, rule(0x6F06, 7), from_hex("04"),
             {.life_cycle = LifeCycle::Deactivated});
    build.ef(usim, "EF.DEAD", 0x6F0B, rule(0x6F06, 7), from_hex("0C"),
             {.life_cycle = LifeCycle::Terminated});
    build.ef(usim, "EF.COMPACT", 0x6F0D, // update ADM1, read PIN1 while that is in use
             {SecurityAttributes::Form::Compact, from_hex("03 10 11")}, from_hex("0D"));
    build.ef(usim, "EF.UNREADABLE", 0x6F0E, {SecurityAttributes::Form::Compact, from_hex("03 10")},
             from_hex("0E"));
    build.ef(usim, "EF.ALONE", 0x6F0F, rule(0x6F06, 7), from_hex("01"),
             {.sfi = 0x0F_sfi, .shareable = false});
    const FileIndex alone = build.image.add({.kind = FileKind::Df,
                                             .name = "DF.ALONE",
                                             .fid = Fid{0x5F01},
                                             .parent = usim,
                                             .security = rule(0x6F06, 4),
                                             .shareable = false});
    build.ef(alone, "EF.INSIDE", 0x4F01, rule(0x6F06, 7), from_hex("02"));
    build.ef(usim, "EF.LARGE", 0x6F0C, rule(0x6F06, 7), Bytes(700, 0x77), {.sfi = 0x0C_sfi});
}

/// What commands of TS 102 222 may change.
void add_managed_files(Builder& build)
{
    const FileIndex managed = build.image.add({.kind = FileKind::Df,
                                               .name = "DF.MANAGED",
                                               .fid = Fid{0x7F42},
                                               .parent = mf_index,
                                               .security = rule(0x6F06, 1)});
    build.arr(managed, 0x6F06, arr_body(managed_rules));
    build.ef(managed, "EF.COUNTER", 0x6F39, rule(0x6F06, 2), from_hex("0000FE 0000F0 000000"),
             {.sfi = 0x01_sfi, .structure = EfStructure::Cyclic, .record_length = 3});
    build.ef(managed, "EF.OPEN", 0x6F40, rule(0x6F06, 3), from_hex("01020304"), {.sfi = 0x02_sfi});
    build.ef(managed, "EF.OBJECTS", 0x6F41, rule(0x6F06, 3),
             from_hex("80 02 1122  A1 03 810133  9F1F 00  FF*338"),
             {.sfi = 0x03_sfi, .structure = EfStructure::BerTlv});
    build.ef(managed, "EF.LIST", 0x6F42, rule(0x6F06, 3), from_hex("0101 0202 0303"),
             {.sfi = 0x04_sfi, .structure = EfStructure::LinearFixed, .record_length = 2});
    build.ef(managed, "EF.AWAKE", 0x6F43, rule(0x6F06, 3), from_hex("AA"),
             {.special_information = 0x40});
    build.ef(managed, "EF.KEPT", 0x6F44, rule(0x6F06, 4), from_hex("BB"));
}

TestFiles build_files(const TestCardOptions& options)
{
    const SecurityAttributes mf_security =
        options.managed_mf
            ? SecurityAttributes{SecurityAttributes::Form::Expanded, from_hex(all_by_adm1)}
            : rule(0x2F06, 4);
    Builder build{
        ImageBuilder{{.name = "MF", .security = mf_security, .proprietary = from_hex("80 01 71")}}};
    TestFiles files;
    add_mf_files(build);
    if (options.offers_suspension) {
        build.ef(mf_index, "EF.UMPC", 0x2F08, rule(0x2F06, 7), from_hex("3C 00 02 00 00"));
    }
    add_gsm_files(build);
    files.usim = build.adf("ADF.USIM", "A0000000871002FF33FF0189000001", current_adf_fid);
    add_usim_files(build, files.usim);
    files.second_usim = build.adf("ADF.USIM2", "A0000000871002FF44FF0189000002", current_adf_fid);
    files.pkcs15 = build.adf("ADF.PKCS15", "A000000063504B43532D3135", Fid{0x7F50});
    build.ef(files.pkcs15, "EF.ODF", 0x5031, rule(0x2F06, 7), from_hex("A706300404026430"));
    add_managed_files(build);
    files.image = std::make_shared<const Image>(std::move(build.image).build());
    return files;
}

emulator::PinDefinition pin(KeyReference reference, std::string_view value, std::string_view puk)
{
    return {.reference = reference,
            .value = secure_copy(from_hex(value)),
            .unblock_value = secure_copy(from_hex(puk))};
}

std::shared_ptr<const emulator::ApplicationDefinition> test_usim(FileIndex adf)
{
    // 3GPP TS 35.208 test set 1.
    namespace aka = emulator::applications::aka;
    return std::make_shared<aka::AkaDefinition>(
        adf,
        aka::Parameters{.algorithm = aka::MilenageParameters{
                            .k = secure_copy(from_hex("465b5ce8b199b49faa5f0a2ee238a6bc")),
                            .opc = secure_copy(from_hex("cd63cb71954a9f4e48a5994e37a02baf"))}});
}

} // namespace

std::shared_ptr<const emulator::CardDescription> describe_test_card(const TestCardOptions& options)
{
    const TestFiles files = build_files(options);
    auto card = std::make_shared<emulator::CardDescription>();
    card->name = "test card";
    card->profile_hash = "test";
    card->files = files.image;
    card->pins.push_back(pin(pin1, "31323334FFFFFFFF", "3132333435363738"));
    card->pins.back().enabled = options.pin1_enabled;
    for (const FileIndex application : {files.usim, files.second_usim}) {
        card->pins.push_back(pin(pin2, "35363738FFFFFFFF", "3837363534333231"));
        card->pins.back().application = application;
    }
    card->pins.push_back(pin(adm1, "3838383838383838", ""));
    std::vector<KeyReference> usim_keys{pin1, pin2, adm1};
    if (options.with_universal_pin) {
        card->pins.push_back(pin(universal_pin, "39393939FFFFFFFF", "3132333435363738"));
        usim_keys.insert(usim_keys.begin() + 1, universal_pin);
    }
    card->pin_listings = {{mf_index, {pin1, adm1}},
                          {files.usim, usim_keys},
                          {files.second_usim, {pin1, pin2}},
                          {files.pkcs15, {pin1, adm1}}};
    card->main_application = files.usim;
    card->applications = {test_usim(files.usim)};
    card->behaviour = options.behaviour;
    card->cold_atr = emulator::build_atr({}).value();
    card->warm_atr = emulator::build_atr({.ta1 = 0x95}).value();
    return card;
}

CardUnderTest::CardUnderTest(const TestCardOptions& options)
    : description_{describe_test_card(options)}
{
    start();
}

CardUnderTest::CardUnderTest(std::shared_ptr<const emulator::CardDescription> description,
                             filesystem::CardStore& store)
    : description_{std::move(description)}, store_{&store}
{
    start();
}

std::string CardUnderTest::send(std::string_view command)
{
    return to_hex(card_->transmit(from_hex(command)));
}

void CardUnderTest::restart()
{
    card_.reset();
    start();
}

void CardUnderTest::start()
{
    auto card = emulator::make_card(description_, "test", *store_, random_);
    if (!card) {
        throw std::runtime_error{card.error().what};
    }
    card_.emplace(std::move(*card));
    card_->power_on();
}

} // namespace uicc::test
