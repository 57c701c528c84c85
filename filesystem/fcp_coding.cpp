#include "filesystem/fcp_coding.hpp"

#include <algorithm>
#include <array>

namespace uicc::filesystem {
namespace {

constexpr Byte shareable_bit = 0x40;

struct Row {
    Byte bits = 0;
    FileForm form{};
};

constexpr std::array rows{
    Row{0x38, {FileKind::Df}},
    Row{0x39, {FileKind::Ef, EfStructure::BerTlv}},
    Row{0x01, {FileKind::Ef, EfStructure::Transparent}},
    Row{0x02, {FileKind::Ef, EfStructure::LinearFixed}},
    Row{0x06, {FileKind::Ef, EfStructure::Cyclic}},
    Row{0x09, {FileKind::Ef, EfStructure::Transparent, true}},
    Row{0x0A, {FileKind::Ef, EfStructure::LinearFixed, true}},
    Row{0x0E, {FileKind::Ef, EfStructure::Cyclic, true}},
};

bool is_form_of(const FileForm& form, const FileHeader& file)
{
    return file.is_ef() ? form.kind == FileKind::Ef && form.structure == file.structure
                        : form.kind == FileKind::Df;
}

} // namespace

std::optional<FileForm> file_form_of(Byte descriptor)
{
    const auto* row =
        std::ranges::find(rows, static_cast<Byte>(descriptor & ~shareable_bit), &Row::bits);
    return row == rows.end() ? std::nullopt : std::optional{row->form};
}

bool is_shareable(Byte descriptor)
{
    return (descriptor & shareable_bit) != 0;
}

Byte descriptor_of(const FileHeader& file)
{
    const auto* row =
        std::ranges::find_if(rows, [&](const Row& one) { return is_form_of(one.form, file); });
    return static_cast<Byte>(row->bits | (file.shareable ? shareable_bit : 0));
}

std::optional<LifeCycle> life_cycle_of(Byte status)
{
    switch (status) {
    case 0x00:
    case 0x01:
    case 0x03:
        return LifeCycle{status};
    case 0x04:
    case 0x06:
        return LifeCycle::Deactivated;
    case 0x05:
    case 0x07:
        return LifeCycle::Activated;
    default:
        return (status & 0xFC) == 0x0C ? std::optional{LifeCycle::Terminated} : std::nullopt;
    }
}

} // namespace uicc::filesystem
