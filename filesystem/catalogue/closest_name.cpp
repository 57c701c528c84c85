#include "filesystem/catalogue/closest_name.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
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
    const auto same = [&](std::size_t i, std::size_t j) {
        return lower(left[i - 1]) == lower(right[j - 1]);
    };
    std::vector<std::size_t> last(right.size() + 1); // the distances of one letter less of left
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        const auto before_last = std::exchange(last, row);
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            row[j] = std::min({row[j - 1] + 1, last[j] + 1, last[j - 1] + (same(i, j) ? 0U : 1U)});
            if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j)) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
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
