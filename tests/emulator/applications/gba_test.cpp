#include "emulator/applications/aka/aka_definition.hpp"
#include "emulator/applications/gba/naf_list.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace uicc::test {
namespace {

using namespace filesystem;
namespace aka = emulator::applications::aka;

nlohmann::json vectors_of(const char* file)
{
    std::ifstream stream{std::string{TEST_VECTOR_DIR "/"} + file};
    return nlohmann::json::parse(stream).at("vectors");
}

std::string field(const nlohmann::json& vector, const char* name)
{
    return to_hex(from_hex(vector.at(name).get<std::string>()));
}

/// The published Milenage set that a GBA vector starts from.
nlohmann::json milenage_set_of(const nlohmann::json& gba)
{
    for (const auto& set : vectors_of("milenage.json")) {
        if (field(set, "rand") == field(gba, "rand")) {
            return set;
        }
    }
    throw std::runtime_error{"no Milenage set has this RAND"};
}

struct CardOptions {
    aka::Kind kind = aka::Kind::Usim;
    std::string services = "0000000000000000 08"; ///< EF.UST: service 68
    std::size_t bootstrapping_size = 50;
    std::size_t naf_record_length = 80;
    std::size_t naf_records = 2;
};

class Gba : public testing::Test {
protected:
    /// A new card with GBA and the keys behind a vector.
    void use(const nlohmann::json& vector, const CardOptions& options = {})
    {
        const auto set = milenage_set_of(vector);
        const bool is_usim = options.kind == aka::Kind::Usim;
        ImageBuilder builder{{.name = "MF"}};
        const FileIndex adf =
            builder.add({.kind = FileKind::Adf,
                         .name = "ADF",
                         .fid = current_adf_fid,
                         .aid = Aid::from(from_hex(is_usim ? "A0000000871002FF33FF0189000001"
                                                           : "A0000000871004FF33FF0189000001")),
                         .parent = mf_index});
        const auto add = [&](FileHeader header, const Bytes& body) {
            header.parent = adf;
            header.security = {SecurityAttributes::Form::Expanded, from_hex("800103 9000")};
            builder.add(std::move(header), body);
        };
        const Bytes services = from_hex(options.services);
        add({.name = "EF.UST", .fid = is_usim ? Fid{0x6F38} : Fid{0x6F07}, .size = services.size()},
            services);
        if (options.bootstrapping_size != 0) {
            add({.name = "EF.GBABP",
                 .fid = is_usim ? Fid{0x6FD6} : Fid{0x6FD5},
                 .size = options.bootstrapping_size},
                {});
        }
        if (options.naf_records != 0) {
            add({.name = "EF.GBANL",
                 .fid = is_usim ? Fid{0x6FDA} : Fid{0x6FD7},
                 .structure = EfStructure::LinearFixed,
                 .size = options.naf_records * options.naf_record_length,
                 .record_length = options.naf_record_length},
                {});
        }
        aka::Parameters parameters{
            .kind = options.kind,
            .algorithm = aka::MilenageParameters{.k = secure_copy(from_hex(field(set, "k"))),
                                                 .opc = secure_copy(from_hex(field(set, "opc")))}};
        parameters.sqn.delta = ~std::uint64_t{0} >> 16U; // published SQNs jump at will
        auto description = std::make_shared<emulator::CardDescription>();
        description->files = std::make_shared<const Image>(std::move(builder).build());
        description->applications = {
            std::make_shared<aka::AkaDefinition>(adf, std::move(parameters))};
        card_.emplace(description, store_.emplace());
        card_->send("00A4040C 07 A00000008710" + std::string{is_usim ? "02" : "04"});
    }

    void select_usim() { card_->send("00A4040C 07 A0000000871002"); }

    std::string send(const std::string& command)
    {
        const std::string answer = card_->send(command);
        return answer.starts_with("61") ? card_->send("00C00000" + answer.substr(2)) : answer;
    }

