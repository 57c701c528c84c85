#pragma once

#include "codec/secure_bytes.hpp"
#include "emulator/card/application.hpp"

#include <memory>

namespace uicc::emulator::applications {

/// What RUN GSM ALGORITHM computes on a SIM.
enum class SimAlgorithm { Comp128_1, Comp128_2, Comp128_3, Milenage, Xor };

/// A SIM without a USIM: its key, and what it does with it. TS 51.011 §8.16.
struct SimParameters {
    SimAlgorithm algorithm = SimAlgorithm::Comp128_1;
    SecureBytes ki{};  ///< 16 octets
    SecureBytes opc{}; ///< 16 octets, for Milenage with the conversions c2 and c3
};

/// Answers AUTHENTICATE in the GSM context for DF.GSM.
[[nodiscard]] std::shared_ptr<const ApplicationDefinition> make_sim(filesystem::FileIndex df_gsm,
                                                                    SimParameters parameters);

} // namespace uicc::emulator::applications
