#pragma once

#include "codec/bytes.hpp"
#include "daemon/client/rules.hpp"
#include "emulator/dm/pkcs15.hpp"

#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon::client::finding {

/// A bootstrap file that a directory names.
struct FileEntry {
    std::string oid{};
    emulator::dm::Pkcs15Path path{};
};

/// What a directory file says, and what in it was passed over.
template <class Entry>
struct Listing {
    std::vector<Entry> entries{};
    std::vector<std::string> problems{}; ///< sentences
};

/// Paths of the directories of data objects in EF.ODF, in their order, PKCS#15 §6.2.
[[nodiscard]] Listing<Bytes> data_directories(ByteView odf, const Conduct& conduct);

/// The bootstrap files in an EF.DODF, the first of each kind, PKCS#15 §6.7. Entries of other kinds
/// and malformed ones are passed over.
[[nodiscard]] Listing<FileEntry> bootstrap_files(ByteView dodf, const Conduct& conduct);

/// The record of EF.DIR for the PKCS#15 application; `path` is empty where it has none.
struct ApplicationRecord {
    Bytes aid{};
    Bytes path{};
};

/// Nothing when no record of EF.DIR names the application, TS 102 221 §13.1.
[[nodiscard]] std::optional<ApplicationRecord> pkcs15_record(const std::vector<Bytes>& records);

/// Where SELECT goes from the MF: a path in the application below `application` (7FFF, or the FID
/// of its DF), or an absolute one without 3F00. Nothing when it is no path.
[[nodiscard]] std::optional<Bytes> path_from_mf(ByteView path,
                                                ByteView application,
                                                const Conduct& conduct);

/// The part of a file that a path with index and length means; nothing when the file is shorter.
[[nodiscard]] std::optional<Bytes> part_of(ByteView content,
                                           const emulator::dm::Pkcs15Path& path,
                                           const Conduct& conduct);

} // namespace uicc::daemon::client::finding
