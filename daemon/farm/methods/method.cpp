#include "daemon/farm/methods/method.hpp"

#include "daemon/card_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <ranges>

namespace uicc::daemon::methods {
namespace {

constexpr std::size_t most_compared = 1000; // cards, when a name is not known

std::string nearest_card(CardFarm& farm, const std::string& name)
{
    std::vector<std::string> names;
    if (farm.cards().size() <= most_compared) {
        std::ranges::transform(farm.cards(), std::back_inserter(names),
                               [](const HostedCard& card) { return card.name(); });
    }
    return suggestion(name, names);
}

/// "one, two, ..."
std::string first_names(CardFarm& farm)
{
    constexpr std::size_t most_named = 5;
    std::string names;
    for (const HostedCard& card : farm.cards() | std::views::take(most_named)) {
        names += (names.empty() ? "" : ", ") + card.name();
    }
    return farm.cards().size() > most_named ? names + ", ..." : names;
}

} // namespace

void add_rows(control::Methods& methods,
              const Surroundings& daemon,
              std::span<const Row> rows,
              const std::vector<Parameter>& common)
{
    for (const Row& row : rows) {
        auto parameters = row.parameters;
        parameters.insert(parameters.end(), common.begin(), common.end());
        methods.add({row.name, std::move(parameters),
                     [daemon, run = row.run](const Json& given) { return run(daemon, given); }});
    }
}

Result<HostedCard*, control::RpcError> find_card(const Surroundings& daemon, const Json& given)
{
    auto& cards = daemon.farm.cards();
    if (!given.contains("card")) {
        if (cards.size() == 1) {
            return &cards.front();
        }
        return failed(cards.empty() ? std::string{"there is no card"}
                                    : fmt::format("which of the {} cards? {}", cards.size(),
                                                  first_names(daemon.farm)));
    }
    const std::string& name = text_of(given, "card");
    HostedCard* const card = daemon.farm.find(name);
    if (card == nullptr) {
        return failed(fmt::format("there is no card {}{}", name, nearest_card(daemon.farm, name)));
    }
    return card;
}

Result<void, control::RpcError> check_name(std::string_view name)
{
    constexpr std::size_t longest = 64;
    const bool is_printable = std::ranges::none_of(
        name, [](char letter) { return std::iscntrl(static_cast<unsigned char>(letter)) != 0; });
    if (name.empty() || name.size() > longest || !is_printable) {
        return failed("a name has 1 to 64 octets, and no control characters among them");
    }
    return {};
}

Result<filesystem::CardKey, control::RpcError> key_of(HostedCard& card)
{
    return done(CardFarm::on_loop(card, [](auto& one) { return one.key(); }));
}

Result<DescriptionPtr, control::RpcError> description_of(HostedCard& card)
{
    return done(CardFarm::on_loop(card, [](auto& one) { return one.description(); }));
}

} // namespace uicc::daemon::methods
