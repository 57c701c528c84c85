#pragma once

#include "emulator/dm/defects.hpp"
#include "emulator/dm/pkcs15.hpp"
#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace uicc::profiles {

/// What an object is when the profile does not say otherwise.
struct ObjectDefaults {
    std::string_view file_name{}; ///< "EF.LwM2M_Bootstrap"
    filesystem::Fid fid{};
    std::string_view label{};
    std::string_view oid{};
};

/// One object of the application: its entry in EF.DODF and its file.
struct ReadObject {
    emulator::dm::DataObject entry{};
    FilePlan file{};
};

/// Reads the authored contents of an object from its section.
using ReadAuthored = std::function<Result<Bytes, emulator::dm::DmError>(Section& section)>;

/// An object with its contents: authored, or given as `hex:` or `file:`. Keys of the entry, the
/// file and the deliberate defects are read here, the others by `read_authored`.
[[nodiscard]] std::optional<ReadObject> read_object(LoadContext& context,
                                                    const yaml::Node& node,
                                                    const ObjectDefaults& defaults,
                                                    Bytes application_path,
                                                    const ReadAuthored& read_authored);

/// Reports what an encoder refuses, at the value that it names.
void report_dm_error(Report& report, const yaml::Node& node, const emulator::dm::DmError& error);

/// Text or hexadecimal octets, under one of two keys.
[[nodiscard]] std::optional<Bytes> read_octets(Section& section,
                                               std::string_view text_key,
                                               std::string_view hex_key);
[[nodiscard]] std::optional<SecureBytes> read_secret_octets(Section& section,
                                                            std::string_view text_key,
                                                            std::string_view hex_key);

} // namespace uicc::profiles
