#include "profiles/export/export_profile.hpp"

#include "filesystem/contents/content_fields.hpp"
#include "filesystem/contents/subscriber/service_table.hpp"
#include "filesystem/store/memory_store.hpp"
#include "profiles/export/comparison.hpp"
#include "profiles/export/content_node.hpp"
#include "profiles/export/current_state.hpp"
#include "profiles/export/secrets.hpp"
#include "profiles/export/tree_export.hpp"
#include "profiles/loader/card_plan.hpp"
#include "profiles/loader/dm/dm_section.hpp"
#include "profiles/loader/profile_origin.hpp"
#include "profiles/yaml/write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using filesystem::FileIndex;
using yaml::MapBuilder;
using yaml::Node;
using yaml::NodePtr;

/// Keys of a directory that follow from the card itself. The other keys are those of the profile.
constexpr std::array<std::string_view, 17> keys_of_the_card{
    "fcp",       "fid",         "aid",      "fid-in-fcp",     "life-cycle",
    "shareable", "proprietary", "access",   "pin-listing",    "only-listed",
    "files",     "imsi",        "services", "check-services", "impi",
    "impu",      "domain"};

/// Of `dm:` these stay; its objects become files.
constexpr std::array<std::string_view, 2> kept_dm_keys{"keys", "label"};

struct ApplicationSection {
    std::string_view key{};
    std::string_view adf{};
    FilePlan (*plan)(yaml::Position position) = nullptr;
    const char* shortcut_key = "";
    std::string_view shortcut_file{}; ///< its contents stand under the key
};

constexpr std::array application_sections{
    ApplicationSection{"usim", usim_name, usim_plan, "imsi", "EF.IMSI"},
    ApplicationSection{"isim", isim_name, isim_plan, "impi", "EF.IMPI"}};

bool is_one_of(std::string_view key, std::span<const std::string_view> keys)
{
    return std::ranges::find(keys, key) != keys.end();
}

/// Whether EF.UST announces what the files of the USIM are for.
class Announcement {
public:
    Announcement(const filesystem::CardMemory& memory, FileIndex usim) : memory_{memory}
    {
        const auto ust = memory.image().child(usim, filesystem::Fid{0x6F38});
        has_table_ = ust.has_value();
        if (ust) {
            const auto list = filesystem::contents::decode_services(memory.body(*ust));
            services_ = {list.begin(), list.end()};
        }
    }

    [[nodiscard]] bool covers(FileIndex directory, const FilePlan& baseline) const
    {
        return !has_table_ ||
               std::ranges::all_of(memory_.image().children(directory),
                                   [&](FileIndex child) { return covers_file(child, baseline); });
    }

private:
    [[nodiscard]] bool covers_file(FileIndex file, const FilePlan& parent) const
    {
        const FilePlan plan = baseline_of(memory_.header(file), parent.directory).plan;
        if (plan.is_ef()) {
            return plan.spec == nullptr || holds(plan.spec->services);
        }
        const bool known = plan.directory.has_value();
        return (!known || holds(catalogue::spec_of(*plan.directory).services)) &&
               covers(file, plan);
    }

    [[nodiscard]] bool holds(const catalogue::ServiceCondition& condition) const
    {
        return condition.holds([this](const catalogue::Service& service) {
            return service.table != catalogue::ServiceTable::Ust ||
                   services_.contains(service.number);
        });
    }

    const filesystem::CardMemory& memory_;
    bool has_table_ = false;
    std::set<unsigned> services_;
};

/// The algorithm of a SIM; the files of DF.GSM are written as what they have become.
NodePtr without_files(const Node& gsm)
{
    MapBuilder map;
    for (const auto& [key, value] : gsm.members) {
        if (!is_one_of(key->text, keys_of_the_card)) {
            map.add(key->text, value);
        }
    }
    return std::move(map).build();
}

class ProfileExport {
public:
    ProfileExport(const CardState& card, ExportSecrets secrets, NodePtr document)
        : card_{card}, secrets_{secrets}, document_{std::move(document)}, tree_{card, secrets,
                                                                                outcome_}
    {}

