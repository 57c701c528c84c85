#include "daemon/client/content/lwm2m_objects.hpp"

#include "codec/byte_reader.hpp"
#include "codec/byte_writer.hpp"

#include <algorithm>

namespace uicc::daemon::client::content {
namespace {

namespace dm = emulator::dm;
using Objects = std::vector<dm::Lwm2mObject>;

constexpr std::size_t header_size = 4;

void read_resources(ByteView encoded, dm::Lwm2mObjectInstance& out)
{
    for (dm::Lwm2mTlvReader reader{encoded}; !reader.at_end();) {
        const auto entry = reader.next();
        if (!entry) {
            return;
        }
        out.resources.push_back({.id = entry->id, .value = secure_copy(entry->value)});
    }
}

/// As far as it makes sense; what does not is the end.
dm::Lwm2mObject read_object(std::uint16_t id, ByteView encoded)
{
    dm::Lwm2mObject object{.id = id};
    for (dm::Lwm2mTlvReader reader{encoded}; !reader.at_end();) {
        const auto entry = reader.next();
        if (!entry) {
            // An instance that claims to be longer than the object: take what there is.
            object.instances.emplace_back();
            read_resources(encoded.subspan(std::min<std::size_t>(3, encoded.size())),
                           object.instances.back());
            return object;
        }
        object.instances.push_back({.id = entry->id});
        read_resources(entry->value, object.instances.back());
    }
    return object;
}

std::size_t number_at(ByteView octets, std::size_t at)
{
    return at + 1 < octets.size() ? std::size_t{octets[at]} << 8U | octets[at + 1] : 0;
}

Objects read_all(ByteView content)
{
    Objects objects;
    while (content.size() >= 5) {
        const auto id = static_cast<std::uint16_t>(number_at(content, 0));
        const std::size_t version = content[2] == 0 ? 1 : 2;
        const std::size_t start = std::min(2 + version + 2, content.size());
        const std::size_t length =
            std::min(number_at(content, 2 + version), content.size() - start);
        objects.push_back(read_object(id, content.subspan(start, length)));
        content = content.subspan(start + length);
    }
    return objects;
}

/// The file with this many objects and what follows them cut away.
Bytes with_announced_objects(ByteView file)
{
    const std::size_t count = number_at(file, 0);
    std::size_t at = header_size;
    for (std::size_t i = 0; i < count && at + 5 <= file.size(); ++i) {
        const std::size_t version = file[at + 2] == 0 ? 1 : 2;
        at += 2 + version + 2 + number_at(file, at + 2 + version);
    }
    Bytes cut{file.begin(), file.begin() + static_cast<std::ptrdiff_t>(std::min(at, file.size()))};
    Bytes whole{cut.begin(), cut.begin() + 2};
    codec::append_number(whole, cut.size() - header_size, 2);
    codec::append(whole, ByteView{cut}.subspan(header_size));
    return whole;
}

/// The file as somebody understands it for whom every object header has five octets.
Bytes without_versions(ByteView file)
{
    Bytes whole{file.begin(), file.end()};
    for (std::size_t at = header_size; at + 5 <= whole.size();) {
        whole[at + 2] = 0;
        at += 5 + number_at(whole, at + 3);
    }
    return whole;
}

} // namespace

Result<Objects, dm::DmError> decode_objects(ByteView file, const Conduct& conduct)
{
    if (file.size() < header_size) {
        return dm::decode_lwm2m_bootstrap(file);
    }
    if (conduct.breaks(Rule::AcceptRawTlv) && file.front() >= 0x40) {
        dm::Lwm2mObject security;
        security.instances.emplace_back();
        read_resources(file, security.instances.back());
        return Objects{std::move(security)};
    }
    if (conduct.breaks(Rule::AcceptMalformed)) {
        return read_all(file.subspan(header_size));
    }
    if (conduct.breaks(Rule::TrustCount)) {
        return dm::decode_lwm2m_bootstrap(with_announced_objects(file));
    }
    return dm::decode_lwm2m_bootstrap(conduct.breaks(Rule::IgnoreVersion)
                                          ? without_versions(file)
                                          : Bytes{file.begin(), file.end()});
}

} // namespace uicc::daemon::client::content
