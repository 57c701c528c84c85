#pragma once

#include "codec/bytes.hpp"

#include <map>
#include <string>

namespace uicc::test {

struct OracleAnswer {
    int exit_code = 0;
    std::string output{};
    std::map<std::string, std::string> fields{}; ///< "SRES" and so on, in lower case hexadecimal
};

/// Runs osmo-auc-gen, an authentication centre on the command line. Throws when the tool is
/// missing, for then nothing has been shown.
OracleAnswer ask_osmo_auc_gen(const std::string& arguments);

std::string lower_hex(ByteView octets);

} // namespace uicc::test
