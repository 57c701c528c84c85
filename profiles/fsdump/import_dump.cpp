#include "profiles/fsdump/import_dump.hpp"

#include "codec/hex.hpp"
#include "emulator/transport/atr.hpp"
#include "filesystem/contents/subscriber/iccid.hpp"
#include "filesystem/key_name.hpp"
#include "profiles/fsdump/file_node.hpp"
#include "profiles/loader/pins.hpp"
#include "profiles/yaml/source.hpp"
#include "profiles/yaml/write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace uicc::profiles::fsdump {
namespace {

using filesystem::FileKind;
using filesystem::KeyReference;
using filesystem::catalogue::Directory;
using yaml::MapBuilder;

constexpr const char* placeholder_key = "00000000000000000000000000000000";

const TreeFile* find_child(const TreeFile& directory, const auto& matches)
{
    const auto found = std::ranges::find_if(directory.children,
                                            [&](const auto& child) { return matches(*child); });
    return found == directory.children.end() ? nullptr : found->get();
}

/// Digits of a text, such as an ICCID that somebody wrote with blanks.
std::string digits_of(std::string_view text)
{
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits),
                         [](char character) { return character >= '0' && character <= '9'; });
    return digits;
}

/// The octets of an ATR, or what is wrong with it.
Result<Bytes, std::string> read_atr(std::string_view text)
{
    if (text.empty()) {
        return tl::unexpected{std::string{"the dump has none"}};
    }
    auto octets = codec::from_hex(text);
    if (!octets) {
        return tl::unexpected{fmt::format("that of the dump is malformed: {}, at character {}",
                                          octets.error().what, octets.error().offset + 1)};
    }
    if (const auto checked = emulator::check_atr(*octets); !checked) {
        return tl::unexpected{fmt::format("that of the dump is malformed: {}", checked.error())};
    }
    return *std::move(octets);
}

class Import {
public:
    explicit Import(const Dump& dump) : dump_{dump}, root_{build_tree(dump, report_)} {}

    Result<ImportedProfile, std::string> run()
    {
        MapBuilder profile;
        profile.add("vuicc", yaml::number(1));
        profile.add("name", yaml::text(dump_.name.empty() ? "Imported card" : dump_.name));
        add_atr(profile);
        add_fcp_tag(profile);
        add_pins(profile);
        add_iccid(profile);
        add_files(profile);
        std::string text = "# Made from a dump of a card. Keys and PINs are placeholders: a dump "
                           "has none.\n" +
                           yaml::write(*std::move(profile).build());
        if (text.size() > yaml::max_text_size) {
            return tl::unexpected{fmt::format("the profile would have {} octets, the most are {}",
                                              text.size(), yaml::max_text_size)};
        }
        return ImportedProfile{std::move(text), std::move(report_)};
    }

private:
    void add_atr(MapBuilder& profile)
    {
        const auto atr = read_atr(dump_.atr);
        if (atr) {
            profile.add("atr", yaml::hex(*atr));
            return;
        }
        report_.not_captured.push_back("the ATR: " + atr.error());
        report_.filled_in.emplace_back("the ATR of a card with T=0 and T=1");
    }

    void add_fcp_tag(MapBuilder& profile)
    {
        const bool is_fci = root_->has_template() && root_->dumped->select_response.front() == 0x6F;
        if (is_fci) {
            MapBuilder behaviour;
            behaviour.add("fcp-tag", yaml::text("6F"));
            profile.add("behaviour", std::move(behaviour).build());
        }
    }

    /// The keys that tag C6 of the MF and the applications lists, and whether they are enabled.
    [[nodiscard]] std::map<KeyReference, bool> listed_keys() const
    {
        std::map<KeyReference, bool> keys;
        const auto add = [&](const TreeFile& directory) {
            if (directory.has_template() && directory.response->fcp.keys) {
                for (const filesystem::ListedKey& key : *directory.response->fcp.keys) {
                    keys.try_emplace(key.reference, key.enabled);
                }
            }
        };
        add(*root_);
        for (const auto& child : root_->children) {
            if (child->kind == FileKind::Adf) {
                add(*child);
            }
        }
        return keys;
    }

    [[nodiscard]] bool has_usim() const { return find_child(*root_, is_usim) != nullptr; }

