#include "tests/daemon/client/paper_card.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"
#include "emulator/dm/pkcs15.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <algorithm>

namespace uicc::test {
namespace {

using codec::Tag;
namespace dm = emulator::dm;

Bytes status(unsigned word)
{
    return {static_cast<Byte>(word >> 8U), static_cast<Byte>(word)};
}

Bytes with_status(ByteView data, unsigned word = 0x9000)
{
    Bytes answer{data.begin(), data.end()};
    codec::append(answer, status(word));
    return answer;
}

} // namespace

Bytes lwm2m_vector(const std::string& name)
{
    return octets(dm_vectors("lwm2m_bootstrap").at("examples").at(name).at("hex"));
}

PaperCard::PaperCard()
{
    const auto objects = std::vector{lwm2m_object()};
    files[ef_iccid].content = from_hex("98880021436587092143");
    files[ef_dir].records = {*dm::encode_ef_dir_record({}, 40)};
    files[{0x7F, 0x50}] = {};
    files[ef_odf].content = from_hex("A706300404026430");
    files[ef_dodf].content = *dm::encode_dodf(objects);
    files[ef_lwm2m].content = lwm2m_vector("min_psk");
}

PaperCard::Request PaperCard::decode(ByteView command)
{
    const Byte cla = command[0];
    Request request{.channel = (cla & 0x40U) != 0 ? 4 + (cla & 0x0FU) : cla & 0x03U,
                    .instruction = command[1],
                    .p1 = command[2],
                    .p2 = command[3]};
    if ((cla & 0x4CU) != 0 && (cla & 0x40U) == 0) {
        request.channel = 99; // secure messaging, which this card has not
    }
    ByteView rest = command.subspan(4);
    if (rest.size() > 1) {
        const ByteView data = rest.subspan(1, rest[0]);
        request.data.assign(data.begin(), data.end());
        rest = rest.subspan(1 + data.size());
    }
    request.le = rest.empty() ? 0 : (rest[0] == 0 ? 256 : rest[0]);
    return request;
}

PaperCard::Answer PaperCard::transmit(ByteView command)
{
    commands_.push_back(to_hex(command));
    if (fault) {
        if (auto instead = fault(commands_.back())) {
            return *std::move(instead);
        }
    }
    const Request request = decode(command);
    if (request.channel == 99) {
        return status(0x6882);
    }
    if (!open_.contains(request.channel)) {
        return status(0x6881);
    }
    return deliver(request, answer(request));
}

Result<void, daemon::client::card::Failure> PaperCard::resume()
{
    open_ = {0};
    current_.clear();
    verified_ = false;
    return {};
}

std::size_t PaperCard::count(const std::string& beginning) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(commands_, [&](const std::string& command) {
            return command.compare(2, beginning.size(), beginning) == 0;
        }));
}

Bytes PaperCard::answer(const Request& request)
{
    switch (request.instruction) {
    case 0xA4:
        return select(request);
    case 0xB0:
        return read_binary(request);
    case 0xB2:
        return read_record(request);
    case 0x20:
        return verify(request);
    case 0x70:
        return manage_channel(request);
    case 0xC0:
        return with_status(std::exchange(pending_, {}));
    default:
        return status(0x6D00);
    }
}

/// T=0: what a command with data brings is fetched, and Le has to be right.
Bytes PaperCard::deliver(const Request& request, Bytes answer)
{
    const std::size_t size = answer.size() - 2;
    if (!announces || size == 0 || request.instruction == 0xC0) {
        return answer;
    }
    if (!request.data.empty()) {
        pending_.assign(answer.begin(), answer.end() - 2);
        return status(0x6100U | (size & 0xFFU));
    }
    return request.le == size ? answer : status(0x6C00U | (size & 0xFFU));
}

Bytes PaperCard::parameters(const PaperFile& file) const
{
    Bytes inner;
    if (!file.records.empty()) {
        Bytes descriptor{0x42, 0x21};
        codec::append_number(descriptor, file.records.front().size(), 2);
        descriptor.push_back(static_cast<Byte>(file.records.size()));
        codec::append_tlv(inner, Tag{0x82}, descriptor);
    } else if (file.tells_size) {
        Bytes size;
        codec::append_number(size, file.content.size(), 2);
        codec::append_tlv(inner, Tag{0x80}, size);
    }
    codec::append_tlv(inner, Tag{0x8A}, from_hex(file.deactivated ? "04" : "05"));
    Bytes outer;
    codec::append_tlv(outer, Tag{tells_fci ? 0x6FU : 0x62U}, inner);
    return outer;
}

Bytes PaperCard::select(const Request& request)
{
    if (insists_on_p2 && request.p2 == 0x00) {
        return status(0x6A86);
    }
    Bytes path = request.data;
    if (request.p1 == 0x04) {
        path = selectable_by_aid && std::ranges::equal(path, dm::pkcs15_aid) ? Bytes{0x7F, 0x50}
                                                                             : Bytes{};
    } else if (path.size() >= 2 && path[0] == 0x7F && path[1] == 0xFF) {
        path[1] = 0x50;
    } else if (!selectable_by_path && path.size() == 2 && path[0] == 0x7F) {
        path.clear();
    }
    const auto file = files.find(path);
    if (path.empty() || file == files.end()) {
        return status(0x6A82);
    }
    current_[request.channel] = path;
    const Bytes told = (request.p2 & 0x0CU) == 0x0C ? Bytes{} : parameters(file->second);
    return with_status(told, file->second.deactivated ? 0x6283 : 0x9000);
}

Bytes PaperCard::read_binary(const Request& request)
{
    const PaperFile& file = files[current_[request.channel]];
    const std::size_t offset = std::size_t{request.p1} << 8U | request.p2;
    if (file.needs_pin && pin_enabled && !verified_) {
        return status(0x6982);
    }
    if (file.deactivated) {
        return status(0x6985);
    }
    if (offset >= file.content.size()) {
        return status(0x6B00);
    }
    const std::size_t rest = file.content.size() - offset;
    const std::size_t size = std::min({request.le, rest, most_octets});
    const ByteView piece = ByteView{file.content}.subspan(offset, size);
    return with_status(piece, warns_at_end && size == rest ? 0x6282 : 0x9000);
}

Bytes PaperCard::read_record(const Request& request)
{
    const auto& records = files[current_[request.channel]].records;
    return request.p1 > records.size() ? status(0x6A83) : with_status(records.at(request.p1 - 1U));
}

Bytes PaperCard::verify(const Request& request)
{
    if (!pin_enabled) {
        return status(0x6984);
    }
    if (tries == 0) {
        return status(0x6983);
    }
    if (request.data.empty()) {
        return verified_ ? status(0x9000) : status(0x63C0 + tries);
    }
    Bytes expected{pin.begin(), pin.end()};
    expected.resize(8, 0xFF);
    verified_ = request.data == expected;
    tries = verified_ ? 3 : tries - 1;
    return verified_ ? status(0x9000) : status(0x63C0 + tries);
}

Bytes PaperCard::manage_channel(const Request& request)
{
    if (request.p1 == 0x80) {
        open_.erase(request.p2);
        return status(0x9000);
    }
    if (free_channel == 0) {
        return status(0x6A81);
    }
    open_.insert(free_channel);
    return with_status(Bytes{static_cast<Byte>(free_channel)});
}

} // namespace uicc::test