    ExportedProfile run()
    {
        MapBuilder profile;
        profile.add("vuicc", yaml::number(1));
        profile.add("name", yaml::text(card_.description.name));
        add_kept_sections(profile);
        for (const ApplicationSection& section : application_sections) {
            if (yaml::member(*document_, section.key) != nullptr) {
                tree_.leave_out(std::string{section.adf});
            }
        }
        tree_.leave_out(std::string{pkcs15_name});
        add_mf(profile);
        for (const ApplicationSection& section : application_sections) {
            add_application(profile, section);
        }
        add_dm(profile);
        outcome_.not_written = other_cells(card_);
        outcome_.text = heading() + yaml::write(*std::move(profile).build());
        return std::move(outcome_);
    }

private:
    /// Sections that are no files: as the profile has them.
    void add_kept_sections(MapBuilder& profile)
    {
        constexpr std::array<std::string_view, 8> others{"vuicc", "name", "iccid", "mf",
                                                         "usim",  "isim", "dm",    "pins"};
        if (const NodePtr pins = current_pins(yaml::member(*document_, "pins"), card_)) {
            profile.add("pins", shown(pins, "pins"));
        }
        for (const auto& [key, value] : document_->members) {
            if (!is_one_of(key->text, others)) {
                const bool is_gsm = key->text == "gsm";
                const NodePtr kept = is_gsm ? without_files(*value) : value;
                if (!is_gsm || kept->kind == yaml::Kind::Map) { // else it asks the USIM
                    profile.add(key->text, shown(kept, key->text));
                }
            }
        }
    }

    [[nodiscard]] NodePtr shown(const NodePtr& section, const std::string& path)
    {
        return secrets_ == ExportSecrets::Written
                   ? section
                   : without_secrets(section, path, outcome_.left_out);
    }

    void add_kept_key(MapBuilder& section,
                      const std::string& path,
                      const std::string& key,
                      const NodePtr& value)
    {
        MapBuilder alone;
        alone.add(key, value);
        const NodePtr map = shown(std::move(alone).build(), path);
        section.add(key, map->members.front().second);
    }

    /// A file whose readable contents stand outside of `files:`; nothing when they cannot.
    [[nodiscard]] std::optional<FileIndex> add_shortcut(MapBuilder& section,
                                                        const char* key,
                                                        FileIndex directory,
                                                        const FilePlan& plan,
                                                        std::string_view name)
    {
        for (const FileIndex child : card_.memory.image().children(directory)) {
            const bool has_own_body = card_.memory.image().body_owner(child) == child;
            if (card_.memory.header(child).name != name || !has_own_body) {
                continue;
            }
            const FilePlan file = baseline_of(card_.memory.header(child), plan.directory).plan;
            const ByteView body = card_.memory.body(child);
            if (NodePtr value = readable_node(body, file, body.size())) {
                section.add(key, std::move(value));
                return child;
            }
        }
        return std::nullopt;
    }

    void add_mf(MapBuilder& profile)
    {
        const FilePlan plan = with_own_fcp(mf_plan({}), card_.memory.header(filesystem::mf_index));
        const auto iccid = add_shortcut(profile, "iccid", filesystem::mf_index, plan, "EF.ICCID");
        MapBuilder mf;
        const ExportedDirectory directory{filesystem::mf_index, "", plan};
        tree_.add_directory_keys(mf, directory);
        if (const Node* keys = member_of("mf", "keys")) {
            add_kept_key(mf, "mf", "keys", std::make_shared<const Node>(*keys));
        }
        tree_.add_files(mf, directory, iccid);
        if (!mf.empty()) {
            profile.add("mf", std::move(mf).build());
        }
    }

    [[nodiscard]] const Node* member_of(std::string_view section, std::string_view key) const
    {
        const Node* map = yaml::member(*document_, section);
        return map == nullptr ? nullptr : yaml::member(*map, key);
    }

    [[nodiscard]] std::optional<FileIndex> application(std::string_view name) const
    {
        for (const FileIndex adf : card_.memory.image().applications()) {
            if (card_.memory.header(adf).name == name) {
                return adf;
            }
        }
        return std::nullopt;
    }

