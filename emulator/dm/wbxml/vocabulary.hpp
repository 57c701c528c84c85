#pragma once

#include "codec/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace uicc::emulator::dm::wbxml {

/// The document types of the bootstrap files.
enum class Language {
    SyncMl,       ///< SyncML 1.2 representation protocol
    DmDdf,        ///< DM DDF 1.2, the language of TNDS
    Provisioning, ///< WAP provisioning document
};

// Global tokens, WAP-192 (WBXML 1.3) §7.1.
inline constexpr Byte switch_page = 0x00;
inline constexpr Byte end_token = 0x01;
inline constexpr Byte entity = 0x02;
inline constexpr Byte str_i = 0x03;
inline constexpr Byte str_t = 0x83;
inline constexpr Byte opaque = 0xC3;
inline constexpr Byte with_content = 0x40;
inline constexpr Byte with_attributes = 0x80;
inline constexpr Byte first_tag = 0x05; ///< below, the low six bits name a global token

// Tags the documents are taken apart at.
inline constexpr Byte tree_page = 2;   ///< code page of the management tree
inline constexpr Byte data_tag = 0x0F; ///< SyncML Data, page 0
inline constexpr Byte metinf_page = 1;
inline constexpr Byte type_tag = 0x13; ///< MetInf Type

/// Public identifier 1 means "unknown", 0 that the string table holds its text.
inline constexpr std::uint32_t unknown_public_id = 1;
inline constexpr std::uint32_t public_id_in_string_table = 0;

[[nodiscard]] std::optional<Language> language_of_public_id(std::uint32_t number);
[[nodiscard]] std::optional<Language> language_of_public_id(std::string_view text);

/// The language whose documents start with this tag.
[[nodiscard]] std::optional<Language> language_of_root(Byte page, Byte tag);

/// Whether the language defines this tag (without the flag bits) on this page.
[[nodiscard]] bool knows_tag(Language language, Byte page, Byte tag);

} // namespace uicc::emulator::dm::wbxml
