#include "emulator/applications/gba/gba.hpp"

#include "codec/byte_reader.hpp"
#include "codec/byte_writer.hpp"
#include "crypto/gba.hpp"
#include "emulator/applications/application_files.hpp"
#include "emulator/applications/gba/naf_list.hpp"

#include <algorithm>

namespace uicc::emulator::applications::gba {
namespace {

constexpr Byte derivation_succeeded = 0xDB;
constexpr std::size_t rand_size = 16;
constexpr Byte most_records = 0xFE; // TS 102 221 §8.2.2.2

/// Octets behind their length, one octet; nothing when there are fewer.
std::optional<ByteView> take_value(codec::ByteReader& reader)
{
    const auto size = reader.take();
    if (!size) {
        return std::nullopt;
    }
    const auto value = reader.take(std::size_t{*size});
    return value ? std::optional<ByteView>{*value} : std::nullopt;
}

/// NAF_ID and IMPI.
struct NafRequest {
    ByteView naf_id{};
    ByteView impi{};
};

std::optional<NafRequest> parse(ByteView data)
{
    codec::ByteReader reader{data};
    const auto naf_id = take_value(reader);
    const auto impi = take_value(reader);
    const bool is_whole = naf_id && impi && reader.at_end() && !naf_id->empty() && !impi->empty();
    return is_whole ? std::optional{NafRequest{*naf_id, *impi}} : std::nullopt;
}

/// B-TID as the terminal has left it in EF.GBABP behind RAND, TS 31.102 §4.2.79; empty without.
ByteView b_tid_in(ByteView bootstrapping)
{
    codec::ByteReader reader{bootstrapping};
    const auto rand = take_value(reader);
    const auto b_tid = take_value(reader);
    return rand && b_tid ? *b_tid : ByteView{};
}

} // namespace

Result<Mode, StatusWord> Gba::mode_of(ByteView data) const
{
    if (!announces_service(context_.memory, adf_, files_.service_table, files_.service)) {
        return context_.refuse(sw::security_context_not_supported,
                               "the service table does not announce GBA");
    }
    const Mode mode{data.empty() ? Byte{0} : data[0]};
    if (mode != Mode::Bootstrapping && mode != Mode::NafDerivation) {
        return context_.refuse(sw::incorrect_data, "the data begin with neither DD nor DE");
    }
    return mode;
}

Bytes Gba::plain_mac(ByteView mac, ByteView ik)
{
    const auto modification = crypto::gba_mac_modification(ik);
    Bytes plain{mac.begin(), mac.end()};
    for (std::size_t i = 0; i < std::min(plain.size(), modification.size()); ++i) {
        plain[i] ^= modification[i];
    }
    return plain;
}

Result<void, StatusWord> Gba::bootstrap(crypto::BlockView rand, ByteView ck, ByteView ik)
{
    SecureBytes kept{rand.begin(), rand.end()};
    kept.insert(kept.end(), ck.begin(), ck.end());
    kept.insert(kept.end(), ik.begin(), ik.end());
    context_.memory.set_cell(cell("ks"), std::move(kept));
    const auto file = file_below(context_.memory, adf_, {files_.bootstrapping});
    if (!file) {
        return {};
    }
    Bytes body{static_cast<Byte>(rand.size())};
    codec::append(body, rand);
    body.insert(body.end(), {0, 0}); // no B-TID and no lifetime until the terminal knows them
    const std::size_t size = context_.memory.header(*file).size;
    if (body.size() > size) {
        return context_.refuse(sw::no_memory_for_authentication, "EF.GBABP has no room for RAND");
    }
    body.resize(size, Byte{0xFF});
    context_.memory.write(*file, 0, body);
    return {};
}

CommandResult Gba::derive(ByteView data)
{
    const auto request = parse(data);
    if (!request) {
        return context_.refuse(sw::incorrect_data, "the data are NAF_ID and IMPI with lengths");
    }
    const auto kept = context_.memory.cell(cell("ks"));
    if (!kept || kept->size() <= rand_size) {
        return context_.refuse(sw::conditions_of_use_not_satisfied,
                               "there has been no bootstrapping");
    }
    const crypto::NafBinding binding{
        .rand = kept->first(rand_size), .impi = request->impi, .naf_id = request->naf_id};
    const ByteView ks = kept->subspan(rand_size);
    const auto external = crypto::derive_naf_key(crypto::NafKey::External, ks, binding);
    const auto internal = crypto::derive_naf_key(crypto::NafKey::Internal, ks, binding);
    TRY(enter_naf(request->naf_id, ByteView{internal}));
    ResponseApdu response{.data = {derivation_succeeded, static_cast<Byte>(external.size())}};
    codec::append(response.data, ByteView{external});
    return response;
}

Result<void, StatusWord> Gba::enter_naf(ByteView naf_id, ByteView internal_key)
{
    const auto list = file_below(context_.memory, adf_, {files_.naf_list});
    if (!list || context_.memory.header(*list).record_count() == 0) {
        return {};
    }
    const auto& header = context_.memory.header(*list);
    InternalKeys keys{context_.memory.cell(cell("naf"))};
    const auto records =
        static_cast<Byte>(std::min<std::size_t>(header.record_count(), most_records));
    const Byte number =
        find_naf_record(context_.memory, *list, naf_id).value_or(keys.oldest_of(records));
    const auto bootstrapping =
        content_below(context_.memory, adf_, {files_.bootstrapping}).value_or(ByteView{});
    const auto record = encode_naf_record(naf_id, b_tid_in(bootstrapping), header.record_length);
    if (!record) {
        return context_.refuse(sw::no_memory_for_authentication,
                               "a record of EF.GBANL has no room for NAF_ID and B-TID");
    }
    context_.memory.write(*list, (number - 1U) * header.record_length, *record);
    keys.put(number, internal_key);
    context_.memory.set_cell(cell("naf"), keys.octets());
    return {};
}

/// By the path of the ADF, as the sequence numbers.
std::string Gba::cell(std::string_view name) const
{
    return std::string{"gba/"}.append(name).append("/").append(context_.memory.image().path(adf_));
}

} // namespace uicc::emulator::applications::gba
