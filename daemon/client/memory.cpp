#include "daemon/client/memory.hpp"

#include "daemon/client/whole_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace uicc::daemon::client {
namespace {

using nlohmann::json;

constexpr int format_version = 1;

std::optional<Source> source_named(const std::string& name)
{
    for (const Source source : {Source::Lwm2m, Source::Dm, Source::Cp}) {
        if (name == to_string(source)) {
            return source;
        }
    }
    return std::nullopt;
}

json to_json(const Account& account)
{
    return {{"source", to_string(account.source)},
            {"id", account.id},
            {"server", account.server},
            {"bootstrap", account.bootstrap},
            {"security", account.security},
            {"digest", account.digest}};
}

Account account_from(const json& value)
{
    const auto source = source_named(value.at("source").get<std::string>());
    if (!source) {
        throw std::runtime_error{"an account has an unknown source"};
    }
    return {.source = *source,
            .id = value.at("id"),
            .server = value.at("server"),
            .bootstrap = value.at("bootstrap"),
            .security = value.at("security"),
            .digest = value.at("digest")};
}

Memory memory_from(const json& value)
{
    if (value.at("version") != format_version) {
        throw std::runtime_error{"it has another version than 1"};
    }
    Memory memory{.iccid = value.at("iccid")};
    if (value.contains("marker")) {
        memory.marker = value.at("marker").get<std::string>();
    }
    for (const json& account : value.at("accounts")) {
        memory.accounts.push_back(account_from(account));
    }
    return memory;
}

} // namespace

Result<Memory, std::string> load_memory(const std::filesystem::path& file)
try {
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error) {
        return Memory{};
    }
    std::ifstream input;
    std::ostringstream text;
    if (std::filesystem::is_regular_file(file, error)) {
        input.open(file);
        text << input.rdbuf();
    }
    if (!input.is_open() || !input) {
        return tl::unexpected{fmt::format("{}: cannot be read", file.string())};
    }
    return memory_from(json::parse(text.str()));
} catch (const std::exception& error) {
    return tl::unexpected{
        fmt::format("{}: is not the state of a client: {}", file.string(), error.what())};
}

Result<void, std::string> save_memory(const std::filesystem::path& file, const Memory& memory)
{
    json value{{"version", format_version}, {"iccid", memory.iccid}, {"accounts", json::array()}};
    if (memory.marker) {
        value["marker"] = *memory.marker;
    }
    for (const Account& account : memory.accounts) {
        value["accounts"].push_back(to_json(account));
    }
    return replace_file(file, value.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

} // namespace uicc::daemon::client
