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
constexpr std::string_view aid_clause = "TS 101 220 §4";

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

/// An identifier that a file has, and where it comes from.
template <class Identifier>
struct Claim {
    const FilePlan* file = nullptr;
    Identifier identifier{};
    IdentifierOrigin origin{};
};

/// Reports every identifier but the first of its kind. Standard ones go first: what to change is
/// what the profile gives, not the section that a standard file follows from.
template <class Identifier, class Describe>
void report_clashes(LoadContext& context,
                    std::vector<Claim<Identifier>> claims,
                    const Describe& describe,
                    std::string_view clause)
{
    std::ranges::stable_sort(claims, {}, [](const Claim<Identifier>& claim) {
        return std::pair{claim.origin.written, claim.origin.position};
    });
    std::map<Identifier, const Claim<Identifier>*> taken;
    for (const Claim<Identifier>& claim : claims) {
        const auto [place, is_new] = taken.try_emplace(claim.identifier, &claim);
        if (!is_new) {
            const Claim<Identifier>& first = *place->second;
            context.report.add(claim.origin.position,
                               fmt::format("{} has {} already, see line {}",
                                           first.file->header.name, describe(claim.identifier),
                                           first.origin.position.line),
                               std::string{clause});
        }
    }
}

void check_fids(LoadContext& context, const FilePlan& directory)
{
    std::vector<Claim<Fid>> claims;
    for (const FilePlan& file : directory.children) {
        if (has_fid(file)) {
            claims.push_back({&file, file.header.fid, file.fid_origin});
        }
    }
    report_clashes(
        context, std::move(claims), [](Fid fid) { return "the FID " + text_of(fid); },
        identifier_clause);
}

void check_sfis(LoadContext& context, const FilePlan& directory)
{
    std::vector<Claim<unsigned>> claims;
    for (const FilePlan& file : directory.children) {
        if (file.header.sfi) {
            claims.push_back({&file, file.header.sfi->value(), file.sfi_origin});
        }
    }
    report_clashes(
        context, std::move(claims), [](unsigned sfi) { return fmt::format("the SFI {}", sfi); },
        identifier_clause);
}

/// A file may not have the FID of a directory that it lies in.
void check_ancestors(LoadContext& context, const FilePlan& directory, std::vector<Fid>& above)
{
    for (const FilePlan& file : directory.children) {
        if (has_fid(file) && std::ranges::find(above, file.header.fid) != above.end()) {
            context.report.add(file.fid_origin.position,
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
    std::vector<Claim<Bytes>> claims;
    for (const FilePlan& adf : mf.children) {
        if (adf.header.kind != FileKind::Adf) {
            continue;
        }
        if (!adf.header.aid) {
            context.report.add(adf.position, "aid is missing here", std::string{aid_clause});
            continue;
        }
        const ByteView aid = adf.header.aid->octets();
        claims.push_back({&adf, {aid.begin(), aid.end()}, adf.aid_origin});
    }
    report_clashes(
        context, std::move(claims), [](const Bytes&) { return "this AID"; }, aid_clause);
}

bool serves(const std::optional<emulator::ApplicationKeys>& keys, Protection protection)
{
    return keys && (protection == Protection::SecureChannel ? keys->scp02 || keys->scp03
                                                            : !keys->messaging.empty());
}

/// A file that is read in a session only needs keys that open one: of its application, else of the
/// issuer security domain (secure channels) or of the card (secure messaging).
void check_protection(LoadContext& context, const CardPlan& card)
{
    const FilePlan& mf = card.mf;
    if (serves(mf.keys, Protection::SecureChannel)) {
        context.report.add(mf.position, "secure channels belong to an application or to "
                                        "global-platform, not to the MF");
    }
    const auto issuer = card.domains.empty() ? std::nullopt : card.domains.front().applet.keys;
    for (const FilePlan& adf : mf.children) {
        if (adf.is_ef()) {
            continue;
        }
        for_each_file(adf, [&](const FilePlan& file, const FilePlan&) {
            const bool served =
                file.protection == Protection::None || serves(adf.keys, file.protection) ||
                (file.protection == Protection::SecureChannel ? serves(issuer, file.protection)
                                                              : serves(mf.keys, file.protection));
            if (!served) {
                context.report.add(file.access.position,
                                   fmt::format("{} has no keys for this; see keys: scp03 and "
                                               "messaging",
                                               adf.header.name));
            }
        });
    }
}

void check_pin_listings(LoadContext& context, const CardPlan& card)
{
    check_pin_listing(context.report, card.mf, card.pins);
    for (const FilePlan& adf : card.mf.children) {
        check_pin_listing(context.report, adf, card.pins);
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
    if (!directory.header.fcp.empty()) { // as some card has it
        return;
    }
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
    check_protection(context, card);
    check_pin_listings(context, card);
    settle_access(context, card.mf);
    check_fcp(context, card.mf, card.pins.listing(Pins::Listing::CardWide));
    if (const FilePlan* usim = card.mf.child(usim_name)) {
        if (card.checks_services) {
            check_services(context, *usim);
        }
        check_fcp(context, *usim, card.pins.listing(Pins::Listing::WithLocal));
    }
    if (const FilePlan* isim = card.mf.child(isim_name)) {
        if (card.checks_services && isim->header.fcp.empty()) { // else as some card has it
            check_services(context, *isim);
        }
        check_fcp(context, *isim, card.pins.listing(Pins::Listing::PinAndAdm1));
    }
}

} // namespace uicc::profiles
