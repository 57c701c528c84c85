#include "profiles/loader/card_builder.hpp"

#include "emulator/applications/aka/aka_definition.hpp"
#include "emulator/applications/ara_m/ara_m.hpp"
#include "emulator/applications/gsm/sim_definition.hpp"
#include "profiles/loader/card_checks.hpp"
#include "profiles/loader/derived_files.hpp"
#include "profiles/loader/file_limits.hpp"
#include "profiles/loader/profile_hash.hpp"
#include "profiles/loader/shared_bodies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::FileKind;
using filesystem::ImageBuilder;
using filesystem::KeyReference;

constexpr std::string_view record_clause = "TS 102 221 §8.2.2.2";

Bytes filled(Bytes content, std::size_t size)
{
    content.resize(size, Byte{0xFF});
    return content;
}

Bytes initial(const FilePlan& file, std::size_t size)
{
    return file.spec != nullptr ? catalogue::expand_default(*file.spec, size) : filled({}, size);
}

/// Record length and count that contents need, where the profile leaves them open.
void settle_records(LoadContext& context, FilePlan& file)
{
    std::size_t length = 0;
    for (const Bytes& record : file.records) {
        length = std::max(length, record.size());
    }
    const std::size_t count = std::max(file.records.size(), std::size_t{1});
    FileHeader& header = file.header;
    if (!header.fcp.empty() && file.wanted_records == 0 && file.records.empty()) {
        context.report.add(file.position, "its FCP has no records; records or contents are missing",
                           std::string{record_clause});
    }
    if ((file.fixed_length && length > header.record_length) ||
        (file.fixed_count && count > file.wanted_records)) {
        context.report.add(file.position,
                           fmt::format("{} needs {} records of {} octets", header.name, count,
                                       std::max(length, header.record_length)),
                           std::string{record_clause});
    }
    header.record_length = std::max(header.record_length, length);
    file.wanted_records = std::max(file.wanted_records, count);
    if (header.record_length == 0) {
        context.report.add(file.position, "record-size or contents are missing here",
                           std::string{record_clause});
    }
}

Bytes record_body(const FilePlan& file)
{
    Bytes body;
    for (std::size_t i = 0; i < file.wanted_records; ++i) {
        const bool given = i < file.records.size() && !file.records[i].empty();
        const Bytes record = given ? filled(file.records[i], file.header.record_length)
                                   : initial(file, file.header.record_length);
        body.insert(body.end(), record.begin(), record.end());
    }
    return body;
}

void settle_size(LoadContext& context, FilePlan& file)
{
    file.wanted_size = std::max(file.wanted_size, file.body.size());
    if (file.wanted_size == 0) {
        context.report.add(file.position, "size or contents are missing here", "TS 102 221 §8.2.2");
    }
}

Bytes plain_body(const FilePlan& file)
{
    return file.has_content ? filled(file.body, file.wanted_size) : initial(file, file.wanted_size);
}

/// Octets of every EF, within the memory of the card.
void settle_sizes(LoadContext& context, FilePlan& mf)
{
    for_each_file(mf, [&context](FilePlan& file, const FilePlan&) {
        if (!file.is_ef() || !file.same_as.empty()) {
            return;
        }
        const bool records = file.header.has_records();
        if (records) {
            settle_records(context, file);
        } else {
            settle_size(context, file);
        }
        file.header.size =
            records ? file.header.record_length * file.wanted_records : file.wanted_size;
    });
    share_shapes(context.report, mf);
    for_each_file(mf, [&context](const FilePlan& file, const FilePlan&) {
        static_cast<void>(context.claim_memory(file.position, file.header.size));
    });
}

/// Turns the plan into an image, and remembers where the applications came to lie.
class ImageWriter {
public:
    explicit ImageWriter(FilePlan& mf) : builder_{mf.header}
    {
        add_children(mf, filesystem::mf_index);
        share_bodies();
    }

    [[nodiscard]] std::optional<FileIndex> application(std::string_view name) const
    {
        const auto found =
            std::ranges::find(applications_, name, [](const auto& entry) { return entry.first; });
        return found == applications_.end() ? std::nullopt : std::optional{found->second};
    }

    /// DF.GSM, if there is one.
    [[nodiscard]] std::optional<FileIndex> df_gsm() const { return df_gsm_; }

