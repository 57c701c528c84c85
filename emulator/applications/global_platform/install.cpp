#include "emulator/applications/global_platform/install.hpp"

#include "codec/byte_reader.hpp"

#include <algorithm>

namespace uicc::emulator::global_platform {
namespace {

using filesystem::Aid;

// P1, GPCS §11.5.2.1.
constexpr Byte for_load = 0x02;
constexpr Byte for_install = 0x04;
constexpr Byte for_make_selectable = 0x08;
constexpr Byte for_extradition = 0x10;
constexpr Byte for_personalisation = 0x20;
constexpr Byte for_registry_update = 0x40;

/// A field behind its length of one octet.
Result<ByteView, StatusWord> field(codec::ByteReader& reader)
{
    const auto size = reader.take();
    const auto octets = size ? reader.take(*size) : size.map([](Byte) { return ByteView{}; });
    return octets ? Result<ByteView, StatusWord>{*octets} : tl::unexpected{sw::incorrect_data};
}

Result<Install, StatusWord> parse_data(ByteView data)
{
    codec::ByteReader reader{data};
    const ByteView domain = TRY(field(reader));
    const ByteView module = TRY(field(reader)); // of [for install], else empty
    const ByteView application = TRY(field(reader));
    const ByteView privileges = TRY(field(reader));
    const ByteView parameters = TRY(field(reader));
    const ByteView token = TRY(field(reader));
    static_cast<void>(parameters); // nothing on this card takes any
    const auto aid = Aid::from(application);
    const bool domain_is_right = domain.empty() || Aid::from(domain);
    if (!reader.at_end() || !aid || !module.empty() || !token.empty() || !domain_is_right ||
        privileges.size() > Privileges{}.size()) {
        return tl::unexpected{sw::incorrect_data};
    }
    Install install{.security_domain = Aid::from(domain), .application = *aid};
    if (!privileges.empty()) {
        install.privileges.emplace();
        std::ranges::copy(privileges, install.privileges->begin());
    }
    return install;
}

} // namespace

Result<Install, StatusWord> parse_install(const CommandApdu& command)
{
    if ((command.p1 & (for_load | for_install)) != 0) {
        return tl::unexpected{sw::function_not_supported};
    }
    constexpr auto known = std::to_array<Byte>(
        {for_make_selectable, for_extradition, for_personalisation, for_registry_update});
    if (command.p2 != 0 || std::ranges::find(known, command.p1) == known.end()) {
        return tl::unexpected{sw::incorrect_p1_p2};
    }
    Install install = TRY(parse_data(command.data));
    install.make_selectable = command.p1 == for_make_selectable;
    install.extradite = command.p1 == for_extradition;
    install.personalise = command.p1 == for_personalisation;
    install.update_registry = command.p1 == for_registry_update;
    if (install.extradite && !install.security_domain) {
        return tl::unexpected{sw::incorrect_data};
    }
    return install;
}

} // namespace uicc::emulator::global_platform
