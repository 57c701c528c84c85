#include "emulator/card/command_context.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::test {
namespace {

using namespace filesystem;
using emulator::CommandApdu;
using emulator::CommandContext;
using emulator::Dialect;

constexpr Byte long_answers = 0x85; ///< the value once more, 100 octets less
constexpr Byte no_answers = 0x86;

/// Knows what to do with data objects of any length.
class Talker final : public emulator::Application {
public:
    [[nodiscard]] Result<void, emulator::StatusWord> admit_odd_context(
        const CommandContext& context, Byte p2) const override
    {
        if (p2 != long_answers && p2 != no_answers) {
            return context.refuse(emulator::sw::security_context_not_supported, "not this one");
        }
        return {};
    }

    [[nodiscard]] Result<SecureBytes, emulator::StatusWord> authenticate_odd(
        CommandContext& /*context*/, Byte p2, const codec::TlvObject& data) override
    {
        if (data.value.empty()) {
            return tl::unexpected{emulator::sw::wrong_mac};
        }
        Bytes answer;
        if (p2 == long_answers) {
            codec::append_tlv(answer, data.tag, data.value.subspan(100));
        }
        return secure_copy(answer);
    }
};

class TalkerDefinition final : public emulator::ApplicationDefinition {
public:
    explicit TalkerDefinition(FileIndex adf) : adf_{adf} {}
    [[nodiscard]] FileIndex adf() const override { return adf_; }
    [[nodiscard]] std::unique_ptr<emulator::Application> install() const override
    {
        return std::make_unique<Talker>();
    }

private:
    FileIndex adf_;
};

/// A data object whose value counts up.
Bytes object_of(std::size_t size)
{
    Bytes value(size);
    for (std::size_t i = 0; i < size; ++i) {
        value[i] = static_cast<Byte>(i);
    }
    Bytes object;
    codec::append_tlv(object, codec::Tag{0x53}, value);
    return object;
}

class AuthenticateOdd : public testing::TestWithParam<Dialect> {
protected:
    AuthenticateOdd()
    {
        ImageBuilder builder{{.name = "MF"}};
        const FileIndex adf = builder.add({.kind = FileKind::Adf,
                                           .name = "ADF.TALKER",
                                           .fid = current_adf_fid,
                                           .aid = Aid::from(from_hex("F0000000FF0001")),
                                           .parent = mf_index});
        auto description = std::make_shared<emulator::CardDescription>();
        description->files = std::make_shared<const Image>(std::move(builder).build());
        description->applications = {std::make_shared<TalkerDefinition>(adf)};
        description->pins = {{.reference = pin1,
                              .value = secure_copy(from_hex("31323334FFFFFFFF")),
                              .unblock_value = SecureBytes(8)}};
        description->pins.back().enabled = false;
        description->pin_listings = {{adf, {pin1}}};
        description->behaviour.dialect = GetParam();
        card_.emplace(description, store_);
        card_->send("00A4040C 07 F0000000FF0001");
    }

    std::string send(const std::string& command) { return card_->send(command); }

    /// A block of command data, in P2=85 unless told.
    std::string block(const char* p1, ByteView data, const char* p2 = "85")
    {
        return send(std::string{"0089"} + p1 + p2 +
                    to_hex(std::array{static_cast<Byte>(data.size())}) + to_hex(data));
    }

    void expect_answer_waiting() { ASSERT_EQ(block("80", object_of(160)), "62F3"); }

