#include "daemon/lab/scenario_loader.hpp"

#include "daemon/client/rules.hpp"
#include "daemon/lab/expectation_reader.hpp"
#include "daemon/lab/step_reader.hpp"
#include "profiles/loader/make_card.hpp"
#include "profiles/loader/profile_text.hpp"
#include "profiles/yaml/parse.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::lab {
namespace {

namespace fs = std::filesystem;

using profiles::Entry;
using profiles::NumberRange;
using profiles::Report;
using profiles::Section;
using profiles::yaml::Kind;
using profiles::yaml::Node;

constexpr Duration usual_patience = std::chrono::seconds{30};
constexpr std::string_view only_card = "card"; ///< what the one card of a scenario is called
constexpr std::string_view id_letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::size_t longest_id = 64;
constexpr unsigned slots = 2; ///< readers of a scenario

/// Reads one file; mistakes of profiles that it names go to `others`.
class Loader {
public:
    Loader(fs::path file, Report& report, const control::Methods& methods)
        : report_{report}, words_{methods}
    {
        scenario_.file = std::move(file);
    }

    Scenario read(const Node& document)
    {
        Section section{report_, document};
        read_words(section);
        read_cards(section);
        read_client(section);
        read_course(section);
        section.finish();
        return std::move(scenario_);
    }

    [[nodiscard]] const profiles::Diagnostics& others() const { return others_; }

private:
    void read_words(Section& section)
    {
        if (const Node* const id = section.require("scenario")) {
            read_id(*id);
        }
        if (section.require("about") != nullptr) {
            scenario_.about = section.line("about").value_or("");
        }
        scenario_.basis = section.line("basis").value_or("");
        scenario_.catalogue = read_lines(section, "catalogue");
        read_rules(section);
    }

    /// It becomes part of the names of files.
    void read_id(const Node& node)
    {
        scenario_.id = profiles::read_line(report_, node).value_or("");
        const bool is_word = scenario_.id.find_first_not_of(id_letters) == std::string::npos;
        if (!is_word || scenario_.id.size() > longest_id || scenario_.id.empty()) {
            report_.add(node, "an id has small letters, digits and hyphens, at most 64");
        }
    }

    /// Rules are those of the reference client.
    void read_rules(Section& section)
    {
        const Node* const list = section.find("broken-by");
        if (list == nullptr) {
            return;
        }
        std::vector<std::string_view> known;
        std::ranges::transform(client::rules(), std::back_inserter(known), &client::RuleText::name);
        for (const Node* const item : items_of(report_, *list, profiles::LoneValue::Allowed)) {
            if (!client::find_rule(item->text)) {
                report_.add(*item, "there is no rule of this name" +
                                       profiles::suggestion(item->text, known));
            }
            scenario_.broken_by.push_back(item->text);
        }
    }

    std::vector<std::string> read_lines(Section& section, std::string_view key)
    {
        std::vector<std::string> lines;
        const Node* const list = section.find(key);
        if (list == nullptr) {
            return lines;
        }
        for (const Node* const item : items_of(report_, *list, profiles::LoneValue::Allowed)) {
            if (auto line = profiles::read_line(report_, *item)) {
                lines.push_back(std::move(*line));
            }
        }
        return lines;
    }

    void read_cards(Section& section)
    {
        section.exclusive({"card", "cards"});
        if (const Node* const card = section.find("card")) {
            add_card(std::string{only_card}, *card);
        } else if (const Node* const cards = section.find("cards")) {
            for (const Entry& entry : entries_of(report_, *cards)) {
                add_card(entry.key->text, *entry.value);
            }
            if (scenario_.cards.empty()) {
                report_.add(*cards, "a card is wanted here");
            }
        } else {
            report_.add(section.node(), "card or cards is missing here");
        }
    }

    /// A profile by its file, or one that stands here. The first card is in the first reader, the
    /// others wait unless `slot` puts them into one.
    void add_card(std::string name, const Node& node)
    {
        const bool is_first = scenario_.cards.empty();
        ScenarioCard card{.name = name, .profile = scenario_.file};
        Node rest = node;
        std::erase_if(rest.members, [&](const auto& member) {
            const bool is_slot = member.first->text == "slot";
            if (is_slot) {
                card.slot = read_slot(*member.second);
            }
            return is_slot;
        });
        if (is_first && rest.members.size() == node.members.size()) {
            card.slot = 0;
        }
        Section section{report_, rest};
        if (const auto profile = section.line("profile")) {
            section.finish();
            card.profile = (scenario_.file.parent_path() / *profile).lexically_normal();
            card.description = load_card(card.profile, *section.find("profile"));
        } else {
            profiles::LoadContext context{report_, scenario_.file.parent_path()};
            card.description = profiles::make_card(context, rest);
        }
        words_.cards.push_back(std::move(name));
        scenario_.cards.push_back(std::move(card));
    }

