#include "daemon/client/gathering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace uicc::daemon::client {
namespace {

namespace dm = emulator::dm;
using card::Failure;
using card::FileState;
using finding::FileEntry;

constexpr std::array<Byte, 2> ef_odf{0x50, 0x31};
constexpr std::array<Byte, 2> ef_token_info{0x50, 0x32};
constexpr std::array<Byte, 2> usual_lwm2m_bootstrap{0x64, 0x32};

/// The kinds of bootstrap files, the most important first.
struct FileKind {
    std::string_view oid{};
    std::string_view name{};
    Source source{};
    content::Judgement (*judge)(ByteView file, const Conduct& conduct) = nullptr;
};

constexpr auto kinds = std::to_array<FileKind>({
    {dm::oid_lwm2m_bootstrap, "EF.LwM2M_Bootstrap", Source::Lwm2m, content::judge_lwm2m},
    {dm::oid_dm_bootstrap, "EF.DM_Bootstrap", Source::Dm, content::judge_dm},
    {dm::oid_cp_bootstrap, "EF.Bootstrap", Source::Cp, content::judge_cp},
    {dm::oid_cp_config1, "EF.Config1", Source::Cp, content::judge_cp},
    {dm::oid_cp_config2, "EF.Config2", Source::Cp, content::judge_cp},
});

const FileKind& kind_of(const FileEntry& entry)
{
    return *std::ranges::find(kinds, entry.oid, &FileKind::oid);
}

std::string describe(const card::FileContent& file)
{
    switch (file.state) {
    case FileState::Read:
        return "was read";
    case FileState::Missing:
        return "is not on the card";
    case FileState::Protected:
        return "is protected";
    case FileState::Deactivated:
        return fmt::format("is being updated ({})", card::describe_status(file.status));
    case FileState::Forged:
        return "came with a wrong MAC";
    case FileState::Refused:
        return fmt::format("was refused ({})", card::describe_status(file.status));
    }
    return "";
}

void sort_by_importance(std::vector<FileEntry>& entries, const Conduct& conduct)
{
    std::ranges::sort(entries, {}, [](const FileEntry& entry) { return &kind_of(entry); });
    if (conduct.breaks(Rule::ConfigFirst)) {
        std::ranges::reverse(entries);
    }
}

} // namespace

void Gathering::nothing_is_certain()
{
    harvest_.undecided = {Source::Lwm2m, Source::Dm, Source::Cp};
}

void Gathering::take_problems(std::vector<std::string> problems)
{
    std::ranges::move(problems, std::back_inserter(harvest_.problems));
}

/// The content of a directory; nothing when it is not there or the card does not let it be read.
Result<std::optional<Bytes>, Failure> Gathering::read_directory(ByteView path)
{
    const auto from_mf = finding::path_from_mf(path, application_.base, conduct_);
    if (!from_mf) {
        harvest_.problems.emplace_back("a directory has a path that leads nowhere");
        return std::nullopt;
    }
    card::FileContent file = TRY(reader_.read(*from_mf));
    if (file.state == FileState::Read) {
        return std::move(file.octets);
    }
    harvest_.problems.push_back("a directory " + describe(file));
    if (file.state != FileState::Missing) {
        harvest_.refused = true;
        nothing_is_certain();
    }
    return std::nullopt;
}

Gathering::Listed Gathering::list_files()
{
    std::vector<FileEntry> files;
    if (conduct_.breaks(Rule::TokenInfoNeeded) && !TRY(read_directory(ef_token_info))) {
        return files;
    }
    const auto odf = TRY(read_directory(ef_odf));
    auto directories = finding::data_directories(odf.value_or(Bytes{}), conduct_);
    bool whole = directories.problems.empty();
    take_problems(std::move(directories.problems));
    for (const Bytes& path : directories.entries) {
        const auto dodf = TRY(read_directory(path));
        auto listed = finding::bootstrap_files(dodf.value_or(Bytes{}), conduct_);
        whole = whole && listed.problems.empty();
        take_problems(std::move(listed.problems));
        std::ranges::copy_if(listed.entries, std::back_inserter(files), [&](const auto& entry) {
            return std::ranges::find(files, entry.oid, &FileEntry::oid) == files.end();
        });
    }
    if (!whole) {
        harvest_.malformed = true;
        nothing_is_certain();
    }
    sort_by_importance(files, conduct_);
    return files;
}

