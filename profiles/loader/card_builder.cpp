#include "profiles/loader/card_builder.hpp"

#include "filesystem/contents/card/application_entry.hpp"
#include "filesystem/contents/subscriber/service_table.hpp"
#include "profiles/loader/access_records.hpp"
#include "profiles/loader/file_limits.hpp"
#include "profiles/loader/profile_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::FileKind;
using filesystem::ImageBuilder;

constexpr unsigned service_gsm_access = 27;           // TS 31.102 §4.2.8
constexpr unsigned service_gsm_security_context = 38; // TS 31.102 §4.2.8

/// Whether a file is there, and its contents are left to the loader.
FilePlan* derived(FilePlan& directory, std::string_view name)
{
    FilePlan* file = directory.child(name);
    return file != nullptr && !file->has_content ? file : nullptr;
}

void fill_dir(LoadContext& context, FilePlan& mf)
{
    FilePlan* dir = derived(mf, "EF.DIR");
    if (dir == nullptr) {
        return;
    }
    for (const FilePlan& adf : mf.children) {
        if (adf.header.kind != FileKind::Adf || !adf.header.aid) {
            continue;
        }
        const ByteView aid = adf.header.aid->octets();
        const auto record = filesystem::contents::encode_application_entry(
            {.aid = {aid.begin(), aid.end()}, .label = adf.label, .path = adf.path_in_dir});
        if (!record || record->size() > largest_record) {
            context.report.add(adf.position, "label and path are too long for a record of EF.DIR",
                               "TS 102 221 §13.1");
            continue;
        }
        dir->header.record_length = std::max(dir->header.record_length, record->size());
        dir->records.push_back(*record);
    }
    dir->wanted_records = std::max(dir->wanted_records, dir->records.size());
    dir->has_content = !dir->records.empty();
}

/// Without contents of its own, EF.UST announces what the files of the USIM are for.
void fill_ust(FilePlan& usim)
{
    FilePlan* ust = derived(usim, "EF.UST");
    if (ust == nullptr) {
        return;
    }
    std::set<unsigned> services{service_gsm_security_context};
    for_each_file(usim, [&](const FilePlan& file, const FilePlan&) {
        if (file.spec == nullptr) {
            return;
        }
        const auto& condition = file.spec->services;
        const bool one_is_enough = condition.mode() == catalogue::ServiceCondition::Mode::Any;
        for (const catalogue::Service& service : condition.services().first(
                 one_is_enough ? std::min<std::size_t>(1, condition.services().size())
                               : condition.services().size())) {
            if (service.table == catalogue::ServiceTable::Ust) {
                services.insert(service.number);
            }
        }
    });
    const std::vector<unsigned> list{services.begin(), services.end()};
    if (auto body = filesystem::contents::encode_services(list, ust->wanted_size)) {
        ust->body = std::move(*body);
        ust->has_content = true;
    }
}

void apply_services(const FilePlan& usim, emulator::applications::UsimParameters& parameters)
{
    const auto ust = std::ranges::find(usim.children, "EF.UST",
                                       [](const FilePlan& file) { return file.standard_name(); });
    if (ust == usim.children.end()) {
        return;
    }
    const auto services = filesystem::contents::decode_services(ust->body);
    const auto has = [&](unsigned service) {
        return std::ranges::find(services, service) != services.end();
    };
    parameters.kc_in_3g = has(service_gsm_access);
    parameters.gsm_context = has(service_gsm_security_context);
}

/// A file that the profile writes, for a service that it switches off.
void check_services(LoadContext& context, const FilePlan& usim)
{
    const auto ust = std::ranges::find(usim.children, "EF.UST",
                                       [](const FilePlan& file) { return file.standard_name(); });
    if (ust == usim.children.end() || !ust->authored || !ust->has_content) {
        return;
    }
    const auto services = filesystem::contents::decode_services(ust->body);
    const auto available = [&](catalogue::Service service) {
        return service.table != catalogue::ServiceTable::Ust ||
               std::ranges::find(services, service.number) != services.end();
    };
    for_each_file(usim, [&](const FilePlan& file, const FilePlan&) {
        if (file.spec != nullptr && file.authored && !file.spec->services.holds(available)) {
            context.report.add(file.position,
                               fmt::format("{} needs a service that EF.UST does not announce: {}",
                                           file.header.name,
                                           file.spec->services.services().front().number),
                               "TS 31.102 §4.2.8");
        }
    });
}

std::string hexadecimal(filesystem::Fid fid)
{
    return fmt::format("{:04X}", static_cast<unsigned>(fid));
}

void check_siblings(LoadContext& context, const FilePlan& directory)
{
    std::map<filesystem::Fid, const FilePlan*> fids;
    std::map<filesystem::Sfi, const FilePlan*> sfis;
    for (const FilePlan& file : directory.children) {
        const bool reachable = file.header.fid != filesystem::current_adf_fid;
        if (const auto [first, is_new] = fids.try_emplace(file.header.fid, &file);
            reachable && !is_new) {
            context.report.add(file.fid_position,
                               fmt::format("{} has the FID {} already", first->second->header.name,
                                           hexadecimal(file.header.fid)),
                               "TS 102 221 §8.3");
        }
        if (!file.header.sfi) {
            continue;
        }
        if (const auto [first, is_new] = sfis.try_emplace(*file.header.sfi, &file); !is_new) {
            context.report.add(file.sfi_position,
                               fmt::format("{} has the SFI {} already", first->second->header.name,
                                           file.header.sfi->value()),
                               "TS 102 221 §8.3");
        }
    }
}

