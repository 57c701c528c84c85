#include "daemon/card_file.hpp"
#include "daemon/farm/file_content.hpp"
#include "daemon/farm/methods/families.hpp"
#include "filesystem/image/named_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::daemon::methods {
namespace {

using filesystem::EfStructure;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::FileKind;
using filesystem::LifeCycle;
using Form = FileContent::Form;

std::string_view name_of(FileKind kind)
{
    switch (kind) {
    case FileKind::Mf:
        return "MF";
    case FileKind::Df:
        return "DF";
    case FileKind::Adf:
        return "ADF";
    case FileKind::Ef:
        return "EF";
    }
    return {};
}

std::string_view name_of(EfStructure structure)
{
    switch (structure) {
    case EfStructure::Transparent:
        return "transparent";
    case EfStructure::LinearFixed:
        return "linear fixed";
    case EfStructure::Cyclic:
        return "cyclic";
    case EfStructure::BerTlv:
        return "BER-TLV";
    }
    return {};
}

struct LifeCycleName {
    std::string_view name{};
    LifeCycle state{};
};

constexpr std::array life_cycles{LifeCycleName{"activated", LifeCycle::Activated},
                                 LifeCycleName{"deactivated", LifeCycle::Deactivated},
                                 LifeCycleName{"terminated", LifeCycle::Terminated}};

/// What stands in the FCP of a file, as far as people ask for it.
Json header_of(const filesystem::Image& files, FileIndex index)
{
    const FileHeader& file = files.header(index);
    Json shown{{"file", file.name},
               {"path", named_path(files, index)},
               {"kind", name_of(file.kind)},
               {"fid", fmt::format("{:04X}", static_cast<unsigned>(file.fid))}};
    if (file.sfi) {
        shown["sfi"] = file.sfi->value();
    }
    if (file.is_ef()) {
        shown["structure"] = name_of(file.structure);
        shown["size"] = file.size;
    }
    if (file.has_records()) {
        shown["record-size"] = file.record_length;
        shown["record-count"] = file.record_count();
    }
    return shown;
}

/// Those that the card has now, which commands may have made and deleted.
Result<Json, std::string> list_files(HostedCard& card)
{
    const auto interior = TRY(card.interior());
    const filesystem::Image& files = interior.memory.image();
    Json list = Json::array();
    for (std::uint32_t i = 0; i < files.file_count(); ++i) {
        if (files.exists(FileIndex{i})) {
            list.push_back(header_of(files, FileIndex{i}));
        }
    }
    return list;
}

RpcResult list(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    return done(CardFarm::on_loop(*card, [](auto& one) { return list_files(one); }));
}

std::optional<std::size_t> number(const Json& given, const char* parameter)
{
    return given.contains(parameter) ? std::optional{given[parameter].get<std::size_t>()}
                                     : std::nullopt;
}

Result<Json, std::string> read_file(HostedCard& card, const Json& given)
{
    const auto interior = TRY(card.interior());
    const filesystem::Image& files = interior.memory.image();
    const FileIndex file = TRY(find_card_file(files, text_of(given, "file")));
    Json shown = header_of(files, file);
    const auto life_cycle =
        std::ranges::find(life_cycles, interior.memory.life_cycle(file), &LifeCycleName::state);
    if (life_cycle != life_cycles.end()) {
        shown["life-cycle"] = life_cycle->name;
    }
    shown.update(TRY(show_content(interior.memory, file, number(given, "record"))));
    return shown;
}

RpcResult read(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    return done(CardFarm::on_loop(*card, [&](auto& one) { return read_file(one, given); }));
}

Result<FileContent, control::RpcError> content_of(const Json& given)
{
    constexpr std::array forms{std::pair{"data", Form::Hex}, std::pair{"text", Form::Text},
                               std::pair{"value", Form::Readable}};
    FileContent content{.record = number(given, "record"), .offset = number(given, "offset")};
    unsigned sources = 0;
    for (const auto& [parameter, form] : forms) {
        if (given.contains(parameter)) {
            content.form = form;
            content.value = given[parameter];
            ++sources;
        }
    }
    if (sources != 1) {
        return failed("file.write takes one of data, text and value");
    }
    if (content.offset && content.form != Form::Hex) {
        return failed("offset goes with data only");
    }
    return content;
}

/// Changes an EF with what `stage` does to the memory, for good.
template <class Stage>
Result<Json, std::string> change_file(HostedCard& card, const std::string& name, Stage stage)
{
    const auto interior = TRY(card.interior());
    const filesystem::Image& files = interior.memory.image();
    const FileIndex file = TRY(find_card_file(files, name));
    TRY(stage(interior.memory, file));
    if (const auto kept = interior.memory.commit(); !kept) {
        return tl::unexpected{kept.error().what};
    }
    return Json{{"card", card.name()},
                {"file", files.header(file).name},
                {"path", named_path(files, file)}};
}

RpcResult write(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const FileContent content = TRY(content_of(given));
    const auto stage = [&](auto& memory, FileIndex file) {
        return stage_content(memory, file, content);
    };
    return done(CardFarm::on_loop(
        *card, [&](auto& one) { return change_file(one, text_of(given, "file"), stage); }));
}

RpcResult set_life_cycle(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const std::string& name = text_of(given, "state");
    const auto wanted = std::ranges::find(life_cycles, name, &LifeCycleName::name);
    if (wanted == life_cycles.end()) {
        return failed(fmt::format("state {}: expected activated, deactivated or terminated", name));
    }
    const auto stage = [&](auto& memory, FileIndex file) -> Result<void, std::string> {
        memory.set_life_cycle(file, wanted->state);
        return {};
    };
    return done(CardFarm::on_loop(
        *card, [&](auto& one) { return change_file(one, text_of(given, "file"), stage); }));
}

} // namespace

void add_file_methods(control::Methods& methods, const Surroundings& daemon)
{
    constexpr auto whole_number = Json::value_t::number_unsigned;
    constexpr auto anything = Json::value_t::discarded;
    const Parameter file{.name = "file"};
    const Parameter record{.name = "record", .type = whole_number, .required = false};
    const Parameter offset{.name = "offset", .type = whole_number, .required = false};
    const Parameter data{.name = "data", .required = false};
    const Parameter text{.name = "text", .required = false};
    const Parameter value{.name = "value", .type = anything, .required = false};
    const std::array rows{
        Row{"file.list", {}, list},
        Row{"file.read", {file, record}, read},
        Row{"file.state", {file, {.name = "state"}}, set_life_cycle},
        Row{"file.write", {file, record, offset, data, text, value}, write},
    };
    add_rows(methods, daemon, rows);
}

} // namespace uicc::daemon::methods