    std::optional<CardUnderTest>& card() { return card_; }

private:
    MemoryStore store_;
    std::optional<CardUnderTest> card_;
};

INSTANTIATE_TEST_SUITE_P(Dialects,
                         AuthenticateOdd,
                         testing::Values(Dialect::T0, Dialect::T1),
                         [](const testing::TestParamInfo<Dialect>& dialect) {
                             return dialect.param == Dialect::T0 ? "T0" : "T1";
                         });

TEST_P(AuthenticateOdd, TakesAndGivesSeveralBlocks)
{
    const Bytes challenge = object_of(700); // 704 octets
    const ByteView octets{challenge};
    EXPECT_EQ(block("80", octets.first(255)), "63F1");
    EXPECT_EQ(block("00", octets.subspan(255, 255)), "63F1");
    EXPECT_EQ(block("00", octets.subspan(510)), "62F3");

    Bytes expected;
    codec::append_tlv(expected, codec::Tag{0x53}, octets.subspan(104)); // 604 octets
    const std::string answer = to_hex(expected);
    EXPECT_EQ(send("0089A08500"), answer.substr(0, 512) + "62F1");
    EXPECT_EQ(send("0089208500"), answer.substr(512, 512) + "62F1");
    EXPECT_EQ(send("008920855C"), answer.substr(1024) + "9000");
    EXPECT_EQ(send("0089208500"), "6A86") << "nothing is left";
}

TEST_P(AuthenticateOdd, TakesOneBlockAndGivesOne)
{
    expect_answer_waiting();
    EXPECT_EQ(send("0089A08500"), "533C" + to_hex(ByteView{object_of(160)}.subspan(103)) + "9000");
}

TEST_P(AuthenticateOdd, MayBeAskedOnceMoreForTheFirstBlock)
{
    expect_answer_waiting();
    const std::string first = send("0089A08510");
    EXPECT_TRUE(first.ends_with("62F1"));
    EXPECT_EQ(send("0089A08510"), first);
}

TEST_P(AuthenticateOdd, KeepsTheBlockWhenLeIsTooLarge)
{
    expect_answer_waiting();
    EXPECT_TRUE(send("0089A08530").ends_with("62F1"));
    if (GetParam() == Dialect::T0) {
        EXPECT_EQ(send("0089208520"), "6C0E");
        EXPECT_EQ(send("008920850E").size(), 2 * 16U);
    } else {
        EXPECT_EQ(send("0089208520").size(), 2 * 16U);
    }
}

TEST_P(AuthenticateOdd, MayHaveNothingToAnswer)
{
    EXPECT_EQ(block("80", object_of(200), "86"), "9000");
    EXPECT_EQ(send("0089A08600"), "6A86");
}

TEST_P(AuthenticateOdd, ForgetsATransferForAnyOtherCommandOfTheChannel)
{
    expect_answer_waiting();
    send("00A4000C 02 3F00");
    EXPECT_EQ(send("0089A08500"), "6A86");
    const Bytes challenge = object_of(300);
    EXPECT_EQ(block("80", ByteView{challenge}.first(200)), "63F1");
    EXPECT_EQ(send("00B0000001"), "6986");
    EXPECT_EQ(block("00", ByteView{challenge}.subspan(200)), "6A86");
    EXPECT_EQ(block("80", ByteView{challenge}.first(200)), "63F1");
    EXPECT_EQ(block("80", object_of(160)), "62F3") << "it begins anew";
}

TEST_P(AuthenticateOdd, BelongsToItsChannelAlone)
{
    send("0070000001");
    send("01A4040C 07 F0000000FF0001");
    expect_answer_waiting();
    EXPECT_EQ(send("0189A08500"), "6A86");
    EXPECT_TRUE(send("0089A08500").ends_with("9000"));
}

TEST_P(AuthenticateOdd, KeepsContextAndDirectionApart)
{
    expect_answer_waiting();
    EXPECT_EQ(send("0089A08600"), "6A86") << "of another context";
    expect_answer_waiting();
    EXPECT_EQ(block("00", object_of(1)), "6A86") << "the command data are complete";
    EXPECT_EQ(block("80", ByteView{object_of(300)}.first(200)), "63F1");
    EXPECT_EQ(send("0089A08500"), "6A86") << "there is no answer yet";
}

TEST_P(AuthenticateOdd, RefusesWhatIsNoDataObject)
{
    for (const char* data : {"54 01 00", "53 01 0000", "53 80 0000", "53 85 0000000001"}) {
        EXPECT_EQ(block("80", from_hex(data)), "6A80") << data;
    }
    EXPECT_EQ(send("00898085"), "6A80");
    EXPECT_EQ(block("80", from_hex("53 83 010000")), "6700") << "65,536 octets";
    EXPECT_EQ(block("80", from_hex("53")), "63F1");
    EXPECT_EQ(block("00", from_hex("82")), "63F1");
    EXPECT_EQ(block("00", from_hex("0001 00 00")), "6A80") << "one octet too many";
}

TEST_P(AuthenticateOdd, ChecksParametersContextAndPin)
{
    EXPECT_EQ(block("40", object_of(160)), "6A86");
    EXPECT_EQ(block("80", object_of(160), "81"), "9864");
    EXPECT_EQ(block("80", object_of(0)), "9862") << "what the application says";
    expect_answer_waiting();
    EXPECT_EQ(block("A0", object_of(1)), "6700") << "data and a block of the answer";
    send("00280001 08 31323334FFFFFFFF");
    card()->card().reset();
    EXPECT_EQ(block("80", object_of(160)), "6985") << "no application";
    send("00A4040C 07 F0000000FF0001");
    EXPECT_EQ(block("80", object_of(160)), "6982");
}

TEST(AuthenticateOddOnAUsim, HasNoContextToServe)
{
    CardUnderTest card{{.pin1_enabled = false}};
    card.send("00A4040C 0A A0000000871002FF33FF");
    for (const char* context : {"85", "86"}) {
        EXPECT_EQ(card.send(std::string{"008980"} + context + "03 530100"), "9864");
    }
    for (const char* context : {"80", "81", "82", "84", "00"}) {
        EXPECT_EQ(card.send(std::string{"008980"} + context + "03 530100"), "6A86");
    }
}

} // namespace
} // namespace uicc::test
