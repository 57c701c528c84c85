#include "vpcd-bridge/vpcd_protocol.hpp"

#include "codec/byte_writer.hpp"

#include <algorithm>

namespace uicc::vpcd_bridge {

std::span<Byte> MessageReader::free_space()
{
    if (begin_ == end_) {
        clear();
    } else if (end_ == buffer_.size()) { // move the rest of the last read to the front
        std::shift_left(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
                        static_cast<std::ptrdiff_t>(begin_));
        end_ -= begin_;
        begin_ = 0;
    }
    return std::span{buffer_}.subspan(end_);
}

std::optional<ByteView> MessageReader::next()
{
    const ByteView rest = ByteView{buffer_}.subspan(begin_, end_ - begin_);
    if (rest.size() < header_size) {
        return std::nullopt;
    }
    const auto size = static_cast<std::size_t>(rest[0] << 8 | rest[1]);
    if (rest.size() < header_size + size) {
        return std::nullopt;
    }
    begin_ += header_size + size;
    return rest.subspan(header_size, size);
}

void encode_message(Bytes& frame, ByteView body)
{
    frame.clear();
    codec::append_number(frame, body.size(), 2);
    codec::append(frame, body);
}

} // namespace uicc::vpcd_bridge
