#include "daemon/control/json_rpc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace uicc::daemon::control {
namespace {

// JSON-RPC 2.0 §5.1
constexpr int parse_error = -32700;
constexpr int invalid_request = -32600;
constexpr int method_not_found = -32601;
constexpr int invalid_params = -32602;
constexpr int internal_error = -32603;

// Values are copied level by level, on the stack.
constexpr std::size_t max_depth = 32;
// The requests of a batch are answered together, and nobody else meanwhile.
constexpr std::size_t max_batch = 1000;

/// Octets that are no UTF-8, in the name of a file say, become replacement characters.
std::string text_of(const Json& answer)
{
    constexpr int compact = -1;
    return answer.dump(compact, ' ', false, Json::error_handler_t::replace);
}

tl::unexpected<RpcError> refuse(int code, std::string message)
{
    return tl::unexpected{RpcError{code, std::move(message)}};
}

Json response(const Json& id, const RpcResult& result)
{
    Json answer{{"jsonrpc", "2.0"}, {"id", id}};
    if (result) {
        answer["result"] = *result;
    } else {
        answer["error"] = {{"code", result.error().code}, {"message", result.error().message}};
    }
    return answer;
}

/// How deep the values of a text are nested, as far as it is JSON.
std::size_t depth_of(std::string_view text)
{
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool is_in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (letter == '"') {
            is_in_string = !is_in_string;
        } else if (is_in_string) {
            i += letter == '\\' ? 1 : 0;
        } else if (letter == '[' || letter == '{') {
            deepest = std::max(deepest, ++depth);
        } else if ((letter == ']' || letter == '}') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

RpcResult parse(std::string_view text)
{
    if (depth_of(text) > max_depth) {
        return refuse(parse_error, fmt::format("this is nested more than {} deep", max_depth));
    }
    Json value = Json::parse(text, nullptr, false);
    if (value.is_discarded()) {
        return refuse(parse_error, "this is not JSON");
    }
    return value;
}

bool is_id(const Json& id)
{
    return id.is_string() || id.is_number() || id.is_null();
}

std::string_view name_of(Json::value_t type)
{
    switch (type) {
    case Json::value_t::number_unsigned:
        return "a whole number from 0 on";
    case Json::value_t::object:
        return "an object";
    case Json::value_t::array:
        return "an array";
    case Json::value_t::boolean:
        return "true or false";
    default:
        return "a string";
    }
}

/// Takes answers only.
class NoPeer final : public Peer {
public:
    std::optional<unsigned> add(const MakeFeed& /*make*/) override { return std::nullopt; }
    bool remove(unsigned /*number*/) override { return false; }
};

Result<void, RpcError> check(const Method& method, const Json& given)
{
    for (const auto& [name, value] : given.items()) {
        const auto known = std::ranges::find(method.parameters, name, &Parameter::name);
        if (known == method.parameters.end()) {
            return refuse(invalid_params, fmt::format("{} has no parameter {}", method.name, name));
        }
        if (!is_of_type(value, known->type)) {
            return refuse(invalid_params, fmt::format("{}: {} must be {}", method.name, name,
                                                      name_of(known->type)));
        }
    }
    for (const Parameter& parameter : method.parameters) {
        if (parameter.required && !given.contains(parameter.name)) {
            return refuse(invalid_params,
                          fmt::format("{} needs a parameter {}", method.name, parameter.name));
        }
    }
    return {};
}

} // namespace

bool is_of_type(const Json& value, Json::value_t type)
{
    return type == Json::value_t::discarded || value.type() == type;
}

std::string Methods::refusal(const std::string& why)
{
    return text_of(response(nullptr, refuse(invalid_request, why)));
}

const Method* Methods::find(std::string_view name) const
{
    const auto found = std::ranges::find(methods_, name, &Method::name);
    return found == methods_.end() ? nullptr : &*found;
}

std::optional<std::string> Methods::answer(std::string_view text, Peer& peer) const
{
    const auto parsed = parse(text);
    if (!parsed) {
        return text_of(response(nullptr, tl::unexpected{parsed.error()}));
    }
    const Json& request = *parsed;
    if (!request.is_array()) {
        const auto single = answer_one(request, peer);
        return single ? std::optional{text_of(*single)} : std::nullopt;
    }
    if (request.empty()) {
        return text_of(response(nullptr, refuse(invalid_request, "the batch is empty")));
    }
    if (request.size() > max_batch) {
        return text_of(
            response(nullptr, refuse(invalid_request,
                                     fmt::format("a batch has at most {} requests", max_batch))));
    }
    Json answers = Json::array();
    for (const Json& part : request) {
        if (auto one = answer_one(part, peer)) {
            answers.push_back(std::move(*one));
        }
    }
    return answers.empty() ? std::nullopt : std::optional{text_of(answers)};
}

std::optional<std::string> Methods::answer(std::string_view text) const
{
    NoPeer nobody;
    return answer(text, nobody);
}

std::optional<Json> Methods::answer_one(const Json& request, Peer& peer) const
{
    const bool well_formed = request.is_object() && request.value("jsonrpc", Json{}) == "2.0" &&
                             request.contains("method") && request["method"].is_string() &&
                             (!request.contains("id") || is_id(request["id"]));
    if (!well_formed) {
        return response(nullptr, refuse(invalid_request, "this is not a JSON-RPC 2.0 request"));
    }
    const RpcResult result = call(request, peer);
    if (!request.contains("id")) {
        return std::nullopt;
    }
    return response(request["id"], result);
}

RpcResult Methods::call(const Json& request, Peer& peer) const
try {
    const auto& name = request["method"].get_ref<const std::string&>();
    const Method* const method = find(name);
    if (method == nullptr) {
        return refuse(method_not_found, fmt::format("there is no method {}", name));
    }
    const Json given = request.value("params", Json::object());
    if (!given.is_object()) {
        return refuse(invalid_params, "parameters are given by name");
    }
    TRY(check(*method, given));
    return method->run ? method->run(given) : method->run_for(given, peer);
} catch (const std::exception& error) {
    return refuse(internal_error, error.what());
}

} // namespace uicc::daemon::control
