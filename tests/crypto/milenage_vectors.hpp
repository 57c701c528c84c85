#pragma once

#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::test {

/// One test set of tests/vectors/milenage.json.
class MilenageSet {
public:
    explicit MilenageSet(nlohmann::json fields) : fields_(std::move(fields)) {}

    /// A field as the file has it, in upper case.
    [[nodiscard]] std::string hex(const char* key) const;
    [[nodiscard]] Bytes octets(const char* key) const { return from_hex(hex(key)); }
    [[nodiscard]] std::string name() const;
    [[nodiscard]] const nlohmann::json& field(const char* key) const { return fields_.at(key); }

    template <std::size_t Size>
    [[nodiscard]] std::array<Byte, Size> array(const char* key) const
    {
        return to_array<Size>(octets(key));
    }

    template <std::size_t Size>
    [[nodiscard]] static std::array<Byte, Size> to_array(ByteView octets)
    {
        if (octets.size() != Size) {
            throw std::runtime_error{"a vector has the wrong length"};
        }
        std::array<Byte, Size> array{};
        std::ranges::copy(octets, array.begin());
        return array;
    }

    friend std::ostream& operator<<(std::ostream& out, const MilenageSet& set)
    {
        return out << set.name();
    }

private:
    nlohmann::json fields_;
};

/// The sets of TS 35.207 and TS 35.208.
std::vector<MilenageSet> published_milenage_sets();

/// The set with constants of its own.
MilenageSet customised_milenage_set();

std::string milenage_set_name(const testing::TestParamInfo<MilenageSet>& info);

} // namespace uicc::test
