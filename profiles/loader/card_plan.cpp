#include "profiles/loader/card_plan.hpp"

#include "filesystem/contents/subscriber/service_table.hpp"
#include "profiles/loader/dm/dm_section.hpp"
#include "profiles/loader/file_header.hpp"
#include "profiles/loader/keys.hpp"
#include "profiles/loader/readable_content.hpp"
#include "profiles/loader/service_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using catalogue::Directory;
using filesystem::Aid;
using yaml::Node;

constexpr std::string_view format_version = "1";

/// UICC characteristics, TS 102 221 §11.1.1.4.6.1: clock stop allowed without preference, all
/// supply voltage classes.
constexpr std::array<Byte, 3> uicc_characteristics{0x80, 0x01, 0x71};

/// PIX of a USIM with an application provider field, TS 101 220 Annex E.
constexpr std::array<Byte, 16> default_usim_aid{0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02, 0xFF,
                                                0x33, 0xFF, 0x01, 0x89, 0x00, 0x00, 0x01, 0x00};

/// The same for an ISIM.
constexpr std::array<Byte, 16> default_isim_aid{0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04, 0xFF,
                                                0x33, 0xFF, 0x01, 0x89, 0x00, 0x00, 0x01, 0x00};

void read_version(Section& profile)
{
    const Node* version = profile.require("vuicc");
    if (version != nullptr && version->text != format_version) {
        profile.report().add(
            *version, fmt::format("format {} is the only one this vuicc knows", format_version));
    }
}

/// The file that a key outside of `files:` gives contents to; nullptr when it has some already.
FilePlan* provide_file(LoadContext& context,
                       FilePlan& directory,
                       std::string_view file_name,
                       const Node& value)
{
    FilePlan* file = directory.child(file_name);
    if (file == nullptr) {
        if (!context.claim_file(value.position)) {
            return nullptr;
        }
        directory.children.push_back(
            ef_plan(*catalogue::find_ef(*directory.directory, file_name), value.position));
        file = &directory.children.back();
    }
    if (file->has_content) {
        context.report.add(value, fmt::format("{} has contents already", file_name));
        return nullptr;
    }
    file->has_content = true;
    file->authored = true;
    file->content_position = value.position;
    return file;
}

