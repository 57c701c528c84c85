#pragma once

#include "emulator/dm/dm_error.hpp"
#include "emulator/dm/pkcs15.hpp"
#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

#include <functional>

namespace uicc::profiles {

/// What an object is when the profile does not say otherwise.
struct ObjectDefaults {
    std::string file_name{}; ///< "EF.LwM2M_Bootstrap"
    filesystem::Fid fid{};   ///< 0000: the profile has to give one
    std::string label{};
    std::string oid{};
    bool modifiable = false; ///< flagged so, and updated under the PIN
};

/// Where the application stands in the file system.
struct ApplicationPlace {
    Bytes path{};           ///< from the MF; empty: it has none
    filesystem::Fid dodf{}; ///< the EF.DODF that lists objects unless they name another one
};

/// One object of the application: its entry in an EF.DODF, and its file.
struct ReadObject {
    const yaml::Node* node = nullptr;
    filesystem::Fid directory{}; ///< of the EF.DODF with the entry
    emulator::dm::DataObject entry{};
    bool listed = true;  ///< false: the file is there, no EF.DODF leads to it
    bool present = true; ///< false: the entry is there, the file is not
    FilePlan file{};
};

/// Contents from the authored keys of an object, or everything that is wrong with them.
using AuthoredContent = Result<Bytes, std::vector<emulator::dm::DmError>>;
using ReadAuthored = std::function<AuthoredContent(Section& section)>;

/// An object with its contents: authored, or given as `hex:`, `text:` or `file:`. Keys of the
/// entry, the file and the deliberate defects are read here, the others by `read_authored`, which
/// may be empty.
[[nodiscard]] std::optional<ReadObject> read_object(LoadContext& context,
                                                    const yaml::Node& node,
                                                    const ObjectDefaults& defaults,
                                                    const ApplicationPlace& application,
                                                    const ReadAuthored& read_authored);

/// What an encoder makes of authored values; they are all judged first unless defects are wanted.
template <class Authored>
[[nodiscard]] AuthoredContent encode_authored(const Authored& authored)
{
    if (!authored.allow_defects) {
        if (auto complaints = validate(authored); !complaints.empty()) {
            return tl::unexpected{std::move(complaints)};
        }
    }
    return encode(authored).map_error(
        [](emulator::dm::DmError error) { return std::vector{std::move(error)}; });
}

} // namespace uicc::profiles
