#include "profiles/loader/applet.hpp"

namespace uicc::profiles {

using filesystem::Aid;

FilePlan read_applet(Section& section, std::string_view name, ByteView usual_aid)
{
    FilePlan applet{.header = {.kind = filesystem::FileKind::Adf,
                               .name = std::string{name},
                               .fid = filesystem::current_adf_fid,
                               .aid = Aid::from(usual_aid),
                               .is_applet = true},
                    .authored = true,
                    .position = section.node().position,
                    .aid_origin = {section.node().position}};
    if (const auto aid = section.hex("aid", {Aid::min_size, Aid::max_size}, "TS 101 220 §4")) {
        applet.header.aid = Aid::from(*aid);
        applet.aid_origin = {section.find("aid")->position, true};
    }
    return applet;
}

} // namespace uicc::profiles