/// A readable field outside of the file it belongs to, such as `iccid:` at the top.
void read_shortcut(LoadContext& context,
                   Section& section,
                   std::string_view key,
                   FilePlan& directory,
                   std::string_view file_name)
{
    const Node* node = section.find(key);
    FilePlan* file = node == nullptr ? nullptr : provide_file(context, directory, file_name, *node);
    if (file == nullptr) {
        return;
    }
    const auto* field = filesystem::contents::content_field_of(file_name);
    auto contents =
        read_field(context.report, *node, *field, {.file = *file, .size = file->wanted_size});
    if (contents && file->header.has_records()) {
        file->records = *std::move(contents);
    } else if (contents && !contents->empty()) {
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

/// `services:` of the USIM, numbers and names, as contents of EF.UST.
void read_services(LoadContext& context, Section& section, FilePlan& usim)
{
    const Node* node = section.find("services");
    if (node == nullptr) {
        return;
    }
    std::vector<unsigned> numbers;
    for (const Node* item : items_of(context.report, *node)) {
        if (const auto number = read_service(context.report, *item)) {
            numbers.push_back(*number);
        }
    }
    FilePlan* ust = provide_file(context, usim, "EF.UST", *node);
    if (ust == nullptr) {
        return;
    }
    const std::size_t needed = numbers.empty() ? 0 : (std::ranges::max(numbers) + 7) / 8;
    ust->wanted_size = std::max(ust->wanted_size, needed);
    ust->body = filesystem::contents::encode_services(numbers, ust->wanted_size).value_or(Bytes{});
}

FilePlan read_mf(LoadContext& context, Section& profile)
{
    const Node nothing;
    const Node* node = profile.find_optional("mf");
    FilePlan mf = mf_plan(node != nullptr ? node->position : yaml::Position{});
    Section section{context.report, node != nullptr ? *node : nothing};
    read_directory(context, section, mf);
    mf.keys = read_keys(section);
    section.finish();
    read_shortcut(context, profile, "iccid", mf, "EF.ICCID");
    require_content(context.report, profile.node(), mf, "EF.ICCID", "iccid");
    return mf;
}

/// Files of the USIM, and the parameters of its algorithm.
void read_usim(LoadContext& context, const Node& node, CardPlan& card)
{
    FilePlan usim = usim_plan(node.position);
    usim.authored = true;
    Section section{context.report, node};
    read_directory(context, section, usim);
    read_shortcut(context, section, "imsi", usim, "EF.IMSI");
    require_content(context.report, node, usim, "EF.IMSI", "imsi");
    read_services(context, section, usim);
    card.checks_services = section.flag("check-services").value_or(true);
    usim.keys = read_keys(section);
    card.usim = read_usim_authentication(section);
    section.finish();
    card.mf.children.push_back(std::move(usim));
}

/// Files of the ISIM, and how it authenticates. The USIM has been read before.
void read_isim(LoadContext& context, const Node& node, CardPlan& card)
{
    FilePlan isim = isim_plan(node.position);
    isim.authored = true;
    Section section{context.report, node};
    read_directory(context, section, isim);
    read_shortcut(context, section, "impi", isim, "EF.IMPI");
    read_shortcut(context, section, "impu", isim, "EF.IMPU");
    read_shortcut(context, section, "domain", isim, "EF.DOMAIN");
    isim.keys = read_keys(section);
    card.isim = read_isim_authentication(section, card.usim ? &*card.usim : nullptr);
    section.finish();
    card.mf.children.push_back(std::move(isim));
}

bool names_local_keys(const FilePlan& adf)
{
    return adf.pin_listing && std::ranges::any_of(*adf.pin_listing, filesystem::is_local);
}

/// Files of DF.GSM, beside those that stand below the MF, and its algorithm. A card with a USIM can
/// do without the latter: there RUN GSM ALGORITHM asks the USIM.
void read_gsm(LoadContext& context, const Node& node, CardPlan& card)
{
    FilePlan* gsm = card.mf.child(gsm_name);
    if (gsm == nullptr) {
        if (!context.claim_file(node.position)) {
            return;
        }
        card.mf.children.push_back(directory_plan(Directory::Gsm, node.position));
        gsm = &card.mf.children.back();
        gsm->authored = true;
    }
    Section section{context.report, node, Keys::Secret};
    read_directory(context, section, *gsm);
    read_shortcut(context, section, "imsi", *gsm, "EF.IMSI");
    card.sim = read_sim_parameters(section);
    if (!card.sim && !card.usim) {
        context.report.add(node, "ki and algorithm are missing here", "TS 51.011 §8.16");
    }
    section.finish();
}

} // namespace

FilePlan mf_plan(yaml::Position position)
{
    FilePlan mf = directory_plan(Directory::Mf, position);
    mf.header.proprietary = {uicc_characteristics.begin(), uicc_characteristics.end()};
    return mf;
}

FilePlan usim_plan(yaml::Position position)
{
    FilePlan usim = directory_plan(Directory::Usim, position);
    usim.header.proprietary = {uicc_characteristics.begin(), uicc_characteristics.end()};
    usim.header.aid = Aid::from(default_usim_aid);
    usim.label = "USIM";
    return usim;
}

FilePlan isim_plan(yaml::Position position)
{
    FilePlan isim = directory_plan(Directory::Isim, position);
    isim.header.proprietary = {uicc_characteristics.begin(), uicc_characteristics.end()};
    isim.header.aid = Aid::from(default_isim_aid);
    isim.label = "ISIM";
    return isim;
}

CardPlan read_card(LoadContext& context, const Node& document)
{
    CardPlan card;
    Section profile{context.report, document};
    read_version(profile);
    card.name = profile.line("name").value_or("UICC");
    card.interface = read_interface(context.report, profile);
    card.mf = read_mf(context, profile);
    const Node* usim = profile.find("usim");
    if (usim != nullptr) {
        read_usim(context, *usim, card);
    }
    if (const Node* isim = profile.find("isim")) {
        read_isim(context, *isim, card);
    }
    const Node* gsm = profile.find("gsm");
    if (gsm != nullptr) {
        read_gsm(context, *gsm, card);
    }
    if (const Node* dm = profile.find("dm")) {
        card.mf.children.push_back(read_dm(context, *dm, card.mf));
    }
    if (const Node* node = profile.find_optional("global-platform")) {
        card.domains = read_global_platform(context, *node);
        for (SecurityDomain& domain : card.domains) {
            card.mf.children.push_back(domain.applet);
        }
    }
    if (const Node* node = profile.find_optional("access-control")) {
        AccessControl control = read_access_control(context, *node);
        card.mf.children.push_back(std::move(control.applet));
        card.access_rules = std::move(control.rules);
    }
    const bool has_application = usim != nullptr || gsm != nullptr;
    card.pins = read_pins(context.report, profile.find("pins"), has_application);
    const auto local = card.pins.first_authored_local();
    if (local && !has_application && std::ranges::none_of(card.mf.children, names_local_keys)) {
        context.report.add(*local, "this key belongs to an application, and there is no usim",
                           "TS 102 221 §9.4.3");
    }
    static_cast<void>(profile.has("family")); // a key too, but of the family and not of its card
    profile.finish();
    add_mandatory_files(context, card.mf);
    return card;
}

} // namespace uicc::profiles
