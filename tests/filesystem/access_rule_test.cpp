#include "filesystem/access_rule.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <set>

namespace uicc::filesystem {
namespace {

using test::from_hex;
using Reason = Denial::Reason;

class Verified final : public SecurityStatus {
public:
    explicit Verified(std::set<unsigned> keys) : keys_{std::move(keys)} {}

    [[nodiscard]] bool is_satisfied(KeyReference reference) const override
    {
        return keys_.contains(static_cast<unsigned>(reference));
    }
    [[nodiscard]] Byte security_environment() const override { return 0x01; }

private:
    std::set<unsigned> keys_;
};

constexpr const char* pin = "A406830101950108";
constexpr const char* adm = "A40683010A950108";

struct RuleCase {
    const char* name;
    std::string rules;
    AccessMode operation;
    std::set<unsigned> verified;
    std::optional<Reason> denied; // nothing: granted
};

std::ostream& operator<<(std::ostream& out, const RuleCase& rule)
{
    return out << rule.name;
}

class Decide : public testing::TestWithParam<RuleCase> {};

TEST_P(Decide, GrantsOrSaysWhyNot)
{
    const auto& [name, rules, operation, verified, denied] = GetParam();
    const auto verdict = decide(from_hex(rules), operation, Verified{verified});
    EXPECT_EQ(verdict.has_value(), !denied.has_value());
    if (!verdict && denied) {
        EXPECT_EQ(verdict.error().reason, *denied);
    }
}

std::string am(const char* byte)
{
    return std::string{"8001"} + byte;
}

using enum AccessMode;

INSTANTIATE_TEST_SUITE_P(
    Rules,
    Decide,
    testing::ValuesIn(std::vector<RuleCase>{
        {"Always", am("01") + "9000", Read, {}, {}},
        {"Never", am("01") + "9700", Read, {1, 10}, Reason::Never},
        {"OtherOperation", am("01") + "9000", Update, {}, Reason::NoRule},
        {"SeveralBits", am("1B") + "9000", Activate, {}, {}},
        {"DeactivateBit", am("08") + "9000", Deactivate, {}, {}},
        {"DeactivateIsNotActivate", am("08") + "9000", Activate, {}, Reason::NoRule},
        {"PinMissing", am("01") + pin, Read, {}, Reason::KeyMissing},
        {"PinVerified", am("01") + pin, Read, {1}, {}},
        {"OtherKeyVerified", am("01") + pin, Read, {10}, Reason::KeyMissing},
        {"SecondGroup", am("01") + pin + am("02") + adm, Update, {10}, {}},
        {"AnyConditionOfAGroup", am("01") + "9700" + pin, Read, {1}, {}},
        {"LaterGroupOfTheSameOperation", am("01") + adm + am("03") + pin, Read, {1}, {}},
        {"Increase", am("03") + pin + "840132" + adm, Increase, {10}, {}},
        {"IncreaseIsNotUpdate", am("03") + pin, Increase, {1}, Reason::NoRule},
        {"OtherInstruction", "8401D4" + std::string{"9000"}, Increase, {}, Reason::NoRule},
        {"Or", am("01") + "A010" + pin + adm, Read, {10}, {}},
        {"OrMissing", am("01") + "A010" + pin + adm, Read, {}, Reason::KeyMissing},
        {"And", am("01") + "AF10" + pin + adm, Read, {1, 10}, {}},
        {"AndHalf", am("01") + "AF10" + pin + adm, Read, {1}, Reason::KeyMissing},
        {"Not", am("01") + "A708" + pin, Read, {}, {}},
        {"NotVerified", am("01") + "A708" + pin, Read, {1}, Reason::Excluded},
        {"NotOfMalformed", am("01") + "A703A40180", Read, {}, Reason::Malformed},
        {"OrOfAnd", am("01") + "A012AF10" + pin + adm, Read, {1, 10}, {}},
        {"EmptyOr", am("01") + "A000", Read, {1}, Reason::Malformed},
        {"EmptyAnd", am("01") + "AF00", Read, {1}, Reason::Malformed},
        {"FillBehind", am("01") + "9000FFFFFF", Read, {}, {}},
        {"OnlyFill", "FFFFFFFF", Read, {1}, Reason::NoRule},
        {"Empty", "", Read, {1}, Reason::NoRule},
        {"NoCondition", am("01"), Read, {1}, Reason::Malformed},
        {"AlwaysWithValue", am("01") + "900100", Read, {1}, Reason::Malformed},
        {"TruncatedCondition", am("01") + "A40683", Read, {1}, Reason::Malformed},
        {"TemplateWithoutKey", am("01") + "A403950108", Read, {1}, Reason::Malformed},
        {"KeyOfTwoOctets", am("01") + "A40483020101", Read, {1}, Reason::Malformed},
        {"ExternalAuthentication", am("01") + "A406830101950180", Read, {1}, Reason::NotProtected},
        {"SecureMessaging", am("01") + "B403830101", Read, {1}, Reason::NotProtected},
        {"LongAccessMode", "800201019000", Read, {}, Reason::Malformed},
        {"ProprietaryAccessMode", am("88") + "9000", Deactivate, {}, Reason::NoRule},
        {"ProprietaryLeavesReadAlone", am("81") + "9000", Read, {}, {}},
        {"TooDeep",
         am("01") + "A012A010A00EA00CA00AA008A006A004A0029000",
         Read,
         {},
         Reason::Malformed},
    }),
    [](const auto& rule) { return std::string{rule.param.name}; });

TEST(Denial, NamesTheMissingKeys)
{
    const auto verdict =
        decide(from_hex(am("01") + "A010" + pin + adm), AccessMode::Read, Verified{{}});
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().missing_keys, (std::vector{pin1, adm1}));
}

class Session final : public SecurityStatus {
public:
    explicit Session(const SecurityLevel& level) : level_{level} {}

