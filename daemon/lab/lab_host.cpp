#include "daemon/lab/lab_host.hpp"

#include "daemon/control/peer.hpp"
#include "daemon/farm/card_methods.hpp"
#include "daemon/farm/methods/event_methods.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <spdlog/sinks/null_sink.h>

namespace uicc::daemon::lab {
namespace {

/// These would add cards while triggers look for them.
constexpr auto withheld = std::to_array<std::string_view>({"load", "unload", "fork", "swap"});

constexpr auto immediate = std::to_array<std::string_view>(
    {"fault.add", "fault.clear", "file.write", "file.state", "pin.set"});

/// Who asks without a connection has no subscriptions.
class Nobody final : public control::Peer {
public:
    std::optional<unsigned> add(const MakeFeed& /*make*/) override { return std::nullopt; }
    bool remove(unsigned /*number*/) override { return false; }
};

std::shared_ptr<spdlog::logger> silence()
{
    return std::make_shared<spdlog::logger>("lab", std::make_shared<spdlog::sinks::null_sink_mt>());
}

} // namespace

bool is_immediate(std::string_view method)
{
    return std::ranges::find(immediate, method) != immediate.end();
}

LabHost::LabHost(std::optional<std::uint64_t> seed, OnSignal on_signal)
    : on_signal_{std::move(on_signal)}, log_{silence()}, slot_log_{log_},
      surroundings_{slot_log_, events_, seed}, farm_{1, store_, surroundings_}
{
    control::Methods all;
    const methods::Surroundings daemon{.farm = farm_, .store = store_, .log = *log_};
    add_card_methods(all, daemon);
    methods::add_event_methods(all, daemon, events_);
    for (const control::Method& method : all.all()) {
        if (std::ranges::find(withheld, method.name) == withheld.end()) {
            methods_.add(method);
        }
    }
    methods_.add({"signal", {{.name = "name"}}, [this](const Json& given) -> control::RpcResult {
                      on_signal_(given["name"].get<std::string>());
                      return Json::object();
                  }});
}

LabHost::~LabHost()
{
    if (!loop_.joinable()) {
        return;
    }
    if (control_) {
        std::promise<void> stopped;
        control_->stop([&] { stopped.set_value(); });
        stopped.get_future().wait();
    }
    farm_.stop();
}

Result<void, std::string> LabHost::add(const ScenarioCard& card)
{
    TRY(farm_.add(card.name, card.profile,
                  [description = card.description] { return description; }));
    return {};
}

Result<void, std::string> LabHost::start(const std::filesystem::path& control)
{
    control_ = TRY(control::ControlServer::listen(control, methods_));
    std::promise<void> ready;
    loop_ = std::jthread{[this, &ready] { farm_.run([&ready] { ready.set_value(); }); }};
    ready.get_future().wait();
    control_->start();
    return {};
}

Result<Json, std::string> LabHost::call(const Action& action) const
{
    const Json request{
        {"jsonrpc", "2.0"}, {"id", 0}, {"method", action.method}, {"params", action.parameters}};
    Nobody nobody;
    const Json answer = Json::parse(*methods_.answer(request.dump(), nobody));
    if (answer.contains("error")) {
        return tl::unexpected{action.method + ": " + answer["error"]["message"].get<std::string>()};
    }
    return answer["result"];
}

} // namespace uicc::daemon::lab
