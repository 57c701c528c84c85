#include "codec/ber_tlv.hpp"
#include "emulator/applications/aka/aka_definition.hpp"
#include "tests/support/scripted_random.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>

namespace uicc::test {
namespace {

using namespace filesystem;
namespace aka = emulator::applications::aka;

const nlohmann::json& suci_vectors()
{
    static const auto vectors = [] {
        std::ifstream file{TEST_VECTOR_DIR "/suci.json"};
        return nlohmann::json::parse(file);
    }();
    return vectors;
}

/// A field of the published vectors: 0 and 1 conceal with profile A, 2 and 3 with B.
std::string published(std::size_t number, const char* key)
{
    return to_hex(from_hex(suci_vectors().at("vectors").at(number).at(key).get<std::string>()));
}

/// EF.SUCI_Calc_Info: pairs of scheme and key index; key 27 of profile A, then key 27 of B.
std::string calculation(const std::string& schemes)
{
    const std::string keys =
        "80011B 8120" + published(0, "hn_public") + "80011B 8121" + published(2, "hn_public");
    const auto size = [](const std::string& hex) {
        return to_hex(std::array{static_cast<Byte>(from_hex(hex).size())});
    };
    return "A0" + size(schemes) + schemes + "A1" + size(keys) + keys;
}

struct CardOptions {
    std::string calculation{};                                  ///< empty: no file
    std::string services = "000000000000000000000000000000 18"; ///< 124 and 125
    std::string routing_indicator = "76F8FFFF";
    std::string administrative_data = "00000003";
    std::string imsi = "08 29 47 10 02 10 00 02 68"; ///< 274 012 001002086
    std::string nai{};                               ///< EF.SUPI_NAI
    std::string random{};
    bool pin1_enabled = false;
};

class GetIdentity : public testing::Test {
protected:
    void use(const CardOptions& options)
    {
        auto description = describe(options);
        random_.emplace(from_hex(options.random));
        card_.emplace(emulator::make_card(description, "test", store_.emplace(), *random_).value());
        card_->power_on();
        transmit("00A4040C 07 A0000000871002");
    }

    std::string transmit(const std::string& command)
    {
        return to_hex(card_->transmit(from_hex(command)));
    }

    std::string suci() { return transmit("8078008100"); }

    [[nodiscard]] std::string reason() const { return card_->explanation().reason; }

    static std::string example(const char* name)
    {
        for (const auto& one : suci_vectors().at("mobile_identity_examples")) {
            if (one.at("name") == name) {
                return to_hex(from_hex(one.at("get_identity_response_tlv").get<std::string>()));
            }
        }
        return "no such example";
    }

private:
    static std::shared_ptr<const emulator::CardDescription> describe(const CardOptions& options)
    {
        ImageBuilder builder{{.name = "MF"}};
        const auto add_directory = [&](FileHeader header, FileIndex parent) {
            header.parent = parent;
            return builder.add(std::move(header));
        };
        const auto add = [&](FileIndex parent, unsigned fid, const std::string& hex) {
            const Bytes body = from_hex(hex);
            if (!body.empty()) {
                builder.add({.name = "EF." + std::to_string(fid),
                             .fid = Fid{static_cast<std::uint16_t>(fid)},
                             .parent = parent,
                             .size = body.size()},
                            body);
            }
        };
        const FileIndex adf =
            add_directory({.kind = FileKind::Adf,
                           .name = "ADF.USIM",
                           .fid = current_adf_fid,
                           .aid = Aid::from(from_hex("A0000000871002FF33FF0189000001"))},
                          mf_index);
        add(adf, 0x6F38, options.services);
        add(adf, 0x6FAD, options.administrative_data);
        add(adf, 0x6F07, options.imsi);
        const FileIndex five_gs =
            add_directory({.kind = FileKind::Df, .name = "DF.5GS", .fid = Fid{0x5FC0}}, adf);
        add(five_gs, 0x4F0A, options.routing_indicator);
        add(five_gs, 0x4F09, options.nai);
        add(add_directory({.kind = FileKind::Df, .name = "DF.SAIP", .fid = Fid{0x5FD0}}, adf),
            0x4F01, options.calculation);
        auto description = std::make_shared<emulator::CardDescription>();
        description->files = std::make_shared<const Image>(std::move(builder).build());
        description->applications = {std::make_shared<aka::AkaDefinition>(
            adf, aka::Parameters{.algorithm = aka::MilenageParameters{.k = SecureBytes(16),
                                                                      .opc = SecureBytes(16)}})};
        description->pins = {{.reference = pin1,
                              .value = secure_copy(from_hex("31323334FFFFFFFF")),
                              .unblock_value = SecureBytes(8)}};
        description->pins.back().enabled = options.pin1_enabled;
        description->pin_listings = {{adf, {pin1}}};
        return description;
    }

