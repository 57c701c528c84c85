#include "filesystem/access_rule.hpp"
#include "filesystem/catalogue/standard_rules.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace uicc::filesystem::catalogue {
namespace {

using nlohmann::json;
using enum AccessLevel;

json published_rules()
{
    std::ifstream file{TEST_VECTOR_DIR "/fcp.json"};
    return json::parse(file).at("arr_rules");
}

std::string upper(std::string hex)
{
    std::ranges::transform(hex, hex.begin(), [](unsigned char c) { return std::toupper(c); });
    return hex;
}

std::string hex_of(const AccessRights& rights, const RuleKeys& keys = {})
{
    return test::to_hex(encode_rule(rights, keys));
}

TEST(StandardRules, AreTheFourteenOfTheInteroperableProfile)
{
    std::size_t compared = 0;
    for (const json& published : published_rules()) {
        if (!published.contains("record")) {
            continue;
        }
        const auto record = published.at("record").get<std::size_t>();
        ASSERT_LE(record, standard_rules().size());
        EXPECT_EQ(hex_of(standard_rules()[record - 1].rights),
                  upper(published.at("rule").get<std::string>()))
            << "record " << record;
        ++compared;
    }
    EXPECT_EQ(compared, 14U);
}

TEST(EncodeRule, ReproducesRulesOfRealAndGeneratedCards)
{
    EXPECT_EQ(hex_of(standard_rules()[19].rights), "800101A406830101950108"
                                                   "800102A010A406830181950108A40683010A950108"
                                                   "800158A40683010A950108");
    EXPECT_EQ(hex_of({.read = PinOrAdm, .update = Adm}),
              "800101A010A406830101950108A40683010A950108800102A40683010A950108");
    EXPECT_EQ(hex_of({Always, Always, Always, Always, Always, {}, {}}), "80011F9000");
    EXPECT_EQ(hex_of({.increase = Always}), "8401329000");
    EXPECT_EQ(hex_of({.read = PinAndAdm, .update = Pin2AndAdm}),
              "800101AF10A406830101950108A40683010A950108"
              "800102AF10A406830181950108A40683010A950108");
    EXPECT_EQ(hex_of({.increase = Pin, .resize = Adm}), "840132A406830101950108"
                                                        "8401D4A40683010A950108");
    EXPECT_EQ(hex_of({}), "");
}

TEST(EncodeRule, TakesTheKeysOfTheApplication)
{
    EXPECT_EQ(hex_of({.read = Pin, .update = Pin}, {.pin = universal_pin}),
              "800103A406830111950108");
    EXPECT_EQ(hex_of({.read = Pin2, .update = Adm},
                     {.second_pin = KeyReference{0x82}, .adm = KeyReference{0x0B}}),
              "800101A406830182950108800102A40683010B950108");
}

TEST(RuleFor, PrefersTheRuleUnderAdministrativeLifeCycle)
{
    EXPECT_EQ(rule_for(Always, Pin)->record, 1U);
    EXPECT_EQ(rule_for(Pin, Adm)->record, 2U);
    EXPECT_EQ(rule_for(Adm, Adm)->record, 3U);
    EXPECT_EQ(rule_for(Pin, Pin)->record, 5U);
    EXPECT_EQ(rule_for(Pin, Pin, Pin)->record, 7U);
    EXPECT_EQ(rule_for(Pin, Pin2)->record, 8U);
    EXPECT_EQ(rule_for(Always, Adm)->record, 10U);
    EXPECT_EQ(rule_for(Always, Never)->record, 11U); // EF.ICCID, TS 102 221 §13.2
    EXPECT_EQ(rule_for(Pin, PinOrPin2, Pin)->record, 16U);
    EXPECT_EQ(rule_for(Pin2, Pin2), nullptr);
}

TEST(RuleFor, ComparesTheLifeCycle)
{
    const AccessRights ice{.read = Always, .update = Pin, .deactivate = Pin, .activate = Pin};
    EXPECT_EQ(rule_for(ice)->record, 9U);
    const AccessRights loci{.read = Pin, .update = Pin, .deactivate = Adm, .activate = Pin};
    EXPECT_EQ(rule_for(loci)->record, 13U);
}

/// A user who has verified some keys.
class Verified : public SecurityStatus {
public:
    explicit Verified(std::set<KeyReference> keys) : keys_{std::move(keys)} {}

    [[nodiscard]] bool is_satisfied(KeyReference reference) const override
    {
        return keys_.contains(reference);
    }
    [[nodiscard]] Byte security_environment() const override { return 1; }

private:
    std::set<KeyReference> keys_;
};

bool holds(std::optional<AccessLevel> level, bool pin, bool second_pin, bool adm)
{
    if (!level) {
        return false;
    }
    const std::map<AccessLevel, bool> truth = {
        {Always, true},
        {Never, false},
        {Pin, pin},
        {Pin2, second_pin},
        {Adm, adm},
        {PinOrPin2, pin || second_pin},
        {PinOrAdm, pin || adm},
        {Pin2OrAdm, second_pin || adm},
    };
    return truth.at(*level);
}

TEST(StandardRules, GrantWhatTheirRowSaysWhenEvaluated)
{
    for (const StandardRule& rule : standard_rules()) {
        const Bytes record = encode_rule(rule.rights);
        for (unsigned keys = 0; keys < 8; ++keys) {
            const bool pin = (keys & 1U) != 0;
            const bool second_pin = (keys & 2U) != 0;
            const bool adm = (keys & 4U) != 0;
            std::set<KeyReference> verified;
            if (pin) {
                verified.insert(pin1);
            }
            if (second_pin) {
                verified.insert(pin2);
            }
            if (adm) {
                verified.insert(adm1);
            }
            const Verified status{verified};
            const auto granted = [&](AccessMode mode) {
                return decide(record, mode, status).has_value();
            };
            SCOPED_TRACE("record " + std::to_string(rule.record) + ", keys " +
                         std::to_string(keys));
            const AccessRights& rights = rule.rights;
            EXPECT_EQ(granted(AccessMode::Read), holds(rights.read, pin, second_pin, adm));
            EXPECT_EQ(granted(AccessMode::Update), holds(rights.update, pin, second_pin, adm));
            EXPECT_EQ(granted(AccessMode::Deactivate),
                      holds(rights.deactivate, pin, second_pin, adm));
            EXPECT_EQ(granted(AccessMode::Activate), holds(rights.activate, pin, second_pin, adm));
            EXPECT_EQ(granted(AccessMode::Increase), holds(rights.increase, pin, second_pin, adm));
        }
    }
}

TEST(StandardRules, AreAllDifferent)
{
    for (const StandardRule& rule : standard_rules()) {
        EXPECT_EQ(std::ranges::count(standard_rules(), rule.rights, &StandardRule::rights), 1)
            << "record " << rule.record;
    }
}

} // namespace
} // namespace uicc::filesystem::catalogue