void check_aids(LoadContext& context, const FilePlan& mf)
{
    std::vector<const FilePlan*> seen;
    for (const FilePlan& adf : mf.children) {
        if (adf.header.kind != FileKind::Adf) {
            continue;
        }
        if (!adf.header.aid) {
            context.report.add(adf.position, "aid is missing here", "TS 101 220 §4");
            continue;
        }
        const auto same = std::ranges::find_if(
            seen, [&](const FilePlan* other) { return other->header.aid == adf.header.aid; });
        if (same != seen.end()) {
            context.report.add(adf.position,
                               fmt::format("{} has this AID already", (*same)->header.name),
                               "TS 101 220 §4");
        }
        seen.push_back(&adf);
    }
}

Bytes filled(Bytes content, std::size_t size)
{
    content.resize(size, Byte{0xFF});
    return content;
}

Bytes initial(const FilePlan& file, std::size_t size)
{
    return file.spec != nullptr ? catalogue::expand_default(*file.spec, size) : filled({}, size);
}

/// Body of a file with records; settles record length and count.
Bytes record_body(LoadContext& context, FilePlan& file)
{
    FileHeader& header = file.header;
    for (const Bytes& record : file.records) {
        header.record_length = std::max(header.record_length, record.size());
    }
    const std::size_t count = std::max({file.wanted_records, file.records.size(), std::size_t{1}});
    if (header.record_length == 0) {
        context.report.add(file.position, "record-size or contents are missing here",
                           "TS 102 221 §8.2.2.2");
        return {};
    }
    Bytes body;
    for (std::size_t i = 0; i < count; ++i) {
        const bool given = i < file.records.size() && !file.records[i].empty();
        const Bytes record = given ? filled(file.records[i], header.record_length)
                                   : initial(file, header.record_length);
        body.insert(body.end(), record.begin(), record.end());
    }
    return body;
}

Bytes plain_body(LoadContext& context, const FilePlan& file)
{
    const std::size_t size = std::max(file.wanted_size, file.body.size());
    if (size == 0) {
        context.report.add(file.position, "size or contents are missing here", "TS 102 221 §8.2.2");
    }
    return file.has_content ? filled(file.body, size) : initial(file, size);
}

/// Where the files of a card came to lie.
struct Places {
    std::optional<FileIndex> usim{};
    std::optional<FileIndex> pkcs15{};
};

void add_file(
    LoadContext& context, ImageBuilder& builder, FilePlan& file, FileIndex parent, Places& places)
{
    Bytes body;
    if (file.is_ef()) {
        body = file.header.has_records() ? record_body(context, file) : plain_body(context, file);
        if (!context.claim_memory(file.position, body.size())) {
            return;
        }
    }
    FileHeader header = file.header;
    header.parent = parent;
    header.size = body.size();
    const FileIndex index = builder.add(std::move(header), body);
    if (file.header.name == usim_name) {
        places.usim = index;
    } else if (file.header.name == pkcs15_name) {
        places.pkcs15 = index;
    }
    for (FilePlan& child : file.children) {
        add_file(context, builder, child, index, places);
    }
}

void add_pins(const CardPlan& card, const Places& places, emulator::CardDescription& description)
{
    description.pins = card.pins.all();
    for (emulator::PinDefinition& pin : description.pins) {
        if (filesystem::is_local(pin.reference)) {
            pin.application = places.usim;
        }
    }
    using Listing = Pins::Listing;
    description.pin_listings.push_back(
        {filesystem::mf_index, card.pins.listing(Listing::CardWide)});
    if (places.usim) {
        description.pin_listings.push_back({*places.usim, card.pins.listing(Listing::WithLocal)});
    }
    if (places.pkcs15) {
        description.pin_listings.push_back(
            {*places.pkcs15, card.pins.listing(Listing::PinAndAdm1)});
    }
}

} // namespace

void check_card(LoadContext& context, CardPlan& card)
{
    check_siblings(context, card.mf);
    for_each_file(card.mf, [&](const FilePlan& file, const FilePlan&) {
        if (!file.is_ef()) {
            check_siblings(context, file);
        }
    });
    check_aids(context, card.mf);
    if (const FilePlan* usim = card.mf.child(usim_name)) {
        check_services(context, *usim);
    }
    settle_access(context, card.mf);
}

std::shared_ptr<const emulator::CardDescription> build_card(LoadContext& context, CardPlan& card)
{
    fill_dir(context, card.mf);
    FilePlan* usim = card.mf.child(usim_name);
    if (usim != nullptr) {
        fill_ust(*usim);
    }
    check_card(context, card);
    if (!context.report.empty()) {
        return nullptr;
    }
    auto description = std::make_shared<emulator::CardDescription>();
    ImageBuilder builder{card.mf.header};
    Places places;
    for (FilePlan& file : card.mf.children) {
        add_file(context, builder, file, filesystem::mf_index, places);
    }
    description->name = card.name;
    description->files = std::make_shared<const filesystem::Image>(std::move(builder).build());
    description->cold_atr = card.interface.cold_atr;
    description->warm_atr = card.interface.warm_atr;
    description->behaviour = card.interface.behaviour;
    add_pins(card, places, *description);
    if (usim != nullptr && card.usim && places.usim) {
        apply_services(*usim, *card.usim);
        description->applications.push_back(
            emulator::applications::make_usim(*places.usim, *card.usim));
    }
    description->profile_hash = profile_hash(*description, card.usim);
    return description;
}

} // namespace uicc::profiles
