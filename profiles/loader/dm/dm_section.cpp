#include "profiles/loader/dm/dm_section.hpp"

#include "emulator/dm/pkcs15.hpp"
#include "profiles/loader/content.hpp"
#include "profiles/loader/dm/data_object.hpp"
#include "profiles/loader/dm/lwm2m_section.hpp"
#include "profiles/loader/dm/oma_dm_section.hpp"
#include "profiles/loader/dm/provisioning_section.hpp"
#include "profiles/loader/file_header.hpp"
#include "profiles/loader/files.hpp"

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
namespace dm = emulator::dm;
using filesystem::Fid;
using yaml::Node;

constexpr Fid odf_fid{0x5031};        // PKCS#15 §5.5.1
constexpr Fid token_info_fid{0x5032}; // PKCS#15 §5.5.1
constexpr Fid dodf_fid{0x6430};       // LwM2M TS 1.0 Appendix G.3.4
constexpr Fid aodf_fid{0x6431};
constexpr Fid cdf_fid{0x6438};
constexpr Fid certificate_fid{0x6437};

const ObjectDefaults lwm2m_defaults{"EF.LwM2M_Bootstrap", Fid{0x6432}, "LwM2M Bootstrap",
                                    dm::oid_lwm2m_bootstrap};
const ObjectDefaults oma_dm_defaults{"EF.DM_Bootstrap", Fid{0x6433}, "OMA DM Bootstrap",
                                     dm::oid_dm_bootstrap};

struct ProvisioningFile {
    std::string_view key{};
    ObjectDefaults defaults{};
};

const std::array<ProvisioningFile, 3> provisioning_files{{
    {"bootstrap", {"EF.Bootstrap", Fid{0x6434}, "WAP Bootstrap", dm::oid_cp_bootstrap}},
    {"config1", {"EF.Config1", Fid{0x6435}, "WAP Config1", dm::oid_cp_config1}},
    {"config2", {"EF.Config2", Fid{0x6436}, "WAP Config2", dm::oid_cp_config2}},
}};

constexpr std::array<Word<dm::DodfOrder>, 2> orders{
    {{"opaque-first", dm::DodfOrder::OpaqueFirst}, {"as-given", dm::DodfOrder::AsGiven}}};

/// Files that say what there is: read by all, written by the issuer.
catalogue::AccessRights directory_file_rights()
{
    using enum catalogue::AccessLevel;
    return {.read = Always, .update = Adm, .deactivate = Adm, .activate = Adm, .remove = Adm};
}

Bytes octets_of(Fid fid)
{
    const auto value = static_cast<std::uint16_t>(fid);
    return {static_cast<Byte>(value >> 8), static_cast<Byte>(value)};
}

/// Builds the application file by file.
class DmReader {
public:
    DmReader(LoadContext& context, const Node& node)
        : context_{context}, node_{node}, section_{context.report, node}
    {}

    FilePlan read()
    {
        read_application();
        read_lwm2m_object();
        read_oma_dm_object();
        read_provisioning_objects();
        read_authentication_objects();
        read_certificates();
        add_dodf();
        add_file("EF.ODF", odf_fid, dm::encode_odf(pointers_));
        read_token();
        section_.finish();
        return std::move(adf_);
    }

private:
    void read_application()
    {
        adf_ = directory_plan(catalogue::Directory::Pkcs15, node_.position);
        adf_.header.kind = filesystem::FileKind::Adf;
        adf_.header.name = "ADF.PKCS15";
        adf_.header.aid = filesystem::Aid::from(dm::pkcs15_aid);
        adf_.header.names_fid_in_fcp = section_.flag("fid-in-fcp").value_or(false);
        adf_.label = "PKCS15";
        adf_.only_listed = true;
        adf_.authored = true;
        read_directory(context_, section_, adf_);
        adf_.only_listed = true;
        read_path_in_dir();
    }

    /// Tag 51 of EF.DIR: where the application lies, unless the profile says something else.
    void read_path_in_dir()
    {
        if (adf_.header.fid != filesystem::current_adf_fid) {
            path_ = {0x3F, 0x00};
            const Bytes own = octets_of(adf_.header.fid);
            path_.insert(path_.end(), own.begin(), own.end());
        }
        adf_.path_in_dir = path_;
        const Node* node = section_.find("path");
        if (node == nullptr) {
            return;
        }
        adf_.path_in_dir =
            is_none(*node)
                ? Bytes{}
                : read_hex(context_.report, *node, {2, 16}, "TS 102 221 §13.1").value_or(Bytes{});
    }

    void add_object(const Node& node,
                    const ObjectDefaults& defaults,
                    const ReadAuthored& read_authored)
    {
        auto object = read_object(context_, node, defaults, path_, read_authored);
        if (!object) {
            return;
        }
        needs_pin_object_ = needs_pin_object_ || !object->entry.auth_id.empty();
        objects_.push_back(std::move(object->entry));
        adf_.children.push_back(std::move(object->file));
    }

