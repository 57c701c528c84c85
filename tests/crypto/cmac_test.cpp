#include "crypto/cmac.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace uicc::crypto {
namespace {

using test::from_hex;
using test::to_hex;

struct Known {
    const char* key;
    std::size_t size;
    const char* tag;
};

const char* const message = "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51"
                            "30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710";
const char* const key_128 = "2B7E151628AED2A6ABF7158809CF4F3C";
const char* const key_192 = "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B";
const char* const key_256 = "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4";

// The first 0, 16, 40 and 64 octets, SP 800-38B (2005) appendix D.
TEST(AesCmac, GivesThePublishedTags)
{
    const auto known = std::to_array<Known>({
        {key_128, 0, "BB1D6929E95937287FA37D129B756746"},
        {key_128, 16, "070A16B46B4D4144F79BDD9DD04A287C"},
        {key_128, 40, "DFA66747DE9AE63030CA32611497C827"},
        {key_128, 64, "51F0BEBF7E3B9D92FC49741779363CFE"},
        {key_192, 0, "D17DDF46ADAACDE531CAC483DE7A9367"},
        {key_192, 16, "9E99A7BF31E710900662F65E617C5184"},
        {key_192, 40, "8A1DE5BE2EB31AAD089A82E6EE908B0E"},
        {key_192, 64, "A1D5DF0EED790F794D77589659F39A11"},
        {key_256, 0, "028962F61B7BF89EFC6B551F4667D983"},
        {key_256, 16, "28A7023F452E8F82BD4BF28D8C37C35C"},
        {key_256, 40, "AAF3D8F1DE5640C232F5B169B9C911E6"},
        {key_256, 64, "E1992190549F6ED5696A2C056C315410"},
    });
    const Bytes octets = from_hex(message);
    for (const Known& row : known) {
        EXPECT_EQ(to_hex(aes_cmac(from_hex(row.key), ByteView{octets}.first(row.size))), row.tag);
    }
}

TEST(AesCmac, RefusesKeysOfOtherSizes)
{
    for (const std::size_t size : {0U, 8U, 15U, 17U, 31U, 33U}) {
        EXPECT_THROW(static_cast<void>(aes_cmac(Bytes(size), {})), std::invalid_argument);
    }
}

} // namespace
} // namespace uicc::crypto
