#pragma once

#include "emulator/applications/aka/parameters.hpp"
#include "emulator/card/application.hpp"

#include <memory>
#include <optional>
#include <string>

namespace uicc::emulator::applications::aka {

/// A USIM or an ISIM as a profile describes it.
class AkaDefinition final : public ApplicationDefinition {
public:
    /// `sqn_owner` is the application whose sequence numbers count: itself, or one that it shares
    /// them with.
    AkaDefinition(filesystem::FileIndex adf,
                  Parameters parameters,
                  std::optional<filesystem::FileIndex> sqn_owner = std::nullopt)
        : adf_{adf}, parameters_{std::move(parameters)}, sqn_owner_{sqn_owner.value_or(adf)}
    {}

    [[nodiscard]] filesystem::FileIndex adf() const override { return adf_; }
    [[nodiscard]] std::unique_ptr<Application> install() const override;

    [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }
    [[nodiscard]] filesystem::FileIndex sqn_owner() const noexcept { return sqn_owner_; }

private:
    filesystem::FileIndex adf_;
    Parameters parameters_;
    filesystem::FileIndex sqn_owner_;
};

/// Where the card keeps the sequence numbers of an application.
[[nodiscard]] std::string sqn_cell(const filesystem::Image& image, filesystem::FileIndex owner);

} // namespace uicc::emulator::applications::aka
