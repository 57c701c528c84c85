#include "profiles/loader/dm/dm_section.hpp"

#include "codec/bcd.hpp"
#include "codec/byte_writer.hpp"
#include "filesystem/contents/subscriber/iccid.hpp"
#include "profiles/loader/content.hpp"
#include "profiles/loader/dm/application_files.hpp"
#include "profiles/loader/dm/data_object.hpp"
#include "profiles/loader/dm/dm_error_report.hpp"
#include "profiles/loader/dm/lwm2m_section.hpp"
#include "profiles/loader/dm/oma_dm_section.hpp"
#include "profiles/loader/dm/provisioning_section.hpp"
#include "profiles/loader/file_header.hpp"
#include "profiles/loader/files.hpp"
#include "profiles/loader/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
namespace dm = emulator::dm;
using filesystem::Fid;
using yaml::Node;

/// Files that follow from the objects. PKCS#15 fixes the FIDs of EF.ODF and EF.TokenInfo,
/// LwM2M TS 1.0 Appendix G.3.4 proposes that of EF.DODF.
constexpr DirectoryFile odf{"EF.ODF", Fid{0x5031}};
constexpr DirectoryFile token_info{"EF.TokenInfo", Fid{0x5032}};
constexpr DirectoryFile dodf{"EF.DODF", Fid{0x6430}};
constexpr DirectoryFile aodf{"EF.AODF", Fid{0x6431}};
constexpr DirectoryFile cdf{"EF.CDF", Fid{0x6438}};
constexpr Fid certificate_fid{0x6437};

constexpr std::array<Word<dm::DodfOrder>, 2> orders{
    {{"opaque-first", dm::DodfOrder::OpaqueFirst}, {"as-given", dm::DodfOrder::AsGiven}}};

ObjectDefaults lwm2m_defaults()
{
    return {"EF.LwM2M_Bootstrap", Fid{0x6432}, "LwM2M Bootstrap", dm::oid_lwm2m_bootstrap};
}

ObjectDefaults oma_dm_defaults()
{
    return {"EF.DM_Bootstrap", Fid{0x6433}, "OMA DM Bootstrap", dm::oid_dm_bootstrap};
}

struct ProvisioningFile {
    std::string_view key{};
    ObjectDefaults defaults{};
};

std::array<ProvisioningFile, 3> provisioning_files()
{
    return {{
        {"bootstrap", {"EF.Bootstrap", Fid{0x6434}, "WAP Bootstrap", dm::oid_cp_bootstrap}},
        {"config1", {"EF.Config1", Fid{0x6435}, "WAP Config1", dm::oid_cp_config1, true}},
        {"config2", {"EF.Config2", Fid{0x6436}, "WAP Config2", dm::oid_cp_config2, true}},
    }};
}

/// Rule of the ADF: record 12 of the interoperable profile, which real cards with this application
/// name in its FCP.
catalogue::AccessRights application_rights()
{
    using enum catalogue::AccessLevel;
    return {.read = Pin, .update = Never, .deactivate = Never, .activate = Never, .remove = Never};
}

Bytes octets_of(Fid fid)
{
    Bytes octets;
    codec::append_number(octets, static_cast<std::uint16_t>(fid), 2);
    return octets;
}

/// Digits of the ICCID, two to an octet, as the number of the token.
Bytes serial_of(const FilePlan& mf)
{
    const FilePlan* file = mf.child("EF.ICCID");
    const std::string digits =
        file == nullptr ? "" : filesystem::contents::decode_iccid(file->body).value_or("");
    if (digits.empty()) {
        return {0x00};
    }
    Bytes serial = codec::to_swapped_bcd(digits).value_or(Bytes{0x00});
    for (Byte& octet : serial) {
        octet = static_cast<Byte>(octet << 4 | octet >> 4);
    }
    return serial;
}

/// Builds the application file by file.
class DmReader {
public:
    DmReader(LoadContext& context, const Node& node, const FilePlan& mf)
        : context_{context}, section_{context.report, node}, mf_{mf},
          application_{pkcs15_plan(node.position)}, files_{context, application_}
    {}

