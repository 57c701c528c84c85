#include "daemon/control/json_rpc.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace uicc::daemon::control {
namespace {

/// A connection that is asked for nothing.
class NoPeer final : public Peer {
public:
    std::optional<unsigned> add(const MakeFeed& /*make*/) override { return std::nullopt; }
    bool remove(unsigned number) override { return number == 7; }
};

Methods some_methods()
{
    Methods methods;
    methods.add({"echo",
                 {{.name = "text"},
                  {.name = "times", .type = Json::value_t::number_unsigned, .required = false}},
                 [](const Json& given) -> RpcResult { return given; }});
    methods.add({"refuse", {}, [](const Json&) -> RpcResult {
                     return tl::unexpected{RpcError{operation_failed, "not today"}};
                 }});
    methods.add({"throw", {}, [](const Json&) -> RpcResult { throw std::runtime_error{"oh"}; }});
    methods.add({.name = "remove",
                 .run_for = [](const Json&, Peer& peer) -> RpcResult { return peer.remove(7); }});
    return methods;
}

std::optional<std::string> answer_to(std::string_view request)
{
    NoPeer peer;
    return some_methods().answer(request, peer);
}

struct Exchange {
    const char* name;
    const char* request;
    const char* answer; ///< empty: none

    friend std::ostream& operator<<(std::ostream& out, const Exchange& exchange)
    {
        return out << exchange.name;
    }
};

class JsonRpc : public testing::TestWithParam<Exchange> {};

TEST_P(JsonRpc, Answers)
{
    const auto answer = answer_to(GetParam().request);
    if (*GetParam().answer == '\0') {
        EXPECT_FALSE(answer) << *answer;
        return;
    }
    ASSERT_TRUE(answer);
    EXPECT_EQ(Json::parse(*answer), Json::parse(GetParam().answer)) << *answer;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Control, JsonRpc, testing::Values(
    Exchange{"ByName", R"({"jsonrpc":"2.0","id":7,"method":"echo","params":{"text":"a","times":2}})",
             R"({"jsonrpc":"2.0","id":7,"result":{"text":"a","times":2}})"},
    Exchange{"TextAsId", R"({"jsonrpc":"2.0","id":"x","method":"refuse"})",
             R"({"jsonrpc":"2.0","id":"x","error":{"code":-32000,"message":"not today"}})"},
    Exchange{"Exception", R"({"jsonrpc":"2.0","id":1,"method":"throw"})",
             R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"oh"}})"},
    Exchange{"ForThePeer", R"({"jsonrpc":"2.0","id":1,"method":"remove"})",
             R"({"jsonrpc":"2.0","id":1,"result":true})"},
    Exchange{"Notification", R"({"jsonrpc":"2.0","method":"echo","params":{"text":"a"}})", ""},
    Exchange{"NoJson", "{", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"this is not JSON"}})"},
    Exchange{"Empty", "", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"this is not JSON"}})"},
    Exchange{"EmptyBatch", "[]", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the batch is empty"}})"},
    Exchange{"OtherVersion", R"({"jsonrpc":"1.0","id":1,"method":"echo"})",
             R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"this is not a JSON-RPC 2.0 request"}})"},
    Exchange{"ObjectAsId", R"({"jsonrpc":"2.0","id":{},"method":"echo"})",
             R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"this is not a JSON-RPC 2.0 request"}})"},
    Exchange{"UnknownMethod", R"({"jsonrpc":"2.0","id":1,"method":"sing"})",
             R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"there is no method sing"}})"},
    Exchange{"ByPosition", R"({"jsonrpc":"2.0","id":1,"method":"echo","params":["a"]})",
             R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"parameters are given by name"}})"},
    Exchange{"UnknownParameter", R"({"jsonrpc":"2.0","id":1,"method":"echo","params":{"text":"a","b":1}})",
             R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"echo has no parameter b"}})"},
    Exchange{"MissingParameter", R"({"jsonrpc":"2.0","id":1,"method":"echo","params":{}})",
             R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"echo needs a parameter text"}})"},
    Exchange{"WrongType", R"({"jsonrpc":"2.0","id":1,"method":"echo","params":{"text":1}})",
             R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"echo: text must be a string"}})"},
    Exchange{"NegativeNumber", R"({"jsonrpc":"2.0","id":1,"method":"echo","params":{"text":"","times":-1}})",
             R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"echo: times must be a whole number from 0 on"}})"},
    Exchange{"Batch", R"([{"jsonrpc":"2.0","id":1,"method":"echo","params":{"text":"a"}},{"jsonrpc":"2.0","method":"throw"},3])",
             R"([{"jsonrpc":"2.0","id":1,"result":{"text":"a"}},{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"this is not a JSON-RPC 2.0 request"}}])"}),
    [](const auto& exchange) { return std::string{exchange.param.name}; });
// clang-format on

/// The message of the error that a request is answered with.
std::string refusal_of(const std::string& request)
{
    return Json::parse(answer_to(request).value())["error"].value("message", "");
}

std::string with_parameter(const std::string& value)
{
    return R"({"jsonrpc":"2.0","id":1,"method":"echo","params":{"text":)" + value + "}}";
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonRpc, BoundsNesting)
{
    EXPECT_EQ(refusal_of(with_parameter(nested(30))), "echo: text must be a string");
    for (const std::size_t depth : {31U, 100'000U}) {
        EXPECT_EQ(refusal_of(with_parameter(nested(depth))), "this is nested more than 32 deep");
    }
    EXPECT_EQ(refusal_of(nested(1'000'000)), "this is nested more than 32 deep");
    EXPECT_TRUE(answer_to(std::string(1'000'000, '[')));
    const std::string brackets = R"("\"[\\)" + std::string(100, '[') + "\\u005B\"";
    const auto echo = answer_to(with_parameter(brackets));
    EXPECT_EQ(Json::parse(echo.value())["result"]["text"], Json::parse(brackets));
}

TEST(JsonRpc, BoundsABatch)
{
    std::string batch = "1";
    for (int i = 1; i < 1000; ++i) {
        batch += ",1";
    }
    const auto answer = answer_to("[" + batch + "]");
    EXPECT_EQ(Json::parse(answer.value()).size(), 1000);
    EXPECT_EQ(refusal_of("[" + batch + ",1]"), "a batch has at most 1000 requests");
}

} // namespace
} // namespace uicc::daemon::control
