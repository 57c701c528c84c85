#include "filesystem/memory/access_control.hpp"
#include "filesystem/store/memory_store.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

namespace uicc::filesystem {
namespace {

using nlohmann::json;
using test::from_hex;

constexpr std::size_t record_length = 64;

FileHeader arr_header(FileIndex parent, Fid fid, std::size_t records)
{
    return {.name = "EF.ARR",
            .fid = fid,
            .parent = parent,
            .structure = EfStructure::LinearFixed,
            .size = records * record_length,
            .record_length = record_length};
}

void add_arr(ImageBuilder& builder, FileIndex parent, Fid fid, const std::vector<Bytes>& records)
{
    Bytes body;
    for (Bytes record : records) {
        record.resize(record_length, 0xFF);
        body.insert(body.end(), record.begin(), record.end());
    }
    if (!records.empty()) {
        builder.add(arr_header(parent, fid, records.size()), body);
    }
}

/// Tag and value, as they stand in a FCP.
SecurityAttributes attributes(const Bytes& coded)
{
    return {static_cast<SecurityAttributes::Form>(coded.front()), {coded.begin() + 1, coded.end()}};
}

/// One EF in an application, below EF.ARRs with these records.
class Protected {
public:
    Protected(const std::string& attribute,
              const std::vector<Bytes>& mf_records,
              const std::vector<Bytes>& adf_records)
    {
        ImageBuilder builder{{.kind = FileKind::Mf, .name = "MF", .fid = mf_fid}};
        add_arr(builder, mf_index, mf_arr_fid, mf_records);
        const FileIndex adf = builder.add({.kind = FileKind::Adf,
                                           .name = "ADF",
                                           .fid = current_adf_fid,
                                           .aid = Aid::from(from_hex("A000000087")),
                                           .parent = mf_index});
        add_arr(builder, adf, df_arr_fid, adf_records);
        file_ = builder.add({.name = "EF",
                             .fid = Fid{0x6F01},
                             .parent = adf,
                             .size = 1,
                             .security = attributes(from_hex(attribute))},
                            from_hex("00"));
        memory_ = CardMemory::open(std::make_shared<const Image>(std::move(builder).build()),
                                   store_, {"card", "hash"})
                      .value();
    }

    [[nodiscard]] Result<void, Denial> check(const Operation& operation,
                                             const SecurityStatus& status) const
    {
        return check_access(*memory_, file_, operation, status);
    }

    /// The EF.ARR of the application.
    [[nodiscard]] FileIndex arr() const
    {
        return memory_->image().child(memory_->header(file_).parent, df_arr_fid).value();
    }

    [[nodiscard]] CardMemory& memory() { return *memory_; }

private:
    MemoryStore store_;
    FileIndex file_{};
    std::optional<CardMemory> memory_;
};

const json& table()
{
    static const json parsed = [] {
        std::ifstream file{TEST_VECTOR_DIR "/access_truth_table.json"};
        return json::parse(file);
    }();
    return parsed;
}

/// Who asks, according to the table.
class State final : public SecurityStatus {
public:
    explicit State(const json& state) : state_{state} {}

    [[nodiscard]] bool is_satisfied(KeyReference reference) const override
    {
        return contains(state_.at("keys"), reference);
    }

    [[nodiscard]] bool has_key(KeyReference reference) const override
    {
        return contains(table().at("existing-keys"), reference);
    }

    [[nodiscard]] Byte security_environment() const override
    {
        return state_.at("environment").get<Byte>();
    }

    [[nodiscard]] std::optional<KeyReference> implied_key(Byte environment) const override
    {
        const json& keys = table().at("implied-keys");
        return environment < keys.size()
                   ? std::optional{KeyReference{keys.at(environment).get<Byte>()}}
                   : std::nullopt;
    }

