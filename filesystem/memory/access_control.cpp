#include "filesystem/memory/access_control.hpp"

#include "filesystem/access/rule_words.hpp"
#include "filesystem/key_name.hpp"

#include <fmt/format.h>

namespace uicc::filesystem {
namespace {

using Form = SecurityAttributes::Form;

/// What tag 8B says.
struct Reference {
    std::optional<Fid> arr{}; // none: the EF.ARR that is nearest
    Byte record = 0;
    std::optional<Byte> environment{}; // the record is for this one only
};

tl::unexpected<Denial> not_reachable(std::string_view detail)
{
    return tl::unexpected{Denial{.reason = Denial::Reason::NotReachable, .detail = detail}};
}

tl::unexpected<Denial> malformed_reference()
{
    return tl::unexpected{Denial{.reason = Denial::Reason::Malformed,
                                 .detail = "a length that no reference has",
                                 .source = "the reference to EF.ARR in the FCP"}};
}

/// Record number; FID and record number; or FID and pairs of security environment and record
/// number, TS 102 221 §11.1.1.4.7.1.
Result<Reference, Denial> decode_reference(ByteView value, Byte security_environment)
{
    if (value.size() == 1) {
        return Reference{.record = value[0]};
    }
    if (value.size() < 3) {
        return malformed_reference();
    }
    const Fid arr{static_cast<std::uint16_t>(value[0] << 8 | value[1])};
    if (value.size() == 3) {
        return Reference{.arr = arr, .record = value[2]};
    }
    if (value.size() % 2 != 0) {
        return malformed_reference();
    }
    for (std::size_t pair = 2; pair < value.size(); pair += 2) {
        if (value[pair] == security_environment) {
            return Reference{
                .arr = arr, .record = value[pair + 1], .environment = security_environment};
        }
    }
    return not_reachable("the file names no rule for the current security environment");
}

std::optional<FileIndex> arr_in(const Image& image, FileIndex directory, std::optional<Fid> fid)
{
    return image.child(directory, fid.value_or(directory == mf_index ? mf_arr_fid : df_arr_fid));
}

/// From the DF that the file lies in upwards. A DF may also keep the rules for itself within.
std::optional<FileIndex> find_arr(const Image& image, FileIndex file, std::optional<Fid> fid)
{
    for (FileIndex directory = image.header(file).parent;;
         directory = image.header(directory).parent) {
        if (const auto arr = arr_in(image, directory, fid)) {
            return arr;
        }
        if (directory == mf_index) {
            break;
        }
    }
    return image.header(file).is_ef() ? std::nullopt : arr_in(image, file, fid);
}

/// Its own rules hold once it has been activated, TS 102 222 §6.3; until then it belongs to whoever
/// may create it.
bool is_being_created(const CardMemory& memory, FileIndex file)
{
    const LifeCycle state = memory.life_cycle(file);
    return file != mf_index && (state == LifeCycle::Creation || state == LifeCycle::Initialisation);
}

/// What keeps the rules of an EF.ARR from being looked at; empty when nothing does. They go on
/// holding for the file itself: nobody could activate or delete it otherwise.
std::string_view obstacle_in(const CardMemory& memory, FileIndex arr, FileIndex file)
{
    const LifeCycle state = memory.life_cycle(arr);
    if (arr != file && state == LifeCycle::Terminated) {
        return "the EF.ARR that the file names is terminated";
    }
    const bool is_asleep =
        state == LifeCycle::Deactivated && !memory.header(arr).is_usable_when_deactivated();
    return arr != file && is_asleep ? "the EF.ARR that the file names is deactivated"
                                    : std::string_view{};
}

/// What is asked of which file's rules.
struct Question {
    FileIndex file{};
    Operation operation;
};

Question question_about(const CardMemory& memory, FileIndex file, const Operation& operation)
{
    Question question{file, operation};
    while (is_being_created(memory, question.file)) {
        const FileHeader& header = memory.header(question.file);
        question = {header.parent, header.is_ef() ? AccessMode::CreateEf : AccessMode::CreateDf};
    }
    return question;
}

Result<void, Denial> decide_by(const Rules& rules,
                               const Operation& operation,
                               const SecurityStatus& status)
{
    const auto decision = rules.form == Form::Compact ? decide_compact : decide;
    return decision(rules.octets, operation, status);
}

std::string words_of(const Rules& rules,
                     const Operation& operation,
                     const SecurityStatus& status,
                     KeyNames names)
{
    const auto words =
        rules.form == Form::Compact ? compact_conditions_in_words : conditions_in_words;
    return words(rules.octets, operation, status, names);
}

std::string source_of(const CardMemory& memory, const Rules& rules)
{
    if (!rules.arr) {
        return rules.form == Form::Compact ? "the compact rule in the FCP" : "the rule in the FCP";
    }
    const FileHeader& arr = memory.header(*rules.arr);
    std::string source = fmt::format("{} ({:04X}) record {}", arr.name,
                                     static_cast<unsigned>(arr.fid), rules.record);
    if (rules.environment) {
        source += fmt::format(" for security environment {:02X}", *rules.environment);
    }
    return source;
}

std::string state_of(const std::vector<KeyReference>& keys, const SecurityStatus& status)
{
    std::string text;
    for (const KeyReference key : keys) {
        text +=
            fmt::format("{}{} {}", text.empty() ? "" : ", ", name_of(key), status.state_of(key));
    }
    return text;
}

/// What a rule that can be decoded asks for and says, and how the keys stand.
void put_into_words(Denial& denial,
                    const Rules& rules,
                    const Operation& operation,
                    const SecurityStatus& status)
{
    denial.needed = words_of(rules, operation, status, KeyNames::WithReference);
    denial.rule = fmt::format("{}: {}", name_of(operation.mode),
                              words_of(rules, operation, status, KeyNames::Plain));
    denial.state = state_of(denial.missing_keys, status);
}

} // namespace

Result<Rules, Denial> rules_of(const CardMemory& memory, FileIndex file, Byte security_environment)
{
    const SecurityAttributes& security = memory.header(file).security;
    if (security.form != Form::Referenced) {
        return Rules{.octets = security.value, .form = security.form};
    }
    const Reference reference = TRY(decode_reference(security.value, security_environment));
    const auto arr = find_arr(memory.image(), file, reference.arr);
    if (!arr || !memory.header(*arr).has_records()) {
        return not_reachable("the EF.ARR that the file names does not exist");
    }
    if (reference.record == 0 || reference.record > memory.header(*arr).record_count()) {
        return not_reachable("the record of EF.ARR that the file names does not exist");
    }
    if (const auto obstacle = obstacle_in(memory, *arr, file); !obstacle.empty()) {
        return not_reachable(obstacle);
    }
    return Rules{.octets = memory.record(*arr, reference.record),
                 .arr = arr,
                 .record = reference.record,
                 .environment = reference.environment};
}

Result<void, Denial> check_access(const CardMemory& memory,
                                  FileIndex file,
                                  const Operation& operation,
                                  const SecurityStatus& status)
{
    const Question asked = question_about(memory, file, operation);
    const Rules rules = TRY(rules_of(memory, asked.file, status.security_environment()));
    return decide_by(rules, asked.operation, status).map_error([&](Denial denial) {
        denial.source = source_of(memory, rules);
        if (denial.reason != Denial::Reason::Malformed) {
            put_into_words(denial, rules, asked.operation, status);
        }
        return denial;
    });
}

std::string access_in_words(const CardMemory& memory,
                            FileIndex file,
                            const Operation& operation,
                            const SecurityStatus& status)
{
    const Question asked = question_about(memory, file, operation);
    const auto rules = rules_of(memory, asked.file, status.security_environment());
    if (!rules) {
        return {};
    }
    const auto decided = decide_by(*rules, asked.operation, status);
    return !decided && decided.error().reason == Denial::Reason::Malformed
               ? std::string{}
               : words_of(*rules, asked.operation, status, KeyNames::Plain);
}

} // namespace uicc::filesystem
