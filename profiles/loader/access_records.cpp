#include "profiles/loader/access_records.hpp"

#include "profiles/loader/file_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using catalogue::RuleKeys;
using filesystem::Fid;
using filesystem::KeyReference;
using filesystem::SecurityAttributes;

constexpr std::string_view arr_name = "EF.ARR";
constexpr std::string_view clause = "TS 102 221 §9.2.7";

/// From the MF down to the file itself.
using Ancestry = std::vector<FilePlan*>;

/// The EF.ARR whose rules the loader uses for a file: the one nearest above it.
FilePlan* nearest_arr(const Ancestry& directories)
{
    for (auto directory = directories.rbegin(); directory != directories.rend(); ++directory) {
        if (FilePlan* arr = (*directory)->child(arr_name)) {
            return arr;
        }
    }
    return nullptr;
}

/// The file that a reference means: looked up in the DF, then upwards, TS 102 221 §9.2.7.
FilePlan* referenced_arr(const Ancestry& directories, Fid fid)
{
    for (auto directory = directories.rbegin(); directory != directories.rend(); ++directory) {
        if (FilePlan* arr = (*directory)->child(fid); arr != nullptr && arr->is_ef()) {
            return arr;
        }
    }
    return nullptr;
}

constexpr bool is_pin(KeyReference reference) noexcept
{
    const Byte number = static_cast<Byte>(reference) & 0x7F;
    return number >= 0x01 && number <= 0x08;
}

/// The keys that "pin", "pin2" and "adm" mean in an application: the first of each kind that its
/// own PIN listing names.
RuleKeys keys_of(const Ancestry& directories)
{
    RuleKeys keys;
    const FilePlan* adf = directories.size() > 1 ? directories[1] : nullptr;
    if (adf == nullptr || !adf->pin_listing) {
        return keys;
    }
    const auto first = [&](const auto& is_wanted, KeyReference otherwise) {
        const auto found = std::ranges::find_if(*adf->pin_listing, is_wanted);
        return found == adf->pin_listing->end() ? otherwise : *found;
    };
    keys.pin = first([](auto key) { return is_pin(key) && !filesystem::is_local(key); }, keys.pin);
    keys.second_pin =
        first([](auto key) { return is_pin(key) && filesystem::is_local(key); }, keys.second_pin);
    keys.adm = first(filesystem::is_administrative, keys.adm);
    return keys;
}

/// An EF.ARR begins with the standard rules unless the profile writes its own.
void begin_arr(FilePlan& arr, const RuleKeys& keys)
{
    if (arr.has_content) {
        return;
    }
    for (const catalogue::StandardRule& rule : catalogue::standard_rules()) {
        arr.records.push_back(catalogue::encode_rule(rule.rights, keys));
    }
    arr.has_content = true;
}

Bytes without_fill(Bytes record)
{
    while (!record.empty() && record.back() == 0xFF) {
        record.pop_back();
    }
    return record;
}

/// Number of the record that holds a rule; it is appended when there is none.
std::size_t record_of(FilePlan& arr, const Bytes& rule)
{
    const auto found = std::ranges::find(arr.records, rule, without_fill);
    if (found != arr.records.end()) {
        return static_cast<std::size_t>(found - arr.records.begin()) + 1;
    }
    arr.records.push_back(rule);
    return arr.records.size();
}

Bytes reference(Fid fid, std::initializer_list<std::size_t> numbers)
{
    const auto value = static_cast<std::uint16_t>(fid);
    Bytes octets{static_cast<Byte>(value >> 8), static_cast<Byte>(value)};
    for (const std::size_t number : numbers) {
        octets.push_back(static_cast<Byte>(number));
    }
    return octets;
}

bool are_same(const RuleKeys& one, const RuleKeys& other)
{
    return one.pin == other.pin && one.second_pin == other.second_pin && one.adm == other.adm;
}

/// Keys that a file asks for by name stay; the standard ones become those of its application.
RuleKeys keys_for(const RuleKeys& wanted, const RuleKeys& application)
{
    const RuleKeys standard;
    return {.pin = wanted.pin == standard.pin ? application.pin : wanted.pin,
            .second_pin = wanted.second_pin == standard.second_pin ? application.second_pin
                                                                   : wanted.second_pin,
            .adm = wanted.adm == standard.adm ? application.adm : wanted.adm};
}

