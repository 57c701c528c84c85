#include "profiles/loader/own_fcp.hpp"

#include "profiles/loader/file_limits.hpp"

namespace uicc::profiles {
namespace {

using filesystem::FcpTemplate;
using filesystem::FileHeader;
using filesystem::FileKind;

constexpr std::string_view clause = "TS 102 221 §11.1.1.3";

void apply_identity(const FcpTemplate& fcp, FilePlan& plan)
{
    FileHeader& header = plan.header;
    if (header.kind == FileKind::Adf) {
        header.names_fid_in_fcp = fcp.fid.has_value();
        header.aid = fcp.aid ? fcp.aid : header.aid;
    }
    if (header.kind != FileKind::Mf) {
        header.fid = fcp.fid.value_or(header.fid);
        plan.fid_origin.written = true;
    }
    if (fcp.keys && header.kind != FileKind::Df && !header.is_ef()) {
        plan.pin_listing.emplace();
        for (const filesystem::ListedKey& key : *fcp.keys) {
            plan.pin_listing->push_back(key.reference);
        }
    }
}

void apply_structure(const FcpTemplate& fcp, FilePlan& plan)
{
    FileHeader& header = plan.header;
    header.structure = fcp.structure;
    header.sfi = fcp.sfi;
    header.special_information = fcp.special_information;
    header.record_length = header.has_records() ? fcp.record_length : 0;
    plan.wanted_records = header.has_records() ? fcp.record_count : 0;
    plan.wanted_size = header.has_records() ? 0 : fcp.size;
}

void check_limits(Report& report, const yaml::Node& node, const FilePlan& plan)
{
    if (plan.header.record_length > largest_record || plan.wanted_records > most_records ||
        plan.wanted_size > largest_body(plan.header.structure)) {
        report.add(node, "a file of this size cannot be read by any command", "TS 102 221 §8.2.2");
    }
}

} // namespace

void apply_own_fcp(const FcpTemplate& fcp, Bytes encoded, FilePlan& plan)
{
    FileHeader& header = plan.header;
    apply_identity(fcp, plan);
    if (header.is_ef()) {
        apply_structure(fcp, plan);
    }
    header.life_cycle = fcp.life_cycle;
    header.shareable = fcp.shareable;
    header.proprietary = fcp.proprietary;
    if (fcp.security) {
        header.security = *fcp.security;
        plan.access.form = AccessPlan::Form::AsInFcp;
    }
    header.fcp = std::move(encoded);
}

void read_own_fcp(Section& section, FilePlan& plan)
{
    auto encoded = section.hex("fcp", {2, filesystem::longest_fcp_template}, clause);
    if (!encoded) {
        return;
    }
    const yaml::Node& node = *section.find("fcp");
    const auto fcp = filesystem::read_fcp_template(*encoded);
    if (!fcp) {
        section.report().add(node, fcp.error(), std::string{clause});
        return;
    }
    if (fcp->is_directory == plan.is_ef()) {
        section.report().add(
            node, plan.is_ef() ? "this is the FCP of a directory" : "this is the FCP of an EF",
            std::string{clause});
        return;
    }
    apply_own_fcp(*fcp, *std::move(encoded), plan);
    check_limits(section.report(), node, plan);
    const bool has_parent = plan.is_ef() || plan.header.kind == FileKind::Df;
    if (has_parent && is_reserved(plan.header.fid)) {
        section.report().add(node, "the file identifier in it is reserved", "TS 102 221 §8.6");
    }
}

} // namespace uicc::profiles
