#include "profiles/loader/card_checks.hpp"

#include "filesystem/fcp.hpp"
#include "profiles/loader/access_records.hpp"
#include "profiles/loader/derived_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace uicc::profiles {
namespace {

using filesystem::Fid;
using filesystem::FileKind;
using filesystem::KeyReference;
using filesystem::Sfi;

constexpr std::string_view identifier_clause = "TS 102 221 §8.3";

/// Small terminals have buffers of 100 octets for the FCP of the MF and of the USIM, status word
/// included.
constexpr std::size_t longest_fcp = 97;

std::string text_of(Fid fid)
{
    return fmt::format("{:04X}", static_cast<unsigned>(fid));
}

/// ADFs without a FID of their own are found by their AID only.
bool has_fid(const FilePlan& file)
{
    return file.header.fid != filesystem::current_adf_fid && file.header.fid != Fid{};
}

void check_fids(LoadContext& context, const FilePlan& directory)
{
    std::map<Fid, const FilePlan*> taken;
    for (const FilePlan& file : directory.children) {
        if (!has_fid(file)) {
            continue;
        }
        const auto [first, is_new] = taken.try_emplace(file.header.fid, &file);
        if (!is_new) {
            context.report.add(file.fid_position,
                               fmt::format("{} has the FID {} already", first->second->header.name,
                                           text_of(file.header.fid)),
                               std::string{identifier_clause});
        }
    }
}

void check_sfis(LoadContext& context, const FilePlan& directory)
{
    std::map<Sfi, const FilePlan*> taken;
    for (const FilePlan& file : directory.children) {
        if (!file.header.sfi) {
            continue;
        }
        const auto [first, is_new] = taken.try_emplace(*file.header.sfi, &file);
        if (!is_new) {
            context.report.add(file.sfi_position,
                               fmt::format("{} has the SFI {} already", first->second->header.name,
                                           file.header.sfi->value()),
                               std::string{identifier_clause});
        }
    }
}

/// A file may not have the FID of a directory that it lies in.
void check_ancestors(LoadContext& context, const FilePlan& directory, std::vector<Fid>& above)
{
    for (const FilePlan& file : directory.children) {
        if (has_fid(file) && std::ranges::find(above, file.header.fid) != above.end()) {
            context.report.add(file.fid_position,
                               fmt::format("{} is the FID of a directory above this file",
                                           text_of(file.header.fid)),
                               std::string{identifier_clause});
        }
        if (!file.is_ef()) {
            above.push_back(file.header.fid);
            check_ancestors(context, file, above);
            above.pop_back();
        }
    }
}

void check_identifiers(LoadContext& context, const FilePlan& mf)
{
    const auto check_directory = [&context](const FilePlan& directory) {
        check_fids(context, directory);
        check_sfis(context, directory);
    };
    check_directory(mf);
    for_each_file(mf, [&](const FilePlan& file, const FilePlan&) {
        if (!file.is_ef()) {
            check_directory(file);
        }
    });
    std::vector<Fid> above{filesystem::mf_fid};
    check_ancestors(context, mf, above);
}

void check_aids(LoadContext& context, const FilePlan& mf)
{
    std::vector<const FilePlan*> seen;
    for (const FilePlan& adf : mf.children) {
        if (adf.header.kind != FileKind::Adf) {
            continue;
        }
        const auto same = std::ranges::find_if(
            seen, [&](const FilePlan* other) { return other->header.aid == adf.header.aid; });
        if (!adf.header.aid) {
            context.report.add(adf.position, "aid is missing here", "TS 101 220 §4");
        } else if (same != seen.end()) {
            context.report.add(adf.position,
                               fmt::format("{} has this AID already", (*same)->header.name),
                               "TS 101 220 §4");
        }
        seen.push_back(&adf);
    }
}

/// Octets of tag C6: one bit and three octets per key, three more for the usage qualifier of the
/// universal PIN, TS 102 221 §9.5.2.
std::size_t pin_status_size(const std::vector<KeyReference>& listing)
{
    const bool universal = std::ranges::find(listing, filesystem::universal_pin) != listing.end();
    return listing.empty()
               ? 0
               : 2 + (listing.size() + 7) / 8 + 3 * listing.size() + (universal ? 3 : 0);
}

void check_fcp(LoadContext& context, const FilePlan& directory, std::vector<KeyReference> listing)
{
    const Bytes pin_status(pin_status_size(directory.pin_listing.value_or(std::move(listing))));
    const auto fcp = filesystem::encode_fcp(directory.header, {.pin_status = pin_status});
    if (fcp.size() > longest_fcp) {
        context.report.add(directory.position,
                           fmt::format("the FCP of {} has {} octets, terminals have room for {}",
                                       directory.header.name, fcp.size(), longest_fcp),
                           "TS 102 221 §11.1.1.3");
    }
}

} // namespace

void check_card(LoadContext& context, CardPlan& card)
{
    check_identifiers(context, card.mf);
    check_aids(context, card.mf);
    settle_access(context, card.mf);
    check_fcp(context, card.mf, card.pins.listing(Pins::Listing::CardWide));
    if (const FilePlan* usim = card.mf.child(usim_name)) {
        check_services(context, *usim);
        check_fcp(context, *usim, card.pins.listing(Pins::Listing::WithLocal));
    }
}

} // namespace uicc::profiles