    [[nodiscard]] SecurityLevel level() const override
    {
        return {.authenticated = state_.at("authenticated").get<bool>(),
                .command_mac = state_.at("mac").at(0).get<bool>(),
                .command_encryption = state_.at("encryption").at(0).get<bool>(),
                .response_mac = state_.at("mac").at(1).get<bool>(),
                .response_encryption = state_.at("encryption").at(1).get<bool>(),
                .key_set = state_.at("key-set").get<Byte>()};
    }

private:
    static bool contains(const json& keys, KeyReference reference)
    {
        return std::find(keys.begin(), keys.end(), static_cast<unsigned>(reference)) != keys.end();
    }

    const json& state_;
};

/// "increase 80320000": what is to be done, and by which command if that is known.
Operation operation_of(const std::string& text)
{
    static const std::map<std::string, AccessMode> modes{
        {"read", AccessMode::Read},
        {"update", AccessMode::Update},
        {"increase", AccessMode::Increase},
        {"resize", AccessMode::Resize},
        {"deactivate", AccessMode::Deactivate},
        {"activate", AccessMode::Activate},
        {"terminate", AccessMode::Terminate},
        {"delete", AccessMode::DeleteSelf},
        {"create-df", AccessMode::CreateDf},
        {"create-ef", AccessMode::CreateEf},
        {"delete-child", AccessMode::DeleteChild},
    };
    const auto blank = text.find(' ');
    const AccessMode mode = modes.at(text.substr(0, blank));
    if (blank == std::string::npos) {
        return mode;
    }
    const Bytes header = from_hex(text.substr(blank + 1));
    return {mode, {.cla = header[0], .ins = header[1], .p1 = header[2], .p2 = header[3]}};
}

std::vector<Bytes> records(const json& rules)
{
    std::vector<Bytes> octets;
    for (const json& rule : rules) {
        octets.push_back(from_hex(rule.get<std::string>()));
    }
    return octets;
}

class AccessTruthTable : public testing::TestWithParam<std::size_t> {};

TEST_P(AccessTruthTable, IsWhatTheCardDecides)
{
    const json& row = table().at("rows").at(GetParam());
    const Protected file{row.at("attribute").get<std::string>(), records(row.at("mf")),
                         records(row.at("adf"))};
    for (const auto& [name, grants] : row.at("grants").items()) {
        const State state{table().at("states").at(name)};
        std::string decided;
        for (const json& operation : table().at("operations")) {
            decided += file.check(operation_of(operation.get<std::string>()), state) ? '+' : '-';
        }
        EXPECT_EQ(decided, grants.get<std::string>()) << name;
    }
}

std::string row_name(const testing::TestParamInfo<std::size_t>& row)
{
    auto name = table().at("rows").at(row.param).at("name").get<std::string>();
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Rows,
                         AccessTruthTable,
                         testing::Range(std::size_t{0}, table().at("rows").size()),
                         row_name);

class Verified final : public SecurityStatus {
public:
    explicit Verified(std::set<KeyReference> keys = {}) : keys_{std::move(keys)} {}

