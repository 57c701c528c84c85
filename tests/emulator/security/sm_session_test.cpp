#include "codec/byte_writer.hpp"
#include "emulator/security/secure_messaging/sm_session.hpp"
#include "tests/emulator/security/sm_terminal.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace uicc::emulator::secure_messaging {
namespace {

using test::CommandHeader;
using test::SmTerminal;
using uicc::test::from_hex;
using uicc::test::to_hex;

struct Suite {
    const char* name;
    Algorithm algorithm;
    std::size_t key_size;
    std::size_t block_size;
};

class SmSessionTest : public testing::TestWithParam<Suite> {
protected:
    static KeyPair keys()
    {
        return {SecureBytes(GetParam().key_size, 0xE1), SecureBytes(GetParam().key_size, 0x3A)};
    }

    static Bytes object(codec::Tag tag, ByteView value)
    {
        Bytes encoded;
        codec::append_tlv(encoded, tag, value);
        return encoded;
    }

    /// DO 87 with padding indicator.
    static Bytes object_87(Byte indicator, ByteView cryptogram)
    {
        Bytes value{indicator};
        codec::append(value, cryptogram);
        return object(tag::padded_cryptogram, value);
    }

    SmTerminal& terminal() { return terminal_; }
    SmSession& card() { return card_; }

    Result<PlainCommand, StatusWord> unwrap(const Bytes& command)
    {
        return card_.unwrap(parse_command(command).value());
    }

