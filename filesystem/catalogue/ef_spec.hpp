#pragma once

#include "filesystem/catalogue/access_rights.hpp"
#include "filesystem/catalogue/default_content.hpp"
#include "filesystem/catalogue/service_condition.hpp"
#include "filesystem/file.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace uicc::filesystem::catalogue {

/// What only few files of a table have.
struct EfTraits {
    bool mandatory = false;
    bool busy = false;                     ///< update activity "high"
    std::optional<AccessLevel> increase{}; ///< cyclic counters only
    AccessLevel deactivate = AccessLevel::Adm;
    AccessLevel activate = AccessLevel::Adm;
    std::optional<Fid> last_fid{}; ///< end of a range from which a profile picks FIDs
    std::string_view alias{};      ///< a second name in use
};

/// One row of a file table such as TS 31.102 §4.2.
struct EfSpec {
    std::string_view name{};
    Fid fid{};
    std::optional<Sfi> sfi{};
    EfStructure structure{};
    std::size_t size = 0; ///< octets of the body or of one record; 0: as long as the contents
    std::size_t record_count = 0; ///< 0: no record file, or as many as there are contents
    AccessLevel read{};
    AccessLevel update{};
    std::string_view initial_content{}; ///< pattern of default_content.hpp, per record
    ServiceCondition services{};
    EfTraits traits{};

    [[nodiscard]] constexpr bool has_records() const noexcept
    {
        return structure == EfStructure::LinearFixed || structure == EfStructure::Cyclic;
    }

    /// Whether the FID is the file's own, or within the range it may be picked from.
    [[nodiscard]] constexpr bool may_have(Fid candidate) const noexcept
    {
        return candidate >= fid && candidate <= traits.last_fid.value_or(fid);
    }

    /// The access conditions as a rule; deleting the file is left to the administrator.
    [[nodiscard]] constexpr AccessRights rights() const noexcept
    {
        return {.read = read,
                .update = update,
                .deactivate = traits.deactivate,
                .activate = traits.activate,
                .remove = AccessLevel::Adm,
                .increase = traits.increase};
    }
};

/// Within one DF, neither a FID nor an SFI nor a name may stand for two files, TS 102 221 §8.3;
/// contents are patterns that expand.
template <std::size_t N>
consteval bool identifies_files_uniquely(const std::array<EfSpec, N>& files)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (!is_content_pattern(files[i].initial_content)) {
            return false;
        }
        for (std::size_t j = i + 1; j < N; ++j) {
            const EfSpec& one = files[i];
            const EfSpec& other = files[j];
            const bool same_fid = one.may_have(other.fid) || other.may_have(one.fid);
            const bool same_sfi = one.sfi && one.sfi == other.sfi;
            if (same_fid || same_sfi || one.name == other.name) {
                return false;
            }
        }
    }
    return true;
}

/// Shorthands for the rows of the tables.
inline constexpr std::nullopt_t no_sfi = std::nullopt;
inline constexpr EfTraits mandatory{.mandatory = true};
inline constexpr EfTraits busy{.busy = true};
inline constexpr EfTraits mandatory_and_busy{.mandatory = true, .busy = true};

} // namespace uicc::filesystem::catalogue
