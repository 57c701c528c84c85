#pragma once

#include "daemon/client/card/file_reader.hpp"
#include "daemon/client/rules.hpp"

#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon::client::finding {

/// The PKCS#15 application as it was selected.
struct Application {
    Bytes base{}; ///< what stands for it in paths: 7FFF, or the FID of its DF
    std::vector<Byte> enabled_pins{};
};

/// Finds the application by EF.DIR and selects it on a logical channel, LwM2M TS 1.0 Appendix G.3.
class ApplicationFinder {
public:
    ApplicationFinder(card::CardLink& link, card::CardFiles& files, const Conduct& conduct)
        : link_{link}, files_{files}, conduct_{conduct}
    {}

    /// Nothing when the card has none, or when there is no way to it.
    [[nodiscard]] Result<std::optional<Application>, card::Failure> find();

    /// The card has no channel for the client, and that was the end.
    [[nodiscard]] bool lacks_channel() const { return lacks_channel_; }
    [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

private:
    using Found = Result<std::optional<Application>, card::Failure>;

    [[nodiscard]] Result<void, card::Failure> open_channel();
    [[nodiscard]] Found select_by_aid();
    [[nodiscard]] Found select_by_path(ByteView path);
    [[nodiscard]] Found select_by_path_in_directory(ByteView path);

    card::CardLink& link_;
    card::CardFiles& files_;
    const Conduct& conduct_;
    bool lacks_channel_ = false;
    std::vector<std::string> problems_{};
};

} // namespace uicc::daemon::client::finding