    /// Status word of a command that must fail, given to a session of its own.
    std::uint16_t refusal(const CommandHeader& header, ByteView objects)
    {
        SmTerminal terminal{GetParam().algorithm, keys()};
        SmSession card = terminal.card();
        const Bytes command = terminal.command(header, objects);
        const auto plain = card.unwrap(parse_command(command).value());
        return plain ? 0 : plain.error().value();
    }

private:
    SmTerminal terminal_{GetParam().algorithm, keys()};
    SmSession card_ = terminal_.card();
};

constexpr CommandHeader read_binary{0x0C, 0xB0, 0x00, 0x00};
constexpr CommandHeader update_binary{0x0C, 0xD6, 0x00, 0x00};

TEST_P(SmSessionTest, KeepsTheChannelAndDropsTheSecureMessagingBits)
{
    // Protected class with and without the header in the checksum, plain class.
    for (const auto& [protected_class, plain_class] :
         std::vector<std::pair<Byte, Byte>>{{0x0C, 0x00},
                                            {0x0F, 0x03},
                                            {0x08, 0x00},
                                            {0x0B, 0x03},
                                            {0x8C, 0x80},
                                            {0x8A, 0x82},
                                            {0x60, 0x40},
                                            {0x6F, 0x4F},
                                            {0xE0, 0xC0},
                                            {0xEF, 0xCF},
                                            {0x1C, 0x10},
                                            {0x70, 0x50}}) {
        const auto plain = unwrap(terminal().command({protected_class, 0xB0, 0, 0}, "970104"));
        ASSERT_TRUE(plain) << int{protected_class};
        EXPECT_EQ(plain->cla, plain_class);
    }
}

TEST_P(SmSessionTest, RefusesClassesThatAnnounceNothingOrSomethingElse)
{
    for (const Byte cla : Bytes{0x00, 0x03, 0x04, 0x84, 0x40, 0xC0}) {
        EXPECT_EQ(refusal({cla, 0xB0, 0, 0}, from_hex("970104")), 0x6882) << int{cla};
    }
    for (const Byte cla : Bytes{0x2C, 0xAC, 0xFF}) {
        EXPECT_EQ(refusal({cla, 0xB0, 0, 0}, from_hex("970104")), 0x6E00) << int{cla};
    }
}

TEST_P(SmSessionTest, AuthenticatesTheHeaderWhereTheClassSaysSo)
{
    Bytes changed = terminal().command(read_binary, "970104");
    changed[3] = 0x01;
    EXPECT_EQ(unwrap(changed).error(), sw::secure_messaging_objects_incorrect);
}

TEST_P(SmSessionTest, LeavesTheHeaderAloneWhereTheClassSaysSo)
{
    for (const Byte cla : Bytes{0x08, 0x60}) {
        Bytes changed = terminal().command({cla, 0xB0, 0, 0}, "970104");
        changed[3] = 0x01;
        const auto plain = unwrap(changed);
        ASSERT_TRUE(plain) << int{cla};
        EXPECT_EQ(plain->p2, 0x01);
    }
}

TEST_P(SmSessionTest, HasAChecksumOfNothingButTheCounterToo)
{
    EXPECT_TRUE(unwrap(terminal().command({0x08, 0x04, 0, 0}, "")));
    EXPECT_TRUE(unwrap(terminal().command({0x60, 0x04, 0, 0}, "")));
}

TEST_P(SmSessionTest, TakesCaseOnePaddedOnceAndTwice)
{
    const auto once = unwrap(terminal().command({0x0C, 0x04, 0, 0}, ""));
    ASSERT_TRUE(once);
    EXPECT_TRUE(once->data.empty());
    EXPECT_FALSE(once->ne);
    EXPECT_TRUE(unwrap(terminal().command_padded_twice({0x0C, 0x04, 0, 0})));
}

TEST_P(SmSessionTest, RefusesObjectsPutIntoACommandThatHadNone)
{
    for (const bool twice : {false, true}) {
        SmTerminal terminal{GetParam().algorithm, keys()};
        SmSession card = terminal.card();
        Bytes changed =
            twice ? terminal.command_padded_twice(read_binary) : terminal.command(read_binary, "");
        const Bytes le = from_hex("970104");
        changed.insert(changed.begin() + 5, le.begin(), le.end());
        changed[4] = static_cast<Byte>(changed[4] + le.size());
        EXPECT_EQ(card.unwrap(parse_command(changed).value()).error(),
                  sw::secure_messaging_objects_incorrect);
    }
}

TEST_P(SmSessionTest, TakesPlainData)
{
    const auto plain = unwrap(terminal().command(update_binary, "8103AABBCC"));
    ASSERT_TRUE(plain);
    EXPECT_EQ(to_hex(plain->data), "AABBCC");
    EXPECT_FALSE(card().level().command_encryption);

    EXPECT_EQ(to_hex(unwrap(terminal().command({0x0C, 0xD7, 0, 0}, "B306540100530111"))->data),
              "540100530111");
    EXPECT_EQ(to_hex(unwrap(terminal().command(update_binary, "B1058103AABBCC"))->data), "AABBCC");
}

TEST_P(SmSessionTest, DecryptsInsideB1)
{
    const Bytes inner = object_87(0x01, terminal().cryptogram(from_hex("AABBCC")));
    const auto plain =
        unwrap(terminal().command(update_binary, object(tag::plain_tlv_with_sm, inner)));
    ASSERT_TRUE(plain);
    EXPECT_EQ(to_hex(plain->data), "AABBCC");
    EXPECT_TRUE(card().level().command_encryption);
}

TEST_P(SmSessionTest, TakesCryptogramsWithoutPadding)
{
    const Bytes blocks(2 * GetParam().block_size, 0x80);
    const auto plain = unwrap(terminal().command(
        update_binary, object_87(0x02, terminal().cryptogram_of_blocks(blocks))));
    ASSERT_TRUE(plain);
    EXPECT_EQ(to_hex(plain->data), to_hex(blocks));
    EXPECT_TRUE(card().level().command_encryption);
}

TEST_P(SmSessionTest, DecryptsDataOfEverySize)
{
    for (std::size_t size = 0; size <= 33; ++size) {
        const Bytes data(size, 0x80);
        const auto plain =
            unwrap(terminal().command(update_binary, object_87(0x01, terminal().cryptogram(data))));
        ASSERT_TRUE(plain);
        EXPECT_EQ(to_hex(plain->data), to_hex(data));
    }
}

TEST_P(SmSessionTest, RefusesObjectsWithWrongContents)
{
    const std::size_t block = GetParam().block_size;
    const Bytes unpadded =
        SmTerminal{GetParam().algorithm, keys()}.cryptogram_of_blocks(Bytes(block, 0xAA));
    EXPECT_EQ(refusal(update_binary, object_87(0x01, unpadded)), 0x6988);
    EXPECT_EQ(refusal(update_binary, object_87(0x01, Bytes(block - 1))), 0x6988);
    EXPECT_EQ(refusal(update_binary, object_87(0x02, Bytes(block + 1))), 0x6988);
    EXPECT_EQ(refusal(update_binary, object_87(0x01, {})), 0x6988);
    EXPECT_EQ(refusal(update_binary, object_87(0x02, {})), 0x6988);
    EXPECT_EQ(refusal(update_binary, object_87(0x03, unpadded)), 0x6988);
    EXPECT_EQ(refusal(update_binary, object(tag::cryptogram_of_tlv, {})), 0x6988);
    EXPECT_EQ(refusal(update_binary, object(tag::cryptogram_of_tlv, unpadded)), 0x6988);
    EXPECT_EQ(refusal(read_binary, from_hex("97020000 970104")), 0x6988);
    EXPECT_EQ(refusal(read_binary, from_hex("9703000000")), 0x6988);
    EXPECT_EQ(refusal(read_binary, from_hex("8001AA")), 0x6987);
}

TEST_P(SmSessionTest, RefusesChecksumsOfAnotherSize)
{
    Bytes command = terminal().command(read_binary, "970104");
    command.erase(command.end() - 2); // the last octet of the checksum
    --command[4];
    --command[9];
    EXPECT_EQ(unwrap(command).error(), sw::secure_messaging_objects_incorrect);
}

TEST_P(SmSessionTest, RefusesACommandTwice)
{
    const Bytes command = terminal().command(read_binary, "970104");
    ASSERT_TRUE(unwrap(command));
    EXPECT_EQ(unwrap(command).error(), sw::secure_messaging_objects_incorrect);
}

TEST_P(SmSessionTest, RaisesTheCounterForResponsesToo)
{
    ASSERT_TRUE(unwrap(terminal().command(read_binary, "970104")));
    static_cast<void>(card().wrap({}));
    terminal().skip_response();
    EXPECT_TRUE(unwrap(terminal().command(read_binary, "970104")));
    static_cast<void>(card().wrap({}));
    EXPECT_FALSE(unwrap(terminal().command(read_binary, "970104")));
}

TEST_P(SmSessionTest, HasLongDataAndLengths)
{
    const Bytes data(5000, 0x5A);
    Bytes objects = object_87(0x01, terminal().cryptogram(data));
    codec::append(objects, from_hex("97021388"));
    const auto plain = unwrap(terminal().command(update_binary, objects));
    ASSERT_TRUE(plain);
    EXPECT_EQ(to_hex(plain->data), to_hex(data));
    EXPECT_EQ(plain->ne->limit, 5000);
    EXPECT_TRUE(plain->extended);
}

TEST_P(SmSessionTest, TellsShortFromExtended)
{
    EXPECT_FALSE(unwrap(terminal().command(read_binary, "970100"))->extended);
    EXPECT_TRUE(unwrap(terminal().command(read_binary, "97020000"))->extended);
}

TEST_P(SmSessionTest, AnswersEmptyResponsesWithStatusAndChecksum)
{
    ASSERT_TRUE(unwrap(terminal().command(read_binary, "970104")));
    const ResponseApdu response = card().wrap({.status = sw::file_not_found});
    EXPECT_EQ(to_hex(response.data).substr(0, 12), "99026A828E08");
    EXPECT_EQ(response.data.size(), 14);
    EXPECT_EQ(response.status, sw::file_not_found);
}

TEST_P(SmSessionTest, WrapsLongResponses)
{
    ASSERT_TRUE(unwrap(terminal().command(read_binary, "97020000")));
    const Bytes wrapped = card().wrap({.data = Bytes(65536)}).data;
    const auto cryptogram = codec::find_value(wrapped, tag::padded_cryptogram).value();
    ASSERT_TRUE(cryptogram);
    EXPECT_EQ(cryptogram->size(), 1 + 65536 + GetParam().block_size);
}

TEST_P(SmSessionTest, LeavesResponsesReadableWhenToldSo)
{
    SmSession readable = terminal().card(ResponseData::Plain);
    EXPECT_FALSE(readable.level().response_encryption);
    const Bytes even = terminal().command(read_binary, "970104");
    ASSERT_TRUE(readable.unwrap(parse_command(even).value()));
    EXPECT_EQ(to_hex(readable.wrap({.data = from_hex("AABB")}).data).substr(0, 20),
              "8102AABB990290008E08");
    terminal().skip_response();
    const Bytes odd = terminal().command({0x0C, 0xB1, 0, 0}, "970104");
    ASSERT_TRUE(readable.unwrap(parse_command(odd).value()));
    EXPECT_EQ(to_hex(readable.wrap({.data = from_hex("5300")}).data).substr(0, 20),
              "B3025300990290008E08");
}

TEST_P(SmSessionTest, GivesChecksumsBothWaysAndEncryptionWhereThereWere)
{
    ASSERT_TRUE(unwrap(terminal().command(read_binary, "970104")));
    const SecurityLevel level = card().level();
    EXPECT_TRUE(level.authenticated);
    EXPECT_TRUE(level.command_mac);
    EXPECT_TRUE(level.command_encryption);
    EXPECT_TRUE(level.response_mac);
    EXPECT_TRUE(level.response_encryption);
}

TEST_P(SmSessionTest, NeedsACounterAsWideAsABlock)
{
    EXPECT_THROW(SmSession(make_suite(GetParam().algorithm, keys()),
                           SendSequenceCounter{Bytes(GetParam().block_size - 1)}),
                 std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(Suites,
                         SmSessionTest,
                         testing::Values(Suite{"TripleDes", Algorithm::TripleDes, 16, 8},
                                         Suite{"Aes128", Algorithm::Aes, 16, 16},
                                         Suite{"Aes192", Algorithm::Aes, 24, 16},
                                         Suite{"Aes256", Algorithm::Aes, 32, 16}),
                         [](const auto& tested) { return std::string{tested.param.name}; });

} // namespace
} // namespace uicc::emulator::secure_messaging
