#include "profiles/loader/content.hpp"
#include "profiles/loader/data_objects.hpp"
#include "profiles/loader/file_header.hpp"
#include "profiles/loader/file_limits.hpp"
#include "profiles/loader/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

using filesystem::EfStructure;
using filesystem::FileHeader;
using filesystem::Sfi;
using yaml::Node;

constexpr std::array<Word<EfStructure>, 4> structures{{{"transparent", EfStructure::Transparent},
                                                       {"linear-fixed", EfStructure::LinearFixed},
                                                       {"cyclic", EfStructure::Cyclic},
                                                       {"ber-tlv", EfStructure::BerTlv}}};

void read_sfi(Section& section, FilePlan& plan)
{
    const Node* node = section.find("sfi");
    plan.sfi_origin = {plan.position};
    if (node == nullptr) {
        return;
    }
    plan.sfi_origin = {node->position, true};
    if (is_none(*node)) {
        plan.header.sfi.reset();
        return;
    }
    const auto number = read_number(section.report(), *node, {1, 30}, "TS 102 221 §8.3");
    if (number) {
        plan.header.sfi = Sfi::from(static_cast<unsigned>(*number));
    }
}

constexpr std::string_view record_clause = "TS 102 221 §8.2.2.2";

/// An unknown file with records is linear fixed even if it does not say so.
EfStructure implied_structure(Section& section, const FilePlan& plan)
{
    if (!plan.header.fcp.empty()) {
        return plan.header.structure;
    }
    if (plan.spec != nullptr) {
        return plan.spec->structure;
    }
    const bool records =
        section.has("records") || section.has("record-size") || section.has("content");
    return records ? EfStructure::LinearFixed : EfStructure::Transparent;
}

void read_structure(Section& section, FilePlan& plan)
{
    FileHeader& header = plan.header;
    const bool had_records = header.has_records();
    header.structure =
        section.choice("structure", structures).value_or(implied_structure(section, plan));
    if (header.has_records() != had_records) {
        header.record_length = 0;
        plan.wanted_records = 0;
        plan.wanted_size = 0;
    }
}

/// Keys that files of another structure have.
void refuse_keys(Section& section,
                 std::initializer_list<std::string_view> keys,
                 std::string_view reason)
{
    for (const std::string_view key : keys) {
        if (section.has(key)) {
            section.report().add(section.key_node(key), fmt::format("{} {}", key, reason),
                                 "TS 102 221 §8.2.2");
        }
    }
}

/// Contents of an EF without records: octets, or the objects of a BER-TLV EF.
ReadContent read_octets(LoadContext& context, Section& section, const FilePlan& plan)
{
    auto read = read_content(
        context, section,
        {.file = plan, .size = plan.wanted_size, .advice = section.has("size") ? "" : "size"});
    const Node* objects = section.find("objects");
    const bool takes_objects = plan.header.structure == EfStructure::BerTlv;
    if (objects != nullptr && (read.given || !takes_objects)) {
        section.report().add(section.key_node("objects"),
                             takes_objects ? "this file has contents already"
                                           : "objects belong to a file with structure ber-tlv",
                             "TS 102 221 §8.2.2");
    } else if (objects != nullptr) {
        read = {.given = true, .node = objects};
        read.contents.push_back(read_objects(context, *objects, plan));
    }
    if (takes_objects && !read.contents.empty()) {
        check_objects(context, *read.node, read.contents.front(), plan);
    }
    return read;
}

void read_body(LoadContext& context, Section& section, FilePlan& plan)
{
    refuse_keys(section, {"records", "record-size", "content"}, "belongs to a file with records");
    const auto size =
        section.number("size", {1, largest_body(plan.header.structure)}, "TS 102 221 §8.2.2");
    plan.wanted_size = size ? static_cast<std::size_t>(*size) : plan.wanted_size;
    auto read = read_octets(context, section, plan);
    plan.has_content = read.given;
    if (read.node != nullptr) {
        plan.content_position = read.node->position;
    }
    if (!read.contents.empty()) {
        plan.body = std::move(read.contents.front());
    }
}

void require_records(Report& report, const Node& node, const FilePlan& plan)
{
    if (plan.wanted_records != 0 && plan.records.size() > plan.wanted_records) {
        report.add(
            node,
            fmt::format("here are contents for {} records, {} has {}; records: {} makes room",
                        plan.records.size(), plan.header.name, plan.wanted_records,
                        plan.records.size()),
            std::string{record_clause});
    }
}

/// `content:`, a list with one item per record.
void read_record_list(LoadContext& context,
                      const Node& list,
                      const ContentPlace& place,
                      FilePlan& plan)
{
    plan.has_content = true;
    plan.content_position = list.position;
    for (const Node* item : items_of(context.report, list)) {
        plan.records.push_back(read_record(context, *item, place).value_or(Bytes{}));
    }
    require_records(context.report, list, plan);
}

void read_record_sizes(Section& section, FilePlan& plan)
{
    const auto length = section.number("record-size", {1, largest_record}, record_clause);
    const auto count = section.number("records", {1, most_records}, record_clause);
    plan.fixed_length = length.has_value();
    plan.fixed_count = count.has_value();
    plan.header.record_length =
        length ? static_cast<std::size_t>(*length) : plan.header.record_length;
    plan.wanted_records = count ? static_cast<std::size_t>(*count) : plan.wanted_records;
}

void read_records(LoadContext& context, Section& section, FilePlan& plan)
{
    refuse_keys(section, {"size", "objects"}, "belongs to a file without records");
    read_record_sizes(section, plan);
    const FilePlan described = plan;
    const ContentPlace place{.file = described,
                             .size = plan.header.record_length,
                             .advice = section.has("record-size") ? "" : "record-size"};
    auto read = read_content(context, section, place);
    const Node* list = section.find("content");
    if (read.given && list != nullptr) {
        context.report.add(section.key_node("content"), "this file has contents already");
        return;
    }
    if (list != nullptr) {
        read_record_list(context, *list, place, plan);
    } else if (read.given) {
        plan.has_content = true;
        plan.content_position = read.node->position;
        plan.records = std::move(read.contents);
        require_records(context.report, *read.node, plan);
    }
}

/// Shape and contents are those of the other file.
void read_same_as(Section& section, FilePlan& file)
{
    refuse_keys(section,
                {"structure", "size", "records", "record-size", "content", "hex", "text", "file",
                 "objects"},
                "is that of the file behind same-as");
    file.same_as = section.line("same-as").value_or("");
    file.same_as_position = section.find("same-as")->position;
    file.has_content = true;
}

} // namespace

void read_ef(LoadContext& context, Section& section, FilePlan& file)
{
    read_header(section, file);
    read_sfi(section, file);
    read_structure(section, file);
    if (const auto octet =
            section.hex("special-information", SizeRange::exactly(1), "TS 102 221 §11.1.1.4.6.9")) {
        file.header.special_information = octet->front();
    }
    const bool is_misread = section.has("fcp") && file.header.fcp.empty(); // which was reported
    if (file.header.fid == filesystem::Fid{} && !section.has("fid") && !is_misread) {
        context.report.add(file.position, "fid is missing here");
    }
    if (section.has("same-as")) {
        read_same_as(section, file);
    } else if (file.header.has_records()) {
        read_records(context, section, file);
    } else {
        read_body(context, section, file);
    }
}

} // namespace uicc::profiles
