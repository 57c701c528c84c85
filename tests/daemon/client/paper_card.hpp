#pragma once

#include "daemon/client/card/transport.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace uicc::test {

struct PaperFile {
    Bytes content{};
    std::vector<Bytes> records{}; ///< of a linear fixed file; then there is no content
    bool needs_pin = false;
    bool deactivated = false;
    bool tells_size = true;
};

/// As much of a card as a client of bootstrap files meets, and everything about it can be odd.
class PaperCard : public daemon::client::card::Transport {
public:
    using Answer = Result<Bytes, daemon::client::card::Failure>;

    /// By path from the MF. Starts with EF.ICCID, EF.DIR, EF.ODF, EF.DODF and EF.LwM2M_Bootstrap.
    std::map<Bytes, PaperFile> files{};
    bool selectable_by_aid = true;
    bool selectable_by_path = true; ///< DF 7F50
    unsigned free_channel = 1;      ///< 0: none
    bool announces = false;         ///< 61XX and 6CXX as T=0 has them
    bool tells_fci = false;         ///< tag 6F
    bool insists_on_p2 = false;     ///< 6A86 for P2=00
    std::size_t most_octets = 256;  ///< in one READ BINARY
    bool warns_at_end = false;      ///< 6282 with the last octets
    std::string pin = "1234";
    bool pin_enabled = true;
    unsigned tries = 3;
    /// Looks at a command first, and may answer in place of the card.
    std::function<std::optional<Answer>(const std::string& command)> fault{};

    PaperCard();

    [[nodiscard]] Answer transmit(ByteView command) override;
    [[nodiscard]] Result<void, daemon::client::card::Failure> resume() override;

    /// Commands that it got, in hexadecimal digits.
    [[nodiscard]] const std::vector<std::string>& commands() const { return commands_; }

    /// How many commands begin like this once the channel is taken out of the class.
    [[nodiscard]] std::size_t count(const std::string& beginning) const;

    [[nodiscard]] const std::set<unsigned>& open_channels() const { return open_; }

    void forget_commands() { commands_.clear(); }

private:
    struct Request {
        unsigned channel = 0;
        Byte instruction = 0;
        Byte p1 = 0;
        Byte p2 = 0;
        Bytes data{};
        std::size_t le = 0;
    };

    [[nodiscard]] static Request decode(ByteView command);
    [[nodiscard]] Bytes answer(const Request& request);
    [[nodiscard]] Bytes deliver(const Request& request, Bytes answer);
    [[nodiscard]] Bytes select(const Request& request);
    [[nodiscard]] Bytes read_binary(const Request& request);
    [[nodiscard]] Bytes read_record(const Request& request);
    [[nodiscard]] Bytes verify(const Request& request);
    [[nodiscard]] Bytes manage_channel(const Request& request);
    [[nodiscard]] Bytes parameters(const PaperFile& file) const;

    std::set<unsigned> open_{0};
    std::map<unsigned, Bytes> current_{};
    bool verified_ = false;
    Bytes pending_{};
    std::vector<std::string> commands_{};
};

inline const Bytes ef_iccid{0x2F, 0xE2};
inline const Bytes ef_dir{0x2F, 0x00};
inline const Bytes ef_odf{0x7F, 0x50, 0x50, 0x31};
inline const Bytes ef_token_info{0x7F, 0x50, 0x50, 0x32};
inline const Bytes ef_dodf{0x7F, 0x50, 0x64, 0x30};
inline const Bytes ef_lwm2m{0x7F, 0x50, 0x64, 0x32};
inline const Bytes ef_dm{0x7F, 0x50, 0x64, 0x33};
inline const Bytes ef_cp{0x7F, 0x50, 0x64, 0x34};

/// The vector of this name in tests/vectors/dm/lwm2m_bootstrap.json.
[[nodiscard]] Bytes lwm2m_vector(const std::string& name);

} // namespace uicc::test
