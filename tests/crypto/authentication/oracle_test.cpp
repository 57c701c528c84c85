#include "crypto/authentication/comp128.hpp"
#include "crypto/authentication/xor_algorithm.hpp"
#include "crypto/gsm_conversion.hpp"
#include "crypto/seeded_random.hpp"
#include "tests/crypto/osmo_auc_gen.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

// Compares with osmo-auc-gen, an authentication centre on the command line.
namespace uicc::crypto::authentication {
namespace {

using test::lower_hex;
using test::OracleAnswer;

constexpr int rounds = 24;

struct Subscriber {
    Block k{};
    Block rand{};

    explicit Subscriber(RandomSource& random)
    {
        random.fill(k);
        random.fill(rand);
    }

    [[nodiscard]] std::string arguments() const
    {
        return " -k " + lower_hex(k) + " -r " + lower_hex(rand);
    }
};

struct Algorithm {
    const char* name;
    GsmKeys (*run)(BlockView, BlockView);
};

TEST(GsmOracle, AgreesOnComp128OfRandomSubscribers)
{
    SeededRandom random{43020};
    for (const Algorithm& algorithm :
         {Algorithm{"COMP128v1", comp128_1}, {"COMP128v2", comp128_2}, {"COMP128v3", comp128_3}}) {
        for (int round = 0; round < rounds; ++round) {
            const Subscriber subscriber{random};
            OracleAnswer answer = test::ask_osmo_auc_gen(std::string{"-2 -a "} + algorithm.name +
                                                         subscriber.arguments());
            ASSERT_EQ(answer.exit_code, 0) << answer.output;
            const GsmKeys keys = algorithm.run(subscriber.k, subscriber.rand);
            EXPECT_EQ(answer.fields["SRES"], lower_hex(keys.sres)) << answer.output;
            EXPECT_EQ(answer.fields["Kc"], lower_hex(keys.kc)) << answer.output;
        }
    }
}

TEST(XorOracle, AgreesOnRandomSubscribers)
{
    SeededRandom random{34108};
    for (int round = 0; round < rounds; ++round) {
        const Subscriber subscriber{random};
        OracleAnswer answer = test::ask_osmo_auc_gen(
            "-3 -a XOR -f 8000 -s 77 -o 00000000000000000000000000000000" + subscriber.arguments());
        ASSERT_EQ(answer.exit_code, 0) << answer.output;
        const XorKeys keys = xor_f2345(subscriber.k, subscriber.rand);
        EXPECT_EQ(answer.fields["RES"], lower_hex(keys.res));
        EXPECT_EQ(answer.fields["CK"], lower_hex(keys.ck));
        EXPECT_EQ(answer.fields["IK"], lower_hex(keys.ik));
        EXPECT_EQ(answer.fields["SRES"], lower_hex(c2(keys.res)));
        const auto sqn = static_cast<Byte>(std::stoul(answer.fields["SQN"]));
        const Mac mac = xor_f1(subscriber.k, subscriber.rand, Sqn{0, 0, 0, 0, 0, sqn},
                               std::array<Byte, 2>{0x80, 0});
        EXPECT_EQ(answer.fields["AUTN"].substr(16), lower_hex(mac));
    }
}

} // namespace
} // namespace uicc::crypto::authentication
