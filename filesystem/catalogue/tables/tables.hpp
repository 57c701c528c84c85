#pragma once

#include "filesystem/catalogue/ef_spec.hpp"

#include <span>

/// One table per DF, in the order of its standard.
namespace uicc::filesystem::catalogue::tables {

[[nodiscard]] std::span<const EfSpec> mf() noexcept;
[[nodiscard]] std::span<const EfSpec> df_telecom() noexcept;
[[nodiscard]] std::span<const EfSpec> df_phonebook() noexcept;
[[nodiscard]] std::span<const EfSpec> df_graphics() noexcept;
[[nodiscard]] std::span<const EfSpec> df_multimedia() noexcept;
[[nodiscard]] std::span<const EfSpec> df_mmss() noexcept;
[[nodiscard]] std::span<const EfSpec> df_mcs() noexcept;
[[nodiscard]] std::span<const EfSpec> df_v2x() noexcept;
[[nodiscard]] std::span<const EfSpec> df_cd() noexcept;
[[nodiscard]] std::span<const EfSpec> df_gsm() noexcept;
[[nodiscard]] std::span<const EfSpec> df_cdma() noexcept;
[[nodiscard]] std::span<const EfSpec> adf_pkcs15() noexcept;
[[nodiscard]] std::span<const EfSpec> df_eirene() noexcept;
[[nodiscard]] std::span<const EfSpec> df_eap() noexcept;
[[nodiscard]] std::span<const EfSpec> adf_usim() noexcept;
[[nodiscard]] std::span<const EfSpec> df_gsm_access() noexcept;
[[nodiscard]] std::span<const EfSpec> df_mexe() noexcept;
[[nodiscard]] std::span<const EfSpec> df_wlan() noexcept;
[[nodiscard]] std::span<const EfSpec> df_hnb() noexcept;
[[nodiscard]] std::span<const EfSpec> df_solsa() noexcept;
[[nodiscard]] std::span<const EfSpec> df_prose() noexcept;
[[nodiscard]] std::span<const EfSpec> df_acdc() noexcept;
[[nodiscard]] std::span<const EfSpec> df_tv() noexcept;
[[nodiscard]] std::span<const EfSpec> df_5gs() noexcept;
[[nodiscard]] std::span<const EfSpec> df_saip() noexcept;
[[nodiscard]] std::span<const EfSpec> df_snpn() noexcept;
[[nodiscard]] std::span<const EfSpec> df_5g_prose() noexcept;
[[nodiscard]] std::span<const EfSpec> df_5mbsueconfig() noexcept;
[[nodiscard]] std::span<const EfSpec> adf_isim() noexcept;
[[nodiscard]] std::span<const EfSpec> adf_hpsim() noexcept;

} // namespace uicc::filesystem::catalogue::tables
