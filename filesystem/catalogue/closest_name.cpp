#include "filesystem/catalogue/closest_name.hpp"

#include <algorithm>
#include <vector>

namespace uicc::filesystem::catalogue {
namespace {

constexpr char lower(char letter) noexcept
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Keeps the nearest candidate; a third of the letters may be wrong.
class Nearest {
public:
    explicit Nearest(std::string_view wanted) : wanted_{wanted}, limit_{wanted.size() / 3 + 1} {}

    void offer(std::string_view candidate)
    {
        const std::size_t distance = edit_distance(wanted_, candidate);
        if (distance < limit_) {
            limit_ = distance;
            best_ = candidate;
        }
    }

    [[nodiscard]] std::optional<std::string_view> best() const noexcept { return best_; }

private:
    std::string_view wanted_;
    std::size_t limit_;
    std::optional<std::string_view> best_;
};

} // namespace

std::size_t edit_distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t replaced = diagonal + (lower(left[i]) == lower(right[j]) ? 0U : 1U);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
        }
    }
    return row.back();
}

std::optional<std::string_view> closest_ef_name(Directory directory, std::string_view misspelt)
{
    Nearest nearest{misspelt};
    for (const EfSpec& file : files_of(directory)) {
        nearest.offer(file.name);
    }
    return nearest.best();
}

std::optional<std::string_view> closest_directory_path(std::string_view misspelt)
{
    Nearest nearest{misspelt};
    for (const DirectorySpec& directory : directories()) {
        nearest.offer(directory.path);
    }
    return nearest.best();
}

} // namespace uicc::filesystem::catalogue
