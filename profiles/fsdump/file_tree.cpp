#include "profiles/fsdump/file_tree.hpp"

#include "profiles/loader/file_limits.hpp"
#include "profiles/loader/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace uicc::profiles::fsdump {
namespace {

namespace catalogue = filesystem::catalogue;
using catalogue::Directory;
using filesystem::Fid;
using filesystem::FileKind;

constexpr std::size_t longest_name = 40;

std::string text_of(Fid fid)
{
    return fmt::format("{:04X}", static_cast<unsigned>(fid));
}

/// "7F66" of "DF.7F66", "7f66" or "MF.7F66".
std::optional<Fid> fid_in(std::string_view name)
{
    const auto dot = name.find('.');
    const auto fid = fid_of(dot == std::string_view::npos ? name : name.substr(dot + 1));
    return fid && !is_reserved(*fid) ? fid : std::nullopt;
}

/// A name as profiles allow it, from one that may be anything.
std::string tidy(std::string_view name, FileKind kind)
{
    const std::string_view prefix = kind == FileKind::Ef    ? "EF."
                                    : kind == FileKind::Adf ? "ADF."
                                                            : "DF.";
    const auto dot = name.find('.');
    std::string rest{dot == std::string_view::npos ? name : name.substr(dot + 1)};
    std::ranges::replace_if(
        rest,
        [](char character) {
            return std::isalnum(static_cast<unsigned char>(character)) == 0 && character != '-' &&
                   character != '_' && character != '.';
        },
        '_');
    return std::string{prefix} + rest.substr(0, longest_name);
}

const catalogue::DirectorySpec* directory_below(Directory parent, const auto& matches)
{
    const auto found = std::ranges::find_if(catalogue::directories(), [&](const auto& spec) {
        return spec.parent == parent && spec.directory != parent && matches(spec);
    });
    return found == catalogue::directories().end() ? nullptr : &*found;
}

const catalogue::DirectorySpec* find_directory(Directory parent,
                                               std::string_view name,
                                               const Bytes& aid,
                                               std::optional<Fid> fid)
{
    if (const auto* spec = directory_below(parent, [&](const auto& one) {
            return one.name == name || (!one.alias.empty() && one.alias == name);
        })) {
        return spec;
    }
    if (!aid.empty()) {
        return directory_below(parent, [&](const auto& one) {
            return !one.aid.empty() && aid.size() >= one.aid.size() &&
                   std::ranges::equal(one.aid, ByteView{aid}.first(one.aid.size()));
        });
    }
    return directory_below(parent, [&](const auto& one) { return fid && one.fid == fid; });
}

bool is_absent(const DumpedFile& file)
{
    constexpr std::array<std::string_view, 3> not_found{"6A82", "9404", "6A88"};
    return file.select_response.empty() && !file.has_content() &&
           std::ranges::find(not_found, file.status_word) != not_found.end();
}

/// Why a card cannot answer with a template or keep a file like this.
std::string unusable(const SelectResponse& response)
{
    const auto& fcp = response.fcp;
    if (fcp.record_length > largest_record || fcp.record_count > most_records ||
        (!fcp.is_directory && fcp.size > largest_body(fcp.structure))) {
        return "the file is larger than any command can read";
    }
    return {};
}

class TreeBuilder {
public:
    TreeBuilder(const Dump& dump, ImportReport& report) : dump_{dump}, report_{report} {}

    std::unique_ptr<TreeFile> run()
    {
        root_->directory = Directory::Mf;
        root_->name = "MF";
        root_->path = "MF";
        root_->kind = FileKind::Mf;
        root_->fid = filesystem::mf_fid;
        std::vector<const DumpedFile*> files;
        for (const DumpedFile& file : dump_.files) {
            files.push_back(&file);
        }
        std::ranges::stable_sort(files, {}, [](const auto* file) { return file->path.size(); });
        for (const DumpedFile* file : files) {
            if (is_absent(*file)) {
                ++report_.absent;
            } else {
                add(*file);
            }
        }
        return std::move(root_);
    }

private:
    void lose(const std::string& path, std::string_view why)
    {
        report_.not_captured.push_back(fmt::format("{}: {}", path, why));
    }

    void add(const DumpedFile& file)
    {
        auto response = response_of(file);
        if (file.path.empty()) {
            add_mf(file, std::move(response));
        } else if (TreeFile* parent = parent_of(file)) {
            place(*parent, file.path.back(), &file, std::move(response));
        }
    }

    void add_mf(const DumpedFile& file, std::optional<SelectResponse> response)
    {
        if (root_->dumped != nullptr) {
            lose(file.name, "its path is that of the MF, which is there already");
            return;
        }
        root_->dumped = &file;
        if (response && !response->fcp.is_directory) {
            lose("MF", "its FCP, which is that of an EF");
            return;
        }
        root_->response = std::move(response);
    }

