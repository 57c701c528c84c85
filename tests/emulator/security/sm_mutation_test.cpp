#include "codec/byte_writer.hpp"
#include "tests/emulator/security/sm_terminal.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <random>

namespace uicc::emulator::secure_messaging {
namespace {

using test::CommandHeader;
using test::SmTerminal;
using uicc::test::from_hex;
using uicc::test::to_hex;

/// Changes, inserts and removes octets; the same ones in every run.
class Mutator {
public:
    Bytes mutated(Bytes octets)
    {
        for (std::size_t count = 1 + below(4); count > 0; --count) {
            mutate_once(octets);
        }
        return octets;
    }

    std::size_t below(std::size_t limit) { return generator_() % limit; }

private:
    void mutate_once(Bytes& octets)
    {
        const auto place = octets.begin() + static_cast<std::ptrdiff_t>(below(octets.size() + 1));
        const auto octet = static_cast<Byte>(below(256));
        const std::size_t action = below(3);
        if (action == 0 || place == octets.end()) {
            octets.insert(place, octet);
        } else if (action == 1) {
            octets.erase(place);
        } else {
            *place = octet;
        }
    }

    std::mt19937 generator_{7816}; // NOLINT(cert-msc32-c, cert-msc51-cpp): repeatable on purpose
};

class SmMutation : public testing::TestWithParam<Algorithm> {
protected:
    static SmTerminal terminal()
    {
        return {GetParam(), {SecureBytes(16, 0xE1), SecureBytes(16, 0x3A)}};
    }

    /// DO 87, DO 97.
    static Bytes objects()
    {
        Bytes value{0x01};
        codec::append(value, terminal().cryptogram(from_hex("00112233445566778899")));
        Bytes encoded;
        codec::append_tlv(encoded, tag::padded_cryptogram, value);
        codec::append_tlv(encoded, tag::expected_length, Bytes{0x00});
        return encoded;
    }

    static bool is_expected(StatusWord status)
    {
        return status == sw::secure_messaging_objects_missing ||
               status == sw::secure_messaging_objects_incorrect ||
               status == sw::secure_messaging_not_supported || status == sw::class_not_supported;
    }
};

constexpr CommandHeader header{0x0C, 0xD6, 0x00, 0x00};
constexpr int rounds = 20'000;

TEST_P(SmMutation, OfACommandIsNoticed)
{
    const Bytes original = terminal().command(header, objects());
    Mutator mutator;
    for (int round = 0; round < rounds; ++round) {
        const Bytes octets = mutator.mutated(original);
        const auto command = parse_command(octets);
        if (!command) {
            continue;
        }
        SmSession card = terminal().card();
        const auto plain = card.unwrap(*command);
        // Only the outer Le and the form of the lengths around the objects go unprotected.
        if (plain) {
            EXPECT_EQ(to_hex(plain->data), "00112233445566778899") << to_hex(octets);
        } else {
            EXPECT_TRUE(is_expected(plain.error())) << to_hex(octets);
        }
    }
}

// Whoever has the keys can send what the checksum does not keep out.
TEST_P(SmMutation, BeforeTheChecksumIsAnsweredOrRefused)
{
    const Bytes original = objects();
    Mutator mutator;
    std::size_t taken = 0;
    for (int round = 0; round < rounds; ++round) {
        const Bytes octets = terminal().command(header, mutator.mutated(original));
        SmSession card = terminal().card();
        const auto plain = card.unwrap(parse_command(octets).value());
        if (!plain) {
            EXPECT_TRUE(is_expected(plain.error())) << to_hex(octets);
            continue;
        }
        ++taken;
        const std::size_t size = mutator.below(300);
        EXPECT_GT(card.wrap({.data = Bytes(size)}).data.size(), size);
    }
    EXPECT_GT(taken, 0); // some mutations make another good command
}

INSTANTIATE_TEST_SUITE_P(Suites,
                         SmMutation,
                         testing::Values(Algorithm::TripleDes, Algorithm::Aes),
                         [](const auto& tested) {
                             return tested.param == Algorithm::Aes ? "Aes" : "TripleDes";
                         });

} // namespace
} // namespace uicc::emulator::secure_messaging
