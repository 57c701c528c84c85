#include "crypto/authentication/tuak.hpp"

#include "crypto/hash.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>

namespace uicc::crypto::authentication {
namespace {

/// What TUAK fills of the Keccak state. Behind it stands the padding of a SHAKE256 message of this
/// size, so that the state after n iterations is the n-th block that SHAKE256 gives out.
constexpr std::size_t input_size = 96;
constexpr std::size_t block_size = 136;

/// Where fields begin within input and output; all of them stand there in reverse order,
/// TS 35.231 §6.
constexpr std::size_t instance_place = 32;
constexpr std::size_t name_place = 33;
constexpr std::size_t rand_place = 40;
constexpr std::size_t amf_place = 56;
constexpr std::size_t sqn_place = 58;
constexpr std::size_t key_place = 64;
constexpr std::size_t ck_place = 32;
constexpr std::size_t ik_place = 64;
constexpr std::size_t ak_place = 96;

constexpr std::array<Byte, 7> algorithm_name{'T', 'U', 'A', 'K', '1', '.', '0'};

constexpr Byte f1_star_instance = 0x80;
constexpr Byte f2345_instance = 0x40;
constexpr Byte f5_star_instance = 0xC0;
constexpr Byte long_ck = 0x04;
constexpr Byte long_ik = 0x02;
constexpr Byte long_key = 0x01;

using Input = SecretArray<input_size>;
using Output = SecretArray<block_size>;

void put(Input& input, std::size_t place, ByteView octets)
{
    std::ranges::reverse_copy(octets, input.begin() + place);
}

SecureBytes take(const Output& output, std::size_t place, std::size_t size)
{
    SecureBytes octets(size);
    std::reverse_copy(output.begin() + place, output.begin() + place + size, octets.begin());
    return octets;
}

SecretArray<6> take_ak(const Output& output)
{
    SecretArray<6> ak;
    std::reverse_copy(output.begin() + ak_place, output.begin() + ak_place + ak.size(), ak.begin());
    return ak;
}

/// The input of every function: TOP or TOPc, the instance with the length of K, and K.
Input begin_input(Top top, unsigned instance, ByteView k)
{
    Input input;
    put(input, 0, top);
    input.data()[instance_place] =
        static_cast<Byte>(instance | (k.size() == 32 ? long_key : Byte{0}));
    put(input, name_place, algorithm_name);
    put(input, key_place, k);
    return input;
}

Output permuted(const Input& input, unsigned iterations)
{
    SecureBytes blocks(iterations * block_size);
    shake256(std::span<const Byte, input_size>{input}, blocks);
    return Output{ByteView{blocks}.last<block_size>()};
}

void require(std::size_t size, std::initializer_list<std::size_t> allowed, const char* what)
{
    if (std::ranges::find(allowed, size) == allowed.end()) {
        throw std::invalid_argument{what};
    }
}

void check_key(ByteView k, unsigned iterations)
{
    require(k.size(), {16, 32}, "a TUAK key has 16 or 32 octets");
    if (iterations == 0) {
        throw std::invalid_argument{"TUAK has at least one iteration"};
    }
}

} // namespace

Tuak::Tuak(ByteView k, Top topc, const TuakSizes& sizes, unsigned iterations)
    : k_{secure_copy(k)}, topc_{topc}, sizes_{sizes}, iterations_{iterations}
{
    check_key(k, iterations);
    require(sizes.mac, {8, 16, 32}, "a TUAK MAC has 8, 16 or 32 octets");
    require(sizes.res, {4, 8, 16, 32}, "RES of TUAK has 4, 8, 16 or 32 octets");
    require(sizes.ck, {16, 32}, "CK of TUAK has 16 or 32 octets");
    require(sizes.ik, {16, 32}, "IK of TUAK has 16 or 32 octets");
}

SecretArray<32> Tuak::derive_topc(ByteView k, Top top, unsigned iterations)
{
    check_key(k, iterations);
    const SecureBytes topc = take(permuted(begin_input(top, 0, k), iterations), 0, top.size());
    return SecretArray<32>{Top{topc}};
}

Bytes Tuak::f1(BlockView rand, SqnView sqn, AmfView amf) const
{
    return mac(static_cast<Byte>(sizes_.mac), rand, sqn, amf);
}

Bytes Tuak::f1_star(BlockView rand, SqnView sqn, AmfView amf) const
{
    return mac(static_cast<Byte>(f1_star_instance | sizes_.mac), rand, sqn, amf);
}

Bytes Tuak::mac(Byte instance, BlockView rand, SqnView sqn, AmfView amf) const
{
    Input input = begin_input(topc_, instance, k_);
    put(input, rand_place, rand);
    put(input, amf_place, amf);
    put(input, sqn_place, sqn);
    const SecureBytes octets = take(permuted(input, iterations_), 0, sizes_.mac);
    return {octets.begin(), octets.end()};
}

TuakKeys Tuak::f2345(BlockView rand) const
{
    const std::size_t res_code = sizes_.res == 4 ? 0 : sizes_.res;
    const std::size_t instance = f2345_instance | res_code | (sizes_.ck == 32 ? long_ck : Byte{0}) |
                                 (sizes_.ik == 32 ? long_ik : Byte{0});
    Input input = begin_input(topc_, static_cast<Byte>(instance), k_);
    put(input, rand_place, rand);
    const Output output = permuted(input, iterations_);
    return {.res = take(output, 0, sizes_.res),
            .ck = take(output, ck_place, sizes_.ck),
            .ik = take(output, ik_place, sizes_.ik),
            .ak = take_ak(output)};
}

SecretArray<6> Tuak::f5_star(BlockView rand) const
{
    Input input = begin_input(topc_, f5_star_instance, k_);
    put(input, rand_place, rand);
    return take_ak(permuted(input, iterations_));
}

} // namespace uicc::crypto::authentication