    void add_pins(MapBuilder& profile)
    {
        MapBuilder pins;
        for (const auto& [reference, enabled] : listed_keys()) {
            const std::string name{pin_name(reference)};
            if (name.empty() || (filesystem::is_local(reference) && !has_usim())) {
                report_.not_captured.push_back(
                    fmt::format("{}: a profile has no such key", filesystem::name_of(reference)));
                continue;
            }
            pins.add(name, pin_node(reference, enabled));
            report_.not_captured.push_back(name + ": its value and its counters");
        }
        if (pins.empty()) {
            report_.not_captured.emplace_back("PINs: which there are, values and counters");
            report_.filled_in.emplace_back("pins: PIN1 1234, disabled, and ADM1 88888888");
        }
        if (!pins.empty()) {
            profile.add("pins", std::move(pins).build());
            report_.filled_in.emplace_back(
                "pins: 1234, 5678 (PIN2) and 88888888 (ADM), PUK 12345678");
        }
    }

    static yaml::NodePtr pin_node(KeyReference reference, bool enabled)
    {
        MapBuilder pin;
        if (filesystem::is_administrative(reference)) {
            pin.add("value", yaml::text("88888888"));
        } else {
            pin.add("value", yaml::text(reference == filesystem::pin2 ? "5678" : "1234"));
            pin.add("puk", yaml::text("12345678"));
        }
        pin.add("enabled", yaml::flag(enabled));
        return std::move(pin).build();
    }

    /// The number in the head of the dump counts where the file is not there or was not read.
    void add_iccid(MapBuilder& profile)
    {
        const TreeFile* file =
            find_child(*root_, [](const TreeFile& child) { return child.name == "EF.ICCID"; });
        const std::string digits = digits_of(dump_.iccid);
        const bool is_known =
            file != nullptr && file->dumped != nullptr && file->dumped->has_content();
        const bool has_place =
            file != nullptr || find_child(*root_, [](const TreeFile& child) {
                                   return child.name == "EF.ARR"; // for its access rule
                               }) != nullptr;
        if (is_known || !has_place || !filesystem::contents::encode_iccid(digits)) {
            return;
        }
        profile.add("iccid", yaml::text(digits));
        report_.filled_in.emplace_back("EF.ICCID: from the number in the head of the dump");
    }

    void add_files(MapBuilder& profile)
    {
        FileWriter writer{report_};
        MapBuilder mf;
        writer.add_directory(mf, *root_);
        profile.add("mf", std::move(mf).build());
        for (const auto& child : root_->children) {
            if (is_usim(*child)) {
                profile.add("usim", usim_node(writer, *child));
            } else if (is_pkcs15(*child)) {
                MapBuilder dm;
                writer.add_directory(dm, *child);
                profile.add("dm", std::move(dm).build());
            } else if (child->kind == FileKind::Adf) {
                report_.not_captured.push_back(child->path + ": its keys, if it has some");
            } else if (child->directory == Directory::Gsm && !has_usim()) {
                report_.not_captured.push_back(
                    child->path + ": its algorithm and Ki; RUN GSM ALGORITHM fails until the "
                                  "profile has gsm: {algorithm, ki}");
            }
        }
    }

    yaml::NodePtr usim_node(FileWriter& writer, const TreeFile& file)
    {
        MapBuilder milenage;
        milenage.add("k", yaml::text(placeholder_key));
        milenage.add("opc", yaml::text(placeholder_key));
        MapBuilder usim;
        usim.add("milenage", std::move(milenage).build());
        usim.add("check-services", yaml::flag(false)); // real cards have files to spare
        writer.add_directory(usim, file);
        report_.not_captured.push_back(file.path + ": its algorithm, K, OPc and sequence numbers");
        report_.filled_in.push_back(file.path + ": Milenage with zeros for K and OPc");
        return std::move(usim).build();
    }

    const Dump& dump_;
    ImportReport report_;
    std::unique_ptr<TreeFile> root_;
};

} // namespace

Result<ImportedProfile, std::string> import_dump(std::string_view text)
{
    const Dump dump = TRY(read_dump(text));
    return Import{dump}.run();
}

} // namespace uicc::profiles::fsdump