    std::string bootstrap(const nlohmann::json& vector)
    {
        return send(field(vector, "authenticate_bootstrap_apdu"));
    }

    std::string derive(const nlohmann::json& vector)
    {
        return send(field(vector, "authenticate_naf_apdu"));
    }

    /// NAF derivation for an FQDN of one letter.
    std::string derive_for(const std::string& letter)
    {
        return send("00880084 0C DE06" + letter + "0100000000 03 414243").substr(0, 4);
    }

    std::string record(unsigned number)
    {
        card_->send("00A4000C 02 6FDA");
        return send("00B2" + to_hex(std::array{static_cast<Byte>(number)}) + "0400");
    }

    void write_b_tid(const std::string& hex)
    {
        card_->send("00A4000C 02 6FD6");
        EXPECT_EQ(card_->send("00D60011" +
                              to_hex(std::array{static_cast<Byte>(hex.size() / 2 + 1)}) +
                              to_hex(std::array{static_cast<Byte>(hex.size() / 2)}) + hex),
                  "9000");
    }

    CardUnderTest& card() { return *card_; }

private:
    std::optional<filesystem::MemoryStore> store_;
    std::optional<CardUnderTest> card_;
};

// TS 31.103 §7.1.1: service 2 of EF.IST, and files of its own.
TEST_F(Gba, IsForAnIsimToo)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector, {.kind = aka::Kind::Isim, .services = "02"});
    EXPECT_TRUE(bootstrap(vector).starts_with("DB08"));
    send("00A4000C 02 6FD5");
    EXPECT_TRUE(send("00B0000011").starts_with("10" + field(vector, "rand")));
    EXPECT_TRUE(derive(vector).starts_with("DB20"));
    send("00A4000C 02 6FD7");
    EXPECT_FALSE(send("00B2010400").starts_with("FF"));
    use(vector, {.kind = aka::Kind::Isim, .services = "01"});
    EXPECT_EQ(bootstrap(vector), "9864");
}

TEST_F(Gba, AnswersTheVectors)
{
    for (const auto& vector : vectors_of("gba.json")) {
        SCOPED_TRACE(vector.at("name").get<std::string>());
        use(vector);
        EXPECT_EQ(bootstrap(vector), field(vector, "bootstrap_response") + "9000");
        EXPECT_EQ(derive(vector), field(vector, "naf_response") + "9000");
        EXPECT_EQ(derive(vector), field(vector, "naf_response") + "9000") << "as often as wanted";
    }
}

TEST_F(Gba, KeepsKsAcrossRestartsButHasNoneAtFirst)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector);
    EXPECT_EQ(derive(vector), "6985");
    bootstrap(vector);
    card().restart();
    select_usim();
    EXPECT_EQ(derive(vector), field(vector, "naf_response") + "9000");
}

TEST_F(Gba, TellsTheRandOfTheBootstrapping)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector);
    write_b_tid("AABB"); // of an earlier key
    bootstrap(vector);
    card().send("00A4000C 02 6FD6");
    EXPECT_EQ(card().send("00B0000015"), "10" + field(vector, "rand") + "0000FFFF9000");
}

TEST_F(Gba, RefusesAutnWithoutTheModificationOfGbaU)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector);
    const std::string plain = "DD10" + field(vector, "rand") + "10" + field(vector, "autn");
    EXPECT_EQ(send("00880084 23" + plain), "9862");
    EXPECT_EQ(derive(vector), "6985");
    EXPECT_EQ(bootstrap(vector), field(vector, "bootstrap_response") + "9000")
        << "the SQN is still fresh";
    EXPECT_EQ(send("00880081 22 10" + field(vector, "rand") + "10" + field(vector, "autn_star")),
              "9862")
        << "and AUTN* is for GBA alone";
}

