#include "emulator/dm/wbxml/token_reader.hpp"

#include "codec/hex.hpp"
#include "emulator/dm/text_check.hpp"

#include <algorithm>

namespace uicc::emulator::dm::wbxml {
namespace {

constexpr std::size_t max_number_octets = 5; // of 32 bits

std::string overrun(const char* what, std::size_t announced, std::size_t left)
{
    return std::string{what} + " announces " + std::to_string(announced) + " octets, " +
           std::to_string(left) + " are left";
}

} // namespace

tl::unexpected<DmError> TokenReader::refuse(std::size_t at, std::string what) const
{
    return tl::unexpected{DmError{base_ + at, std::move(what)}};
}

Result<Byte, DmError> TokenReader::take()
{
    if (remaining() == 0) {
        return refuse(at_, "the WBXML document is cut off");
    }
    return content_[at_++];
}

Result<std::uint32_t, DmError> TokenReader::take_number()
{
    const std::size_t start = at_;
    std::uint64_t number = 0;
    for (std::size_t octets = 0; octets < max_number_octets; ++octets) {
        const Byte octet = TRY(take());
        number = number << 7U | (octet & 0x7FU);
        if ((octet & 0x80) == 0 && number <= 0xFFFFFFFFU) {
            return static_cast<std::uint32_t>(number);
        }
    }
    return refuse(start, "a number exceeds 32 bits");
}

Result<ByteView, DmError> TokenReader::take_string_table()
{
    const std::size_t start = at_;
    const std::uint32_t size = TRY(take_number());
    if (size > remaining()) {
        return refuse(start, overrun("the string table", size, remaining()));
    }
    string_table_ = {at_, at_ + size};
    at_ += size;
    return content_.subspan(string_table_.begin, size);
}

Result<ByteView, DmError> TokenReader::string_at(std::size_t reported_at, std::uint32_t index)
{
    const std::size_t size = string_table_.end - string_table_.begin;
    if (index >= size) {
        return refuse(reported_at, "points outside the string table");
    }
    return terminated(content_.subspan(string_table_.begin + index, size - index));
}

Result<ByteView, DmError> TokenReader::terminated(ByteView area) const
{
    const auto terminator = std::ranges::find(area, Byte{0});
    if (terminator == area.end()) {
        return refuse(at_, "a string has no terminating 00");
    }
    return area.first(static_cast<std::size_t>(terminator - area.begin()));
}

Result<Extent, DmError> TokenReader::take_text(std::size_t start, Byte token)
{
    switch (token) {
    case str_i:
        return take_inline_string();
    case str_t:
        return take_table_string(start);
    case entity:
        return take_entity(start);
    default:
        return refuse(start, "token " + codec::to_hex({{token}}) + " has no place here");
    }
}

Result<Extent, DmError> TokenReader::take_inline_string()
{
    const ByteView text = TRY(terminated(rest()));
    if (const auto stray = first_non_text(text)) {
        return refuse(at_ + *stray, "is not UTF-8 text");
    }
    at_ += text.size() + 1;
    return Extent{at_ - 1 - text.size(), at_ - 1};
}

Result<Extent, DmError> TokenReader::take_table_string(std::size_t start)
{
    const std::uint32_t index = TRY(take_number());
    const ByteView text = TRY(string_at(start, index));
    if (!is_text(text)) {
        return refuse(start, "the string in the string table is not UTF-8 text");
    }
    table_text_ += text.size();
    if (table_text_ > max_text) {
        return refuse(start, too_much);
    }
    const std::size_t begin = string_table_.begin + index;
    return Extent{begin, begin + text.size()};
}

/// Within ASCII the last octet of the number is the character.
Result<Extent, DmError> TokenReader::take_entity(std::size_t start)
{
    const std::uint32_t character = TRY(take_number());
    if (character < 0x20 || character > 0x7E) {
        return refuse(start, "an entity outside the printable ASCII characters");
    }
    return Extent{at_ - 1, at_};
}

Result<Extent, DmError> TokenReader::take_opaque()
{
    const std::size_t start = at_;
    const std::uint32_t size = TRY(take_number());
    if (size > remaining()) {
        return refuse(start, overrun("opaque data", size, remaining()));
    }
    at_ += size;
    return Extent{at_ - size, at_};
}

} // namespace uicc::emulator::dm::wbxml
