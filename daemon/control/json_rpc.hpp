#pragma once

#include "codec/result.hpp"
#include "daemon/control/peer.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::control {

using Json = nlohmann::json;

/// What a method answers when it cannot do what it was asked. JSON-RPC 2.0 §5.1.
struct RpcError {
    int code = 0;
    std::string message{};
};

/// The request was understood, the daemon could not do it; the message says why.
inline constexpr int operation_failed = -32000;

using RpcResult = Result<Json, RpcError>;

struct Parameter {
    std::string_view name{};
    Json::value_t type = Json::value_t::string; ///< discarded: any
    bool required = true;
};

/// Whether a value is what a parameter of this type takes.
[[nodiscard]] bool is_of_type(const Json& value, Json::value_t type);

/// One method by name. Its parameters come by name and are checked before it runs.
struct Method {
    std::string_view name{};
    std::vector<Parameter> parameters{};
    std::function<RpcResult(const Json& parameters)> run{};
    std::function<RpcResult(const Json& parameters, Peer& peer)> run_for{}; ///< where run is empty
};

/// The methods of one server.
class Methods {
public:
    void add(Method method) { methods_.push_back(std::move(method)); }

    [[nodiscard]] std::span<const Method> all() const noexcept { return methods_; }

    /// nullptr when there is none of this name.
    [[nodiscard]] const Method* find(std::string_view name) const;

    /// What is sent to somebody whose request was not even read.
    [[nodiscard]] static std::string refusal(const std::string& why);

    /// The answer to one request or batch; nothing to a notification. Whatever comes in, what goes
    /// out is JSON-RPC 2.0.
    [[nodiscard]] std::optional<std::string> answer(std::string_view text, Peer& peer) const;

    /// The same where nobody waits for more than the answer.
    [[nodiscard]] std::optional<std::string> answer(std::string_view text) const;

private:
    [[nodiscard]] std::optional<Json> answer_one(const Json& request, Peer& peer) const;
    [[nodiscard]] RpcResult call(const Json& request, Peer& peer) const;

    std::vector<Method> methods_;
};

} // namespace uicc::daemon::control
