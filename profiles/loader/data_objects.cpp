#include "profiles/loader/data_objects.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/hex.hpp"
#include "filesystem/data_objects.hpp"

#include <fmt/format.h>

namespace uicc::profiles {
namespace {

constexpr std::string_view clause = "TS 102 221 §8.2.2.5";

/// Neither 00 nor FF begins a tag.
std::optional<codec::Tag> tag_of(std::string_view text)
{
    const auto octets = codec::from_hex(text);
    if (!octets || octets->empty() || octets->front() == 0x00 || octets->front() == 0xFF) {
        return std::nullopt;
    }
    const auto tag = codec::read_tag(*octets);
    return tag && tag->size == octets->size() ? std::optional{tag->tag} : std::nullopt;
}

} // namespace

Bytes read_objects(LoadContext& context, const yaml::Node& node, const FilePlan& file)
{
    Bytes objects;
    for (const Entry& entry : entries_of(context.report, node)) {
        const auto tag = tag_of(entry.key->text);
        if (!tag) {
            context.report.add(*entry.key, "a tag of one to three octets is wanted here",
                               std::string{clause});
            continue;
        }
        if (const auto value = read_record(context, *entry.value, {.file = file})) {
            codec::append_tlv(objects, *tag, *value);
        }
    }
    return objects;
}

void check_objects(LoadContext& context,
                   const yaml::Node& node,
                   ByteView octets,
                   const FilePlan& file)
{
    const std::size_t used = filesystem::used_size(octets);
    if (used != octets.size()) {
        context.report.add(node, fmt::format("there is no data object at octet {}", used),
                           std::string{clause});
    }
    if (file.wanted_size != 0 && octets.size() > file.wanted_size) {
        context.report.add(node,
                           fmt::format("these objects have {} octets, {} has room for {}",
                                       octets.size(), file.header.name, file.wanted_size),
                           std::string{clause});
    }
}

} // namespace uicc::profiles
