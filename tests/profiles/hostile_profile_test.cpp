#include "profiles/loader/load_profile.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>
#include <sys/resource.h>

namespace uicc::profiles {
namespace {

std::string default_text()
{
    std::ifstream file{PROJECT_SOURCE_DIR "/profiles/cards/default.yaml"};
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

/// Loads or complains; what matters is that it comes back.
void load(const std::string& text)
{
    const auto loaded = load_profile_text(text, "card.yaml");
    EXPECT_TRUE(loaded || !loaded.error().empty());
}

TEST(HostileProfile, IsRefusedWhenItsAliasesExplode)
{
    std::string text = "vuicc: 1\nname: &a0 [x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        text += "k" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 8; ++j) {
            text += (j == 0 ? "*a" : ", *a") + std::to_string(i - 1);
        }
        text += "]\n";
    }
    EXPECT_FALSE(load_profile_text(text, "card.yaml"));
}

TEST(HostileProfile, IsRefusedWhenItNestsTooDeeply)
{
    const std::string deep(100'000, '[');
    EXPECT_FALSE(load_profile_text("vuicc: " + deep, "card.yaml"));
}

/// Peak memory of the process so far, in megabytes.
long peak_memory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

std::string first_complaint(const std::string& text)
{
    const auto loaded = load_profile_text(text, "card.yaml");
    return loaded ? "valid" : loaded.error().front().to_string();
}

TEST(HostileProfile, CostsLittleMemoryWhenItNestsTooDeeply)
{
    const auto repeated = [](std::string_view part) {
        constexpr std::size_t size = 400'000;
        std::string text;
        while (text.size() < size) {
            text += part;
        }
        return text;
    };
    constexpr long most = 32; // megabytes
    long before = peak_memory();
    EXPECT_EQ(first_complaint("vuicc: " + repeated("[")),
              "card.yaml:1:72: a profile nests at most 64 levels deep");
    EXPECT_LT(peak_memory() - before, most);
    for (const char* start : {"", "a: b\n- c: |\n    [\nd: ", "'it''s': ", "\"[\\\"[\": ",
                              "a: 'b [\n  '\nc: ", "{\"a\":\"b\",c: 'd', e: ", "- - ? &x !!map ",
                              "it's a 'plain [text: ", ": |\n  [\na: "}) {
        for (const char* part : {"[", "{", "[\n", "{a: ", "[b,", "{\"a\":", "[[],"}) {
            before = peak_memory();
            EXPECT_NE(first_complaint(start + repeated(part)).find("nests at most"),
                      std::string::npos)
                << start << part;
            EXPECT_LT(peak_memory() - before, most) << start << part;
        }
    }
}

TEST(HostileProfile, MayHaveManyBracketsThatDoNotNest)
{
    std::string text = "vuicc: 1\niccid: \"8988001234567890126\"\nmf:\n  files:\n";
    const std::string many(200, '[');
    text += "    EF.A: {fid: 2F10, text: \"" + many + "\\\"[\"} # " + many + "\n";
    text += "    EF.B: {\"fid\":\"2F11\",\"text\":\"" + many + "\"}\n";
    text += "    EF.C: {fid: 2F12, text: '''" + many + "'}\n";
    text += "    EF.D:\n      fid: 2F13\n      text: |\n        " + many + "\n\n        [ " + many +
            "\n";
    text += "    EF.E:\n      fid: 2F14\n      text: a" + many + " [[[[\n";
    text += "    EF.G:\n      fid: 2F15\n      text: a\n        [" + many + "\n";
    for (int i = 0; i < 100; ++i) {
        text += "    EF.F" + std::to_string(i) + ": {fid: " + std::to_string(3000 + i) +
                ", content: [\"00\"]}\n";
    }
    EXPECT_EQ(first_complaint(text), "valid");
}

TEST(HostileProfile, IsToldTheLimitOfFilesAndNothingThatFollows)
{
    std::string text = "vuicc: 1\niccid: \"8988001234567890126\"\nmf:\n  files:\n    DF.A:\n"
                       "      fid: 7F66\n      files:\n";
    for (unsigned i = 0; i < 5000; ++i) {
        std::array<char, 64> line{};
        std::snprintf(line.data(), line.size(), "        %04X: {size: 1}\n", 0x4000 + i);
        text += line.data();
    }
    text += "usim:\n  imsi: \"001010123456789\"\n  milenage: {k: "
            "465b5ce8b199b49faa5f0a2ee238a6bc, opc: cd63cb71954a9f4e48a5994e37a02baf}\n"
            "dm:\n  lwm2m:\n    servers:\n      - {uri: \"coap://a.example\", "
            "short-server-id: 1}\n";
    const auto loaded = load_profile_text(text, "card.yaml");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().size(), 1U);
    EXPECT_NE(loaded.error().front().message.find("at most 4096 files"), std::string::npos)
        << loaded.error().front().to_string();
}

TEST(HostileProfile, IsRefusedWhenItsFilesNeedTooMuchMemory)
{
    std::string text = "vuicc: 1\niccid: \"8988001234567890126\"\nmf:\n  files:\n";
    for (int i = 0; i < 300; ++i) {
        std::array<char, 64> line{};
        std::snprintf(line.data(), line.size(), "    EF.F%d: {fid: 2E%02X, size: 32768}\n", i,
                      i % 256);
        text += line.data();
    }
    EXPECT_FALSE(load_profile_text(text, "card.yaml"));
}

TEST(HostileProfile, MayBeAnyOctets)
{
    std::mt19937 random{20261124};
    for (int i = 0; i < 300; ++i) {
        std::string text(random() % 400, '\0');
        for (char& octet : text) {
            octet = static_cast<char>(random());
        }
        load(text);
    }
}

TEST(HostileProfile, MayBeAnyDamageToAGoodOne)
{
    const std::string good = default_text();
    std::mt19937 random{20261125};
    for (int i = 0; i < 150; ++i) {
        std::string text = good;
        switch (random() % 4) {
        case 0:
            text.resize(random() % text.size());
            break;
        case 1:
            text[random() % text.size()] = static_cast<char>(random());
            break;
        case 2:
            text.erase(random() % text.size(), random() % 40);
            break;
        default:
            text.insert(random() % text.size(), text.substr(random() % text.size(), random() % 60));
            break;
        }
        load(text);
    }
}

} // namespace
} // namespace uicc::profiles