    std::optional<SelectResponse> response_of(const DumpedFile& file)
    {
        if (file.select_response.empty()) {
            return std::nullopt;
        }
        auto response = decode_select_response(file.select_response);
        const std::string why = !response ? response.error()
                                : file.select_response.size() > filesystem::longest_fcp_template
                                    ? "the FCP template is longer than a response"
                                    : unusable(*response);
        if (!why.empty()) {
            lose(file.name, "its FCP, " + why);
            return std::nullopt;
        }
        return std::move(*response);
    }

    /// The directory of a file; those that the dump does not describe are made from their names.
    TreeFile* parent_of(const DumpedFile& file)
    {
        TreeFile* directory = root_.get();
        for (std::size_t i = 0; i + 1 < file.path.size(); ++i) {
            TreeFile* next = child(*directory, file.path[i]);
            if (next == nullptr) {
                next = place(*directory, file.path[i], nullptr, std::nullopt);
            }
            if (next == nullptr || next->is_ef()) {
                lose(file.name, "its directory is not known");
                return nullptr;
            }
            directory = next;
        }
        return directory;
    }

    /// By its name in the dump.
    TreeFile* child(const TreeFile& directory, const std::string& name)
    {
        const auto known = std::ranges::find_if(placed_, [&](const Placed& one) {
            return one.parent == &directory && one.name == name;
        });
        return known == placed_.end() ? nullptr : known->file;
    }

    static FileKind kind_of(const std::string& name,
                            const DumpedFile* dumped,
                            const std::optional<SelectResponse>& response,
                            const TreeFile& parent)
    {
        const bool is_directory =
            response ? response->fcp.is_directory
                     : dumped == nullptr || name.starts_with("DF.") || name.starts_with("ADF.");
        if (!is_directory) {
            return FileKind::Ef;
        }
        const bool has_aid = response && response->fcp.aid;
        const bool is_adf = has_aid || name.starts_with("ADF.");
        return is_adf && parent.kind == FileKind::Mf ? FileKind::Adf : FileKind::Df;
    }

    /// The AID of an application: of its FCP, else the one in the list of the dump that begins as
    /// the standard says, else that of the standard.
    Bytes aid_of(const std::string& name, const std::optional<SelectResponse>& response) const
    {
        if (response && response->fcp.aid) {
            const ByteView octets = response->fcp.aid->octets();
            return {octets.begin(), octets.end()};
        }
        const auto* spec = directory_below(
            Directory::Mf, [&](const auto& one) { return one.name == name && !one.aid.empty(); });
        if (spec == nullptr) {
            return {};
        }
        for (const Bytes& aid : dump_.aids) {
            if (filesystem::Aid::from(aid) && aid.size() >= spec->aid.size() &&
                std::ranges::equal(spec->aid, ByteView{aid}.first(spec->aid.size()))) {
                return aid;
            }
        }
        return {spec->aid.begin(), spec->aid.end()};
    }

    TreeFile* place(TreeFile& parent,
                    const std::string& name,
                    const DumpedFile* dumped,
                    std::optional<SelectResponse> response)
    {
        auto file = std::make_unique<TreeFile>();
        file->kind = kind_of(name, dumped, response, parent);
        file->dumped = dumped;
        file->parent = &parent;
        file->response = std::move(response);
        if (file->kind == FileKind::Adf) {
            file->aid = aid_of(name, file->response);
        }
        identify(*file, name, parent);
        file->path = parent.path + "/" + file->name;
        if (const std::string why = obstacle(*file, parent); !why.empty()) {
            lose(dumped != nullptr ? dumped->name : file->path, why);
            return nullptr;
        }
        settle_sfi(*file, parent);
        ++report_.files;
        if (dumped != nullptr && file->is_ef() && dumped->has_content()) {
            ++report_.with_contents;
        }
        placed_.push_back({&parent, name, file.get()});
        parent.children.push_back(std::move(file));
        return parent.children.back().get();
    }

    /// Its identifier and what the standard calls it.
    static void identify(TreeFile& file, const std::string& name, const TreeFile& parent)
    {
        std::optional<Fid> fid;
        if (file.response && file.response->fcp.fid) {
            fid = file.response->fcp.fid;
        } else if (file.dumped != nullptr && fid_of(file.dumped->identifier)) {
            fid = fid_of(file.dumped->identifier);
        } else {
            fid = fid_in(name);
        }
        if (file.is_ef()) {
            identify_ef(file, name, parent, fid);
        } else {
            identify_directory(file, name, parent, fid);
        }
        if (is_taken(parent, file.name)) {
            file.name = tidy(name + "." + text_of(file.fid), file.kind);
            file.spec = nullptr;
            file.directory.reset();
        }
    }

