#include "crypto/seeded_random.hpp"
#include "tests/emulator/security/global_platform/host.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;

constexpr unsigned further_channel_bits = 0x0F;
constexpr unsigned channel_bits = 0x03;

/// C-MACs leave out the channel, and Le.
bool is_authenticated(const Bytes& command, std::size_t octet, unsigned bit)
{
    if (octet == 0) {
        const bool further = (command[0] & 0x40) != 0;
        return ((further ? further_channel_bits : channel_bits) & bit) == 0;
    }
    return octet < 5U + command[4];
}

class Mutation : public testing::TestWithParam<Transcript> {};

} // namespace

TEST_P(Mutation, OfAnyAuthenticatedBitIsRefused)
{
    for (const auto& exchange : GetParam().recorded().at("apdus")) {
        const Bytes command = octets(exchange.at("wrapped"));
        for (std::size_t bit = 0; bit < 8 * command.size(); ++bit) {
            const auto mask = static_cast<Byte>(1U << (bit % 8));
            if (!is_authenticated(command, bit / 8, mask)) {
                continue;
            }
            Bytes mutated = command;
            mutated[bit / 8] ^= mask;
            EXPECT_FALSE(unwrap(*GetParam().establish(), mutated)) << bit;
        }
        break; // the first command of the session: those after it depend on it
    }
}

TEST_P(Mutation, OfLengthIsRefused)
{
    for (const auto& exchange : GetParam().recorded().at("apdus")) {
        const Bytes command = octets(exchange.at("wrapped"));
        for (std::size_t size = 4; size < 5U + command[4]; ++size) {
            Bytes shorter{command.begin(), command.begin() + static_cast<std::ptrdiff_t>(size)};
            if (size > 5) {
                shorter[4] = static_cast<Byte>(size - 5);
            }
            EXPECT_FALSE(unwrap(*GetParam().establish(), shorter)) << size;
        }
        break;
    }
}

TEST_P(Mutation, IntoAnythingIsSurvived)
{
    crypto::SeededRandom random{1};
    const Bytes external_authenticate_command = GetParam().field("external_auth_cmd");
    for (unsigned round = 0; round < 60; ++round) {
        Bytes garbage(4 + round % 60);
        random.fill(garbage);
        garbage[0] = static_cast<Byte>((garbage[0] & 0x83) | 0x04);
        if (garbage.size() > 5) {
            garbage[4] = static_cast<Byte>(garbage.size() - 5);
        }
        EXPECT_FALSE(unwrap(*GetParam().establish(), garbage));
        Bytes authentication = external_authenticate_command;
        std::copy(garbage.begin() + 2, garbage.begin() + 4, authentication.begin() + 2);
        EXPECT_FALSE(external_authenticate(GetParam().initialize().handshake,
                                           emulator::parse_command(garbage).value()));
        static_cast<void>(external_authenticate(GetParam().initialize().handshake,
                                                emulator::parse_command(authentication).value()));
    }
}

INSTANTIATE_TEST_SUITE_P(Scp02, Mutation, testing::ValuesIn(scp02_transcripts()), transcript_name);
INSTANTIATE_TEST_SUITE_P(Scp03, Mutation, testing::ValuesIn(scp03_transcripts()), transcript_name);

} // namespace uicc::test