    FilePlan read()
    {
        read_application();
        read_objects();
        application_.keys = read_keys(section_);
        add_object_files();
        add_authentication_objects();
        read_certificate();
        add_data_object_directories();
        add(odf, dm::encode_odf(pointers_));
        read_token();
        section_.finish();
        return std::move(application_);
    }

private:
    void read_application()
    {
        application_.authored = true;
        read_directory(context_, section_, application_);
        makes_directories_ = !application_.only_listed;
        application_.only_listed = true; // the mandatory files are made here
        place_.dodf = files_.fid_of(dodf);
        read_path_in_dir();
    }

    /// Tag 51 of EF.DIR: where the application lies, unless the profile says something else.
    void read_path_in_dir()
    {
        if (application_.header.fid != filesystem::current_adf_fid) {
            place_.path = octets_of(filesystem::mf_fid);
            codec::append(place_.path, octets_of(application_.header.fid));
        }
        application_.path_in_dir = place_.path;
        const Node* node = section_.find("path");
        if (node == nullptr) {
            return;
        }
        application_.path_in_dir =
            is_none(*node)
                ? Bytes{}
                : read_hex(context_.report, *node, {2, 16}, "TS 102 221 §13.1").value_or(Bytes{});
    }

    void read_objects()
    {
        if (const Node* node = section_.find("lwm2m")) {
            read_one(*node, lwm2m_defaults(),
                     [](Section& section) { return encode_authored(read_lwm2m(section)); });
        }
        if (const Node* node = section_.find("oma-dm")) {
            read_one(*node, oma_dm_defaults(),
                     [](Section& section) { return encode_authored(read_oma_dm(section)); });
        }
        read_provisioning_objects();
        read_own_objects();
        std::ranges::stable_sort(objects_, {},
                                 [](const ReadObject& object) { return object.node->position; });
    }

    void read_provisioning_objects()
    {
        const Node* node = section_.find("client-provisioning");
        if (node == nullptr) {
            return;
        }
        Section documents{context_.report, *node};
        for (const ProvisioningFile& file : provisioning_files()) {
            if (const Node* document = documents.find(file.key)) {
                read_one(*document, file.defaults, [](Section& section) {
                    return encode_authored(read_provisioning(section));
                });
            }
        }
        documents.finish();
    }

    /// Objects that no family describes.
    void read_own_objects()
    {
        const Node* list = section_.find("objects");
        if (list == nullptr) {
            return;
        }
        std::size_t number = 0;
        for (const Node* node : items_of(context_.report, *list)) {
            read_one(*node, {.file_name = fmt::format("EF.Object{}", ++number)}, {});
        }
    }

    void read_one(const Node& node, const ObjectDefaults& defaults, const ReadAuthored& authored)
    {
        if (auto object = read_object(context_, node, defaults, place_, authored)) {
            objects_.push_back(*std::move(object));
        }
    }

    void add_object_files()
    {
        for (ReadObject& object : objects_) {
            if (!object.present) {
                continue;
            }
            const std::string& name = object.file.header.name;
            if (application_.child(name) != nullptr) {
                context_.report.add(object.file.position,
                                    fmt::format("{} stands under files already", name));
            }
            application_.children.push_back(std::move(object.file));
        }
    }

    /// EF.AODF tells clients about PIN1 when an object refers to it.
    void add_authentication_objects()
    {
        const bool referred_to = std::ranges::any_of(
            objects_, [](const ReadObject& object) { return !object.entry.auth_id.empty(); });
        if (section_.flag("pin-object").value_or(referred_to)) {
            add_directory(aodf, dm::DirectoryType::AuthObjects,
                          dm::encode_aodf(std::array{dm::PinObject{}}));
        }
    }

    void read_certificate()
    {
        const Node* node = section_.find("trusted-certificate");
        if (node == nullptr || !context_.claim_file(node->position)) {
            return;
        }
        Section section{context_.report, *node};
        FilePlan file{.header = {.name = "EF.TrustedCertificates", .fid = certificate_fid},
                      .access = {.rights = directory_file_rights()},
                      .has_content = true,
                      .position = node->position,
                      .content_position = node->position,
                      .fid_origin = {node->position}};
        read_header(section, file);
        auto read = read_content(context_, section, {.file = file});
        if (!read.given) {
            context_.report.add(*node, "contents are missing here: hex or file");
        } else if (!read.contents.empty()) {
            file.body = std::move(read.contents.front());
        }
        add_certificate_entry(section, file.header.fid);
        section.finish();
        application_.children.push_back(std::move(file));
    }

