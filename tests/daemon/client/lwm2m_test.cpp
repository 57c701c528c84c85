#include "daemon/client/content/judgement.hpp"
#include "tests/daemon/client/paper_card.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace uicc::daemon::client::content {
namespace {

struct Case {
    const char* vector = "";
    Verdict verdict{};
    std::vector<std::string> ids{};

    friend std::ostream& operator<<(std::ostream& out, const Case& it) { return out << it.vector; }
};

class Lwm2mContent : public testing::TestWithParam<Case> {};

std::vector<std::string> ids(const Judgement& judgement)
{
    std::vector<std::string> all;
    std::ranges::transform(judgement.accounts, std::back_inserter(all), &Account::id);
    return all;
}

TEST_P(Lwm2mContent, IsJudgedAsAGoodClientDoes)
{
    const Judgement judgement = judge_lwm2m(test::lwm2m_vector(GetParam().vector), {});
    EXPECT_EQ(judgement.verdict, GetParam().verdict);
    EXPECT_EQ(ids(judgement), GetParam().ids);
    const bool silent = judgement.verdict != Verdict::Malformed;
    EXPECT_TRUE(silent || !judgement.problems.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Vectors,
    Lwm2mContent,
    testing::Values(Case{"min_psk", Verdict::Usable, {"101"}},
                    Case{"bs_plus_srv_ac", Verdict::Usable, {"bootstrap", "101"}},
                    Case{"bs_only_nosec", Verdict::Usable, {"bootstrap"}},
                    Case{"nordic_real", Verdict::Usable, {"bootstrap"}},
                    Case{"pad_ff", Verdict::Usable, {"101"}},
                    Case{"pad_00", Verdict::Usable, {"101"}},
                    Case{"all_ff", Verdict::Absent},
                    Case{"all_00", Verdict::Absent},
                    Case{"count_too_big", Verdict::Malformed},
                    Case{"count_too_small", Verdict::Malformed},
                    Case{"size_too_big_by_4", Verdict::Malformed},
                    Case{"truncated_tail", Verdict::Malformed},
                    Case{"object_length_overrun", Verdict::Malformed},
                    Case{"resource_length_overrun", Verdict::Malformed},
                    Case{"count_little_endian", Verdict::Malformed},
                    Case{"raw_tlv_no_header", Verdict::Malformed},
                    Case{"unknown_security_mode", Verdict::Usable},
                    Case{"server_before_security", Verdict::Usable, {"101"}},
                    Case{"no_server_object", Verdict::Usable},
                    Case{"ssid_mismatch", Verdict::Usable},
                    Case{"two_bootstrap_servers", Verdict::Usable, {"bootstrap"}},
                    Case{"two_servers", Verdict::Usable, {"101", "102"}},
                    Case{"versioned", Verdict::Usable, {"101"}},
                    Case{"certificate_mode_2k6", Verdict::Usable, {"101"}}),
    [](const auto& tested) { return std::string{tested.param.vector}; });

TEST(Lwm2mContent, OfASecondServerChangesItsOwnDigestOnly)
{
    const auto one = judge_lwm2m(test::lwm2m_vector("min_psk"), {});
    const auto two = judge_lwm2m(test::lwm2m_vector("two_servers"), {});
    EXPECT_EQ(one.accounts.at(0), two.accounts.at(0));
    EXPECT_NE(two.accounts.at(0).digest, two.accounts.at(1).digest);
}

TEST(Lwm2mContent, CutAnywhereIsNeverUsed)
{
    const Bytes whole = test::lwm2m_vector("min_psk");
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const ByteView cut = ByteView{whole}.first(size);
        EXPECT_TRUE(judge_lwm2m(cut, {}).accounts.empty()) << size;
    }
}

} // namespace
} // namespace uicc::daemon::client::content
