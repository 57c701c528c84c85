#include "filesystem/catalogue/default_content.hpp"

#include "codec/byte_writer.hpp"
#include "codec/hex.hpp"
#include "filesystem/catalogue/ef_spec.hpp"

#include <stdexcept>

namespace uicc::filesystem::catalogue {
namespace {

constexpr Byte unused{0xFF}; // TS 31.101: bytes without a meaning
constexpr std::string_view dots = "...";

/// Octets of a pattern; it was checked before.
Bytes octets_of(std::string_view hex)
{
    return codec::from_hex(hex).value();
}

Bytes repeated(const Bytes& group, std::size_t size)
{
    Bytes body;
    while (body.size() < size) {
        codec::append(body, group);
    }
    return body;
}

Bytes stretched(std::string_view head, std::string_view tail, std::size_t size)
{
    Bytes body = octets_of(head);
    const Bytes end = octets_of(tail);
    if (body.size() + end.size() < size) {
        body.resize(size - end.size(), body.back());
    }
    codec::append(body, end);
    return body;
}

} // namespace

Bytes expand_pattern(std::string_view pattern, std::size_t size)
{
    if (!is_content_pattern(pattern)) {
        throw std::invalid_argument{"not a content pattern: " + std::string{pattern}};
    }
    Bytes body;
    if (pattern.starts_with('(')) {
        body = repeated(octets_of(pattern.substr(1, pattern.size() - 2)), size);
    } else if (const auto at = pattern.find(dots); at != std::string_view::npos) {
        body = stretched(pattern.substr(0, at), pattern.substr(at + dots.size()), size);
    } else {
        body = octets_of(pattern);
    }
    body.resize(size, unused);
    return body;
}

Bytes expand_default(const EfSpec& spec, std::size_t size)
{
    return expand_pattern(spec.initial_content, size);
}

} // namespace uicc::filesystem::catalogue
