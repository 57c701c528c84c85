#include "emulator/applications/global_platform/security_domain_data.hpp"
#include "tests/emulator/applications/global_platform/registry_of_a_card.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;
using codec::Tag;

KeySet key_set(Byte version, KeyType type, std::size_t size, std::uint32_t counter)
{
    const SecureBytes key(size);
    return {.version = version, .type = type, .keys = {key, key, key}, .sequence_counter = counter};
}

class SecurityDomainDataTest : public testing::Test {
protected:
    [[nodiscard]] std::string answer(std::uint32_t tag) const
    {
        const auto response = get_data(domain_, Tag{tag});
        return response ? to_hex(response->data) : std::to_string(response.error().value());
    }

    [[nodiscard]] unsigned refusal(std::uint32_t tag) const
    {
        const auto response = get_data(domain_, Tag{tag});
        return response ? 0x9000U : response.error().value();
    }

    std::vector<KeySet> key_sets_ = {key_set(0x30, KeyType::Aes, 32, 0x0102),
                                     key_set(0x20, KeyType::Des, 16, 0x000A)};
    std::vector<Protocol> protocols_ = {Protocol::from(Protocol::Number::Scp02, 0x15).value(),
                                        Protocol::from(Protocol::Number::Scp03, 0x70).value()};
    std::vector<RegistryEntry> registry_ = registry_of_a_card();
    SecurityDomainData domain_{.protocols = protocols_,
                               .key_sets = key_sets_,
                               .registry = registry_,
                               .aid = aid(isd_aid),
                               .issuer_identification = from_hex("12345678"),
                               .card_image = from_hex("A1B2")};
};

std::string hex(std::string_view blanks)
{
    return to_hex(from_hex(blanks));
}

} // namespace

TEST_F(SecurityDomainDataTest, RecognisesTheCard)
{
    EXPECT_EQ(answer(0x0066), hex("663E 733C 06072A864886FC6B01 600C060A2A864886FC6B02020301"
                                  "630906072A864886FC6B03 640B06092A864886FC6B040215"
                                  "640B06092A864886FC6B040370"));
}

TEST_F(SecurityDomainDataTest, ListsTheKeys)
{
    EXPECT_EQ(answer(0x00E0), hex("E024 C00401308820 C00402308820 C00403308820"
                                  "C00401208010 C00402208010 C00403208010"));
}

TEST_F(SecurityDomainDataTest, TellsTheSequenceCounterOfTheDefaultKeys)
{
    EXPECT_EQ(answer(0x00C1), hex("C103 000102"));
    key_sets_.erase(key_sets_.begin());
    domain_.key_sets = key_sets_;
    EXPECT_EQ(answer(0x00C1), hex("C102 000A"));
}

TEST_F(SecurityDomainDataTest, TellsWhoMadeTheCard)
{
    EXPECT_EQ(answer(0x0042), hex("4204 12345678"));
    EXPECT_EQ(answer(0x0045), hex("4502 A1B2"));
    EXPECT_EQ(answer(0x9F7F), hex("9F7F2A 00*42"));
}

TEST_F(SecurityDomainDataTest, ListsItsOwnApplications)
{
    EXPECT_EQ(answer(0x2F00), hex("6109 4F07A0000001510001 6109 4F07A0000000871002"));
    domain_.aid = aid(ssd_aid);
    EXPECT_EQ(answer(0x2F00), hex("6107 4F05D276000118"));
}

TEST_F(SecurityDomainDataTest, HasNothingElse)
{
    domain_.key_sets = {};
    domain_.registry = {};
    domain_.issuer_identification.clear();
    for (const std::uint32_t tag : {0x0042U, 0x00C1U, 0x00E0U, 0x2F00U, 0x00CFU, 0x5F50U, 0U}) {
        EXPECT_EQ(refusal(tag), 0x6A88U) << tag;
    }
}

} // namespace uicc::test
