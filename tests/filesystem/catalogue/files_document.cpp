#include "tests/filesystem/catalogue/files_document.hpp"

#include "filesystem/catalogue/catalogue.hpp"
#include "filesystem/catalogue/standard_rules.hpp"
#include "filesystem/contents/content_fields.hpp"
#include "tests/support/vector_file.hpp"

#include <fmt/format.h>

#include <vector>

namespace uicc::test {
namespace {

using namespace filesystem; // NOLINT(google-build-using-namespace): the subject of this file
using namespace filesystem::catalogue; // NOLINT(google-build-using-namespace)

constexpr std::string_view introduction = R"(# Files that profiles can name

Written from the catalogue (`filesystem/catalogue/tables`) by the test suite; run
`VUICC_UPDATE_DOCS=1 ctest -R FilesDocument` after changing a table.

- **SFI** in hexadecimal as in the specifications.
- **Size** in octets, for record files the record length and how many records there are unless the
  profile says otherwise; `-` follows the contents.
- **Read**, **update**: what the access rule of the file asks for; a third level is INCREASE.
- **Contents**: what the file holds when the profile gives nothing, empty: FF throughout.
  `A...B` repeats the last octet of A, `(A)` the whole group.
- **Service**: number in EF.UST (`+` joins services that must all be there).
- **M** mandatory, **H** update activity high.
- **Field**: the readable form that a profile may give instead of octets; the last table shows an
  example of each.

)";

std::string_view structure_name(EfStructure structure)
{
    switch (structure) {
    case EfStructure::Transparent:
        return "transparent";
    case EfStructure::LinearFixed:
        return "linear fixed";
    case EfStructure::Cyclic:
        return "cyclic";
    case EfStructure::BerTlv:
        return "BER-TLV";
    }
    return "";
}

std::string hex(Fid fid)
{
    return fmt::format("{:04X}", static_cast<unsigned>(fid));
}

std::string fid_column(const EfSpec& file)
{
    return file.traits.last_fid ? hex(file.fid) + " to " + hex(*file.traits.last_fid)
                                : hex(file.fid);
}

std::string size_column(const EfSpec& file)
{
    const std::string size = file.size == 0 ? "-" : fmt::format("{}", file.size);
    if (!file.has_records()) {
        return size;
    }
    return fmt::format("{} x {}",
                       file.record_count == 0 ? "n" : fmt::format("{}", file.record_count), size);
}

std::string_view table_prefix(ServiceTable table)
{
    switch (table) {
    case ServiceTable::Ust:
        return "";
    case ServiceTable::Ist:
        return "IST ";
    case ServiceTable::ProseSt5g:
        return "5G_PROSE_ST ";
    }
    return "";
}

std::string services_column(const ServiceCondition& condition)
{
    std::string text;
    const std::string_view separator =
        condition.mode() == ServiceCondition::Mode::All ? " + " : ", ";
    for (const Service service : condition.services()) {
        text += fmt::format("{}{}{}", text.empty() ? "" : separator, table_prefix(service.table),
                            service.number);
    }
    return text;
}

std::string access_column(const EfSpec& file)
{
    std::string text = fmt::format("{} / {}", to_string(file.read), to_string(file.update));
    if (file.traits.increase) {
        text += fmt::format(" / {}", to_string(*file.traits.increase));
    }
    return text;
}

std::string file_row(const EfSpec& file)
{
    const auto* field = contents::content_field_of(file.name, file.structure);
    const std::vector<std::string> columns{
        std::string{file.name},
        fid_column(file),
        file.sfi ? fmt::format("{:02X}", file.sfi->value()) : "",
        std::string{structure_name(file.structure)},
        size_column(file),
        access_column(file),
        std::string{file.initial_content},
        services_column(file.services),
        fmt::format("{}{}", file.traits.mandatory ? "M" : "", file.traits.busy ? "H" : ""),
        field == nullptr ? "" : std::string{field->name},
    };
    return fmt::format("| {} |\n", fmt::join(columns, " | "));
}

std::string directory_section(const DirectorySpec& directory)
{
    std::vector<std::string> facts;
    if (directory.fid) {
        facts.push_back("FID " + hex(*directory.fid));
    }
    if (!directory.aid.empty()) {
        facts.push_back("AID " + to_hex(directory.aid));
    }
    if (!directory.services.empty()) {
        facts.push_back("service " + services_column(directory.services));
    }
    std::string text = fmt::format("## {}\n\n", directory.path);
    if (!facts.empty()) {
        text += fmt::format("{}.\n\n", fmt::join(facts, ", "));
    }
    text +=
        "| Name | FID | SFI | Structure | Size | Read / update | Contents | Service | | Field |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n";
    for (const EfSpec& file : files_of(directory.directory)) {
        text += file_row(file);
    }
    return text + "\n";
}

std::string level_column(std::optional<AccessLevel> level)
{
    return level ? std::string{to_string(*level)} : "";
}

std::string rules_section()
{
    std::string text =
        "## Access rules\n\nRecords of the EF.ARR that a card has unless its profile writes its "
        "own. Record 14 is for DFs: update stands for creating an EF, append for creating a "
        "DF.\n\n"
        "| Record | Read | Update | Append | Deactivate | Activate | Delete | Increase | Octets "
        "|\n|---|---|---|---|---|---|---|---|---|\n";
    for (const StandardRule& rule : standard_rules()) {
        const AccessRights& rights = rule.rights;
        text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | `{}` |\n", rule.record,
                            level_column(rights.read), level_column(rights.update),
                            level_column(rights.append), level_column(rights.deactivate),
                            level_column(rights.activate), level_column(rights.remove),
                            level_column(rights.increase), to_hex(encode_rule(rights)));
    }
    return text;
}

std::string fields_section()
{
    std::string text = "\n## Readable fields\n\n| File | Field | Example |\n|---|---|---|\n";
    for (const contents::ContentField& field : contents::content_fields()) {
        const bool transparent = field.structure == EfStructure::Transparent;
        text +=
            fmt::format("| {}{} | {} | `{}: {}` |\n", field.file,
                        transparent ? " (transparent)" : "", field.name, field.name, field.example);
    }
    return text;
}

} // namespace

std::string files_document()
{
    std::string text{introduction};
    for (const DirectorySpec& directory : directories()) {
        text += directory_section(directory);
    }
    return text + rules_section() + fields_section();
}

} // namespace uicc::test
