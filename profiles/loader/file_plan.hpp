#pragma once

#include "emulator/security/application_keys.hpp"
#include "filesystem/catalogue/catalogue.hpp"
#include "filesystem/catalogue/standard_rules.hpp"
#include "profiles/yaml/node.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace uicc::profiles {

/// How a file is protected, before the records of the EF.ARRs are known.
struct AccessPlan {
    enum class Form {
        Rights,    ///< conditions per operation; a rule of EF.ARR is found or made for them
        Rule,      ///< a rule of its own in the EF.ARR, ready coded
        Reference, ///< a record of EF.ARR by number
        Expanded,  ///< a rule in the FCP itself, tag AB
        Compact,   ///< the same in the compact format, tag 8C
        AsInFcp,   ///< as the template says that the profile gives
    };

    Form form = Form::Rights;
    filesystem::catalogue::AccessRights rights{};
    filesystem::catalogue::RuleKeys keys{};
    Bytes rule{};                                 ///< Rule, Expanded, Compact
    filesystem::Fid arr{};                        ///< Reference
    std::vector<std::pair<Byte, Byte>> records{}; ///< Reference: security environment and record
    bool by_environment = false;                  ///< Reference: the pairs stand in the FCP
    yaml::Position position{};
};

/// Keys that a file counts on for being read.
enum class Protection { None, SecureChannel, SecureMessaging };

/// Where an identifier of a file comes from.
struct IdentifierOrigin {
    yaml::Position position{}; ///< of the value, or of the name
    bool written = false;      ///< stands in the profile; else the standard one of the file
};

/// A file of the card to be: what the profile says, completed by the catalogue.
struct FilePlan {
    filesystem::FileHeader header{};
    AccessPlan access{};
    Protection protection = Protection::None;
    std::optional<emulator::ApplicationKeys> keys{}; ///< of an ADF or the MF
    bool has_content = false;                        ///< `body` or `records` is given
    Bytes body{};                                    ///< of a transparent EF, without fill
    std::vector<Bytes> records{};   ///< without fill; an empty one holds what is initial
    std::size_t wanted_size = 0;    ///< of a transparent EF; 0: as long as its content
    std::size_t wanted_records = 0; ///< 0: as many as there are contents
    bool fixed_count = false;       ///< the profile sets the number of records
    bool fixed_length = false;      ///< the profile sets the record length

    std::string same_as{}; ///< names from below the MF, of the EF whose body this one has too
    yaml::Position same_as_position{};
    const FilePlan* owner = nullptr; ///< that EF, once all files are known

    std::string label{}; ///< of an ADF, for EF.DIR
    Bytes path_in_dir{}; ///< of an ADF, tag 51 of its record of EF.DIR
    /// Keys that tag C6 of the MF or an ADF lists; none: those that the card has.
    std::optional<std::vector<filesystem::KeyReference>> pin_listing{};
    std::vector<yaml::Position> listed_at{}; ///< where the profile lists them, one by one

    /// Row of the catalogue; a directory knows its table.
    const filesystem::catalogue::EfSpec* spec = nullptr;
    std::optional<filesystem::catalogue::Directory> directory{};

    bool authored = false; ///< stands in the profile, even if without any value
    bool only_listed = false;
    std::vector<std::string> left_out{}; ///< children that the profile does without
    std::vector<FilePlan> children{};

    yaml::Position position{}; ///< of the name
    yaml::Position content_position{};
    IdentifierOrigin fid_origin{};
    IdentifierOrigin sfi_origin{};
    IdentifierOrigin aid_origin{};

    [[nodiscard]] bool is_ef() const noexcept { return header.is_ef(); }

    /// The name under which the standard has the file, for its contents.
    [[nodiscard]] std::string_view standard_name() const noexcept
    {
        return spec != nullptr ? spec->name : std::string_view{header.name};
    }

    /// The file whose contents are those of this one.
    [[nodiscard]] const FilePlan& holder() const noexcept { return owner ? *owner : *this; }

    [[nodiscard]] FilePlan* child(filesystem::Fid fid);
    [[nodiscard]] const FilePlan* child(filesystem::Fid fid) const;
    [[nodiscard]] FilePlan* child(std::string_view name);
    [[nodiscard]] const FilePlan* child(std::string_view name) const;
};

/// Calls `visit` for every file below a directory, parents first.
template <class Plan, class Visit>
void for_each_file(Plan& directory, const Visit& visit)
{
    for (auto& child : directory.children) {
        visit(child, directory);
        for_each_file(child, visit);
    }
}

} // namespace uicc::profiles
