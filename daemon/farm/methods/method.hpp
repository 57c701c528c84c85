#pragma once

#include "daemon/control/json_rpc.hpp"
#include "daemon/farm/card_farm.hpp"
#include "filesystem/store/store.hpp"

#include <span>
#include <spdlog/logger.h>
#include <string>
#include <utility>
#include <vector>

namespace uicc::daemon::methods {

using control::Json;
using control::Parameter;
using control::RpcResult;

/// What the methods work on; all of it outlives them.
struct Surroundings {
    CardFarm& farm;
    filesystem::Store& store;
    spdlog::logger& log;
    bool allow_remote = false; ///< readers on other machines
};

/// One method. Its parameters have been checked when it runs.
struct Row {
    std::string_view name{};
    std::vector<Parameter> parameters{};
    RpcResult (*run)(const Surroundings& daemon, const Json& given) = nullptr;
};

/// The methods as those of a server; parameter `card` is added to each.
void add_rows(control::Methods& methods,
              const Surroundings& daemon,
              std::span<const Row> rows,
              const std::vector<Parameter>& common = {{.name = "card", .required = false}});

/// The card that the parameter `card` names; it can be left out where there is one only.
[[nodiscard]] Result<HostedCard*, control::RpcError> find_card(const Surroundings& daemon,
                                                               const Json& given);

/// Names of cards and snapshots stand in lines that people and programs read: 1 to 64 octets, no
/// control characters.
[[nodiscard]] Result<void, control::RpcError> check_name(std::string_view name);

/// What the store keeps for the card goes by this.
[[nodiscard]] Result<filesystem::CardKey, control::RpcError> key_of(HostedCard& card);

[[nodiscard]] Result<DescriptionPtr, control::RpcError> description_of(HostedCard& card);

[[nodiscard]] inline tl::unexpected<control::RpcError> failed(std::string what)
{
    return tl::unexpected{control::RpcError{control::operation_failed, std::move(what)}};
}

/// The value, or the error as one of the protocol.
template <class Value>
[[nodiscard]] Result<Value, control::RpcError> done(Result<Value, std::string> result)
{
    return std::move(result).map_error([](std::string error) {
        return control::RpcError{control::operation_failed, std::move(error)};
    });
}

template <class Value>
[[nodiscard]] Result<Value, control::RpcError> done(Result<Value, filesystem::StoreError> result)
{
    return std::move(result).map_error([](filesystem::StoreError error) {
        return control::RpcError{control::operation_failed, std::move(error.what)};
    });
}

/// A parameter that is a text and was given.
[[nodiscard]] inline const std::string& text_of(const Json& given, const char* parameter)
{
    return given[parameter].get_ref<const std::string&>();
}

} // namespace uicc::daemon::methods
