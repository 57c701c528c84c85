#pragma once

#include "emulator/dm/dm_error.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace uicc::emulator::dm {

/// Collects what is wrong with authored values, each with the path of its field.
class Complaints {
public:
    explicit Complaints(std::vector<DmError>& all, std::string prefix = {})
        : all_{all}, prefix_{std::move(prefix)}
    {}

    /// For the element of a list below: `accounts[1].`.
    [[nodiscard]] Complaints element(std::string_view list, std::size_t index) const
    {
        return Complaints{all_, prefix_ + std::string{list} + "[" + std::to_string(index) + "]."};
    }

    void add(std::string_view field, std::string what)
    {
        all_.push_back({.what = std::move(what), .field = prefix_ + std::string{field}});
    }

    void require(bool holds, std::string_view field, std::string_view what)
    {
        if (!holds) {
            add(field, std::string{what});
        }
    }

private:
    std::vector<DmError>& all_;
    std::string prefix_;
};

} // namespace uicc::emulator::dm
