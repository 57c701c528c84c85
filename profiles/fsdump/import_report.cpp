#include "profiles/fsdump/import_report.hpp"

#include <fmt/format.h>

namespace uicc::profiles::fsdump {
namespace {

void append(std::string& text, const char* heading, const std::vector<std::string>& lines)
{
    if (lines.empty()) {
        return;
    }
    text += heading;
    for (const std::string& line : lines) {
        text += "  " + line + '\n';
    }
}

} // namespace

std::string ImportReport::to_text() const
{
    std::string text = fmt::format("{} {}, {} of them with contents", files,
                                   files == 1 ? "file" : "files", with_contents);
    text += absent == 0 ? "\n"
                        : fmt::format("; {} that the dump looked for {} not on the card\n", absent,
                                      absent == 1 ? "is" : "are");
    append(text, "not captured:\n", not_captured);
    append(text, "filled in:\n", filled_in);
    return text;
}

} // namespace uicc::profiles::fsdump