    [[nodiscard]] std::shared_ptr<const filesystem::Image> finish()
    {
        return std::make_shared<const filesystem::Image>(std::move(builder_).build());
    }

private:
    void add_children(FilePlan& directory, FileIndex index)
    {
        for (FilePlan& child : directory.children) {
            add(child, index);
        }
    }

    void add(FilePlan& file, FileIndex parent)
    {
        Bytes body;
        if (file.is_ef()) {
            body = file.header.has_records() ? record_body(file) : plain_body(file);
        }
        FileHeader header = file.header;
        header.parent = parent;
        const FileIndex index = builder_.add(std::move(header), body);
        indexes_.emplace(&file, index);
        if (file.header.kind == FileKind::Adf) {
            applications_.emplace_back(file.header.name, index);
        }
        if (file.directory == catalogue::Directory::Gsm) {
            df_gsm_ = index;
        }
        add_children(file, index);
    }

    void share_bodies()
    {
        for (const auto& [file, index] : indexes_) {
            if (file->owner != nullptr) {
                builder_.share_body(index, indexes_.at(file->owner));
            }
        }
    }

    ImageBuilder builder_;
    std::map<const FilePlan*, FileIndex> indexes_;
    std::vector<std::pair<std::string, FileIndex>> applications_;
    std::optional<FileIndex> df_gsm_;
};

void add_listing(emulator::CardDescription& description,
                 FileIndex directory,
                 const FilePlan& plan,
                 std::vector<KeyReference> by_default)
{
    description.pin_listings.push_back(
        {directory, plan.pin_listing.value_or(std::move(by_default))});
}

bool names(const FilePlan& adf, KeyReference reference)
{
    return adf.pin_listing &&
           std::ranges::find(*adf.pin_listing, reference) != adf.pin_listing->end();
}

/// The applications that have a key to themselves: those that name it in their own listing, and
/// the USIM for what is local to it without being named.
std::vector<FileIndex> owners_of(KeyReference reference,
                                 const CardPlan& card,
                                 const ImageWriter& image)
{
    std::vector<FileIndex> owners;
    for (const FilePlan& adf : card.mf.children) {
        const bool implied = adf.header.name == usim_name && filesystem::is_local(reference) &&
                             !is_of_further_application(reference);
        const auto index = image.application(adf.header.name);
        if (index && (names(adf, reference) || implied)) {
            owners.push_back(*index);
        }
    }
    return owners;
}

/// A local key is another one in each application. A PIN of a second or further application is the
/// card's when several use it, else its application's, TS 102 221 §9.4 and §9.5.1. CHV2 of a SIM
/// belongs to the whole card.
void add_pin(const emulator::PinDefinition& pin,
             const std::vector<FileIndex>& owners,
             emulator::CardDescription& description)
{
    const bool is_local = filesystem::is_local(pin.reference);
    const bool is_further = is_of_further_application(pin.reference);
    const bool is_own = is_local || (is_further && owners.size() == 1);
    const bool is_chv2 = is_local && !is_further && owners.empty();
    if (!is_own || is_chv2) {
        description.pins.push_back(pin);
        return;
    }
    for (const FileIndex owner : owners) {
        description.pins.push_back(pin);
        description.pins.back().application = owner;
    }
}

void add_pins(const CardPlan& card,
              const ImageWriter& image,
              emulator::CardDescription& description)
{
    using Listing = Pins::Listing;
    for (const emulator::PinDefinition& pin : card.pins.all()) {
        add_pin(pin, owners_of(pin.reference, card, image), description);
    }
    add_listing(description, filesystem::mf_index, card.mf, card.pins.listing(Listing::CardWide));
    for (const FilePlan& adf : card.mf.children) {
        if (const auto index = image.application(adf.header.name)) {
            const auto listing =
                adf.header.name == usim_name ? Listing::WithLocal : Listing::PinAndAdm1;
            add_listing(description, *index, adf, card.pins.listing(listing));
        }
    }
}

void add_keys(const FilePlan& mf, const ImageWriter& image, emulator::CardDescription& description)
{
    const auto add = [&](const FilePlan& directory, std::optional<FileIndex> owner) {
        if (directory.keys && owner) {
            description.keys.push_back(*directory.keys);
            description.keys.back().owner = *owner;
        }
    };
    add(mf, filesystem::mf_index);
    for (const FilePlan& adf : mf.children) {
        add(adf, image.application(adf.header.name));
    }
}