void refer_to_rule(LoadContext& context, FilePlan& file, const Ancestry& directories)
{
    FilePlan* arr = nearest_arr(directories);
    if (arr == nullptr) {
        context.report.add(directories.front()->position,
                           "the access rules need an EF.ARR below the MF", std::string{clause});
        return;
    }
    const std::size_t record = record_of(*arr, rule_of(file.access, keys_of(directories)));
    if (record > most_records) {
        context.report.add(file.position, "the EF.ARR has no room for another rule",
                           std::string{clause});
    }
    file.header.security = {SecurityAttributes::Form::Referenced,
                            reference(arr->header.fid, {record})};
}

/// Keeps a reference as the profile gives it; whether it leads anywhere shows once every EF.ARR
/// has its records.
void keep_reference(FilePlan& file)
{
    const AccessPlan& access = file.access;
    Bytes value = reference(access.arr, {});
    for (const auto& [environment, record] : access.records) {
        if (access.by_environment) {
            value.push_back(environment);
        }
        value.push_back(record);
    }
    file.header.security = {SecurityAttributes::Form::Referenced, std::move(value)};
}

void settle(LoadContext& context, FilePlan& file, const Ancestry& directories)
{
    switch (file.access.form) {
    case AccessPlan::Form::Rights:
    case AccessPlan::Form::Rule:
        refer_to_rule(context, file, directories);
        return;
    case AccessPlan::Form::Reference:
        keep_reference(file);
        return;
    case AccessPlan::Form::Expanded:
        file.header.security = {SecurityAttributes::Form::Expanded, file.access.rule};
        return;
    case AccessPlan::Form::Compact:
        file.header.security = {SecurityAttributes::Form::Compact, file.access.rule};
        return;
    case AccessPlan::Form::AsInFcp:
        return;
    }
}

void check_reference(LoadContext& context, const FilePlan& file, const Ancestry& directories)
{
    if (file.access.form != AccessPlan::Form::Reference) {
        return;
    }
    const FilePlan* arr = referenced_arr(directories, file.access.arr);
    if (arr == nullptr) {
        context.report.add(file.access.position,
                           fmt::format("no EF {:04X} can be reached from {}",
                                       static_cast<unsigned>(file.access.arr), file.header.name),
                           std::string{clause});
        return;
    }
    const std::size_t count = std::max(arr->records.size(), arr->wanted_records);
    for (const auto& [environment, record] : file.access.records) {
        if (record > count) {
            context.report.add(
                file.access.position,
                fmt::format("{} has {} records, not {}", arr->header.name, count, record),
                std::string{clause});
        }
    }
}

/// Visits a file and everything below it, with the directories that lead to its rules: for a DF
/// these include the DF itself.
void walk(FilePlan& file, Ancestry& above, const auto& visit)
{
    if (file.is_ef()) {
        visit(file, above);
        return;
    }
    above.push_back(&file);
    visit(file, above);
    for (FilePlan& child : file.children) {
        walk(child, above, visit);
    }
    above.pop_back();
}

/// A DF is protected by the EF.ARR of what it lies in: terminals see its FCP before they are in it.
Ancestry outside(const FilePlan& file, const Ancestry& directories)
{
    const bool has_parent = !file.is_ef() && directories.size() > 1;
    return has_parent ? Ancestry{directories.begin(), directories.end() - 1} : directories;
}

} // namespace

Bytes rule_of(const AccessPlan& access, const RuleKeys& application)
{
    if (access.form == AccessPlan::Form::Rule) {
        return access.rule;
    }
    const RuleKeys keys = keys_for(access.keys, application);
    const auto* standard =
        are_same(keys, application) ? catalogue::rule_for(access.rights) : nullptr;
    return catalogue::encode_rule(standard != nullptr ? standard->rights : access.rights, keys);
}

void settle_access(LoadContext& context, FilePlan& mf)
{
    Ancestry above;
    walk(mf, above, [](FilePlan& file, const Ancestry& directories) {
        if (file.is_ef() && file.standard_name() == arr_name) {
            begin_arr(file, keys_of(directories));
        }
    });
    walk(mf, above, [&](FilePlan& file, const Ancestry& directories) {
        settle(context, file, outside(file, directories));
    });
    walk(mf, above, [&](const FilePlan& file, const Ancestry& directories) {
        check_reference(context, file, directories);
    });
}

} // namespace uicc::profiles
