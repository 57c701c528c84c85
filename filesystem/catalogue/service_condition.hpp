#pragma once

#include "codec/bytes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>

namespace uicc::filesystem::catalogue {

/// The file in which a service is switched on.
enum class ServiceTable : Byte {
    Ust,      ///< EF.UST, TS 31.102 §4.2.8
    Ist,      ///< EF.IST, TS 31.103 §4.2.7
    ProseSt5g ///< EF.5G_PROSE_ST, TS 31.102 §4.4.13
};

struct Service {
    ServiceTable table{};
    Byte number = 0;

    friend constexpr bool operator==(Service, Service) noexcept = default;
};

/// The services that make a file or DF exist; without services it always may.
class ServiceCondition {
public:
    enum class Mode : Byte { Any, All };

    constexpr ServiceCondition() noexcept = default;

    /// More services than fit do not compile.
    consteval ServiceCondition(Mode mode, std::initializer_list<Service> services)
        : size_{services.size()}, mode_{mode}
    {
        for (std::size_t i = 0; i < services.size(); ++i) {
            services_.at(i) = services.begin()[i];
        }
    }

    [[nodiscard]] constexpr std::span<const Service> services() const noexcept
    {
        return std::span{services_}.first(size_);
    }

    [[nodiscard]] constexpr Mode mode() const noexcept { return mode_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }

    /// Whether the condition holds on a card; `available(Service)` says what it offers.
    template <class Available>
    [[nodiscard]] constexpr bool holds(const Available& available) const
    {
        if (mode_ == Mode::All || empty()) {
            return std::ranges::all_of(services(), available);
        }
        return std::ranges::any_of(services(), available);
    }

private:
    static constexpr std::size_t capacity = 11; // DF.WLAN has the most

    std::array<Service, capacity> services_{};
    std::size_t size_ = 0;
    Mode mode_ = Mode::Any;
};

/// A number that no service can have does not compile.
consteval Service service(ServiceTable table, int number)
{
    if (number < 1 || number > 255) {
        throw "no service number"; // NOLINT: stops the compiler
    }
    return {table, static_cast<Byte>(number)};
}

/// Conditions as the tables write them: "service 2 and/or 89" is ust(2, 89), "71 and 73" is
/// ust_all(71, 73).
consteval ServiceCondition ust(auto... numbers)
{
    return {ServiceCondition::Mode::Any, {service(ServiceTable::Ust, numbers)...}};
}

consteval ServiceCondition ust_all(auto... numbers)
{
    return {ServiceCondition::Mode::All, {service(ServiceTable::Ust, numbers)...}};
}

consteval ServiceCondition ist(auto... numbers)
{
    return {ServiceCondition::Mode::Any, {service(ServiceTable::Ist, numbers)...}};
}

consteval ServiceCondition ist_all(auto... numbers)
{
    return {ServiceCondition::Mode::All, {service(ServiceTable::Ist, numbers)...}};
}

/// A DF that USIM and ISIM share.
consteval ServiceCondition ust_or_ist(int ust_number, int ist_number)
{
    return {ServiceCondition::Mode::Any,
            {service(ServiceTable::Ust, ust_number), service(ServiceTable::Ist, ist_number)}};
}

consteval ServiceCondition prose_5g(int number)
{
    return {ServiceCondition::Mode::Any, {service(ServiceTable::ProseSt5g, number)}};
}

} // namespace uicc::filesystem::catalogue