TEST_F(Gba, ResynchronisesAndKeepsTheKeyBefore)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector);
    bootstrap(vector);
    const auto set = milenage_set_of(vector);
    EXPECT_EQ(bootstrap(vector), "DC0E" + field(set, "auts_if_sqn_ms_equals_sqn") + "9000");
    EXPECT_EQ(derive(vector), field(vector, "naf_response") + "9000");
}

TEST_F(Gba, WritesNafAndBTidIntoARecord)
{
    const auto vector = vectors_of("gba.json").front();
    const std::string naf_id = field(vector, "naf_id");
    use(vector);
    bootstrap(vector);
    derive(vector);
    EXPECT_TRUE(record(1).starts_with("8014" + naf_id + "8100FFFF")) << "no B-TID yet";
    write_b_tid("42544944");
    derive(vector);
    EXPECT_TRUE(record(1).starts_with("8014" + naf_id + "810442544944FFFF"));
    EXPECT_TRUE(record(2).starts_with("FFFF")) << "one record for one NAF";
}

TEST_F(Gba, OverwritesTheRecordOfTheOldestDerivation)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector, {.naf_records = 2});
    bootstrap(vector);
    for (const char* letter : {"41", "42", "41", "43"}) {
        EXPECT_EQ(derive_for(letter), "DB20");
    }
    EXPECT_TRUE(record(1).starts_with("800641"));
    EXPECT_TRUE(record(2).starts_with("800643")) << "B was derived before A for the last time";
}

TEST_F(Gba, GivesNoKeyThatItHasNoRoomFor)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector, {.naf_record_length = 20});
    bootstrap(vector);
    EXPECT_EQ(derive(vector), "9866");
    EXPECT_EQ(derive_for("41"), "DB20");
    use(vector, {.bootstrapping_size = 18});
    EXPECT_EQ(bootstrap(vector), "9866");
    EXPECT_EQ(derive(vector), "6985") << "the refused bootstrapping has not taken place";
}

TEST_F(Gba, WorksWithoutTheFiles)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector, {.bootstrapping_size = 0, .naf_records = 0});
    EXPECT_EQ(bootstrap(vector), field(vector, "bootstrap_response") + "9000");
    EXPECT_EQ(derive(vector), field(vector, "naf_response") + "9000");
}

TEST_F(Gba, NeedsService68)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector, {.services = "0000000000000000 F7"});
    EXPECT_EQ(bootstrap(vector), "9864");
    EXPECT_EQ(derive(vector), "9864");
}

TEST_F(Gba, ChecksItsData)
{
    const auto vector = vectors_of("gba.json").front();
    use(vector);
    bootstrap(vector);
    EXPECT_EQ(send("00880084 02 DC00"), "6A80");
    EXPECT_EQ(send("00880084 01 DD"), "6700");
    for (const char* naf :
         {"DE", "DE0141", "DE014102", "DE0141010203", "DE000141", "DE014100", "DE05414243"}) {
        const auto size = to_hex(std::array{static_cast<Byte>(std::string{naf}.size() / 2)});
        EXPECT_EQ(send("00880084" + size + naf), "6A80") << naf;
    }
}

TEST(InternalKeys, AreOrderedByTheirDerivation)
{
    using emulator::applications::gba::InternalKeys;
    InternalKeys keys{std::nullopt};
    EXPECT_EQ(keys.oldest_of(3), 1);
    for (const Byte record : {Byte{1}, Byte{2}, Byte{3}, Byte{1}}) {
        keys.put(record, Bytes(32, record));
    }
    EXPECT_EQ(keys.oldest_of(3), 2);
    EXPECT_EQ(keys.octets().size(), 3U * 33);
    EXPECT_EQ(keys.oldest_of(1), 1) << "after the list has become shorter";
    EXPECT_EQ(InternalKeys{ByteView{keys.octets()}}.oldest_of(3), 2);
    EXPECT_EQ((InternalKeys{ByteView{keys.octets()}.first(5)}.oldest_of(3)), 1) << "damaged";
}

} // namespace
} // namespace uicc::test
