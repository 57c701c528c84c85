#include "daemon/faults/data_faults.hpp"

#include <algorithm>
#include <array>

namespace uicc::daemon::faults {
namespace {

using codec::Tag;
using codec::TlvObject;
using codec::TlvReader;

constexpr Tag fcp_template{0x62};
constexpr Tag fci_template{0x6F};

Bytes copy(ByteView octets)
{
    return {octets.begin(), octets.end()};
}

std::uint64_t random_below(std::uint64_t limit, crypto::RandomSource& random)
{
    std::array<Byte, sizeof(std::uint64_t)> octets{};
    random.fill(octets);
    std::uint64_t number = 0;
    for (const Byte octet : octets) {
        number = number << 8 | octet;
    }
    return number % limit;
}

template <class Pairs>
const auto* find_tag(const Pairs& pairs, Tag tag)
{
    const auto found = std::ranges::find(pairs, tag, [](const auto& pair) { return pair.first; });
    return found == pairs.end() ? nullptr : &found->second;
}

void append_changed(Bytes& out, const FcpChange& change, const TlvObject& object)
{
    if (std::ranges::find(change.removed, object.tag) != change.removed.end()) {
        return;
    }
    const Tag* const name = find_tag(change.renamed, object.tag);
    const Bytes* const value = find_tag(change.replaced, object.tag);
    codec::append_tlv(out, name != nullptr ? *name : object.tag,
                      value != nullptr ? ByteView{*value} : object.value);
}

/// What may become of response data, one overload for each kind of action.
struct Alteration {
    ByteView data{};
    std::string_view command{};
    crypto::RandomSource& random;

    template <class Kind>
    std::optional<Bytes> operator()(const Kind& /*other*/) const
    {
        return std::nullopt;
    }

    std::optional<Bytes> operator()(const OtherData& one) const { return one.data; }

    std::optional<Bytes> operator()(const Truncation& one) const
    {
        return one.size < data.size() ? std::optional{copy(data.first(one.size))} : std::nullopt;
    }

    std::optional<Bytes> operator()(const Appendix& one) const
    {
        Bytes longer = copy(data);
        longer.insert(longer.end(), one.data.begin(), one.data.end());
        return longer;
    }

    std::optional<Bytes> operator()(const BitFlip& one) const
    {
        if (one.octet.value_or(0) >= data.size()) {
            return std::nullopt;
        }
        Bytes flipped = copy(data);
        if (one.octet) {
            flipped[*one.octet] ^= one.mask;
            return flipped;
        }
        const auto bit = random_below(data.size() * 8, random);
        flipped[bit / 8] ^= static_cast<Byte>(0x80U >> (bit % 8));
        return flipped;
    }

    std::optional<Bytes> operator()(const FcpChange& change) const
    {
        TlvReader reader{data};
        const auto whole = reader.next();
        const bool is_fcp = whole && (whole->tag == fcp_template || whole->tag == fci_template);
        if ((command != "SELECT" && command != "STATUS") || !is_fcp) {
            return std::nullopt;
        }
        Bytes objects;
        for (TlvReader inner{whole->value}; !inner.at_end();) {
            const auto object = inner.next();
            if (!object) {
                return std::nullopt;
            }
            append_changed(objects, change, *object);
        }
        Bytes changed;
        codec::append_tlv(changed, change.tag.value_or(whole->tag), objects);
        return changed;
    }
};

} // namespace

std::optional<Bytes> altered(const Action& action,
                             ByteView data,
                             std::string_view command,
                             crypto::RandomSource& random)
{
    return std::visit(Alteration{data, command, random}, action);
}

} // namespace uicc::daemon::faults
