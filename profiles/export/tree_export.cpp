#include "profiles/export/tree_export.hpp"

#include "filesystem/catalogue/secret_files.hpp"
#include "profiles/export/content_node.hpp"
#include "profiles/export/header_node.hpp"
#include "profiles/loader/shared_bodies.hpp"

#include <algorithm>
#include <tuple>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::FileKind;
using yaml::MapBuilder;

bool stands_for(const FileHeader& file, const catalogue::EfSpec& spec)
{
    return file.is_ef() && (file.name == spec.name || file.fid == spec.fid);
}

} // namespace

/// EFs first, each kind in the order of the identifiers; ADFs as EF.DIR has them.
std::vector<FileIndex> TreeExport::children_of(FileIndex directory) const
{
    const auto all = card_.memory.image().children(directory);
    std::vector<FileIndex> children{all.begin(), all.end()};
    std::ranges::stable_sort(children, {}, [&](FileIndex child) {
        const FileHeader& file = card_.memory.header(child);
        const bool is_adf = file.kind == FileKind::Adf;
        return std::tuple{file.is_ef() ? 0
                          : is_adf     ? 2
                                       : 1,
                          is_adf ? filesystem::Fid{} : file.fid, is_adf ? child : FileIndex{}};
    });
    return children;
}

void TreeExport::add_directory_keys(MapBuilder& map, const ExportedDirectory& directory)
{
    add_header(map, card_.memory, directory.index, directory.baseline);
    if (directory.baseline.header.kind != FileKind::Df) {
        add_pin_listing(map, card_.description, directory.index, directory.baseline);
    }
}

void TreeExport::add_ef_content(MapBuilder& map,
                                FileIndex file,
                                const FilePlan& baseline,
                                const std::string& path)
{
    const filesystem::Image& files = card_.memory.image();
    if (const FileIndex owner = files.body_owner(file); owner != file) {
        map.add("same-as", yaml::word(path_below_mf(files, owner)));
        return;
    }
    const FileHeader& header = card_.memory.header(file);
    const bool hidden = secrets_ == ExportSecrets::LeftOut &&
                        catalogue::may_hold_secrets(header.name) &&
                        !holds_initial_content(card_.memory, file, baseline);
    if (!hidden) {
        add_content(map, card_.memory, file, baseline);
        return;
    }
    add_size(map, header, baseline);
    outcome_.left_out.push_back(path);
}

yaml::NodePtr TreeExport::node_of(FileIndex file,
                                  const FilePlan& baseline,
                                  const std::string& path,
                                  bool with_content)
{
    MapBuilder map;
    if (baseline.is_ef()) {
        add_header(map, card_.memory, file, baseline);
        if (with_content) {
            add_ef_content(map, file, baseline, path);
        } else {
            add_size(map, card_.memory.header(file), baseline);
        }
    } else {
        const ExportedDirectory directory{file, path, baseline};
        add_directory_keys(map, directory);
        add_files(map, directory);
    }
    return std::move(map).build();
}

void TreeExport::add_files(MapBuilder& map,
                           const ExportedDirectory& directory,
                           std::optional<FileIndex> skipped)
{
    MapBuilder files;
    const auto children = children_of(directory.index);
    for (const FileIndex child : children) {
        const FileHeader& file = card_.memory.header(child);
        if (file.is_applet || std::ranges::find(left_out_, file.name) != left_out_.end()) {
            continue;
        }
        const FileBaseline baseline = baseline_of(file, directory.baseline.directory);
        const std::string path =
            directory.path.empty() ? file.name : directory.path + "/" + file.name;
        yaml::NodePtr node = node_of(child, baseline.plan, path, child != skipped);
        if (child != skipped || node->kind != yaml::Kind::Null) {
            files.add(baseline.key, std::move(node));
        }
    }
    if (directory.baseline.directory) {
        for (const auto& spec : catalogue::files_of(*directory.baseline.directory)) {
            const bool is_there = std::ranges::any_of(children, [&](FileIndex child) {
                return stands_for(card_.memory.header(child), spec);
            });
            if (spec.traits.mandatory && !is_there) {
                files.add(std::string{spec.name}, yaml::word("none"));
            }
        }
    }
    if (!files.empty()) {
        map.add("files", std::move(files).build());
    }
}

} // namespace uicc::profiles
