#include "daemon/faults/fault_json.hpp"
#include "daemon/lab/step_reader.hpp"
#include "daemon/lab/yaml_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::lab {
namespace {

using control::Method;
using control::Parameter;
using profiles::Entry;
using profiles::Report;
using profiles::yaml::Kind;
using profiles::yaml::Node;

std::string near(std::string_view text, const std::vector<std::string_view>& known)
{
    return profiles::suggestion(text, known);
}

const Method* find_method(Report& report, const Node& name, const control::Methods& methods)
{
    if (const Method* const method = methods.find(name.text)) {
        return method;
    }
    std::vector<std::string_view> known;
    std::ranges::transform(methods.all(), std::back_inserter(known), &Method::name);
    report.add(name, "there is no action of this name" + near(name.text, known));
    return nullptr;
}

void check_card(Report& report, const Node& name, const std::vector<std::string>& cards)
{
    if (std::ranges::find(cards, name.text) == cards.end()) {
        const std::vector<std::string_view> known{cards.begin(), cards.end()};
        report.add(name, "the scenario has no card of this name" + near(name.text, known));
    }
}

/// The readers of a scenario are called 0 and 1.
void check_reader(Report& report, const Node& node)
{
    if (node.text != "0" && node.text != "1") {
        report.add(node, "a scenario has the readers 0 and 1");
    }
}

void check_fault(Report& report, const Node& node)
{
    const auto fault = faults::parse_fault(to_json(node));
    if (fault) {
        return;
    }
    for (const auto& mistake : fault.error()) {
        report.add(node_at(node, mistake.pointer), mistake.what);
    }
}

/// Texts that look like numbers are meant as what the parameter is.
Json fitting(const Node& node, const Parameter& parameter)
{
    const bool is_text = parameter.type == Json::value_t::string && node.kind == Kind::Scalar;
    return is_text ? Json(node.text) : to_json(node);
}

void read_parameter(Report& report,
                    const Entry& entry,
                    const Method& method,
                    const Vocabulary& words,
                    Json& parameters)
{
    const auto known = std::ranges::find(method.parameters, entry.key->text, &Parameter::name);
    if (known == method.parameters.end()) {
        std::vector<std::string_view> names;
        std::ranges::transform(method.parameters, std::back_inserter(names), &Parameter::name);
        report.add(*entry.key, fmt::format("{} has no parameter of this name{}", method.name,
                                           near(entry.key->text, names)));
        return;
    }
    if (known->name == "card") {
        check_card(report, *entry.value, words.cards);
    } else if (known->name == "reader") {
        check_reader(report, *entry.value);
    } else if (known->name == "fault" && known->type == Json::value_t::object) {
        check_fault(report, *entry.value);
    }
    parameters[entry.key->text] = fitting(*entry.value, *known);
    if (!control::is_of_type(parameters[entry.key->text], known->type)) {
        report.add(*entry.value, fmt::format("{} is of another type", known->name));
    }
}

void require_parameters(Report& report,
                        const Node& name,
                        const Method& method,
                        const Json& parameters)
{
    for (const Parameter& parameter : method.parameters) {
        if (parameter.required && !parameters.contains(parameter.name)) {
            report.add(name, fmt::format("{} is missing here", parameter.name));
        }
    }
}

/// The first card is meant where none is named.
void name_card(const Method& method, const Vocabulary& words, Json& parameters)
{
    const bool takes_card =
        std::ranges::find(method.parameters, "card", &Parameter::name) != method.parameters.end();
    if (takes_card && !words.cards.empty() && !parameters.contains("card")) {
        parameters["card"] = words.cards.front();
    }
}

std::optional<Action> read_action(Report& report, const Entry& entry, const Vocabulary& words)
{
    const Method* const method = find_method(report, *entry.key, words.methods);
    if (method == nullptr) {
        return std::nullopt;
    }
    Action action{entry.key->text};
    for (const Entry& parameter : entries_of(report, *entry.value)) {
        read_parameter(report, parameter, *method, words, action.parameters);
    }
    name_card(*method, words, action.parameters);
    require_parameters(report, *entry.key, *method, action.parameters);
    return action;
}

} // namespace

std::vector<Action> read_actions(Report& report, const Node& node, const Vocabulary& words)
{
    std::vector<Action> actions;
    for (const Node* const item : items_of(report, node, profiles::LoneValue::Allowed)) {
        for (const Entry& entry : entries_of(report, *item)) {
            if (auto action = read_action(report, entry, words)) {
                actions.push_back(std::move(*action));
            }
        }
    }
    return actions;
}

std::vector<Action> read_faults(Report& report, const Node& list, const Vocabulary& words)
{
    std::vector<Action> actions;
    for (const Node* const item : items_of(report, list)) {
        Json fault = to_json(*item);
        std::string card = words.cards.empty() ? std::string{} : words.cards.front();
        Node rest = *item;
        std::erase_if(rest.members, [&](const auto& member) {
            const bool names_card = member.first->text == "card";
            if (names_card) {
                check_card(report, *member.second, words.cards);
                card = member.second->text;
                fault.erase("card");
            }
            return names_card;
        });
        check_fault(report, rest);
        actions.push_back({"fault.add", {{"card", card}, {"fault", std::move(fault)}}});
    }
    return actions;
}

} // namespace uicc::daemon::lab