    std::optional<ScriptedRandom> random_;
    std::optional<MemoryStore> store_;
    std::optional<emulator::Card> card_;
};

TEST_F(GetIdentity, AnswersInTheNullScheme)
{
    use({.calculation = "A0020000"});
    EXPECT_EQ(suci(), example("null scheme") + "9000");
}

TEST_F(GetIdentity, ConcealsTheMsinWithBothProfiles)
{
    use({.calculation = calculation("0101"), .random = published(0, "eph_private")});
    EXPECT_EQ(suci(), example("profile A key 27") + "9000");
    use({.calculation = calculation("0202"), .random = published(2, "eph_private")});
    EXPECT_EQ(suci(), example("profile B key 27") + "9000");
}

TEST_F(GetIdentity, TakesAFreshEphemeralKeyEveryTime)
{
    use({.calculation = calculation("0101"),
         .random = published(1, "eph_private") + published(0, "eph_private")});
    const std::string first = suci();
    EXPECT_TRUE(first.starts_with("A1350172241076F8011B" + published(1, "eph_public"))) << first;
    EXPECT_EQ(suci(), example("profile A key 27") + "9000");
}

TEST_F(GetIdentity, GoesByTheOrderOfTheSchemesThatItKnows)
{
    use({.calculation = calculation("0502 0202 0101 0000"), .random = published(2, "eph_private")});
    EXPECT_EQ(suci(), example("profile B key 27") + "9000");
}

TEST_F(GetIdentity, AnswersFor5gNswoToo)
{
    use({.calculation = "A0020000"});
    EXPECT_EQ(transmit("8078008200"), example("null scheme") + "9000");
}

TEST_F(GetIdentity, FillsUpShortFields)
{
    use({.calculation = "A0020000",
         .routing_indicator = "F0FFFFFF",
         .administrative_data = "00000002",
         .imsi = "08 09 10 10 10 32 54 76 98"}); // 001 01 0123456789
    EXPECT_EQ(suci(), to_hex(from_hex("A10D 0100F110F0FF0000 1032547698 9000")));
}

TEST_F(GetIdentity, DoesWithoutRoutingIndicatorAndLengthOfTheMnc)
{
    use({.calculation = "A0020000",
         .routing_indicator = "",
         .administrative_data = "",
         .imsi = "08 09 10 10 10 32 54 76 98"});
    EXPECT_EQ(suci(), to_hex(from_hex("A10D 0100F110F0FF0000 1032547698 9000")));
}

/// "username@realm" as an object of EF.SUPI_NAI, and its SUCI with the tags around.
std::string nai(const std::string& text)
{
    Bytes object{0x80, static_cast<Byte>(text.size())};
    object.insert(object.end(), text.begin(), text.end());
    object.push_back(0xFF);
    return to_hex(object);
}

std::string nai_answer(const std::string& text)
{
    Bytes answer{0xA1};
    codec::append_length(answer, text.size() + 1);
    answer.push_back(0x11);
    answer.insert(answer.end(), text.begin(), text.end());
    return to_hex(answer) + "9000";
}

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    return text;
}

constexpr const char* nai_services = "000000000000000000000000000000 18 02"; // 130 as well

TEST_F(GetIdentity, ConcealsTheUserNameOfANai)
{
    use({.calculation = "A0020000",
         .services = nai_services,
         .nai = nai("verylongusername1@example.com")});
    EXPECT_EQ(suci(), nai_answer("type1.rid678.schid0.useridverylongusername1@example.com"));
    use({.calculation = calculation("0202"),
         .services = nai_services,
         .nai = nai("verylongusername1@example.com"),
         .random = published(3, "eph_private")});
    EXPECT_EQ(suci(),
              nai_answer("type1.rid678.schid2.hnkey27.ecckey" + lower(published(3, "eph_public")) +
                         ".cip" + lower(published(3, "ciphertext")) + ".mac" +
                         lower(published(3, "mac_tag")) + "@example.com"));
}

TEST_F(GetIdentity, TakesTheImsiWithoutANetworkSpecificIdentifier)
{
    use({.calculation = "A0020000", .services = nai_services, .nai = "FFFFFFFF"});
    EXPECT_EQ(suci(), example("null scheme") + "9000");
    use({.calculation = "A0020000", .nai = nai("name@example.com")});
    EXPECT_EQ(suci(), example("null scheme") + "9000") << "service 130 is not available";
}

TEST_F(GetIdentity, NeedsBothServices)
{
    for (const char* services :
         {"000000000000000000000000000000 08", "000000000000000000000000000000 10", "FF", ""}) {
        use({.calculation = "A0020000", .services = services});
        EXPECT_EQ(suci(), "6985") << services;
    }
}

TEST_F(GetIdentity, NeedsThePin)
{
    use({.calculation = "A0020000", .pin1_enabled = true});
    EXPECT_EQ(suci(), "6982");
    transmit("00200001 08 31323334FFFFFFFF");
    EXPECT_EQ(suci(), example("null scheme") + "9000");
}

TEST_F(GetIdentity, SaysWhatTheCardLacks)
{
    for (const auto& [options, lacking] :
         {std::pair{CardOptions{}, "names no protection scheme"},
          std::pair{CardOptions{.calculation = "FFFF"}, "names no protection scheme"},
          std::pair{CardOptions{.calculation = "A0020501"}, "names no protection scheme"},
          std::pair{CardOptions{.calculation = "A00501"}, "malformed"},
          std::pair{CardOptions{.calculation = calculation("0103")}, "has no key"},
          std::pair{CardOptions{.calculation = calculation("0100")}, "has no key"},
          std::pair{CardOptions{.calculation = calculation("0102")}, "none of the protection"},
          std::pair{CardOptions{.calculation = calculation("0201")}, "none of the protection"},
          std::pair{CardOptions{.calculation = "A0020000", .imsi = "FFFFFFFFFFFFFFFFFF"},
                    "no IMSI"}}) {
        use(options);
        EXPECT_EQ(suci(), "6A88") << options.calculation;
        EXPECT_NE(reason().find(lacking), std::string::npos) << reason();
    }
}

TEST_F(GetIdentity, ChecksItsParameters)
{
    use({.calculation = "A0020000"});
    EXPECT_EQ(transmit("8078018100"), "6A86");
    EXPECT_EQ(reason(), "P1 is 00, P2 is 81 (SUCI) or 82 (SUCI for 5G NSWO)");
    EXPECT_EQ(transmit("8078008000"), "6A86");
    EXPECT_EQ(transmit("8078008300"), "6A86");
    EXPECT_EQ(transmit("8078000000"), "6A86");
    EXPECT_EQ(transmit("80780081 01 00"), "6700");
    EXPECT_EQ(transmit("0078008100"), "6D00");
    transmit("00A4000C 02 3F00");
    EXPECT_EQ(suci(), example("null scheme") + "9000") << "wherever the channel is";
    transmit("00A40444 07 A0000000871002");
    EXPECT_EQ(suci(), "6985") << "END R-MAC SESSION without a session";
}

TEST_F(GetIdentity, IsDeliveredUnderT0)
{
    use({.calculation = "A0020000"});
    EXPECT_EQ(transmit("80780081"), "610F");
    EXPECT_EQ(transmit("00C000000F"), example("null scheme") + "9000");
    EXPECT_EQ(transmit("8078008110"), "6C0F");
}

} // namespace
} // namespace uicc::test
