#include "emulator/commands/fcp_response.hpp"

#include "codec/ber_tlv.hpp"
#include "emulator/security/pin_status_template.hpp"
#include "filesystem/data_objects.hpp"
#include "filesystem/fcp.hpp"

namespace uicc::emulator::commands {

using filesystem::EfStructure;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::LifeCycle;

namespace {

/// Tag C6 of the template that a file brings along, as it is now; empty where it has none.
Bytes own_pin_status(const CommandContext& context,
                     const FileHeader& header,
                     std::optional<FileIndex> application)
{
    codec::TlvReader reader{header.fcp};
    const auto whole = reader.next();
    const auto value =
        whole ? codec::find_value(whole->value, codec::Tag{0xC6}).value_or(std::nullopt)
              : std::nullopt;
    return value ? refresh_pin_status(*value, context.pins, application) : Bytes{};
}

} // namespace

StatusWord selection_status(const CommandContext& context, FileIndex file)
{
    switch (context.memory.life_cycle(file)) {
    case LifeCycle::Deactivated:
        return sw::selected_file_deactivated;
    case LifeCycle::Terminated:
        return sw::selected_file_terminated;
    default:
        return sw::ok;
    }
}

ResponseApdu fcp_response(const CommandContext& context, FileIndex file)
{
    const FileHeader& header = context.memory.header(file);
    const Behaviour& behaviour = context.description.behaviour;
    const auto application = context.memory.image().application_of(file);
    Bytes pin_status;
    if (!header.fcp.empty()) {
        pin_status = own_pin_status(context, header, application);
    } else if (!header.is_ef() || behaviour.pin_status_in_ef_fcp) {
        const auto listing = context.pin_listing(file);
        if (!listing.empty()) {
            pin_status = encode_pin_status(listing, context.pins, application);
        }
    }
    const bool has_objects = header.is_ef() && header.structure == EfStructure::BerTlv;
    const std::size_t used =
        has_objects ? filesystem::used_size(context.memory.body(file)) : std::size_t{0};
    return {.data = filesystem::encode_fcp(header, {.template_tag = behaviour.fcp_tag,
                                                    .life_cycle = context.memory.life_cycle(file),
                                                    .used_size = used,
                                                    .pin_status = pin_status}),
            .status = selection_status(context, file)};
}

} // namespace uicc::emulator::commands
