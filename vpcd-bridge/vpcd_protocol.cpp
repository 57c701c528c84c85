#include "vpcd-bridge/vpcd_protocol.hpp"

#include "codec/byte_writer.hpp"

#include <algorithm>

namespace uicc::vpcd_bridge {
namespace {

constexpr std::size_t header_size = 2;

} // namespace

std::span<Byte> MessageReader::free_space()
{
    if (begin_ == end_) {
        clear();
    }
    const std::size_t needed = size_of_next();
    if (begin_ + needed > buffer_.size()) { // move the rest of the last read to the front
        std::shift_left(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
                        static_cast<std::ptrdiff_t>(begin_));
        end_ -= begin_;
        begin_ = 0;
        buffer_.resize(std::max(buffer_.size(), needed));
    }
    return std::span{buffer_}.subspan(end_);
}

/// With its header; as far as it is known.
std::size_t MessageReader::size_of_next() const
{
    if (end_ - begin_ < header_size) {
        return header_size;
    }
    return header_size + static_cast<std::size_t>(buffer_[begin_] << 8 | buffer_[begin_ + 1]);
}

std::optional<ByteView> MessageReader::next()
{
    const ByteView rest = ByteView{buffer_}.subspan(begin_, end_ - begin_);
    const std::size_t size = size_of_next();
    if (rest.size() < size) {
        return std::nullopt;
    }
    begin_ += size;
    return rest.subspan(header_size, size - header_size);
}

void encode_message(Bytes& frame, ByteView body)
{
    frame.clear();
    codec::append_number(frame, body.size(), 2);
    codec::append(frame, body);
}

} // namespace uicc::vpcd_bridge
