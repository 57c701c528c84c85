#include "daemon/control/openrpc.hpp"
#include "daemon/farm/card_methods.hpp"
#include "daemon/farm/methods/event_methods.hpp"
#include "daemon/log.hpp"
#include "filesystem/store/memory_store.hpp"

#include <gtest/gtest.h>

#include <map>
#include <spdlog/sinks/null_sink.h>

namespace uicc::daemon::control {
namespace {

using Described = std::map<std::string, Json>;

/// The methods of a daemon, as it adds them.
class OpenRpc : public testing::Test {
protected:
    OpenRpc()
    {
        const methods::Surroundings daemon{.farm = farm_, .store = store_, .log = *log_};
        add_card_methods(methods_, daemon);
        methods::add_event_methods(methods_, daemon, events_);
        add_discovery(methods_);
        for (const Json& method : document_["methods"]) {
            described_[method["name"]] = method;
        }
    }

    [[nodiscard]] Json resolved(const Json& schema) const
    {
        if (!schema.contains("$ref")) {
            return schema;
        }
        const auto pointer = schema["$ref"].get<std::string>().substr(1);
        return resolved(document_.at(Json::json_pointer{pointer}));
    }

    /// How a server checks a parameter of a schema.
    [[nodiscard]] Json::value_t type_of(const Json& schema) const
    {
        const std::map<std::string, Json::value_t> types{
            {"string", Json::value_t::string},   {"integer", Json::value_t::number_unsigned},
            {"boolean", Json::value_t::boolean}, {"object", Json::value_t::object},
            {"array", Json::value_t::array},     {"", Json::value_t::discarded}};
        const Json plain = resolved(schema);
        return types.at(plain.value("type", plain.contains("enum") ? "string" : ""));
    }

    std::shared_ptr<spdlog::logger> log_ =
        std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::null_sink_mt>());
    filesystem::MemoryStore store_;
    SlotLog slot_log_{log_};
    trace::EventHub events_;
    CardSurroundings surroundings_{slot_log_, events_};
    CardFarm farm_{1, store_, surroundings_};
    Methods methods_;
    const Json document_ = openrpc_description();
    Described described_;
};

TEST_F(OpenRpc, DescribesTheMethodsOfTheServerAndNoOthers)
{
    std::vector<std::string> served;
    for (const Method& method : methods_.all()) {
        served.emplace_back(method.name);
    }
    std::vector<std::string> described;
    for (const auto& [name, method] : described_) {
        described.push_back(name);
    }
    std::ranges::sort(served);
    EXPECT_EQ(served, described);
    EXPECT_EQ(document_["methods"].size(), described_.size()) << "a method is described twice";
}

TEST_F(OpenRpc, DescribesTheParametersThatTheServerTakes)
{
    for (const Method& method : methods_.all()) {
        SCOPED_TRACE(method.name);
        std::map<std::string, Json> parameters;
        for (const Json& parameter : described_[std::string{method.name}]["params"]) {
            parameters[parameter["name"]] = parameter;
        }
        EXPECT_EQ(parameters.size(), method.parameters.size());
        for (const Parameter& parameter : method.parameters) {
            SCOPED_TRACE(parameter.name);
            const Json& described = parameters[std::string{parameter.name}];
            ASSERT_TRUE(described.is_object());
            EXPECT_EQ(described["required"], parameter.required);
            EXPECT_EQ(type_of(described["schema"]), parameter.type);
        }
    }
}

} // namespace
} // namespace uicc::daemon::control