    std::optional<unsigned> read_slot(const Node& node)
    {
        if (node.text == "none") {
            return std::nullopt;
        }
        const auto slot = profiles::read_number(report_, node, NumberRange{0, slots - 1});
        return slot ? std::optional{static_cast<unsigned>(*slot)} : std::nullopt;
    }

    DescriptionPtr load_card(const fs::path& profile, const Node& named)
    {
        auto card = profiles::load_profile(profile);
        if (card) {
            return *card;
        }
        report_.add(named, "this profile cannot be used, see below");
        others_.insert(others_.end(), card.error().begin(), card.error().end());
        return nullptr;
    }

    void read_client(Section& whole)
    {
        scenario_.client.patience = usual_patience;
        const Node* const node = whole.find("client");
        if (node == nullptr) {
            return;
        }
        Section section{report_, *node};
        read_command(section);
        if (const Node* const time = section.find("timeout")) {
            scenario_.client.patience = read_duration(report_, *time).value_or(usual_patience);
        }
        if (const Node* const variables = section.find("environment")) {
            for (const Entry& entry : entries_of(report_, *variables)) {
                const auto value = profiles::read_text(report_, *entry.value);
                scenario_.client.environment.emplace_back(entry.key->text, value.value_or(""));
            }
        }
        section.finish();
    }

    void read_command(Section& section)
    {
        const Node* const words = section.find("command");
        if (words == nullptr) {
            return;
        }
        for (const Node* const word : items_of(report_, *words)) {
            scenario_.client.command.push_back(profiles::read_text(report_, *word).value_or(""));
        }
        if (words->kind == Kind::Sequence && words->items.empty()) {
            report_.add(*words, "a program is wanted here");
        }
    }

    void read_course(Section& section)
    {
        if (const Node* const list = section.find("faults")) {
            scenario_.preparations = read_faults(report_, *list, words_);
        }
        if (const Node* const list = section.find("triggers")) {
            scenario_.triggers = read_triggers(report_, *list, words_);
        }
        if (const Node* const list = section.find("steps")) {
            scenario_.steps = read_steps(report_, *list, words_);
            if (list->items.empty()) {
                report_.add(*list, "steps are wanted here");
            }
        } else {
            scenario_.steps.emplace_back(RunClient{});
        }
        if (const Node* const list = section.find("expect")) {
            scenario_.expectations = read_expectations(report_, *list);
        }
    }

    Report& report_;
    Vocabulary words_;
    Scenario scenario_;
    profiles::Diagnostics others_;
};

tl::unexpected<profiles::Diagnostics> refuse(const fs::path& file,
                                             const profiles::yaml::Problem& problem)
{
    return tl::unexpected{profiles::Diagnostics{{.file = file.string(),
                                                 .line = problem.position.line,
                                                 .column = problem.position.column,
                                                 .message = problem.message}}};
}

} // namespace

Result<Scenario, profiles::Diagnostics> load_scenario(const fs::path& file,
                                                      const control::Methods& methods)
{
    const auto source = profiles::yaml::Source::from(TRY(profiles::read_profile_text(file)));
    if (!source) {
        return refuse(file, source.error());
    }
    const auto document = profiles::yaml::parse(*source);
    if (!document) {
        return refuse(file, document.error());
    }
    if ((*document)->kind != Kind::Map) {
        return refuse(file, {(*document)->position, "a scenario is a map with the key scenario"});
    }
    Report report{file.string(), *source};
    Loader loader{file, report, methods};
    Scenario scenario = loader.read(**document);
    auto mistakes = report.take();
    mistakes.insert(mistakes.end(), loader.others().begin(), loader.others().end());
    if (!mistakes.empty()) {
        return tl::unexpected{std::move(mistakes)};
    }
    return scenario;
}

} // namespace uicc::daemon::lab
