#include "emulator/transport/command_chain.hpp"

#include "emulator/apdu/class_byte.hpp"

namespace uicc::emulator {
namespace {

constexpr std::size_t most_data = 0xFFFF; // as in one command with extended Lc
constexpr Byte chained_bit = 0x10;

constexpr Byte unchained(Byte cla) noexcept
{
    return static_cast<Byte>(cla & ~chained_bit);
}

} // namespace

Result<std::optional<CommandApdu>, StatusWord> CommandChain::add(const CommandApdu& command)
{
    const bool is_last = !decode_class(command.cla).value().chained;
    if (!is_open_ && is_last) {
        drop(); // the data of the command before may be secret
        return command;
    }
    if (is_open_ && !is_continued_by(command)) {
        drop();
        return tl::unexpected{sw::last_command_of_chain_expected};
    }
    if (command.data.size() > most_data - data_.size()) {
        drop();
        return tl::unexpected{sw::wrong_length};
    }
    if (!is_open_) {
        drop();
        header_ = {
            .cla = unchained(command.cla), .ins = command.ins, .p1 = command.p1, .p2 = command.p2};
    }
    data_.insert(data_.end(), command.data.begin(), command.data.end());
    is_open_ = !is_last;
    if (!is_last) {
        return std::nullopt;
    }
    CommandApdu whole = command;
    whole.data = data_;
    return whole;
}

bool CommandChain::is_continued_by(const CommandApdu& command) const
{
    return unchained(command.cla) == header_.cla && command.ins == header_.ins &&
           command.p1 == header_.p1 && command.p2 == header_.p2;
}

} // namespace uicc::emulator
