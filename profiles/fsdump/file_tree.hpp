#pragma once

#include "filesystem/catalogue/catalogue.hpp"
#include "profiles/fsdump/dump.hpp"
#include "profiles/fsdump/import_report.hpp"
#include "profiles/fsdump/select_response.hpp"

#include <memory>

namespace uicc::profiles::fsdump {

/// A file of the card to be.
struct TreeFile {
    std::string name{}; ///< of the catalogue where it has the file; unique among siblings
    std::string path{}; ///< names from the MF, for the report
    filesystem::FileKind kind = filesystem::FileKind::Ef;
    filesystem::Fid fid{};
    const filesystem::catalogue::EfSpec* spec = nullptr;
    std::optional<filesystem::catalogue::Directory> directory{};
    const DumpedFile* dumped = nullptr; ///< null for a directory that only its files name
    std::optional<SelectResponse> response{};
    Bytes aid{};           ///< of an ADF
    bool keeps_sfi = true; ///< false: a sibling has it already
    TreeFile* parent = nullptr;
    std::vector<std::unique_ptr<TreeFile>> children{};

    [[nodiscard]] bool is_ef() const noexcept { return kind == filesystem::FileKind::Ef; }

    /// Whether SELECT is to answer the template of the dump.
    [[nodiscard]] bool has_template() const noexcept { return response && response->is_fcp; }
};

/// The files of a dump as they lie in each other. Those that no card can have are left out and
/// stand in the report.
[[nodiscard]] std::unique_ptr<TreeFile> build_tree(const Dump& dump, ImportReport& report);

} // namespace uicc::profiles::fsdump
