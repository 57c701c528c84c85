#include "profiles/loader/profile_hash.hpp"

#include "codec/byte_writer.hpp"
#include "codec/hex.hpp"
#include "crypto/hash.hpp"

namespace uicc::profiles {
namespace {

using emulator::CardDescription;
using filesystem::FileHeader;
using filesystem::FileIndex;

/// Values one after the other, each with a fixed size or behind its length, so that no two cards
/// give the same octets.
class Digest {
public:
    void add(std::uint64_t number)
    {
        Bytes octets;
        codec::append_number(octets, number, 8);
        hash_.update(octets);
    }

    void add(ByteView octets)
    {
        add(octets.size());
        hash_.update(octets);
    }

    [[nodiscard]] std::string text() { return codec::to_hex(hash_.finish()); }

private:
    crypto::Sha256 hash_;
};

template <class Number>
std::uint64_t number(Number value)
{
    return static_cast<std::uint64_t>(value);
}

void add_file(Digest& digest, const filesystem::Image& files, FileIndex index)
{
    const FileHeader& file = files.header(index);
    digest.add(number(file.kind));
    digest.add(number(file.fid));
    digest.add(file.aid ? file.aid->octets() : ByteView{});
    digest.add(file.sfi ? file.sfi->value() : 0);
    digest.add(number(file.parent));
    digest.add(number(file.structure));
    digest.add(file.size);
    digest.add(file.record_length);
    digest.add(number(file.security.form));
    digest.add(file.security.value);
    digest.add(number(file.life_cycle));
    digest.add(number(file.shareable) << 1U | number(file.names_fid_in_fcp));
    digest.add(file.proprietary);
    digest.add(file.special_information ? *file.special_information : 0x100U);
    digest.add(file.fcp);
    if (file.is_ef()) {
        digest.add(files.body(index));
    }
}

/// Of cards with shared files alone: all others keep the hash that they had before there were some.
void add_shared_bodies(Digest& digest, const filesystem::Image& files)
{
    for (std::uint32_t i = 0; i < files.file_count(); ++i) {
        if (const FileIndex owner = files.body_owner(FileIndex{i}); owner != FileIndex{i}) {
            digest.add(i);
            digest.add(number(owner));
        }
    }
}

void add_pin(Digest& digest, const emulator::PinDefinition& pin)
{
    digest.add(number(pin.reference));
    digest.add(pin.application ? number(*pin.application) : 0);
    digest.add(ByteView{pin.value});
    digest.add(pin.max_tries);
    digest.add(pin.tries_left);
    digest.add(ByteView{pin.unblock_value});
    digest.add(pin.max_unblock_tries);
    digest.add(pin.unblock_tries_left);
    digest.add(number(pin.enabled));
}

namespace aka = emulator::applications::aka;

void add_algorithm(Digest& digest, const aka::MilenageParameters& milenage)
{
    digest.add(ByteView{milenage.k});
    digest.add(ByteView{milenage.opc});
    digest.add(ByteView{milenage.constants.r});
    for (const auto& constant : milenage.constants.c) {
        digest.add(ByteView{constant});
    }
    digest.add(milenage.res_size);
}

void add_algorithm(Digest& digest, const aka::TuakParameters& tuak)
{
    digest.add(ByteView{tuak.k});
    digest.add(ByteView{tuak.topc});
    for (const std::size_t size : {tuak.sizes.mac, tuak.sizes.res, tuak.sizes.ck, tuak.sizes.ik}) {
        digest.add(size);
    }
    digest.add(tuak.iterations);
}

void add_algorithm(Digest& digest, const aka::XorParameters& parameters)
{
    digest.add(ByteView{parameters.k});
    digest.add(parameters.res_size);
}

void add_sqn(Digest& digest, const aka::SqnPolicy& sqn)
{
    digest.add(sqn.ind_bits);
    digest.add(sqn.delta);
    digest.add(sqn.age_limit ? 1 : 0);
    digest.add(sqn.age_limit.value_or(0));
    digest.add(sqn.initial_sqn);
    digest.add(number(sqn.checked));
}

void add_authentication(Digest& digest, const aka::Parameters& parameters)
{
    digest.add(number(parameters.kind));
    digest.add(parameters.algorithm.index());
    std::visit([&digest](const auto& algorithm) { add_algorithm(digest, algorithm); },
               parameters.algorithm);
    digest.add(number(parameters.gsm.algorithm));
    digest.add(ByteView{parameters.gsm.ki});
    add_sqn(digest, parameters.sqn);
    digest.add(number(parameters.amf.separation_bit));
    digest.add(parameters.amf.resynchronise ? *parameters.amf.resynchronise : 0x10000U);
    digest.add(number(parameters.kc_in_3g) << 1U | number(parameters.gsm_context));
}

void add_sim(Digest& digest, const emulator::applications::SimParameters& sim)
{
    digest.add(number(sim.algorithm));
    digest.add(ByteView{sim.ki});
    digest.add(ByteView{sim.opc});
}

void add_keys(Digest& digest, const emulator::ApplicationKeys& keys)
{
    digest.add(number(keys.owner));
    digest.add(keys.diversification_data);
    digest.add(keys.tries);
    digest.add(keys.scp02 ? keys.scp02->i() : 0x100U);
    digest.add(keys.scp03 ? keys.scp03->i() : 0x100U);
    for (const auto& key_set : keys.key_sets) {
        digest.add(key_set.version);
        digest.add(number(key_set.type));
        for (const SecureBytes* key : {&key_set.keys.enc, &key_set.keys.mac, &key_set.keys.dek}) {
            digest.add(ByteView{*key});
        }
        digest.add(key_set.sequence_counter);
    }
    for (const auto& one : keys.messaging) {
        digest.add(one.version);
        digest.add(number(one.keys.algorithm));
        digest.add(ByteView{one.keys.keys.enc});
        digest.add(ByteView{one.keys.keys.mac});
        digest.add(one.agreement.serial_size);
        digest.add(number(one.agreement.hash));
        digest.add(one.serial_number);
    }
}

} // namespace

std::string profile_hash(const CardDescription& card, const CardPlan& plan)
{
    Digest digest;
    for (std::uint32_t i = 0; i < card.files->file_count(); ++i) {
        add_file(digest, *card.files, FileIndex{i});
    }
    for (const emulator::PinDefinition& pin : card.pins) {
        add_pin(digest, pin);
    }
    if (plan.usim) {
        add_authentication(digest, *plan.usim);
    }
    if (plan.isim) {
        add_authentication(digest, plan.isim->parameters);
        digest.add(number(plan.isim->shares_sqn));
    }
    if (plan.sim) {
        add_sim(digest, *plan.sim);
    }
    for (const emulator::ApplicationKeys& keys : card.keys) {
        add_keys(digest, keys);
    }
    for (const auto& entry : card.registry) {
        digest.add(entry.aid.octets());
        digest.add(number(entry.kind));
        digest.add(entry.life_cycle);
        digest.add(entry.privileges);
    }
    for (const SecurityDomain& domain : plan.domains) {
        digest.add(domain.parameters.issuer_identification);
        digest.add(domain.parameters.card_image);
        digest.add(domain.parameters.production);
    }
    if (plan.access_rules) {
        for (const auto& rule : *plan.access_rules) {
            digest.add(emulator::applications::encode_access_rule(rule));
        }
    }
    digest.add(card.cold_atr);
    digest.add(card.warm_atr);
    digest.add(number(card.behaviour.dialect));
    digest.add(number(card.behaviour.short_read));
    digest.add(number(card.behaviour.select_with_p2_00) << 1U |
               number(card.behaviour.pin_status_in_ef_fcp));
    digest.add(card.behaviour.fcp_tag);
    digest.add(card.behaviour.channels << 1U | number(card.behaviour.command_chaining));
    digest.add(number(card.behaviour.classes));
    add_shared_bodies(digest, *card.files);
    return digest.text();
}

} // namespace uicc::profiles
