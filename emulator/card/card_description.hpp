#pragma once

#include "emulator/card/application.hpp"
#include "emulator/security/application_keys.hpp"
#include "emulator/security/global_platform/registry.hpp"
#include "emulator/security/pin_definition.hpp"
#include "emulator/transport/dialect.hpp"
#include "filesystem/image/image.hpp"

#include <memory>
#include <string>
#include <vector>

namespace uicc::emulator {

/// Which class bytes a card knows.
enum class CommandClasses {
    Uicc, ///< 0X, 8X and the further ones, TS 102 221 §10.1.1
    Gsm,  ///< A0 alone: a SIM, TS 51.011
    Both,
};

/// Where cards in the field differ; the defaults follow the specifications.
struct Behaviour {
    Dialect dialect = Dialect::T0;
    ShortRead short_read = ShortRead::ByDialect;
    bool select_with_p2_00 = true;     ///< false: SELECT with P2=00 is refused with 6A86
    bool pin_status_in_ef_fcp = false; ///< tag C6 also in the FCP of EFs
    Byte fcp_tag = 0x62;               ///< 6F: the FCP comes as an FCI
    unsigned channels = 20;            ///< logical channels, the basic one included; 1 to 20
    unsigned longest_suspension = 255 * 864000; ///< seconds; TS 102 221 §11.1.22
    CommandClasses classes = CommandClasses::Uicc;
    bool command_chaining = false; ///< CLA b5, as the ATR announces it; else 6884
};

/// The keys that the PIN status template (tag C6) of an application lists, in this order; the
/// first application PIN (01 to 08) is the one its security environment depends on.
struct PinListing {
    filesystem::FileIndex directory{}; ///< MF or ADF
    std::vector<filesystem::KeyReference> references{};
};

/// What a description was made from; whoever made it knows more.
class CardOrigin {
public:
    CardOrigin() = default;
    CardOrigin(const CardOrigin&) = delete;
    CardOrigin& operator=(const CardOrigin&) = delete;
    CardOrigin(CardOrigin&&) = delete;
    CardOrigin& operator=(CardOrigin&&) = delete;
    virtual ~CardOrigin() = default;
};

/// A whole card, ready to be started any number of times. Made from a profile, never changed.
struct CardDescription {
    std::string name{};         ///< for messages: the profile's own name
    std::string profile_hash{}; ///< SHA-256 of everything that shapes the card, hexadecimal
    std::shared_ptr<const filesystem::Image> files{};
    std::vector<PinDefinition> pins{};
    std::vector<PinListing> pin_listings{};
    std::vector<std::shared_ptr<const ApplicationDefinition>> applications{};
    std::optional<filesystem::FileIndex> issuer_security_domain{}; ///< what an empty AID selects
    /// Of GlobalPlatform, the issuer security domain first; empty without one.
    std::vector<global_platform::RegistryEntry> registry{};
    std::vector<ApplicationKeys> keys{}; ///< of the applications that have some
    /// The one whose local PINs and algorithm class A0 sees; it has PIN2 as CHV2.
    std::optional<filesystem::FileIndex> main_application{};
    Bytes cold_atr{};
    Bytes warm_atr{};
    Behaviour behaviour{};
    std::shared_ptr<const CardOrigin> origin{}; ///< null for a card that was made by hand

    /// With which terminals can open sessions; null when there are none.
    [[nodiscard]] const ApplicationKeys* keys_of(std::optional<filesystem::FileIndex> owner) const;

    /// Those for secure channels: of the application, else of the domain it is associated with.
    [[nodiscard]] const ApplicationKeys* channel_keys(
        std::optional<filesystem::FileIndex> application) const;
};

} // namespace uicc::emulator