    void read_lwm2m_object()
    {
        if (const Node* node = section_.find("lwm2m")) {
            add_object(*node, lwm2m_defaults,
                       [](Section& section) { return dm::encode(read_lwm2m(section)); });
        }
    }

    void read_oma_dm_object()
    {
        if (const Node* node = section_.find("oma-dm")) {
            add_object(*node, oma_dm_defaults,
                       [](Section& section) { return dm::encode(read_oma_dm(section)); });
        }
    }

    void read_provisioning_objects()
    {
        const Node* node = section_.find("client-provisioning");
        if (node == nullptr) {
            return;
        }
        Section documents{context_.report, *node};
        for (const ProvisioningFile& file : provisioning_files) {
            if (const Node* document = documents.find(file.key)) {
                add_object(*document, file.defaults,
                           [](Section& section) { return dm::encode(read_provisioning(section)); });
            }
        }
        documents.finish();
    }

    /// EF.AODF tells clients about PIN1 when an object refers to it.
    void read_authentication_objects()
    {
        const bool wanted = section_.flag("pin-object").value_or(needs_pin_object_);
        if (wanted) {
            const std::array pins{dm::PinObject{}};
            add_directory("EF.AODF", aodf_fid, dm::DirectoryType::AuthObjects,
                          dm::encode_aodf(pins));
        }
    }

    void read_certificates()
    {
        const Node* node = section_.find("trusted-certificate");
        if (node == nullptr || !context_.claim_file(node->position)) {
            return;
        }
        Section certificate{context_.report, *node};
        const Fid fid = certificate.fid("fid").value_or(certificate_fid);
        certificate.exclusive({"hex", "file"});
        std::optional<Bytes> content = certificate.hex("hex");
        if (const Node* file = certificate.find("file")) {
            content = read_included_file(context_, *file);
        }
        const std::array entries{
            dm::CertificateObject{.label = certificate.text("label").value_or("OMA SC root"),
                                  .id = certificate.hex("id", {1, 32}).value_or(Bytes{0x01}),
                                  .authority = certificate.flag("authority").value_or(true),
                                  .path = {.path = octets_of(fid)}}};
        certificate.finish();
        add_directory("EF.CDF", cdf_fid, dm::DirectoryType::TrustedCertificates,
                      dm::encode_cdf(entries));
        add_file("EF.TrustedCertificates", fid, content.value_or(Bytes{}));
    }

    void add_dodf()
    {
        const auto order = section_.choice("order", orders).value_or(dm::DodfOrder::OpaqueFirst);
        const Fid fid = section_.fid("dodf-fid").value_or(dodf_fid);
        add_directory("EF.DODF", fid, dm::DirectoryType::DataObjects,
                      dm::encode_dodf(objects_, order));
    }

    void read_token()
    {
        const Node nothing{.position = node_.position};
        const Node* node = section_.find("token");
        Section token{context_.report, node == nullptr ? nothing : *node};
        const Bytes default_serial{0x89, 0x88, 0x00, 0x12, 0x34, 0x56, 0x78, 0x90};
        add_file("EF.TokenInfo", token_info_fid,
                 dm::encode_token_info(
                     {.serial_number = token.hex("serial", {1, 32}).value_or(default_serial),
                      .manufacturer = token.text("manufacturer").value_or("vuicc"),
                      .label = token.text("label").value_or("DM on card"),
                      .last_update = token.text("last-update").value_or("")}));
        token.finish();
    }

    void add_directory(std::string_view name,
                       Fid fid,
                       dm::DirectoryType type,
                       const Result<Bytes, dm::DmError>& content)
    {
        pointers_.push_back({.type = type, .path = octets_of(fid)});
        add_file(name, fid, content);
    }

    /// A file that the loader writes; one of the same FID under `files:` takes its place.
    void add_file(std::string_view name, Fid fid, const Result<Bytes, dm::DmError>& content)
    {
        if (!content) {
            report_dm_error(context_.report, node_, content.error());
            return;
        }
        if (adf_.child(fid) != nullptr || !context_.claim_file(node_.position)) {
            return;
        }
        adf_.children.push_back({.header = {.name = std::string{name}, .fid = fid},
                                 .access = {.rights = directory_file_rights()},
                                 .has_content = true,
                                 .body = *content,
                                 .position = node_.position,
                                 .fid_position = node_.position,
                                 .content_position = node_.position});
    }

    LoadContext& context_;
    const Node& node_;
    Section section_;
    FilePlan adf_;
    Bytes path_; // 3F00 and the FID, where the application has one
    std::vector<dm::DataObject> objects_;
    std::vector<dm::DirectoryPointer> pointers_;
    bool needs_pin_object_ = false;
};

} // namespace

FilePlan read_dm(LoadContext& context, const Node& node)
{
    return DmReader{context, node}.read();
}

} // namespace uicc::profiles
