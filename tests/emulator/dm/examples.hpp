#pragma once

#include "emulator/dm/client_provisioning.hpp"
#include "emulator/dm/dm_account.hpp"
#include "emulator/dm/lwm2m_bootstrap.hpp"
#include "emulator/dm/pkcs15.hpp"

#include <string_view>

/// The authored values behind the vector files.
namespace uicc::test {

[[nodiscard]] Bytes bytes_of(std::string_view text);
[[nodiscard]] SecureBytes secret_of(std::string_view text);

[[nodiscard]] emulator::dm::Lwm2mServer psk_server();
[[nodiscard]] emulator::dm::Lwm2mServer bootstrap_server();

[[nodiscard]] emulator::dm::DmBootstrap dm_bootstrap();

[[nodiscard]] emulator::dm::ClientProvisioning w7_provisioning();

[[nodiscard]] emulator::dm::DataObject lwm2m_object();
[[nodiscard]] emulator::dm::DataObject dm_object();
[[nodiscard]] emulator::dm::DataObject access_rule_object();

} // namespace uicc::test
