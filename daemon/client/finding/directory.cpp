#include "daemon/client/finding/directory.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"
#include "emulator/dm/fill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::daemon::client::finding {
namespace {

namespace dm = emulator::dm;
using codec::Tag;

constexpr Tag application_template{0x61};
constexpr Tag application_identifier{0x4F};
constexpr Tag path_tag{0x51};
constexpr Byte first_directory = 0xA0;
constexpr Byte last_directory = 0xA8;
constexpr Byte long_length = 0x81;

bool is_bootstrap(const std::string& oid)
{
    constexpr auto known = std::to_array<std::string_view>({
        dm::oid_lwm2m_bootstrap,
        dm::oid_dm_bootstrap,
        dm::oid_cp_bootstrap,
        dm::oid_cp_config1,
        dm::oid_cp_config2,
    });
    return std::ranges::find(known, oid) != known.end();
}

/// The objects of a file one by one, each as it is encoded; stops at fill, and at what is no
/// object.
Listing<ByteView> objects_of(ByteView content, const Conduct& conduct)
{
    Listing<ByteView> objects;
    std::size_t at = 0;
    while (at < content.size() && !dm::is_fill(content[at])) {
        codec::TlvReader reader{content.subspan(at)};
        if (!reader.next()) {
            objects.problems.push_back(fmt::format("a directory is malformed at offset {}", at));
            return objects;
        }
        objects.entries.push_back(content.subspan(at, reader.offset()));
        at += reader.offset();
    }
    if (at < content.size() && conduct.breaks(Rule::NoFill)) {
        return {.problems = {"a directory does not end with its last entry"}};
    }
    return objects;
}

bool has_needlessly_long_length(ByteView object)
{
    return object.size() > 2 && object[1] == long_length && object[2] < 0x80;
}

/// Whether this client reads an entry of this form.
bool is_readable(const dm::DataObject& object, const Conduct& conduct)
{
    const bool wrapped = object.oid_style == dm::OidStyle::DoubleWrapped;
    const bool oid_form = object.form == dm::DataObjectForm::OidDo;
    return !(wrapped && conduct.breaks(Rule::SingleOidOnly)) &&
           !(oid_form && conduct.breaks(Rule::OpaqueOnly)) &&
           !(object.label.empty() && conduct.breaks(Rule::LabelNeeded));
}

bool lists(const std::vector<FileEntry>& entries, const std::string& oid)
{
    return std::ranges::find(entries, oid, &FileEntry::oid) != entries.end();
}

std::optional<ApplicationRecord> decode_record(ByteView record)
{
    const auto outer = codec::TlvReader{record}.next();
    if (!outer || outer->tag != application_template) {
        return std::nullopt;
    }
    ApplicationRecord application;
    for (codec::TlvReader reader{outer->value}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object) {
            return std::nullopt;
        }
        if (object->tag == application_identifier) {
            application.aid.assign(object->value.begin(), object->value.end());
        } else if (object->tag == path_tag) {
            application.path.assign(object->value.begin(), object->value.end());
        }
    }
    return application;
}

} // namespace

Listing<Bytes> data_directories(ByteView odf, const Conduct& conduct)
{
    Listing<ByteView> objects = objects_of(odf, conduct);
    Listing<Bytes> directories{.problems = std::move(objects.problems)};
    if (conduct.breaks(Rule::FirstPointerOnly) && !objects.entries.empty()) {
        objects.entries.resize(1);
    }
    for (const ByteView object : objects.entries) {
        if (object.front() < first_directory || object.front() > last_directory) {
            continue;
        }
        const auto pointers = dm::decode_odf(object);
        if (!pointers && conduct.breaks(Rule::StrictDirectories)) {
            return {.problems = {"EF.ODF: " + dm::to_string(pointers.error())}};
        }
        if (!pointers || pointers->front().type != dm::DirectoryType::DataObjects) {
            continue; // another directory, or objects in the place of a pointer to them
        }
        directories.entries.push_back(pointers->front().path);
        if (conduct.breaks(Rule::FirstDodfOnly)) {
            break;
        }
    }
    return directories;
}

Listing<FileEntry> bootstrap_files(ByteView dodf, const Conduct& conduct)
{
    Listing<ByteView> objects = objects_of(dodf, conduct);
    Listing<FileEntry> files{.problems = std::move(objects.problems)};
    for (const ByteView object : objects.entries) {
        const auto decoded = dm::decode_dodf(object);
        if (!decoded && conduct.breaks(Rule::StrictDirectories)) {
            return {.problems = {"EF.DODF: " + dm::to_string(decoded.error())}};
        }
        const bool known = decoded && is_bootstrap(decoded->front().oid);
        if (!known && conduct.breaks(Rule::FirstEntryOnly)) {
            break;
        }
        const bool too_long =
            has_needlessly_long_length(object) && conduct.breaks(Rule::ShortLengthsOnly);
        if (known && !too_long && is_readable(decoded->front(), conduct) &&
            !lists(files.entries, decoded->front().oid)) {
            files.entries.push_back({decoded->front().oid, decoded->front().path});
        }
    }
    return files;
}

std::optional<ApplicationRecord> pkcs15_record(const std::vector<Bytes>& records)
{
    for (const Bytes& record : records) {
        auto application = decode_record(record);
        if (application && std::ranges::equal(application->aid, dm::pkcs15_aid)) {
            return application;
        }
    }
    return std::nullopt;
}

std::optional<Bytes> path_from_mf(ByteView path, ByteView application, const Conduct& conduct)
{
    if (path.size() < 2 || path.size() % 2 != 0) {
        return std::nullopt;
    }
    Bytes whole;
    if (path.size() == 2) {
        whole.assign(application.begin(), application.end());
    } else if (conduct.breaks(Rule::FidPathOnly)) {
        return std::nullopt;
    } else if (path[0] == 0x3F && path[1] == 0x00) {
        path = path.subspan(2);
    }
    codec::append(whole, path);
    return whole;
}

std::optional<Bytes> part_of(ByteView content, const dm::Pkcs15Path& path, const Conduct& conduct)
{
    const bool whole = conduct.breaks(Rule::IgnoreIndex);
    const std::size_t index = whole ? 0 : path.index.value_or(0);
    if (index > content.size()) {
        return std::nullopt;
    }
    const ByteView rest = content.subspan(index);
    const std::size_t length = whole ? rest.size() : path.length.value_or(rest.size());
    if (length > rest.size()) {
        return std::nullopt;
    }
    return Bytes{rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length)};
}

} // namespace uicc::daemon::client::finding
