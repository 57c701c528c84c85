#pragma once

#include "codec/result.hpp"
#include "daemon/trace/card_event.hpp"

#include <limits>
#include <string>
#include <vector>

namespace uicc::daemon::replay {

/// Octets of answers that need not be the same.
struct Mask {
    std::string command{}; ///< "READ BINARY"; empty: of all commands
    std::string file{};    ///< "EF.LOCI"; empty: whatever the file
    std::size_t from = 0;  ///< first octet, from 0
    std::size_t octets = std::numeric_limits<std::size_t>::max();
};

/// Which parts of answers are not compared. GET RESPONSE is masked like the command before it.
class Masks {
public:
    /// Those of random parts: the answers to GET CHALLENGE, AUTHENTICATE and INITIALIZE UPDATE.
    Masks();

    void add(Mask mask) { masks_.push_back(std::move(mask)); }

    /// 63CX is as good as 63CY.
    void ignore_tries() { ignores_tries_ = true; }

    /// Reads a JSON array of objects with the keys command, file, from and octets, all optional.
    /// The error is a sentence.
    [[nodiscard]] Result<void, std::string> add_from(const std::string& json_text);

    /// Whether two answers to a command are the same but for what is masked. Both have to have the
    /// same length. Asked for every APDU of a recording, in their order.
    [[nodiscard]] bool agree(const trace::CardEvent& recorded, ByteView answer);

private:
    [[nodiscard]] bool covers(const Mask& mask, std::size_t octet) const;

    std::vector<Mask> masks_;
    bool ignores_tries_ = false;
    std::string command_; // before GET RESPONSE
    std::string file_;
};

} // namespace uicc::daemon::replay
