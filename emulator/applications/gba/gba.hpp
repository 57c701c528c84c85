#pragma once

#include "crypto/aes.hpp"
#include "emulator/card/command_context.hpp"

namespace uicc::emulator::applications::gba {

/// P2 of AUTHENTICATE in the GBA security context, TS 31.102 §7.1.2.
inline constexpr Byte security_context = 0x84;

/// Where an application says that it has GBA, and where it keeps what everybody may know of it.
struct Files {
    filesystem::Fid service_table{};
    unsigned service = 0;
    filesystem::Fid bootstrapping{}; ///< EF.GBABP
    filesystem::Fid naf_list{};      ///< EF.GBANL
};

/// TS 31.102 §4.2.8, §4.2.79 and §4.2.83.
inline constexpr Files usim_files{filesystem::Fid{0x6F38}, 68, filesystem::Fid{0x6FD6},
                                  filesystem::Fid{0x6FDA}};
/// TS 31.103 §4.2.7, §4.2.9 and §4.2.10.
inline constexpr Files isim_files{filesystem::Fid{0x6F07}, 2, filesystem::Fid{0x6FD5},
                                  filesystem::Fid{0x6FD7}};

/// What the command data ask for, TS 31.102 §7.1.2.
enum class Mode : Byte {
    Bootstrapping = 0xDD, ///< RAND and AUTN*, each behind its length
    NafDerivation = 0xDE, ///< NAF_ID and IMPI, each behind its length
};

/// GBA_U of one application (TS 33.220 §5, TS 31.102 §7.1.1): the bootstrapped key Ks and the keys
/// Ks_int_NAF lie in cells of the card and leave it on no way.
class Gba {
public:
    Gba(CommandContext& context, filesystem::FileIndex adf, const Files& files)
        : context_{context}, adf_{adf}, files_{files}
    {}

    /// 9864 without the service, 6A80 for data with another tag.
    [[nodiscard]] Result<Mode, StatusWord> mode_of(ByteView data) const;

    /// The MAC that AUTN would have had without GBA_U, to be judged as usual.
    [[nodiscard]] static Bytes plain_mac(ByteView mac, ByteView ik);

    /// Ks of a challenge that has been accepted takes the place of the one before; RAND goes into
    /// EF.GBABP, where the B-TID and lifetime of the key before end. 9866 when it has no room.
    [[nodiscard]] Result<void, StatusWord> bootstrap(crypto::BlockView rand,
                                                     ByteView ck,
                                                     ByteView ik);

    /// Ks_ext_NAF, and an entry in EF.GBANL. 6985 without Ks, 6A80 for malformed data (behind the
    /// tag), 9866 when a record has no room for NAF_ID and B-TID.
    [[nodiscard]] CommandResult derive(ByteView data);

private:
    [[nodiscard]] std::string cell(std::string_view name) const;
    [[nodiscard]] Result<void, StatusWord> enter_naf(ByteView naf_id, ByteView internal_key);

    CommandContext& context_;
    filesystem::FileIndex adf_;
    const Files& files_;
};

} // namespace uicc::emulator::applications::gba
