#include "emulator/applications/aka/algorithm.hpp"

#include "crypto/authentication/comp128.hpp"
#include "crypto/authentication/xor_algorithm.hpp"
#include "crypto/gsm_conversion.hpp"

namespace uicc::emulator::applications::aka {
namespace {

using crypto::AmfView;
using crypto::BlockView;
using crypto::SqnView;
using crypto::authentication::GsmKeys;

template <std::size_t Size>
SecureBytes first(const crypto::SecretArray<Size>& octets, std::size_t size)
{
    return {octets.begin(), octets.begin() + size};
}

Bytes octets_of(const crypto::Mac& mac)
{
    return {mac.begin(), mac.end()};
}

class MilenageAlgorithm final : public Algorithm {
public:
    explicit MilenageAlgorithm(const MilenageParameters& parameters)
        : milenage_{BlockView{parameters.k}, BlockView{parameters.opc}, parameters.constants},
          res_size_{parameters.res_size}
    {}

    [[nodiscard]] std::size_t mac_size() const override { return std::size(crypto::Mac{}); }

    [[nodiscard]] Bytes f1(BlockView rand, SqnView sqn, AmfView amf) const override
    {
        return octets_of(milenage_.f1(rand, sqn, amf));
    }

    [[nodiscard]] Bytes f1_star(BlockView rand, SqnView sqn, AmfView amf) const override
    {
        return octets_of(milenage_.f1_star(rand, sqn, amf));
    }

    [[nodiscard]] ChallengeKeys f2345(BlockView rand) const override
    {
        const crypto::MilenageKeys keys = milenage_.f2345(rand);
        return {.res = first(keys.res, res_size_),
                .ck = first(keys.ck, keys.ck.size()),
                .ik = first(keys.ik, keys.ik.size()),
                .ak = keys.ak};
    }

    [[nodiscard]] crypto::SecretArray<6> f5_star(BlockView rand) const override
    {
        return milenage_.f5_star(rand);
    }

private:
    crypto::Milenage milenage_;
    std::size_t res_size_;
};

class TuakAlgorithm final : public Algorithm {
public:
    explicit TuakAlgorithm(const TuakParameters& parameters)
        : tuak_{parameters.k, crypto::authentication::Top{parameters.topc}, parameters.sizes,
                parameters.iterations},
          mac_size_{parameters.sizes.mac}
    {}

    [[nodiscard]] std::size_t mac_size() const override { return mac_size_; }

    [[nodiscard]] Bytes f1(BlockView rand, SqnView sqn, AmfView amf) const override
    {
        return tuak_.f1(rand, sqn, amf);
    }

    [[nodiscard]] Bytes f1_star(BlockView rand, SqnView sqn, AmfView amf) const override
    {
        return tuak_.f1_star(rand, sqn, amf);
    }

    [[nodiscard]] ChallengeKeys f2345(BlockView rand) const override
    {
        crypto::authentication::TuakKeys keys = tuak_.f2345(rand);
        return {.res = std::move(keys.res),
                .ck = std::move(keys.ck),
                .ik = std::move(keys.ik),
                .ak = keys.ak};
    }

    [[nodiscard]] crypto::SecretArray<6> f5_star(BlockView rand) const override
    {
        return tuak_.f5_star(rand);
    }

private:
    crypto::authentication::Tuak tuak_;
    std::size_t mac_size_;
};

/// The test algorithm has no functions of its own for a resynchronisation.
class XorAlgorithm final : public Algorithm {
public:
    explicit XorAlgorithm(const XorParameters& parameters)
        : k_{BlockView{parameters.k}}, res_size_{parameters.res_size}
    {}

    [[nodiscard]] std::size_t mac_size() const override { return std::size(crypto::Mac{}); }

    [[nodiscard]] Bytes f1(BlockView rand, SqnView sqn, AmfView amf) const override
    {
        return octets_of(crypto::authentication::xor_f1(k_, rand, sqn, amf));
    }

    [[nodiscard]] Bytes f1_star(BlockView rand, SqnView sqn, AmfView amf) const override
    {
        return f1(rand, sqn, amf);
    }

    [[nodiscard]] ChallengeKeys f2345(BlockView rand) const override
    {
        const auto keys = crypto::authentication::xor_f2345(k_, rand);
        return {.res = first(keys.res, res_size_),
                .ck = first(keys.ck, keys.ck.size()),
                .ik = first(keys.ik, keys.ik.size()),
                .ak = keys.ak};
    }

    [[nodiscard]] crypto::SecretArray<6> f5_star(BlockView rand) const override
    {
        return crypto::authentication::xor_f2345(k_, rand).ak;
    }

private:
    crypto::SecretBlock k_;
    std::size_t res_size_;
};

struct MakeAlgorithm {
    using Made = std::unique_ptr<const Algorithm>;

    Made operator()(const MilenageParameters& milenage) const
    {
        return std::make_unique<MilenageAlgorithm>(milenage);
    }
    Made operator()(const TuakParameters& tuak) const
    {
        return std::make_unique<TuakAlgorithm>(tuak);
    }
    Made operator()(const XorParameters& parameters) const
    {
        return std::make_unique<XorAlgorithm>(parameters);
    }
};

/// TS 33.102 §6.8.1.2
GsmKeys convert(const ChallengeKeys& keys)
{
    return {.sres = crypto::c2(keys.res), .kc = crypto::c3(keys.ck, keys.ik)};
}

} // namespace

std::unique_ptr<const Algorithm> make_algorithm(const AlgorithmParameters& parameters)
{
    return std::visit(MakeAlgorithm{}, parameters);
}

GsmKeys run_gsm_algorithm(const GsmParameters& gsm, const Algorithm& algorithm, BlockView rand)
{
    switch (gsm.algorithm) {
    case GsmAlgorithm::Comp128_1:
        return crypto::authentication::comp128_1(BlockView{gsm.ki}, rand);
    case GsmAlgorithm::Comp128_2:
        return crypto::authentication::comp128_2(BlockView{gsm.ki}, rand);
    case GsmAlgorithm::Comp128_3:
        return crypto::authentication::comp128_3(BlockView{gsm.ki}, rand);
    case GsmAlgorithm::Xor:
        return crypto::authentication::xor_gsm(BlockView{gsm.ki}, rand);
    case GsmAlgorithm::From3g:
        break;
    }
    return convert(algorithm.f2345(rand));
}

} // namespace uicc::emulator::applications::aka