    /// An application with keys of its own in a section of its own.
    void add_application(MapBuilder& profile, const ApplicationSection& section)
    {
        const auto adf = application(section.adf);
        const Node* written = yaml::member(*document_, section.key);
        if (!adf || written == nullptr) {
            return;
        }
        const FilePlan plan = with_own_fcp(section.plan({}), card_.memory.header(*adf));
        MapBuilder map;
        const auto shortcut =
            add_shortcut(map, section.shortcut_key, *adf, plan, section.shortcut_file);
        const ExportedDirectory directory{*adf, std::string{section.adf}, plan};
        tree_.add_directory_keys(map, directory);
        add_application_keys(map, section, *written, *adf);
        if (!Announcement{card_.memory, *adf}.covers(*adf, plan)) {
            map.add("check-services", yaml::flag(false));
        }
        tree_.add_files(map, directory, shortcut);
        profile.add(std::string{section.key}, std::move(map).build());
    }

    void add_application_keys(MapBuilder& map,
                              const ApplicationSection& section,
                              const Node& written,
                              FileIndex adf)
    {
        for (const auto& [key, value] : written.members) {
            if (!is_one_of(key->text, keys_of_the_card) && key->text != "sqn") {
                add_kept_key(map, std::string{section.key}, key->text, value);
            }
        }
        if (NodePtr sqn = current_sqn(yaml::member(written, "sqn"), card_, adf)) {
            map.add("sqn", std::move(sqn));
        }
    }

    void add_dm(MapBuilder& profile)
    {
        const auto adf = application(pkcs15_name);
        const Node* written = yaml::member(*document_, "dm");
        if (!adf || written == nullptr) {
            return;
        }
        const FilePlan plan = with_own_fcp(pkcs15_plan({}), card_.memory.header(*adf));
        MapBuilder dm;
        const ExportedDirectory directory{*adf, std::string{pkcs15_name}, plan};
        tree_.add_directory_keys(dm, directory);
        for (const auto& [key, value] : written->members) {
            if (is_one_of(key->text, kept_dm_keys)) {
                add_kept_key(dm, "dm", key->text, value);
            }
        }
        dm.add("only-listed", yaml::flag(true));
        tree_.add_files(dm, directory);
        profile.add("dm", std::move(dm).build());
    }

    [[nodiscard]] std::string heading() const
    {
        if (outcome_.left_out.empty()) {
            return {};
        }
        std::string lines = "# Exported without secrets. These are placeholders:\n";
        for (const std::string& path : outcome_.left_out) {
            lines += "#   " + path + '\n';
        }
        return lines;
    }

    const CardState& card_;
    ExportSecrets secrets_;
    NodePtr document_;
    ExportedProfile outcome_;
    TreeExport tree_;
};

} // namespace

Result<ExportedProfile, std::string> export_profile(const CardState& card, ExportSecrets secrets)
{
    const auto* origin = dynamic_cast<const ProfileOrigin*>(card.description.origin.get());
    if (origin == nullptr) {
        return tl::unexpected{std::string{"this card was not made from a profile"}};
    }
    auto exported = ProfileExport{card, secrets, origin->document()}.run();
    if (exported.text.size() > yaml::max_text_size) {
        return tl::unexpected{fmt::format("the profile would have {} octets, the most are {}",
                                          exported.text.size(), yaml::max_text_size)};
    }
    const auto lost = TRY(differences(card, exported.text, secrets));
    exported.not_written.insert(exported.not_written.end(), lost.begin(), lost.end());
    return exported;
}

Result<ExportedProfile, std::string> export_profile(
    const std::shared_ptr<const emulator::CardDescription>& description, ExportSecrets secrets)
{
    filesystem::MemoryStore store;
    auto memory = filesystem::CardMemory::open(description->files, store, {});
    if (!memory) {
        return tl::unexpected{memory.error().what};
    }
    const emulator::PinStore pins{description->pins, *memory};
    return export_profile(CardState{*description, *memory, pins.all()}, secrets);
}

} // namespace uicc::profiles