    void add_certificate_entry(Section& section, Fid fid)
    {
        const auto content = dm::encode_cdf(
            std::array{dm::CertificateObject{.label = section.text("label").value_or("OMA SC root"),
                                             .id = section.hex("id", {1, 32}).value_or(Bytes{0x01}),
                                             .authority = section.flag("authority").value_or(true),
                                             .path = {.path = octets_of(fid)}}});
        if (!content) {
            report_element_error(context_.report, section.node(), content.error());
        }
        add_directory(cdf, dm::DirectoryType::TrustedCertificates, content);
    }

    /// EF.DODF, and one more for every other FID that an object names as its directory.
    void add_data_object_directories()
    {
        const auto order = section_.choice("order", orders).value_or(dm::DodfOrder::OpaqueFirst);
        std::vector<Fid> directories{place_.dodf};
        for (const ReadObject& object : objects_) {
            if (std::ranges::find(directories, object.directory) == directories.end()) {
                directories.push_back(object.directory);
            }
        }
        for (const Fid directory : directories) {
            const std::string name =
                directory == place_.dodf
                    ? std::string{dodf.name}
                    : fmt::format("{}.{:04X}", dodf.name, static_cast<unsigned>(directory));
            add_directory({name, directory}, dm::DirectoryType::DataObjects,
                          dm::encode_dodf(entries_in(directory), order));
        }
    }

    [[nodiscard]] std::vector<dm::DataObject> entries_in(Fid directory) const
    {
        std::vector<dm::DataObject> entries;
        for (const ReadObject& object : objects_) {
            if (object.listed && object.directory == directory) {
                entries.push_back(object.entry);
            }
        }
        return entries;
    }

    void read_token()
    {
        const Node nothing{.position = section_.node().position};
        const Node* node = section_.find("token");
        Section token{context_.report, node == nullptr ? nothing : *node};
        const auto content = dm::encode_token_info(
            {.serial_number = token.hex("serial", {1, 32}, "PKCS#15 §6.9").value_or(serial_of(mf_)),
             .manufacturer = token.text("manufacturer").value_or("vuicc"),
             .label = token.text("label").value_or("DM on card"),
             .last_update = token.text("last-update").value_or("")});
        token.finish();
        if (!content) {
            report_dm_error(context_.report, token.node(), content.error());
        }
        add(token_info, content);
    }

    void add_directory(const DirectoryFile& file,
                       dm::DirectoryType type,
                       const Result<Bytes, dm::DmError>& content)
    {
        pointers_.push_back({.type = type, .path = octets_of(files_.fid_of(file))});
        add(file, content);
    }

    void add(const DirectoryFile& file, const Result<Bytes, dm::DmError>& content)
    {
        if (makes_directories_ &&
            content) { // else what is wrong with an entry was reported with it
            files_.add(file, *content);
        }
    }

    LoadContext& context_;
    Section section_;
    const FilePlan& mf_;
    FilePlan application_;
    ApplicationFiles files_;
    ApplicationPlace place_;
    bool makes_directories_ = true; ///< false: what leads to the objects is listed, or missing
    std::vector<ReadObject> objects_;
    std::vector<dm::DirectoryPointer> pointers_;
};

} // namespace

FilePlan pkcs15_plan(yaml::Position position)
{
    FilePlan application = directory_plan(catalogue::Directory::Pkcs15, position);
    application.header.aid = filesystem::Aid::from(dm::pkcs15_aid);
    application.header.names_fid_in_fcp = false;
    application.access.rights = application_rights();
    application.label = "PKCS15";
    return application;
}

FilePlan read_dm(LoadContext& context, const Node& node, const FilePlan& mf)
{
    return DmReader{context, node, mf}.read();
}

} // namespace uicc::profiles