    [[nodiscard]] bool is_satisfied(KeyReference reference) const override
    {
        return keys_.contains(reference);
    }
    [[nodiscard]] bool has_key(KeyReference reference) const override
    {
        return reference != KeyReference{0x0E};
    }
    [[nodiscard]] Byte security_environment() const override { return 0x01; }
    [[nodiscard]] std::optional<KeyReference> implied_key(Byte environment) const override
    {
        return environment == 1 ? std::optional{pin1} : std::optional{adm1};
    }

private:
    std::set<KeyReference> keys_;
};

Denial refusal(const std::string& attribute,
               const std::vector<Bytes>& records,
               const Operation& operation,
               const Verified& status = Verified{})
{
    const auto access = Protected{attribute, {}, records}.check(operation, status);
    return access ? Denial{.detail = "granted"} : access.error();
}

constexpr const char* pin = "A406830101950108";
constexpr const char* adm = "A40683010A950108";

TEST(AccessInWords, SaysWhereTheRuleStandsWhatItSaysAndWhatIsMissing)
{
    const Denial denial = refusal(
        "8B6F0602", {{}, from_hex("800101 9000 800102" + std::string{adm})}, AccessMode::Update);
    EXPECT_EQ(denial.source, "EF.ARR (6F06) record 2");
    EXPECT_EQ(denial.rule, "update: ADM1");
    EXPECT_EQ(denial.needed, "ADM1 (0A)");
    EXPECT_EQ(denial.state, "ADM1 has not been verified");
}

TEST(AccessInWords, NamesTheForm)
{
    EXPECT_EQ(refusal("AB800101" + std::string{pin}, {}, AccessMode::Read).source,
              "the rule in the FCP");
    EXPECT_EQ(refusal("8C0110", {}, AccessMode::Read).source, "the compact rule in the FCP");
    EXPECT_EQ(refusal("8B6F06010101", {from_hex("8001019700")}, AccessMode::Read).source,
              "the reference to EF.ARR in the FCP");
    EXPECT_EQ(refusal("8B6F06000201 01", {from_hex("8001019700")}, AccessMode::Read).source,
              "EF.ARR (6F06) record 1 for security environment 01");
}

/// What a rule in the FCP says about reading.
std::string says(const std::string& attribute, const Verified& status = Verified{})
{
    return refusal(attribute, {}, AccessMode::Read, status).rule;
}

TEST(AccessInWords, SpellsConditionsOut)
{
    const std::string read = "AB800101";
    const std::string both = std::string{pin} + adm;
    EXPECT_EQ(says(read + "9700"), "read: never");
    EXPECT_EQ(says(read + both), "read: PIN1 or ADM1");
    EXPECT_EQ(says(read + "A010" + both), "read: PIN1 or ADM1");
    EXPECT_EQ(says(read + "AF10" + both), "read: PIN1 and ADM1");
    EXPECT_EQ(says(read + "A708" + pin, Verified{{pin1}}), "read: not PIN1");
    EXPECT_EQ(says(read + "A710" + both, Verified{{pin1}}), "read: not (PIN1 or ADM1)");
    EXPECT_EQ(says(read + "AF1A" + pin + "A010" + both), "read: PIN1 and (PIN1 or ADM1)");
    EXPECT_EQ(says(read + "B400"), "read: checksums on commands and responses");
    EXPECT_EQ(says(read + "B406830130950110"), "read: checksums on commands with key set 30");
    EXPECT_EQ(says(read + "B803950120"), "read: encryption of responses");
    EXPECT_EQ(says(read + "A403950180"), "read: an authentication of the terminal");
    EXPECT_EQ(says(read + "A403950104"), "read: an authentication of the unknown kind 04");
    EXPECT_EQ(says(read + "B600"), "read: a condition of the unknown kind B6");
    EXPECT_EQ(says(read + "9E0110"), "read: ADM1");
}

TEST(AccessInWords, SpellsConditionOctetsOut)
{
    EXPECT_EQ(says("8C01FF"), "read: never");
    EXPECT_EQ(says("8C0111"), "read: PIN1 in security environment 01");
    EXPECT_EQ(says("8C0170"),
              "read: secure messaging or an authentication of the terminal or ADM1");
    EXPECT_EQ(says("8C01D2"), "read: (secure messaging and ADM1) in security environment 02");
    EXPECT_EQ(says("8C01100111"), "read: ADM1 or PIN1 in security environment 01");
}

TEST(AccessInWords, SaysWhatIsMalformed)
{
    const Denial denial = refusal("AB800101A40683", {}, AccessMode::Read);
    EXPECT_EQ(denial.reason, Denial::Reason::Malformed);
    EXPECT_EQ(denial.detail, "data objects that end early");
    EXPECT_EQ(refusal("8C0300", {}, AccessMode::Read).detail,
              "fewer condition octets than its access modes need");
    EXPECT_EQ(refusal("8B6F06", {}, AccessMode::Read).detail, "a length that no reference has");
    EXPECT_EQ(refusal("8B6F0605", {from_hex("8001019000")}, AccessMode::Read).detail,
              "the record of EF.ARR that the file names does not exist");
}

TEST(AccessRuleInEfArr, IsNoneWhileTheEfArrCannotBeUsed)
{
    Protected card{"8B6F0601", {}, {from_hex("8001019000")}};
    const auto detail_of = [&](LifeCycle state) {
        card.memory().set_life_cycle(card.arr(), state);
        const auto access = card.check(AccessMode::Read, Verified{});
        return access ? std::string{} : std::string{access.error().detail};
    };
    EXPECT_EQ(detail_of(LifeCycle::Deactivated), "the EF.ARR that the file names is deactivated");
    EXPECT_EQ(detail_of(LifeCycle::Terminated), "the EF.ARR that the file names is terminated");
    EXPECT_EQ(detail_of(LifeCycle::Activated), "");
}

TEST(AccessInWords, TellsWhatIsImpossibleFromWhatIsMissing)
{
    using Reason = Denial::Reason;
    const std::string absent = "A40683010E950108";
    EXPECT_EQ(refusal("AB800101" + absent, {}, AccessMode::Read).reason, Reason::KeyUnknown);
    EXPECT_EQ(refusal("8C0112", {}, AccessMode::Read).reason, Reason::OtherEnvironment);
    EXPECT_EQ(refusal("AB800101" + std::string{pin}, {}, AccessMode::Update).reason,
              Reason::NoRule);
    EXPECT_EQ(refusal("AB800101AF0A" + std::string{pin} + "9700", {}, AccessMode::Read).reason,
              Reason::Never);
}

/// Octets that look like rules, often enough to get past the first check.
Bytes random_rule(std::mt19937& random)
{
    constexpr std::array<Byte, 18> likely{0x80, 0x84, 0x8F, 0x90, 0x97, 0x9C, 0x9E, 0xA0, 0xA4,
                                          0xA7, 0xAF, 0xB4, 0xB8, 0x83, 0x95, 0x01, 0x00, 0x08};
    Bytes rule(random() % 14);
    for (Byte& octet : rule) {
        octet = random() % 4 == 0 ? static_cast<Byte>(random()) : likely[random() % likely.size()];
    }
    return rule;
}

TEST(AccessControl, SurvivesAnyRule)
{
    constexpr std::array<Byte, 3> forms{0x8B, 0x8C, 0xAB};
    std::mt19937 random{20261128};
    std::size_t denied = 0;
    for (int i = 0; i < 30'000; ++i) {
        Bytes attribute = random_rule(random);
        attribute.insert(attribute.begin(), forms[random() % forms.size()]);
        const Operation operation{AccessMode{static_cast<Byte>(random() % 11)}, {.ins = 0xB0}};
        const Protected file{test::to_hex(attribute), {}, {random_rule(random)}};
        denied += file.check(operation, Verified{{pin1}}) ? 0U : 1U;
    }
    EXPECT_GT(denied, 20'000U);
}

/// A DF is protected by the EF.ARR of what it lies in, and by its own only where there is none.
TEST(AccessControl, LooksForTheRulesOfADfOutsideOfIt)
{
    ImageBuilder builder{{.kind = FileKind::Mf, .name = "MF", .fid = mf_fid}};
    const auto add_df = [&](FileIndex parent, unsigned fid) {
        return builder.add({.kind = FileKind::Df,
                            .name = "DF",
                            .fid = Fid{static_cast<std::uint16_t>(fid)},
                            .parent = parent,
                            .security = attributes(from_hex("8B6F0601"))});
    };
    const FileIndex outer = add_df(mf_index, 0x7F10);
    add_arr(builder, outer, df_arr_fid, {from_hex("8001029000")});
    const FileIndex inner = add_df(outer, 0x5F3A);
    add_arr(builder, inner, df_arr_fid, {from_hex("8001049000")});
    MemoryStore store;
    const CardMemory memory =
        CardMemory::open(std::make_shared<const Image>(std::move(builder).build()), store, {})
            .value();
    EXPECT_TRUE(check_access(memory, outer, AccessMode::CreateEf, Verified{}));
    EXPECT_TRUE(check_access(memory, inner, AccessMode::CreateEf, Verified{}));
    EXPECT_FALSE(check_access(memory, inner, AccessMode::CreateDf, Verified{}));
}

} // namespace
} // namespace uicc::filesystem