    static void identify_ef(TreeFile& file,
                            const std::string& name,
                            const TreeFile& parent,
                            std::optional<Fid> fid)
    {
        if (parent.directory) {
            file.spec = catalogue::find_ef(*parent.directory, name);
            const auto* by_fid = fid ? catalogue::find_ef(*parent.directory, *fid) : nullptr;
            if (file.spec == nullptr && by_fid != nullptr && by_fid->fid == *fid &&
                !is_taken(parent, by_fid->name)) {
                file.spec = by_fid;
            }
        }
        file.fid = fid.value_or(file.spec != nullptr ? file.spec->fid : Fid{});
        file.name = file.spec != nullptr ? std::string{file.spec->name} : tidy(name, file.kind);
    }

    static void identify_directory(TreeFile& file,
                                   const std::string& name,
                                   const TreeFile& parent,
                                   std::optional<Fid> fid)
    {
        const auto* spec =
            parent.directory ? find_directory(*parent.directory, name, file.aid, fid) : nullptr;
        const bool fits = spec != nullptr && spec->kind == file.kind;
        const Fid without = file.kind == FileKind::Adf ? filesystem::current_adf_fid : Fid{};
        file.fid = fid.value_or(fits ? spec->fid.value_or(without) : without);
        file.name = fits ? std::string{spec->name} : tidy(name, file.kind);
        file.directory = fits ? std::optional{spec->directory} : std::nullopt;
    }

    static bool is_taken(const TreeFile& parent, std::string_view name)
    {
        return std::ranges::any_of(parent.children,
                                   [name](const auto& one) { return one->name == name; });
    }

    /// Why no card can have the file beside and below the others; empty when one can.
    static std::string obstacle(const TreeFile& file, const TreeFile& parent)
    {
        if (file.kind == FileKind::Adf) {
            return obstacle_of_application(file, parent);
        }
        if (file.fid == Fid{}) {
            return "its identifier is not known";
        }
        if (is_reserved(file.fid)) {
            return fmt::format("its identifier {} is reserved", text_of(file.fid));
        }
        for (const TreeFile* above = &parent; above != nullptr; above = above->parent) {
            if (above->fid == file.fid) {
                return fmt::format("{} is the identifier of a directory above it",
                                   text_of(file.fid));
            }
        }
        return taken_by(file, parent);
    }

    static std::string taken_by(const TreeFile& file, const TreeFile& parent)
    {
        const auto same = std::ranges::find_if(
            parent.children, [&](const auto& one) { return one->fid == file.fid; });
        return same == parent.children.end() ? std::string{}
                                             : fmt::format("{} has the identifier {} already",
                                                           (*same)->path, text_of(file.fid));
    }

    static std::string obstacle_of_application(const TreeFile& file, const TreeFile& parent)
    {
        if (file.aid.empty()) {
            return "its AID is not known";
        }
        for (const auto& one : parent.children) {
            if (one->kind == FileKind::Adf && one->aid == file.aid) {
                return fmt::format("{} has its AID already", one->path);
            }
        }
        return file.fid == filesystem::current_adf_fid ? std::string{} : taken_by(file, parent);
    }

    void settle_sfi(TreeFile& file, const TreeFile& parent)
    {
        const auto sfi_of = [](const TreeFile& one) -> std::optional<filesystem::Sfi> {
            const bool implied = one.response && !one.response->is_fcp;
            return one.response && !implied && one.keeps_sfi ? one.response->fcp.sfi : std::nullopt;
        };
        const auto sfi = sfi_of(file);
        const bool taken = sfi && std::ranges::any_of(parent.children, [&](const auto& one) {
                               return one->is_ef() && sfi_of(*one) == sfi;
                           });
        if (taken) {
            file.keeps_sfi = false;
            report_.not_captured.push_back(fmt::format(
                "{}: its SFI {}, which another file has as well", file.path, sfi->value()));
        }
    }

    struct Placed {
        const TreeFile* parent = nullptr;
        std::string name{}; ///< in the dump
        TreeFile* file = nullptr;
    };

    const Dump& dump_;
    ImportReport& report_;
    std::unique_ptr<TreeFile> root_ = std::make_unique<TreeFile>();
    std::vector<Placed> placed_;
};

} // namespace

std::unique_ptr<TreeFile> build_tree(const Dump& dump, ImportReport& report)
{
    return TreeBuilder{dump, report}.run();
}

} // namespace uicc::profiles::fsdump
