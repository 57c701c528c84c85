#include "emulator/transport/dialect.hpp"

namespace uicc::emulator {
namespace {

constexpr std::size_t max_short_le = 256;

CommandResult refuse_le(std::size_t right_le)
{
    return tl::unexpected{sw::wrong_le(right_le)};
}

ShortRead resolve(Dialect dialect, ShortRead short_read)
{
    if (short_read != ShortRead::ByDialect) {
        return short_read;
    }
    return dialect == Dialect::T0 ? ShortRead::WrongLe : ShortRead::Complete;
}

CommandResult deliver_less(ShortRead short_read, ResponseApdu response)
{
    const bool can_name_size = response.data.size() <= max_short_le;
    if (short_read == ShortRead::WrongLe && can_name_size) {
        return refuse_le(response.data.size());
    }
    if (short_read != ShortRead::Complete && response.status == sw::ok) {
        response.status = sw::end_of_file_reached;
    }
    return response;
}

} // namespace

CommandResult fit_to_le(Dialect dialect,
                        ShortRead short_read,
                        const CommandApdu& command,
                        ResponseApdu response)
{
    const bool fetched_later =
        dialect == Dialect::T0 && !command.extended && (!command.data.empty() || !command.ne);
    if (response.data.empty() || fetched_later) {
        return response;
    }
    if (!command.ne) { // T=1, no Le: nobody waits for data
        response.data.clear();
        return response;
    }
    const std::size_t size = response.data.size();
    if (size < command.ne->limit) {
        return command.ne->as_many_as_available
                   ? response
                   : deliver_less(resolve(dialect, short_read), std::move(response));
    }
    const bool announces = dialect == Dialect::T0 && size <= max_short_le;
    if (size > command.ne->limit && announces) {
        return refuse_le(size);
    }
    response.data.resize(command.ne->limit);
    return response;
}

bool can_refuse_le(Dialect dialect, const CommandApdu& command)
{
    return dialect == Dialect::T0 && command.ne && (command.extended || command.data.empty());
}

} // namespace uicc::emulator
