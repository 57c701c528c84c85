#include "daemon/lab/scenario_result.hpp"

#include <boost/algorithm/string/replace.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

namespace uicc::daemon::lab {
namespace {

using control::Json;
using Seconds = std::chrono::duration<double>;

Json to_json(const Finding& finding)
{
    return {{"expectation", finding.expectation},
            {"reason", finding.reason},
            {"excerpt", finding.excerpt}};
}

Finding finding_from(const Json& json)
{
    return {json["expectation"], json["reason"], json["excerpt"]};
}

std::string name_of(const ScenarioResult& result)
{
    return result.rule.empty() ? result.id : result.id + " breaking " + result.rule;
}

std::string to_text(const Finding& finding)
{
    std::string text = fmt::format("    {}\n      {}\n", finding.expectation, finding.reason);
    for (const std::string& line : finding.excerpt) {
        text += fmt::format("      {}\n", line);
    }
    return text;
}

/// XML has no place for other control characters, and for what is no character.
std::string printable(std::string text)
{
    std::ranges::replace_if(
        text,
        [](char letter) {
            return static_cast<unsigned char>(letter) < 0x20 && letter != '\n' && letter != '\t';
        },
        '?');
    for (const char* const no_character : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) { // U+FFFE, U+FFFF
        boost::replace_all(text, no_character, "?");
    }
    return text;
}

/// The last lines of what a client that failed has printed.
std::string last_lines(const std::string& output)
{
    constexpr std::size_t most = 5;
    std::vector<std::string> lines;
    std::istringstream input{output};
    for (std::string line; std::getline(input, line);) {
        lines.push_back(std::move(line));
    }
    std::string text;
    for (std::size_t i = lines.size() - std::min(lines.size(), most); i < lines.size(); ++i) {
        text += fmt::format("      {}\n", lines[i]);
    }
    return text.empty() ? text : "    the client printed last:\n" + printable(text);
}

void add_failure(pugi::xml_node test, const ScenarioResult& result)
{
    if (!result.error.empty()) {
        test.append_child("error").append_attribute("message") = printable(result.error).c_str();
        return;
    }
    auto failure = test.append_child("failure");
    failure.append_attribute("message") =
        printable(result.findings.front().expectation + ": " + result.findings.front().reason)
            .c_str();
    std::string text;
    for (const Finding& finding : result.findings) {
        text += to_text(finding);
    }
    failure.text() = printable(text).c_str();
}

void add_test(pugi::xml_node suite, const ScenarioResult& result)
{
    auto test = suite.append_child("testcase");
    test.append_attribute("classname") = "vuicc";
    test.append_attribute("name") = name_of(result).c_str();
    test.append_attribute("file") = result.file.c_str();
    test.append_attribute("time") = fmt::format("{:.3f}", Seconds{result.time}.count()).c_str();
    if (!result.has_passed()) {
        add_failure(test, result);
    }
    if (!result.output.empty()) {
        test.append_child("system-out").text() = printable(result.output).c_str();
    }
}

} // namespace

Json to_json(const ScenarioResult& result)
{
    Json findings = Json::array();
    for (const Finding& finding : result.findings) {
        findings.push_back(to_json(finding));
    }
    return {{"scenario", result.id},
            {"file", result.file},
            {"about", result.about},
            {"rule", result.rule},
            {"passed", result.has_passed()},
            {"error", result.error},
            {"findings", findings},
            {"apdus", result.commands},
            {"milliseconds", result.time.count()},
            {"output", result.output}};
}

ScenarioResult result_from(const Json& json)
{
    ScenarioResult result{.file = json["file"],
                          .id = json["scenario"],
                          .about = json["about"],
                          .rule = json["rule"],
                          .error = json["error"],
                          .commands = json["apdus"],
                          .time = std::chrono::milliseconds{json["milliseconds"].get<int>()},
                          .output = json["output"]};
    std::ranges::transform(json["findings"], std::back_inserter(result.findings), finding_from);
    return result;
}

std::string to_text(const ScenarioResult& result)
{
    std::string text =
        fmt::format("{} {:<44} {:5.1f} s {:4} APDUs\n", result.has_passed() ? "PASS" : "FAIL",
                    name_of(result), Seconds{result.time}.count(), result.commands);
    if (result.has_passed()) {
        return text;
    }
    text += fmt::format("    {}\n", result.about);
    if (!result.error.empty()) {
        text += fmt::format("    {}\n", result.error);
    }
    for (const Finding& finding : result.findings) {
        text += to_text(finding);
    }
    return text + last_lines(result.output);
}

std::string to_junit(const std::vector<ScenarioResult>& results)
{
    pugi::xml_document document;
    auto suites = document.append_child("testsuites");
    auto suite = suites.append_child("testsuite");
    suite.append_attribute("name") = "vuicc";
    const auto count = [&](auto is_counted) {
        return static_cast<long long>(std::ranges::count_if(results, is_counted));
    };
    suite.append_attribute("tests") = static_cast<long long>(results.size());
    suite.append_attribute("failures") =
        count([](const auto& one) { return one.error.empty() && !one.findings.empty(); });
    suite.append_attribute("errors") = count([](const auto& one) { return !one.error.empty(); });
    for (const ScenarioResult& result : results) {
        add_test(suite, result);
    }
    std::ostringstream text;
    document.save(text, "  ");
    return text.str();
}

} // namespace uicc::daemon::lab
