#pragma once

#include "daemon/cli/completion/completion.hpp"

namespace uicc::daemon::cli::completion {

/// The names that a daemon knows, by the word that stands for them in usages: CARD, SNAPSHOT,
/// STATE, EF, PIN. Each is asked for once.
class Names {
public:
    explicit Names(const Ask& ask) : ask_{ask} {}

    /// Nothing for words that stand for anything else.
    [[nodiscard]] std::vector<std::string> of(std::string_view placeholder) const;

    [[nodiscard]] bool is_card(std::string_view word);

    /// From here on snapshots, files and PINs are those of this card.
    void use_card(std::string card) { card_ = std::move(card); }

private:
    [[nodiscard]] std::vector<std::string> listed(std::string_view method,
                                                  const char* member) const;
    [[nodiscard]] std::vector<std::string> files() const;

    const Ask& ask_;
    std::string card_;
    std::optional<std::vector<std::string>> cards_;
};

} // namespace uicc::daemon::cli::completion
