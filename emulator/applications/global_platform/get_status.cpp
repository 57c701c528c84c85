#include "emulator/applications/global_platform/get_status.hpp"

#include "codec/byte_writer.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace uicc::emulator::global_platform {
namespace {

using codec::Tag;

constexpr Byte load_files_with_modules = 0x10;
constexpr Byte all_kinds = 0xF0;
constexpr Byte next_bit = 0x01;
constexpr Byte tlv_bit = 0x02;

constexpr Tag aid_tag{0x4F};
constexpr Tag tag_list_tag{0x5C};
constexpr Tag entry_tag{0xE3};

/// A tag list names tags one behind the other, ISO/IEC 7816-4 §8.5.1.
std::vector<Tag> tags_in(ByteView list)
{
    std::vector<Tag> tags;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const bool two_octets = (list[i] & 0x1F) == 0x1F && i + 1 < list.size();
        const unsigned first = list[i];
        tags.push_back(two_octets ? Tag{first << 8U | list[++i]} : Tag{first});
    }
    return tags;
}

Result<StatusQuery, StatusWord> with_criteria(StatusQuery query, ByteView data)
{
    const auto aid = codec::find_value(data, aid_tag);
    const auto tags = codec::find_value(data, tag_list_tag);
    if (!aid || !*aid || !tags || (*aid)->size() > filesystem::Aid::max_size) {
        return tl::unexpected{sw::incorrect_data};
    }
    query.aid.assign((*aid)->begin(), (*aid)->end());
    if (*tags) {
        query.tags = tags_in(**tags);
    }
    return query;
}

bool matches(const StatusQuery& query, const RegistryEntry& entry)
{
    return (query.kinds & static_cast<Byte>(entry.kind)) != 0 && entry.aid.starts_with(query.aid);
}

using Values = std::vector<Bytes>;

Bytes octets_of(const filesystem::Aid& aid)
{
    return {aid.octets().begin(), aid.octets().end()};
}

Values value_of(const std::optional<filesystem::Aid>& aid)
{
    return aid ? Values{octets_of(*aid)} : Values{};
}

Values privileges_of(const RegistryEntry& entry, const StatusQuery& /*query*/)
{
    if (entry.kind == RegistryKind::LoadFile) {
        return {};
    }
    return {Bytes{entry.privileges.begin(), entry.privileges.end()}};
}

Values modules_of(const RegistryEntry& entry, const StatusQuery& query)
{
    Values modules;
    if (query.with_modules) {
        std::ranges::transform(entry.modules, std::back_inserter(modules), octets_of);
    }
    return modules;
}

/// Data objects of an entry in the order of GPCS table 11-36, each with its values, often none.
struct EntryObject {
    Tag tag{};
    Values (*values)(const RegistryEntry&, const StatusQuery&) = nullptr;
};

constexpr auto entry_objects = std::to_array<EntryObject>({
    // clang-format off
    {aid_tag,     [](const RegistryEntry& entry, const StatusQuery&) { return Values{octets_of(entry.aid)}; }},
    {Tag{0x9F70}, [](const RegistryEntry& entry, const StatusQuery&) { return Values{{entry.life_cycle}}; }},
    {Tag{0xC5},   privileges_of},
    {Tag{0xC4},   [](const RegistryEntry& entry, const StatusQuery&) { return value_of(entry.load_file); }},
    {Tag{0x84},   modules_of},
    {Tag{0xCC},   [](const RegistryEntry& entry, const StatusQuery&) { return value_of(entry.security_domain); }},
    // clang-format on
});

bool is_asked_for(const StatusQuery& query, Tag tag)
{
    return query.tags.empty() || std::ranges::find(query.tags, tag) != query.tags.end();
}

Bytes tlv_form(const RegistryEntry& entry, const StatusQuery& query)
{
    Bytes objects;
    for (const EntryObject& object : entry_objects) {
        if (!is_asked_for(query, object.tag)) {
            continue;
        }
        for (const Bytes& value : object.values(entry, query)) {
            codec::append_tlv(objects, object.tag, value);
        }
    }
    Bytes encoded;
    codec::append_tlv(encoded, entry_tag, objects);
    return encoded;
}

void append_counted(Bytes& out, ByteView octets)
{
    out.push_back(static_cast<Byte>(octets.size()));
    codec::append(out, octets);
}

/// Length, AID, life cycle state, first octet of the privileges; then the number of modules and
/// their AIDs where they are asked for. GPCS table 11-35.
Bytes old_form(const RegistryEntry& entry, const StatusQuery& query)
{
    Bytes encoded;
    append_counted(encoded, entry.aid.octets());
    encoded.push_back(entry.life_cycle);
    encoded.push_back(entry.privileges[0]);
    if (query.with_modules) {
        encoded.push_back(static_cast<Byte>(entry.modules.size()));
        for (const filesystem::Aid& module : entry.modules) {
            append_counted(encoded, module.octets());
        }
    }
    return encoded;
}

} // namespace

Result<StatusQuery, StatusWord> parse_get_status(const CommandApdu& command)
{
    if (command.p1 == 0 || (command.p1 & ~all_kinds) != 0 ||
        (command.p2 & ~(next_bit | tlv_bit)) != 0) {
        return tl::unexpected{sw::incorrect_p1_p2};
    }
    StatusQuery query{.kinds = command.p1,
                      .with_modules = (command.p1 & load_files_with_modules) != 0,
                      .next = (command.p2 & next_bit) != 0,
                      .tlv = (command.p2 & tlv_bit) != 0};
    if (query.with_modules) {
        query.kinds |= static_cast<Byte>(RegistryKind::LoadFile);
    }
    return with_criteria(std::move(query), command.data);
}

Result<StatusPage, StatusWord> status_page(std::span<const RegistryEntry> registry,
                                           const StatusQuery& query,
                                           std::size_t first,
                                           std::size_t maximum_size)
{
    StatusPage page{.next = first};
    for (; page.next < registry.size(); ++page.next) {
        const RegistryEntry& entry = registry[page.next];
        if (!matches(query, entry)) {
            continue;
        }
        const Bytes encoded = query.tlv ? tlv_form(entry, query) : old_form(entry, query);
        const bool fits = page.response.data.size() + encoded.size() <= maximum_size;
        if (!fits && !page.response.data.empty()) {
            page.response.status = sw::more_data_available;
            break;
        }
        codec::append(page.response.data, encoded);
    }
    if (page.response.data.empty()) {
        return tl::unexpected{sw::referenced_data_not_found};
    }
    return page;
}

} // namespace uicc::emulator::global_platform
