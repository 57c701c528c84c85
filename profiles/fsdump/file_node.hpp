#pragma once

#include "profiles/fsdump/file_tree.hpp"
#include "profiles/yaml/build.hpp"

namespace uicc::profiles::fsdump {

/// Writes the files of a tree as a profile has them.
class FileWriter {
public:
    explicit FileWriter(ImportReport& report) : report_{report} {}

    /// Keys of a directory, `files:` included.
    void add_directory(yaml::MapBuilder& map, const TreeFile& directory);

private:
    [[nodiscard]] yaml::NodePtr node_of(const TreeFile& file);
    void add_identity(yaml::MapBuilder& map, const TreeFile& file);
    void add_ef(yaml::MapBuilder& map, const TreeFile& file);
    void add_body(yaml::MapBuilder& map, const TreeFile& file);
    void add_objects(yaml::MapBuilder& map, const TreeFile& file, Bytes body);
    void add_records(yaml::MapBuilder& map, const TreeFile& file);
    void add_access(yaml::MapBuilder& map, const TreeFile& file);
    [[nodiscard]] std::string missing_rule(const TreeFile& file) const;
    [[nodiscard]] std::vector<Bytes> records_of(const TreeFile& file) const;
    void note_missing_content(const TreeFile& file);
    void fill_in(const TreeFile& file, std::string_view what);

    ImportReport& report_;
};

/// Applications with sections of their own in a profile.
[[nodiscard]] bool is_usim(const TreeFile& file);
[[nodiscard]] bool is_pkcs15(const TreeFile& file);

} // namespace uicc::profiles::fsdump
