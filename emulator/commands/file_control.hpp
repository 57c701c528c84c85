#pragma once

#include "emulator/card/command_context.hpp"
#include "filesystem/fcp.hpp"
#include "filesystem/file_error.hpp"

namespace uicc::emulator::commands {

/// Template 62 in the data of CREATE FILE and RESIZE FILE. Errors: 6A86 unless P1 is 00, 6A80.
[[nodiscard]] Result<filesystem::FileControl, StatusWord> file_control(
    const CommandContext& context, const CommandApdu& command);

/// A BER-TLV EF reserves (80) no more than its maximum (A5/86), TS 102 221 §11.1.1.4.6.6, and no
/// pattern fills it. Errors: 6A80.
[[nodiscard]] Result<void, StatusWord> check_objects_body(const CommandContext& context,
                                                          const filesystem::FileControl& control);

/// Whether an EF may have the size in its header. Errors: 6A80, 6A84.
[[nodiscard]] Result<void, StatusWord> check_size(const CommandContext& context,
                                                  const filesystem::FileHeader& header);

/// Content without anything in it: the pattern in every record, or from the beginning of the file;
/// else FF, TS 102 222 §6.3.2.2.2.
[[nodiscard]] Bytes filled_body(const filesystem::FileHeader& header,
                                const filesystem::FillPattern& pattern);

/// Why the card cannot have the file, as a status word: 6A89, 6A8A, 6A84, 6A80.
[[nodiscard]] tl::unexpected<StatusWord> refuse_file(const CommandContext& context,
                                                     filesystem::FileError error);

} // namespace uicc::emulator::commands
