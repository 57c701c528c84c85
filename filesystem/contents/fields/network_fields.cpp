#include "filesystem/contents/fields/field_codecs.hpp"
#include "filesystem/contents/network/access_technology.hpp"
#include "filesystem/contents/network/network_name.hpp"
#include "filesystem/contents/network/operator_list.hpp"
#include "filesystem/contents/network/plmn.hpp"
#include "filesystem/contents/network/search_period.hpp"

#include <fmt/format.h>

#include <charconv>

namespace uicc::filesystem::contents::fields {
namespace {

constexpr unsigned longest_search_period = 1530; // minutes

Result<Plmn, ContentError> as_plmn(const ContentValue& value)
{
    return parse_plmn(TRY(as_text(value)));
}

Result<Plmn, ContentError> as_plmn_with_wildcards(const ContentValue& value)
{
    return parse_plmn(TRY(as_text(value)), Wildcards::Allowed);
}

Result<std::vector<Plmn>, ContentError> as_plmns(const ContentValue& value)
{
    std::vector<Plmn> plmns;
    for (const ContentValue& element : as_list(value)) {
        plmns.push_back(TRY(within(fmt::format("{}", plmns.size()), as_plmn(element))));
    }
    return plmns;
}

ContentValue plmn_values(const std::vector<Plmn>& plmns)
{
    ContentValue::List list;
    for (const Plmn& plmn : plmns) {
        list.emplace_back(to_text(plmn));
    }
    return list;
}

Result<AccessTechnologies, ContentError> as_technologies(const ContentValue& value)
{
    return parse_access_technologies(TRY(as_texts(value)));
}

Result<PlmnAccess, ContentError> as_plmn_access(const ContentValue& value)
{
    const auto members = TRY(MemberReader::of(value, {"plmn", "access"}));
    PlmnAccess entry;
    entry.plmn = TRY(members.required("plmn", as_plmn));
    entry.technologies = TRY(members.required("access", as_technologies));
    return entry;
}

struct AreaRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

std::optional<std::uint32_t> area_code(std::string_view text)
{
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code, 16);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional{code} : std::nullopt;
}

/// "0000-FFFE", or a single area.
Result<AreaRange, ContentError> as_areas(const ContentValue& value)
{
    const std::string text = TRY(as_text(value));
    const std::string_view view = text;
    const auto dash = view.find('-');
    const auto first = area_code(view.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : area_code(view.substr(dash + 1));
    if (!first || !last) {
        return refused(fmt::format("\"{}\" is no range of areas such as 0000-FFFE "
                                   "(TS 31.102 §4.2.59)",
                                   text));
    }
    return AreaRange{*first, *last};
}

Encoded encode_entry(const ContentValue& value, AreaCodeSize size)
{
    const auto members = TRY(MemberReader::of(value, {"plmn", "areas", "pnn"}));
    const AreaRange areas = TRY(members.required("areas", as_areas));
    OperatorEntry entry;
    entry.plmn = TRY(members.required("plmn", as_plmn_with_wildcards));
    entry.first_area = areas.first;
    entry.last_area = areas.last;
    entry.name_record = TRY(members.required("pnn", as_octet));
    return contents::encode_operator_entry(entry, size);
}

Decoded decode_entry(ByteView octets, AreaCodeSize size)
{
    const OperatorEntry entry = TRY(contents::decode_operator_entry(octets, size));
    const int digits = 2 * static_cast<int>(size);
    return ContentValue::Members{
        {"plmn", to_text(entry.plmn)},
        {"areas",
         fmt::format("{:0{}X}-{:0{}X}", entry.first_area, digits, entry.last_area, digits)},
        {"pnn", fmt::format("{}", entry.name_record)},
    };
}

} // namespace

Encoded encode_plmns(const ContentValue& value, std::size_t /*size*/)
{
    return encode_plmn_list(TRY(as_plmns(value)));
}

Decoded decode_plmns(ByteView octets)
{
    return plmn_values(TRY(decode_plmn_list(octets)));
}

Encoded encode_plmns_with_access(const ContentValue& value, std::size_t size)
{
    std::vector<PlmnAccess> entries;
    for (const ContentValue& element : as_list(value)) {
        entries.push_back(TRY(within(fmt::format("{}", entries.size()), as_plmn_access(element))));
    }
    return encode_plmn_access_list(entries, size);
}

Decoded decode_plmns_with_access(ByteView octets)
{
    const auto entries = TRY(decode_plmn_access_list(octets));
    ContentValue::List list;
    for (const PlmnAccess& entry : entries) {
        list.emplace_back(ContentValue::Members{
            {"plmn", to_text(entry.plmn)}, {"access", text_list(names_of(entry.technologies))}});
    }
    return list;
}

Encoded encode_provider_plmns(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_provider_plmns(TRY(as_plmns(value)));
}

Decoded decode_provider_plmns(ByteView octets)
{
    return plmn_values(TRY(contents::decode_provider_plmns(octets)));
}

Encoded encode_search_period(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_search_period(TRY(as_number(value, 0, longest_search_period)));
}

Decoded decode_search_period(ByteView octets)
{
    return fmt::format("{}", TRY(contents::decode_search_period(octets)));
}

Encoded encode_network_name(const ContentValue& value, std::size_t /*size*/)
{
    NetworkName name;
    if (std::holds_alternative<std::string>(value.data)) {
        name.full = TRY(as_text(value));
        return contents::encode_network_name(name);
    }
    const auto members = TRY(MemberReader::of(value, {"full", "short"}));
    name.full = TRY(members.required("full", as_text));
    name.short_name = TRY(members.optional("short", as_text)).value_or("");
    return contents::encode_network_name(name);
}

Decoded decode_network_name(ByteView octets)
{
    const NetworkName name = TRY(contents::decode_network_name(octets));
    ContentValue::Members members{{"full", name.full}};
    append_member(members, "short", name.short_name);
    return members;
}

Encoded encode_operator_entry(const ContentValue& value, std::size_t /*size*/)
{
    return encode_entry(value, AreaCodeSize::Two);
}

Decoded decode_operator_entry(ByteView octets)
{
    return decode_entry(octets, AreaCodeSize::Two);
}

Encoded encode_operator_entry_5g(const ContentValue& value, std::size_t /*size*/)
{
    return encode_entry(value, AreaCodeSize::Three);
}

Decoded decode_operator_entry_5g(ByteView octets)
{
    return decode_entry(octets, AreaCodeSize::Three);
}

} // namespace uicc::filesystem::contents::fields
