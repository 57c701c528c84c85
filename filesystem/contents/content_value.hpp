#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace uicc::filesystem::contents {

struct ContentMember;

/// Readable contents as people write them, whatever the notation of the profile: a text (numbers
/// and flags are texts as well), a list, or named members.
struct ContentValue {
    using List = std::vector<ContentValue>;
    using Members = std::vector<ContentMember>;

    ContentValue();
    ContentValue(std::string text);
    ContentValue(std::string_view text);
    ContentValue(const char* text);
    ContentValue(List list);
    ContentValue(Members members);

    std::variant<std::string, List, Members> data;

    friend bool operator==(const ContentValue& left, const ContentValue& right);
};

struct ContentMember {
    std::string key{};
    ContentValue value{};

    friend bool operator==(const ContentMember&, const ContentMember&) = default;
};

// Not before a member is complete: a variant must know how to destroy what it may hold.
inline ContentValue::ContentValue() = default;
inline ContentValue::ContentValue(std::string text) : data{std::move(text)} {}
inline ContentValue::ContentValue(std::string_view text) : data{std::string{text}} {}
inline ContentValue::ContentValue(const char* text) : data{std::string{text}} {}
inline ContentValue::ContentValue(List list) : data{std::move(list)} {}
inline ContentValue::ContentValue(Members members) : data{std::move(members)} {}

inline bool operator==(const ContentValue& left, const ContentValue& right)
{
    return left.data == right.data;
}

/// On one line: "a, b" for lists of texts, "key: a, other: b" for members, "; " between members of
/// a list.
[[nodiscard]] std::string to_text(const ContentValue& value);

// What a field expects of a value; the error says so.

[[nodiscard]] Result<std::string, ContentError> as_text(const ContentValue& value);
[[nodiscard]] Result<bool, ContentError> as_flag(const ContentValue& value);
[[nodiscard]] Result<Bytes, ContentError> as_hex(const ContentValue& value);

/// Decimal, or hexadecimal behind 0x.
[[nodiscard]] Result<unsigned, ContentError> as_number(const ContentValue& value,
                                                       unsigned lowest,
                                                       unsigned highest);

[[nodiscard]] Result<Byte, ContentError> as_octet(const ContentValue& value);

/// The elements of a list; anything else is a list of one.
[[nodiscard]] std::span<const ContentValue> as_list(const ContentValue& value);

[[nodiscard]] Result<std::vector<std::string>, ContentError> as_texts(const ContentValue& value);

[[nodiscard]] Result<std::vector<unsigned>, ContentError> as_numbers(const ContentValue& value,
                                                                     unsigned lowest,
                                                                     unsigned highest);

/// The named members of a value, by key.
class MemberReader {
public:
    /// An error when the value has no members, one twice, or one of another name.
    [[nodiscard]] static Result<MemberReader, ContentError> of(
        const ContentValue& value, std::initializer_list<std::string_view> known);

    [[nodiscard]] const ContentValue* find(std::string_view key) const;

    /// What `read` makes of a member, nothing when it is not there.
    template <class Read>
    [[nodiscard]] auto optional(std::string_view key, const Read& read) const -> Result<
        std::optional<typename std::invoke_result_t<Read, const ContentValue&>::value_type>,
        ContentError>
    {
        const ContentValue* member = find(key);
        if (member == nullptr) {
            return std::nullopt;
        }
        return TRY(within(key, read(*member)));
    }

    template <class Read>
    [[nodiscard]] auto required(std::string_view key, const Read& read) const
        -> std::invoke_result_t<Read, const ContentValue&>
    {
        const ContentValue* member = find(key);
        if (member == nullptr) {
            return refused("lacks \"" + std::string{key} + "\"");
        }
        return within(key, read(*member));
    }

private:
    explicit MemberReader(const ContentValue::Members& members) : members_{&members} {}

    const ContentValue::Members* members_;
};

/// A member unless its value is empty.
void append_member(ContentValue::Members& members, std::string_view key, ContentValue value);

/// Lists of texts and numbers as values.
template <class Range>
[[nodiscard]] ContentValue text_list(const Range& texts)
{
    ContentValue::List list;
    for (const auto& text : texts) {
        list.emplace_back(std::string{text});
    }
    return list;
}

[[nodiscard]] ContentValue number_list(std::span<const unsigned> numbers);

[[nodiscard]] ContentValue flag(bool value);

} // namespace uicc::filesystem::contents