    [[nodiscard]] bool is_satisfied(KeyReference reference) const override
    {
        return reference == KeyReference{0x01};
    }
    [[nodiscard]] Byte security_environment() const override { return 0x01; }
    [[nodiscard]] SecurityLevel level() const override { return level_; }

private:
    SecurityLevel level_;
};

/// What a read under a rule comes to: "granted", or the reason.
std::string outcome(const std::string& condition, const SecurityLevel& level)
{
    const auto verdict = decide(from_hex("800101" + condition), Read, Session{level});
    if (verdict) {
        return "granted";
    }
    switch (verdict.error().reason) {
    case Reason::NotProtected:
        return "not protected";
    case Reason::Unsupported:
        return "unsupported";
    case Reason::Malformed:
        return "malformed";
    default:
        return "other";
    }
}

constexpr SecurityLevel nothing{};
constexpr SecurityLevel everything{.authenticated = true,
                                   .command_mac = true,
                                   .command_encryption = true,
                                   .response_mac = true,
                                   .response_encryption = true,
                                   .key_set = 0x30};
constexpr SecurityLevel macs{
    .authenticated = true, .command_mac = true, .response_mac = true, .key_set = 0x30};
constexpr SecurityLevel command_mac{.authenticated = true, .command_mac = true, .key_set = 0x30};

constexpr const char* mac = "B400";
constexpr const char* encryption = "B800";
constexpr const char* authentication = "A403950180";

TEST(DecideInASession, AsksForTheProtectionOfCommandsAndResponses)
{
    EXPECT_EQ(outcome(mac, nothing), "not protected");
    EXPECT_EQ(outcome(mac, command_mac), "not protected");
    EXPECT_EQ(outcome(mac, macs), "granted");
    EXPECT_EQ(outcome("B403950110", command_mac), "granted");
    EXPECT_EQ(outcome("B403950120", command_mac), "not protected");
    EXPECT_EQ(outcome("B403950130", macs), "granted");
    EXPECT_EQ(outcome(encryption, macs), "not protected");
    EXPECT_EQ(outcome(encryption, everything), "granted");
    EXPECT_EQ(outcome("B803950110", macs), "not protected");
}

TEST(DecideInASession, AsksForAnAuthenticationOfTheTerminal)
{
    EXPECT_EQ(outcome(authentication, nothing), "not protected");
    EXPECT_EQ(outcome(authentication, {.authenticated = true}), "granted");
    EXPECT_EQ(outcome("A406830130950180", command_mac), "granted");
    EXPECT_EQ(outcome("A406830131950180", command_mac), "not protected");
}

TEST(DecideInASession, AsksForAKeySet)
{
    EXPECT_EQ(outcome("B403830130", macs), "granted");
    EXPECT_EQ(outcome("B403830131", macs), "not protected");
    EXPECT_EQ(outcome("B803830131", everything), "not protected");
}

TEST(DecideInASession, CombinesWithPasswords)
{
    EXPECT_EQ(outcome("AF0AA406830101950108B400", nothing), "not protected");
    EXPECT_EQ(outcome("AF0AA406830101950108B400", macs), "granted");
    EXPECT_EQ(outcome("A00AA406830101950108B400", nothing), "granted");
    EXPECT_EQ(outcome("A004B400B800", macs), "granted");
    EXPECT_EQ(outcome("A004B4009700", nothing), "not protected");
    EXPECT_EQ(outcome("A702B400", nothing), "granted");
    EXPECT_EQ(outcome("A702B400", macs), "other");
    EXPECT_EQ(outcome("A704B6009700", nothing), "unsupported");
    EXPECT_EQ(outcome("A7049700B600", nothing), "unsupported");
    EXPECT_EQ(outcome("A700", nothing), "malformed");
}

TEST(DecideInASession, RefusesWhatItDoesNotUnderstand)
{
    EXPECT_EQ(outcome("B403950100", everything), "unsupported");
    EXPECT_EQ(outcome("B403950140", everything), "unsupported");
    EXPECT_EQ(outcome("B404950230", everything), "malformed");
    EXPECT_EQ(outcome("B40483023031", everything), "malformed");
    EXPECT_EQ(outcome("B600", everything), "unsupported");
    EXPECT_EQ(outcome("A403950140", everything), "unsupported");
}

} // namespace
} // namespace uicc::filesystem