/// The registry: the domains, then every other application, associated with the issuer's.
void add_domains(const CardPlan& card,
                 const ImageWriter& image,
                 emulator::CardDescription& description)
{
    namespace gp = emulator::global_platform;
    if (card.domains.empty()) {
        return;
    }
    const auto issuer = card.domains.front().applet.header.aid;
    for (const SecurityDomain& domain : card.domains) {
        const FileIndex adf = image.application(domain.applet.header.name).value();
        description.applications.push_back(gp::make_security_domain(adf, domain.parameters));
        const bool is_issuer = description.registry.empty();
        description.registry.push_back({.aid = domain.applet.header.aid.value(),
                                        .kind = is_issuer ? gp::RegistryKind::IssuerSecurityDomain
                                                          : gp::RegistryKind::Application,
                                        .life_cycle = domain.life_cycle,
                                        .privileges = domain.privileges,
                                        .security_domain = is_issuer ? std::nullopt : issuer});
    }
    description.issuer_security_domain = image.application(card.domains.front().applet.header.name);
    for (const FilePlan& adf : card.mf.children) {
        const auto& aid = adf.header.aid;
        const bool is_domain = std::ranges::any_of(card.domains, [&](const SecurityDomain& domain) {
            return domain.applet.header.aid == aid;
        });
        if (adf.header.kind == FileKind::Adf && aid && !is_domain) {
            description.registry.push_back({.aid = *aid,
                                            .kind = gp::RegistryKind::Application,
                                            .life_cycle = gp::life_cycle::selectable,
                                            .security_domain = issuer});
        }
    }
}

/// The USIM and the ISIM.
void add_authentication(CardPlan& card,
                        const ImageWriter& image,
                        emulator::CardDescription& description)
{
    using emulator::applications::aka::AkaDefinition;
    const auto usim = image.application(usim_name);
    if (usim && card.usim) {
        apply_services(*card.mf.child(usim_name), *card.usim);
        description.applications.push_back(std::make_shared<AkaDefinition>(*usim, *card.usim));
    }
    if (const auto isim = image.application(isim_name); isim && card.isim) {
        description.applications.push_back(std::make_shared<AkaDefinition>(
            *isim, card.isim->parameters, card.isim->shares_sqn ? usim : std::nullopt));
    }
}

/// Class A0 has the CHV2 and the algorithm of the USIM, unless DF.GSM has an algorithm of its own.
void add_class_a0(const CardPlan& card,
                  const ImageWriter& image,
                  emulator::CardDescription& description)
{
    using emulator::CommandClasses;
    const auto df_gsm = image.df_gsm();
    description.behaviour.classes =
        card.interface.classes.value_or(df_gsm ? CommandClasses::Both : CommandClasses::Uicc);
    description.main_application = image.application(usim_name);
    if (df_gsm && card.sim) {
        description.applications.push_back(emulator::applications::make_sim(*df_gsm, *card.sim));
    }
}

} // namespace

std::shared_ptr<const emulator::CardDescription> build_card(LoadContext& context, CardPlan& card)
{
    link_shared_bodies(context.report, card.mf);
    fill_derived_files(context, card.mf);
    check_card(context, card);
    settle_sizes(context, card.mf);
    if (!context.report.empty()) {
        return nullptr;
    }
    ImageWriter image{card.mf};
    auto description = std::make_shared<emulator::CardDescription>();
    description->name = card.name;
    description->cold_atr = card.interface.cold_atr;
    description->warm_atr = card.interface.warm_atr;
    description->behaviour = card.interface.behaviour;
    add_pins(card, image, *description);
    add_authentication(card, image, *description);
    add_class_a0(card, image, *description);
    add_keys(card.mf, image, *description);
    add_domains(card, image, *description);
    if (const auto ara_m = image.application(ara_m_name)) {
        description->applications.push_back(
            emulator::applications::make_ara_m(*ara_m, *card.access_rules));
    }
    description->files = image.finish();
    description->profile_hash = profile_hash(*description, card);
    return description;
}

} // namespace uicc::profiles
