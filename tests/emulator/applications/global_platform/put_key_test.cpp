#include "emulator/applications/global_platform/put_key.hpp"
#include "tests/emulator/security/global_platform/transcript.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;

/// PUT KEY of scp02.json or scp03.json, and a session whose DEK is that of the recording.
class RecordedPutKey : public testing::TestWithParam<std::pair<const char*, const char*>> {
protected:
    [[nodiscard]] Result<PutKey, emulator::StatusWord> parse(const Bytes& command) const
    {
        return parse_put_key(emulator::parse_command(command).value(), *session_);
    }

    [[nodiscard]] unsigned error(const Bytes& command) const
    {
        const auto put_key = parse(command);
        return put_key ? 0x9000U : put_key.error().value();
    }

    const nlohmann::json& vector_ = secure_channel_vectors(GetParam().first).at("put_key");
    const Bytes command_ = octets(vector_.at("apdu_plain"));
    const std::unique_ptr<Session> session_ = transcript_named(GetParam().second).establish();
};

} // namespace

TEST_P(RecordedPutKey, BringsTheKeys)
{
    const auto put_key = parse(command_);
    ASSERT_TRUE(put_key);
    EXPECT_EQ(put_key->replaced_version, 0);
    EXPECT_EQ(put_key->first_identifier, 1);
    EXPECT_TRUE(put_key->last);
    ASSERT_EQ(put_key->keys.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(to_hex(put_key->keys[i].value), to_hex(octets(vector_.at("new_keys").at(i))));
    }
    EXPECT_EQ(to_hex(put_key_answer(*put_key)) + "9000", to_hex(octets(vector_.at("response"))));
}

TEST_P(RecordedPutKey, RefusesAWrongCheckValue)
{
    Bytes wrong = command_;
    wrong[wrong.size() - 2] ^= 0x01; // in front of Le
    EXPECT_EQ(error(wrong), 0x9485U);
}

TEST_P(RecordedPutKey, RefusesAnotherKeyUnderTheCheckValue)
{
    Bytes wrong = command_;
    wrong[12] ^= 0x01;
    EXPECT_EQ(error(wrong), 0x9485U);
}

TEST_P(RecordedPutKey, RefusesTruncatedData)
{
    const auto keys = parse(command_).value().keys.size();
    const std::size_t key_field = (command_.size() - 7U) / keys;
    for (std::size_t size = 1; size < command_[4]; ++size) {
        if (size > 1 && (size - 1) % key_field == 0) {
            continue; // one key less
        }
        Bytes shorter{command_.begin(), command_.begin() + static_cast<std::ptrdiff_t>(5 + size)};
        shorter[4] = static_cast<Byte>(size);
        EXPECT_EQ(error(shorter), 0x6A80U) << size;
    }
}

TEST_P(RecordedPutKey, WantsAsManyKeysAsP2Says)
{
    Bytes single = command_;
    single[3] = 0x01;
    EXPECT_EQ(error(single), 0x6A80U);
    Bytes no_identifier = command_;
    no_identifier[3] = 0x80;
    EXPECT_EQ(error(no_identifier), 0x6A86U);
    Bytes no_version = command_;
    no_version[5] = 0x00;
    EXPECT_EQ(error(no_version), 0x6A80U);
    no_version[5] = 0x80;
    EXPECT_EQ(error(no_version), 0x6A80U);
}

TEST_P(RecordedPutKey, RefusesOtherAlgorithms)
{
    Bytes rsa = command_;
    rsa[6] = 0xA1;
    EXPECT_EQ(error(rsa), 0x9484U);
}

TEST_P(RecordedPutKey, ReadsP1)
{
    Bytes replacing = command_;
    replacing[2] = 0xA0;
    const auto put_key = parse(replacing);
    EXPECT_EQ(put_key->replaced_version, 0x20);
    EXPECT_FALSE(put_key->last);
}

INSTANTIATE_TEST_SUITE_P(Scp02,
                         RecordedPutKey,
                         testing::Values(std::pair{"scp02", "generated i=55 C-MAC"}));
INSTANTIATE_TEST_SUITE_P(Scp03,
                         RecordedPutKey,
                         testing::Values(std::pair{"scp03", "generated AES128 i=00 S8 level 01"}));

} // namespace uicc::test
