#include "filesystem/memory/access_control.hpp"

#include <fmt/format.h>

namespace uicc::filesystem {
namespace {

/// EF.ARR is looked up in the DF of the file, then upwards to the MF.
std::optional<FileIndex> find_arr(const Image& image, FileIndex file, Fid fid)
{
    FileIndex directory = image.header(file).is_ef() ? image.header(file).parent : file;
    for (;;) {
        if (const auto arr = image.child(directory, fid)) {
            return arr;
        }
        if (directory == mf_index) {
            return std::nullopt;
        }
        directory = image.header(directory).parent;
    }
}

/// Record number out of FID and record, or FID and pairs of SE and record.
std::optional<Byte> referenced_record(ByteView reference, Byte security_environment)
{
    if (reference.size() == 3) {
        return reference[2];
    }
    for (std::size_t pair = 2; pair + 1 < reference.size(); pair += 2) {
        if (reference[pair] == security_environment) {
            return reference[pair + 1];
        }
    }
    return std::nullopt;
}

/// Its own rules hold once it has been activated, TS 102 222 §6.3; until then it belongs to whoever
/// may create it.
bool is_being_created(const CardMemory& memory, FileIndex file)
{
    const LifeCycle state = memory.life_cycle(file);
    return file != mf_index && (state == LifeCycle::Creation || state == LifeCycle::Initialisation);
}

std::string source_of(const CardMemory& memory, const Rules& rules)
{
    return rules.arr ? fmt::format("{} record {}", memory.header(*rules.arr).name, rules.record)
                     : "the access rule in the FCP";
}

} // namespace

std::optional<Rules> rules_of(const CardMemory& memory, FileIndex file, Byte security_environment)
{
    const SecurityAttributes& security = memory.header(file).security;
    if (security.form == SecurityAttributes::Form::Expanded) {
        return Rules{security.value};
    }
    if (security.value.size() < 3) {
        return std::nullopt;
    }
    const Fid fid{static_cast<std::uint16_t>(security.value[0] << 8 | security.value[1])};
    const auto arr = find_arr(memory.image(), file, fid);
    const auto record = referenced_record(security.value, security_environment);
    if (!arr || !record || *record == 0 || *record > memory.header(*arr).record_count()) {
        return std::nullopt;
    }
    return Rules{memory.record(*arr, *record), arr, *record};
}

Result<void, Denial> check_access(const CardMemory& memory,
                                  FileIndex file,
                                  AccessMode operation,
                                  const SecurityStatus& status)
{
    if (is_being_created(memory, file)) {
        const FileHeader& header = memory.header(file);
        const auto creation = header.is_ef() ? AccessMode::CreateEf : AccessMode::CreateDf;
        return check_access(memory, header.parent, creation, status);
    }
    const auto rules = rules_of(memory, file, status.security_environment());
    if (!rules) {
        return tl::unexpected{Denial{.reason = Denial::Reason::NotReachable}};
    }
    return decide(rules->octets, operation, status).map_error([&](Denial denial) {
        denial.source = source_of(memory, *rules);
        return denial;
    });
}

} // namespace uicc::filesystem
