#include "profiles/loader/card_plan.hpp"

#include "profiles/loader/dm/dm_section.hpp"
#include "profiles/loader/file_header.hpp"
#include "profiles/loader/readable_content.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using catalogue::Directory;
using filesystem::Aid;
using yaml::Node;

constexpr std::uint64_t format_version = 1;

/// UICC characteristics, TS 102 221 §11.1.1.4.6.1: clock stop allowed without preference, all
/// supply voltage classes.
const Bytes uicc_characteristics{0x80, 0x01, 0x71};

/// PIX of a USIM with an application provider field, TS 101 220 Annex E.
const Bytes default_usim_aid{0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02, 0xFF,
                             0x33, 0xFF, 0x01, 0x89, 0x00, 0x00, 0x01, 0x00};

void read_version(Section& profile)
{
    if (profile.require("vuicc") != nullptr) {
        static_cast<void>(profile.number("vuicc", {format_version, format_version}));
    }
}

/// A readable field outside of the file it belongs to, such as `iccid:` at the top.
void read_shortcut(LoadContext& context,
                   Section& section,
                   std::string_view key,
                   FilePlan& directory,
                   std::string_view file_name)
{
    const Node* node = section.find(key);
    if (node == nullptr) {
        return;
    }
    FilePlan* file = directory.child(file_name);
    if (file == nullptr) {
        const auto* spec = catalogue::find_ef(*directory.directory, file_name);
        if (!context.claim_file(node->position)) {
            return;
        }
        directory.children.push_back(ef_plan(*spec, node->position));
        file = &directory.children.back();
    }
    if (file->has_content) {
        context.report.add(*node, fmt::format("{} has contents already", file_name));
        return;
    }
    const auto* field = filesystem::contents::content_field_of(file_name);
    auto contents =
        read_field(context.report, *node, *field, {.file = *file, .size = file->wanted_size});
    file->has_content = true;
    file->authored = true;
    file->content_position = node->position;
    if (contents && !contents->empty()) {
        file->body = std::move(contents->front());
    }
}

void require_content(Report& report,
                     const Node& where,
                     FilePlan& directory,
                     std::string_view file_name,
                     std::string_view key)
{
    const FilePlan* file = directory.child(file_name);
    const bool left_out =
        std::ranges::find(directory.left_out, file_name) != directory.left_out.end();
    if (!directory.only_listed && !left_out && (file == nullptr || !file->has_content)) {
        report.add(where, fmt::format("{} is missing here", key));
    }
}

FilePlan read_mf(LoadContext& context, Section& profile)
{
    const Node nothing;
    const Node* node = profile.find_optional("mf");
    FilePlan mf =
        directory_plan(Directory::Mf, node != nullptr ? node->position : yaml::Position{});
    mf.header.proprietary = uicc_characteristics;
    Section section{context.report, node != nullptr ? *node : nothing};
    read_directory(context, section, mf);
    section.finish();
    read_shortcut(context, profile, "iccid", mf, "EF.ICCID");
    require_content(context.report, profile.node(), mf, "EF.ICCID", "iccid");
    return mf;
}

/// Files of the USIM, and the parameters of its algorithm.
void read_usim(LoadContext& context, const Node& node, CardPlan& card)
{
    FilePlan usim = directory_plan(Directory::Usim, node.position);
    usim.header.proprietary = uicc_characteristics;
    usim.header.aid = Aid::from(default_usim_aid);
    usim.label = "USIM";
    usim.authored = true;
    Section section{context.report, node};
    read_directory(context, section, usim);
    read_shortcut(context, section, "imsi", usim, "EF.IMSI");
    require_content(context.report, node, usim, "EF.IMSI", "imsi");
    card.usim = read_usim_parameters(section);
    section.finish();
    card.mf.children.push_back(std::move(usim));
}

} // namespace

CardPlan read_card(LoadContext& context, const Node& document)
{
    CardPlan card;
    Section profile{context.report, document};
    read_version(profile);
    card.name = profile.text("name").value_or("UICC");
    card.interface = read_interface(context.report, profile);
    card.mf = read_mf(context, profile);
    const Node* usim = profile.find("usim");
    if (usim != nullptr) {
        read_usim(context, *usim, card);
    }
    if (const Node* dm = profile.find("dm")) {
        card.mf.children.push_back(read_dm(context, *dm));
    }
    card.pins = read_pins(context.report, profile.find("pins"), usim != nullptr);
    if (const auto local = card.pins.first_authored_local(); local && usim == nullptr) {
        context.report.add(*local, "this key belongs to an application, and there is no usim",
                           "TS 102 221 §9.4.3");
    }
    profile.finish();
    add_mandatory_files(context, card.mf);
    return card;
}

} // namespace uicc::profiles
