#include "daemon/farm/card_methods.hpp"

#include "daemon/farm/methods/families.hpp"
#include "daemon/version.hpp"

namespace uicc::daemon {

void add_card_methods(control::Methods& server, const methods::Surroundings& daemon)
{
    methods::add_card_methods(server, daemon);
    methods::add_session_methods(server, daemon);
    methods::add_state_methods(server, daemon);
    methods::add_file_methods(server, daemon);
    methods::add_pin_methods(server, daemon);
    methods::add_profile_methods(server, daemon);
    methods::add_explanation_methods(server, daemon);
    methods::add_fault_methods(server, daemon);
    server.add({"version", {}, [](const control::Json&) -> control::RpcResult {
                    return control::Json(version);
                }});
}

} // namespace uicc::daemon
