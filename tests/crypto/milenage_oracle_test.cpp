#include "crypto/gsm_conversion.hpp"
#include "crypto/milenage.hpp"
#include "crypto/seeded_random.hpp"
#include "tests/crypto/osmo_auc_gen.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>

// Compares with osmo-auc-gen, an authentication centre on the command line.
namespace uicc::crypto {
namespace {

using test::lower_hex;
using test::OracleAnswer;

constexpr int rounds = 48;

OracleAnswer ask(const std::string& arguments)
{
    return test::ask_osmo_auc_gen("-3 -a MILENAGE " + arguments);
}

std::string decimal(SqnView sqn)
{
    std::uint64_t number = 0;
    for (const Byte octet : sqn) {
        number = number << 8U | octet;
    }
    return std::to_string(number);
}

Bytes concealed(SqnView sqn, ByteView anonymity_key)
{
    Bytes octets(sqn.begin(), sqn.end());
    for (std::size_t i = 0; i < octets.size(); ++i) {
        octets[i] ^= anonymity_key[i];
    }
    return octets;
}

/// One subscriber and one challenge, drawn at random.
struct Subscriber {
    Block k{};
    Block op{};
    Block rand{};
    Sqn sqn{};
    std::array<Byte, 2> amf{};

    explicit Subscriber(RandomSource& random)
    {
        random.fill(k);
        random.fill(op);
        random.fill(rand);
        random.fill(sqn);
        random.fill(amf);
    }

    [[nodiscard]] SecretBlock opc() const { return Milenage::derive_opc(k, op); }
    [[nodiscard]] Milenage milenage() const { return {k, opc()}; }

    [[nodiscard]] std::string autn() const
    {
        const Milenage milenage_of_k = milenage();
        const auto challenge = milenage_of_k.challenge(rand);
        return lower_hex(concealed(sqn, challenge.f2345().ak)) + lower_hex(amf) +
               lower_hex(challenge.f1(sqn, amf));
    }

    /// TS 33.102 §6.3.3: AMF counts as 0000.
    [[nodiscard]] Bytes auts() const
    {
        const Milenage milenage_of_k = milenage();
        const auto challenge = milenage_of_k.challenge(rand);
        Bytes octets = concealed(sqn, challenge.f5_star());
        const Mac mac_s = challenge.f1_star(sqn, std::array<Byte, 2>{});
        octets.insert(octets.end(), mac_s.begin(), mac_s.end());
        return octets;
    }

    [[nodiscard]] std::string arguments(const std::string& operator_key) const
    {
        return "-k " + lower_hex(k) + operator_key + " -f " + lower_hex(amf) + " -r " +
               lower_hex(rand);
    }
    [[nodiscard]] std::string with_opc() const { return arguments(" -o " + lower_hex(opc())); }
    [[nodiscard]] std::string with_op() const { return arguments(" -O " + lower_hex(op)); }
};

void expect_same_vector(const OracleAnswer& answer, const Subscriber& subscriber)
{
    const MilenageKeys keys = subscriber.milenage().f2345(subscriber.rand);
    std::map<std::string, std::string> fields = answer.fields;
    ASSERT_EQ(answer.exit_code, 0) << answer.output;
    EXPECT_EQ(fields["RAND"], lower_hex(subscriber.rand));
    EXPECT_EQ(fields["AUTN"], subscriber.autn());
    EXPECT_EQ(fields["RES"], lower_hex(keys.res));
    EXPECT_EQ(fields["CK"], lower_hex(keys.ck));
    EXPECT_EQ(fields["IK"], lower_hex(keys.ik));
    EXPECT_EQ(fields["SRES"], lower_hex(c2(keys.res)));
    EXPECT_EQ(fields["Kc"], lower_hex(c3(keys.ck, keys.ik)));
}

TEST(MilenageOracle, AgreesOnRandomSubscribers)
{
    SeededRandom random{35206};
    for (int round = 0; round < rounds; ++round) {
        SCOPED_TRACE(round);
        const Subscriber subscriber{random};
        expect_same_vector(ask(subscriber.with_opc() + " -s " + decimal(subscriber.sqn)),
                           subscriber);
    }
}

TEST(MilenageOracle, DerivesTheSameOpcFromOp)
{
    SeededRandom random{35207};
    for (int round = 0; round < rounds; ++round) {
        SCOPED_TRACE(round);
        const Subscriber subscriber{random};
        expect_same_vector(ask(subscriber.with_op() + " -s " + decimal(subscriber.sqn)),
                           subscriber);
    }
}

TEST(MilenageOracle, AcceptsOurAuts)
{
    SeededRandom random{33102};
    for (int round = 0; round < rounds; ++round) {
        SCOPED_TRACE(round);
        const Subscriber subscriber{random};
        OracleAnswer answer = ask(subscriber.with_opc() + " -A " + lower_hex(subscriber.auts()));
        ASSERT_EQ(answer.exit_code, 0) << answer.output;
        EXPECT_EQ(answer.fields["SQN.MS"], decimal(subscriber.sqn));
    }
}

// Shows that the acceptance above is a judgement.
TEST(MilenageOracle, RefusesAnAutsWithAnyOctetChanged)
{
    SeededRandom random{33103};
    const Subscriber subscriber{random};
    for (std::size_t i = 0; i < subscriber.auts().size(); ++i) {
        SCOPED_TRACE(i);
        Bytes auts = subscriber.auts();
        auts[i] ^= 0x01;
        EXPECT_NE(ask(subscriber.with_opc() + " -A " + lower_hex(auts)).exit_code, 0);
    }
}

} // namespace
} // namespace uicc::crypto
