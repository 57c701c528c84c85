#include "emulator/dm/decode.hpp"
#include "emulator/dm/lwm2m_bootstrap.hpp"
#include "emulator/dm/pkcs15.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace uicc::emulator::dm {
namespace {

constexpr int mutations_per_vector = 400;

/// Every octet string of a vector file that is long enough to be a document.
void collect(const nlohmann::json& value, std::vector<Bytes>& out)
{
    if (value.is_structured()) {
        for (const auto& child : value) {
            collect(child, out);
        }
    } else if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        const bool hex = text.size() % 2 == 0 && text.size() >= 16 &&
                         text.find_first_not_of("0123456789ABCDEF") == std::string::npos;
        if (hex) {
            out.push_back(test::from_hex(text));
        }
    }
}

std::vector<Bytes> corpus()
{
    std::vector<Bytes> documents;
    for (const char* file : {"lwm2m_bootstrap", "pkcs15", "oma_dm", "oma_cp"}) {
        collect(test::dm_vectors(file), documents);
    }
    std::ranges::sort(documents);
    documents.erase(std::unique(documents.begin(), documents.end()), documents.end());
    return documents;
}

class Mutator {
public:
    explicit Mutator(unsigned seed) : random_{seed} {}

    Bytes mutate(Bytes content, const std::vector<Bytes>& others)
    {
        for (auto count = 1 + random_() % 4; count > 0 && !content.empty(); --count) {
            change(content, others[random_() % others.size()]);
        }
        content.resize(std::min<std::size_t>(content.size(), 4096));
        return content;
    }

private:
    void change(Bytes& content, const Bytes& other)
    {
        static constexpr Byte tokens[] = {0x00, 0x01, 0x02, 0x03, 0x04, 0x06, 0x30,
                                          0x40, 0x43, 0x44, 0x60, 0x7F, 0x80, 0x81,
                                          0x83, 0x84, 0xA1, 0xC0, 0xC3, 0xFF};
        const std::size_t at = random_() % content.size();
        const auto position = content.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t span = std::min<std::size_t>(1 + random_() % 16, content.size() - at);
        switch (random_() % 7) {
        case 0:
            content[at] = static_cast<Byte>(content[at] ^ (1U << random_() % 8));
            break;
        case 1:
            content[at] = static_cast<Byte>(random_());
            break;
        case 2:
            content[at] = tokens[random_() % std::size(tokens)];
            break;
        case 3:
            content.erase(position, position + static_cast<std::ptrdiff_t>(span));
            break;
        case 4: {
            const Bytes piece(position, position + static_cast<std::ptrdiff_t>(span));
            content.insert(position, piece.begin(), piece.end());
            break;
        }
        case 5:
            content.insert(position, tokens[random_() % std::size(tokens)]);
            break;
        default: {
            const std::size_t from = random_() % other.size();
            const auto begin = other.begin() + static_cast<std::ptrdiff_t>(from);
            content.insert(position, begin,
                           begin + std::min<std::ptrdiff_t>(32, other.end() - begin));
        }
        }
    }

    std::mt19937 random_;
};

void expect_text_or_precise_error(const Bytes& content)
{
    for (const Secrets secrets : {Secrets::Mask, Secrets::Show}) {
        const auto text = describe(content, secrets);
        if (text) {
            EXPECT_TRUE(text->ends_with('\n')) << test::to_hex(content);
        } else {
            EXPECT_LE(text.error().offset, content.size()) << test::to_hex(content);
            EXPECT_FALSE(text.error().what.empty()) << test::to_hex(content);
        }
    }
}

TEST(HostileInput, IsDescribedOrRefused)
{
    const auto documents = corpus();
    ASSERT_GT(documents.size(), 60U);
    Mutator mutator{20250101};
    for (const Bytes& document : documents) {
        expect_text_or_precise_error(document);
        for (int i = 0; i < mutations_per_vector; ++i) {
            expect_text_or_precise_error(mutator.mutate(document, documents));
        }
    }
}

/// The decoders behind `describe`, without its recognition in front.
TEST(HostileInput, ReachesEveryDecoder)
{
    const auto documents = corpus();
    Mutator mutator{42};
    for (const Bytes& document : documents) {
        for (int i = 0; i < 50; ++i) {
            const Bytes content = mutator.mutate(document, documents);
            if (const auto objects = decode_lwm2m_bootstrap(content)) {
                EXPECT_NO_THROW(static_cast<void>(remarks(*objects)));
            }
            for (const bool decoded :
                 {decode_odf(content).has_value(), decode_dodf(content).has_value(),
                  decode_token_info(content).has_value()}) {
                static_cast<void>(decoded);
            }
        }
    }
}

/// A SyncML message of 65 kilobytes: what stands before the root, then one piece again and again.
Bytes message_of(const std::string& header, const std::string& piece, const std::string& tail)
{
    Bytes message = test::from_hex(header);
    const Bytes repeated = test::from_hex(piece);
    while (message.size() < 65000) {
        message.insert(message.end(), repeated.begin(), repeated.end());
    }
    const Bytes end = test::from_hex(tail);
    message.insert(message.end(), end.begin(), end.end());
    return message;
}

TEST(HostileInput, OfManySmallPiecesIsRead)
{
    EXPECT_TRUE(describe(message_of("02A4016A006D4F", "C30141", "0101"))); // opaque in Data
    EXPECT_TRUE(describe(message_of("02A4016A006D", "4FC3014101", "01"))); // Data elements
    EXPECT_TRUE(describe(message_of("02A4016A006D", "034100", "01")));     // strings
    EXPECT_TRUE(describe(message_of("02A4016A006D", "0000", "01")));       // page switches
}

/// libwbxml2 needs minutes for these.
TEST(HostileInput, OfExcessiveShapeIsRefused)
{
    const std::string long_string = "02A4016A 818000" + std::string(2 * 16383, '4') + "00 6D";
    for (const Bytes& message : {
             message_of("02A4016A006D", "05", "01"),         // elements
             message_of("030B6A0085", "11", "01"),           // attributes
             message_of("02A4016A006D", "C30141", "01"),     // opaque values outside of Data
             message_of("02A4016A006D4F0002", "20", "0101"), // inline trees
             message_of(long_string, "8300", "01"),          // references to one long string
         }) {
        const auto text = describe(message);
        ASSERT_FALSE(text);
        EXPECT_NE(text.error().what.find("than a bootstrap document has"), std::string::npos)
            << text.error().what;
    }
}

} // namespace
} // namespace uicc::emulator::dm