Result<void, Failure> Gathering::gather()
{
    reader_.application_pins(application_.enabled_pins);
    std::vector<FileEntry> files{
        {dm::oid_lwm2m_bootstrap,
         {.path = {usual_lwm2m_bootstrap.begin(), usual_lwm2m_bootstrap.end()}}}};
    if (conduct_.keeps(Rule::NoDirNeeded)) {
        files = TRY(list_files());
    }
    for (const FileEntry& entry : files) {
        current_ = entry;
        TRY(gather_file(entry));
    }
    current_.reset();
    return {};
}

content::Judgement Gathering::judge(const FileEntry& entry, ByteView file) const
{
    const FileKind& kind = kind_of(entry);
    const auto part = finding::part_of(file, entry.path, conduct_);
    if (!part) {
        return {.verdict = content::Verdict::Malformed,
                .problems = {fmt::format("{}: its path goes beyond its end", kind.name)}};
    }
    return kind.judge(*part, conduct_);
}

Result<void, Failure> Gathering::gather_file(const FileEntry& entry)
{
    const auto path = finding::path_from_mf(entry.path.path, application_.base, conduct_);
    if (!path) {
        harvest_.problems.push_back(
            fmt::format("{} has a path that leads nowhere", kind_of(entry).name));
        return {};
    }
    const card::FileContent file = TRY(reader_.read(*path));
    if (file.state != FileState::Read) {
        note_state(entry, file);
        return {};
    }
    auto judgement = judge(entry, file.octets);
    if (judgement.verdict == content::Verdict::Malformed && conduct_.keeps(Rule::NoReread)) {
        const card::FileContent again = TRY(reader_.read_again(*path));
        if (again.state == FileState::Read && again.octets != file.octets) {
            judgement = judge(entry, again.octets);
        }
    }
    take(entry, std::move(judgement));
    return {};
}

void Gathering::note_state(const FileEntry& entry, const card::FileContent& file)
{
    harvest_.problems.push_back(fmt::format("{} {}", kind_of(entry).name, describe(file)));
    if (file.state != FileState::Missing) {
        harvest_.refused = true;
        harvest_.undecided.insert(kind_of(entry).source);
    }
}

/// Of accounts with the same name in several files the one in the first file stays.
void Gathering::take(const FileEntry& entry, content::Judgement judgement)
{
    take_problems(std::move(judgement.problems));
    if (judgement.verdict == content::Verdict::Malformed) {
        harvest_.malformed = true;
        harvest_.undecided.insert(kind_of(entry).source);
    }
    const std::vector<Account> before = harvest_.accounts;
    for (Account& account : judgement.accounts) {
        const bool known = std::ranges::any_of(before, [&](const Account& other) {
            return other.source == account.source && other.id == account.id;
        });
        if (!known) {
            harvest_.accounts.push_back(std::move(account));
        }
    }
}

void Gathering::use_interrupted()
{
    if (!current_) {
        return;
    }
    Conduct careless = conduct_;
    careless.break_rule(Rule::AcceptMalformed);
    careless.break_rule(Rule::AcceptOrphanServer);
    take(*current_, kind_of(*current_).judge(reader_.files().interrupted(), careless));
}

Result<std::string, Failure> Gathering::marker()
{
    const auto content = TRY(read_directory(ef_token_info));
    const auto token = dm::decode_token_info(content.value_or(Bytes{}));
    return token ? token->last_update : std::string{};
}

} // namespace uicc::daemon::client
