#pragma once

#include "profiles/loader/values.hpp"

#include <functional>
#include <vector>

namespace uicc::profiles {

/// One key of a map with its value.
struct Entry {
    const yaml::Node* key = nullptr;
    const yaml::Node* value = nullptr;
};

/// The entries of a map. Keys that are no words, and keys that stand twice, are reported; so is a
/// node that is no map. A node without a value has no entries.
[[nodiscard]] std::vector<Entry> entries_of(Report& report, const yaml::Node& node);

/// Whether an unknown key may be repeated in a message: in a broken file it might be a password,
/// unless it is nearly one of the keys.
enum class Keys { Plain, Secret };

/// A map with keys of its own. Every key that is asked for counts as known; finish() reports the
/// others.
class Section {
public:
    Section(Report& report, const yaml::Node& node, Keys keys = Keys::Plain);

    /// The value of a key; nullptr when it is missing. A key without a value is reported.
    [[nodiscard]] const yaml::Node* find(std::string_view key);

    /// The same, but a missing key is reported.
    [[nodiscard]] const yaml::Node* require(std::string_view key, std::string_view clause = {});

    /// The same as find, but a key may stand without a value.
    [[nodiscard]] const yaml::Node* find_optional(std::string_view key);

    [[nodiscard]] bool has(std::string_view key) { return find_optional(key) != nullptr; }

    /// The key itself; the whole section when it is missing.
    [[nodiscard]] const yaml::Node& key_node(std::string_view key) const;

    [[nodiscard]] std::optional<std::string> text(std::string_view key);
    [[nodiscard]] std::optional<std::string> line(std::string_view key);
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view key,
                                                      NumberRange range,
                                                      std::string_view clause = {});
    [[nodiscard]] std::optional<bool> flag(std::string_view key);
    [[nodiscard]] std::optional<Bytes> hex(std::string_view key,
                                           SizeRange size = {},
                                           std::string_view clause = {});
    [[nodiscard]] std::optional<filesystem::Fid> fid(std::string_view key);

    template <class Value, std::size_t N>
    [[nodiscard]] std::optional<Value> choice(std::string_view key,
                                              const std::array<Word<Value>, N>& words)
    {
        const yaml::Node* node = find(key);
        return node == nullptr ? std::nullopt : read_choice(report_, *node, words);
    }

    /// Keys that exclude each other: reports the second and further ones that are there.
    void exclusive(std::initializer_list<std::string_view> keys);

    void finish();

    /// Entries nobody has asked for so far, instead of finish().
    [[nodiscard]] std::vector<Entry> rest() const;

    [[nodiscard]] const yaml::Node& node() const noexcept { return node_; }
    [[nodiscard]] Report& report() const noexcept { return report_; }

private:
    [[nodiscard]] const Entry* entry(std::string_view key) const;
    void know(std::string_view key);

    Report& report_;
    const yaml::Node& node_;
    Keys keys_;
    std::vector<Entry> entries_;
    std::vector<std::string> known_;
};

/// The items of a sequence; anything else is reported. A single value stands for a list of one
/// where `lone_value` allows it.
enum class LoneValue { Refused, Allowed };
[[nodiscard]] std::vector<const yaml::Node*> items_of(Report& report,
                                                      const yaml::Node& node,
                                                      LoneValue lone_value = LoneValue::Refused);

} // namespace uicc::profiles
