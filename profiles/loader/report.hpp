#pragma once

#include "profiles/loader/diagnostic.hpp"
#include "profiles/yaml/source.hpp"

#include <span>
#include <vector>

namespace uicc::profiles {

/// Collects everything that is wrong with one profile.
class Report {
public:
    Report(std::string file, const yaml::Source& source) : file_{std::move(file)}, source_{source}
    {}

    void add(yaml::Position position, std::string message, std::string clause = {});
    void add(const yaml::Node& node, std::string message, std::string clause = {})
    {
        add(node.position, std::move(message), std::move(clause));
    }

    /// Points at one character of a scalar.
    void add_within(const yaml::Node& scalar,
                    std::size_t offset,
                    std::string message,
                    std::string clause = {});

    /// Adds nothing any more: what is left unread would only make false complaints.
    void close() noexcept { closed_ = true; }

    [[nodiscard]] std::size_t size() const noexcept { return diagnostics_.size(); }
    [[nodiscard]] bool empty() const noexcept { return diagnostics_.empty(); }

    /// What was added since there were `count` diagnostics.
    [[nodiscard]] std::span<const Diagnostic> since(std::size_t count) const
    {
        return std::span{diagnostics_}.subspan(count);
    }

    /// In order of position; what was reported twice stands once.
    [[nodiscard]] std::vector<Diagnostic> take();

private:
    std::string file_;
    const yaml::Source& source_;
    std::vector<Diagnostic> diagnostics_;
    bool closed_ = false;
};

} // namespace uicc::profiles
