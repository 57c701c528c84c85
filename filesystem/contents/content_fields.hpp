#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"
#include "filesystem/contents/content_value.hpp"
#include "filesystem/file.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::filesystem::contents {

/// A readable field that an EF takes instead of octets: "imsi" of EF.IMSI.
struct ContentField {
    std::string_view file{};                ///< "EF.IMSI"
    std::optional<EfStructure> structure{}; ///< none: the name alone decides
    std::string_view name{};                ///< "imsi"
    std::string_view example{};             ///< for documents and messages, in the notation of YAML

    /// One body or record from its value. `size` in octets when it is settled, else 0; the result
    /// is shorter unless the layout fills it.
    Result<Bytes, ContentError> (*encode)(const ContentValue& value, std::size_t size) = nullptr;
    Result<ContentValue, ContentError> (*decode)(ByteView octets) = nullptr;
};

/// One row per EF that has a field.
[[nodiscard]] std::span<const ContentField> content_fields() noexcept;

/// The field of an EF, nullptr for those that are written as octets only. Without a structure the
/// record file is meant where a name stands for both (EF.ECC).
[[nodiscard]] const ContentField* content_field_of(
    std::string_view ef_name, std::optional<EfStructure> structure = std::nullopt) noexcept;

/// The body of a transparent file, or one element per record: the value of a record file is a list,
/// or that of its only record. `size` is that of the body or of one record, 0 when the contents
/// decide; contents longer than it are an error.
[[nodiscard]] Result<std::vector<Bytes>, ContentError> encode_contents(const ContentField& field,
                                                                       const ContentValue& value,
                                                                       EfStructure structure,
                                                                       std::size_t size);

/// Contents of an EF, or of one of its records, on one line. "unused" when all is FF; nothing for
/// files without a field and for octets that cannot be read.
[[nodiscard]] std::optional<std::string> describe(
    std::string_view ef_name, ByteView octets, std::optional<EfStructure> structure = std::nullopt);

} // namespace uicc::filesystem::contents
