#include "daemon/replay/masks.hpp"

#include "daemon/trace/apdu_meaning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace uicc::daemon::replay {
namespace {

using nlohmann::json;

constexpr std::size_t status_size = 2;

bool counts_tries(std::uint16_t status)
{
    return (status & 0xFFF0) == 0x63C0;
}

Result<Mask, std::string> mask_of(const json& value)
{
    if (!value.is_object()) {
        return tl::unexpected{std::string{"a mask is an object"}};
    }
    Mask mask;
    for (const auto& [key, part] : value.items()) {
        if ((key == "command" || key == "file") && part.is_string()) {
            (key == "command" ? mask.command : mask.file) = part.get<std::string>();
        } else if ((key == "from" || key == "octets") && part.is_number_unsigned()) {
            (key == "from" ? mask.from : mask.octets) = part.get<std::size_t>();
        } else {
            return tl::unexpected{fmt::format(
                "{}: expected command and file as texts, from and octets as numbers", key)};
        }
    }
    return mask;
}

} // namespace

Masks::Masks()
{
    for (const char* command : {"GET CHALLENGE", "AUTHENTICATE", "INITIALIZE UPDATE"}) {
        masks_.push_back({.command = command});
    }
}

Result<void, std::string> Masks::add_from(const std::string& json_text)
{
    const json list = json::parse(json_text, nullptr, false);
    if (!list.is_array()) {
        return tl::unexpected{std::string{"masks are a JSON array"}};
    }
    for (const json& value : list) {
        masks_.push_back(TRY(mask_of(value)));
    }
    return {};
}

bool Masks::covers(const Mask& mask, std::size_t octet) const
{
    return (mask.command.empty() || mask.command == command_) &&
           (mask.file.empty() || mask.file == file_) && octet >= mask.from &&
           octet - mask.from < mask.octets;
}

bool Masks::agree(const trace::CardEvent& recorded, ByteView answer)
{
    if (recorded.name != "GET RESPONSE") {
        command_ = recorded.name;
        file_ = recorded.file;
    }
    const auto expected = trace::status_of(recorded.response);
    const auto status = trace::status_of(answer);
    const bool both_count =
        ignores_tries_ && expected && status && counts_tries(*expected) && counts_tries(*status);
    if (recorded.response.size() != answer.size() || (expected != status && !both_count)) {
        return false;
    }
    const std::size_t data = answer.size() - std::min(answer.size(), status_size);
    for (std::size_t i = 0; i < data; ++i) {
        const auto covered = [&](const Mask& mask) { return covers(mask, i); };
        if (recorded.response[i] != answer[i] && std::ranges::none_of(masks_, covered)) {
            return false;
        }
    }
    return true;
}

} // namespace uicc::daemon::replay
