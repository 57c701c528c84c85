#include "profiles/loader/tree.hpp"

#include "emulator/security/pin_store.hpp"
#include "filesystem/contents/content_fields.hpp"
#include "filesystem/memory/access_control.hpp"
#include "filesystem/store/memory_store.hpp"
#include "profiles/loader/shared_bodies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>

namespace uicc::profiles {
namespace {

using filesystem::AccessMode;
using filesystem::CardMemory;
using filesystem::Denial;
using filesystem::EfStructure;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::KeyReference;

constexpr std::size_t name_width = 30;
constexpr std::size_t longest_content = 64;

/// Nobody has verified anything.
class Nobody final : public filesystem::SecurityStatus {
public:
    explicit Nobody(const emulator::ApplicationSecurity& application) : application_{application} {}

    [[nodiscard]] bool is_satisfied(KeyReference /*reference*/) const override { return false; }
    [[nodiscard]] Byte security_environment() const override { return 0x01; }
    [[nodiscard]] std::optional<KeyReference> implied_key(Byte environment) const override
    {
        return application_.implied_key(environment);
    }

private:
    const emulator::ApplicationSecurity& application_;
};

/// The card, as far as access rules look at it.
struct Shown {
    const emulator::CardDescription& card;
    CardMemory& memory;
    emulator::PinStore pins{card.pins, memory};

    [[nodiscard]] emulator::ApplicationSecurity security_of(FileIndex file) const
    {
        const auto application = memory.image().application_of(file);
        const auto listing =
            std::ranges::find(card.pin_listings, application.value_or(filesystem::mf_index),
                              &emulator::PinListing::directory);
        return {pins,
                application,
                listing == card.pin_listings.end() ? std::span<const KeyReference>{}
                                                   : std::span{listing->references},
                {}};
    }
};

std::string access_words(const Shown& shown, FileIndex file, AccessMode operation)
{
    const auto security = shown.security_of(file);
    const auto access = filesystem::check_access(shown.memory, file, operation, Nobody{security});
    if (!access && access.error().reason == Denial::Reason::NotProtected) {
        return "secure channel";
    }
    const std::string words =
        filesystem::access_in_words(shown.memory, file, operation, Nobody{security});
    return words.empty() ? "never" : words;
}

std::string identifiers(const FileHeader& file)
{
    std::string text = file.fid == filesystem::current_adf_fid
                           ? std::string{"----"}
                           : fmt::format("{:04X}", static_cast<unsigned>(file.fid));
    return text + (file.sfi ? fmt::format("  SFI {:02X}", file.sfi->value()) : "        ");
}

std::string shape(const FileHeader& file)
{
    switch (file.structure) {
    case EfStructure::Transparent:
        return fmt::format("transparent  {}", file.size);
    case EfStructure::LinearFixed:
        return fmt::format("linear fixed {} x {}", file.record_count(), file.record_length);
    case EfStructure::Cyclic:
        return fmt::format("cyclic       {} x {}", file.record_count(), file.record_length);
    case EfStructure::BerTlv:
        return fmt::format("BER-TLV      {}", file.size);
    }
    return {};
}

bool is_used(const std::optional<std::string>& text, ByteView octets)
{
    return text != "unused" &&
           std::ranges::any_of(octets, [](Byte octet) { return octet != 0xFF; });
}

std::string shortened(const std::string& text)
{
    return text.size() <= longest_content
               ? text
               : fmt::format("{}...", std::string_view{text}.substr(0, longest_content));
}

using Describe = std::function<std::optional<std::string>(ByteView octets)>;

/// The first record that is used and has a meaning, and how many more are used.
std::string meaning_of_records(const CardMemory& memory, FileIndex index, const Describe& describe)
{
    std::optional<std::string> first;
    std::size_t used = 0;
    for (std::size_t number = 1; number <= memory.header(index).record_count(); ++number) {
        const ByteView record = memory.record(index, number);
        const auto text = describe(record);
        if (is_used(text, record)) {
            ++used;
            first = first ? first : text;
        }
    }
    if (!first) {
        return {};
    }
    const std::string more =
        used > 1 ? fmt::format(" (+{} {})", used - 1, used == 2 ? "record" : "records") : "";
    return shortened(*first) + more;
}

/// Contents on one line.
std::string meaning(const CardMemory& memory, FileIndex index)
{
    const FileHeader& file = memory.header(index);
    const Describe describe = [&](ByteView octets) {
        return filesystem::contents::describe(file.name, octets, file.structure);
    };
    if (file.has_records()) {
        return meaning_of_records(memory, index, describe);
    }
    const auto text = describe(memory.body(index));
    return text && text != "unused" ? shortened(*text) : "";
}

void append_ef(std::string& out, const Shown& shown, FileIndex index, const std::string& name)
{
    const CardMemory& memory = shown.memory;
    const FileHeader& file = memory.header(index);
    out += fmt::format("{:<{}} {}  {:<22} read {}, update {}", name, name_width, identifiers(file),
                       shape(file), access_words(shown, index, AccessMode::Read),
                       access_words(shown, index, AccessMode::Update));
    if (const std::string text = meaning(memory, index); !text.empty()) {
        out += "  " + text;
    }
    if (const FileIndex owner = memory.image().body_owner(index); owner != index) {
        out += fmt::format("  (same as {})", path_below_mf(memory.image(), owner));
    }
    out += '\n';
}

void append_directory(std::string& out,
                      const CardMemory& memory,
                      FileIndex index,
                      const std::string& name)
{
    const FileHeader& file = memory.header(index);
    out += fmt::format("{:<{}} {}", name, name_width, identifiers(file));
    if (file.aid) {
        out += "  AID ";
        for (const Byte octet : file.aid->octets()) {
            out += fmt::format("{:02X}", octet);
        }
    }
    out.erase(out.find_last_not_of(' ') + 1);
    out += '\n';
}

void append(std::string& out, const Shown& shown, FileIndex index, std::size_t depth)
{
    const CardMemory& memory = shown.memory;
    const FileHeader& file = memory.header(index);
    const std::string name = std::string(2 * depth, ' ') + file.name;
    if (file.is_ef()) {
        append_ef(out, shown, index, name);
        return;
    }
    append_directory(out, memory, index, name);
    for (const bool wanted_efs : {true, false}) { // EFs first, as the standards list them
        for (const FileIndex child : memory.image().children(index)) {
            if (memory.header(child).is_ef() == wanted_efs) {
                append(out, shown, child, depth + 1);
            }
        }
    }
}

} // namespace

std::string render_tree(const emulator::CardDescription& card)
{
    filesystem::MemoryStore store;
    CardMemory memory = CardMemory::open(card.files, store, {}).value();
    std::string out;
    append(out, Shown{.card = card, .memory = memory}, filesystem::mf_index, 0);
    return out;
}

} // namespace uicc::profiles
