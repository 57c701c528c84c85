#include "daemon/control/openrpc.hpp"

#include "daemon/control/openrpc_text.hpp"

namespace uicc::daemon::control {

Json openrpc_description()
{
    return Json::parse(openrpc_text);
}

void add_discovery(Methods& methods)
{
    methods.add(
        {"rpc.discover", {}, [](const Json&) -> RpcResult { return openrpc_description(); }});
}

} // namespace uicc::daemon::control
