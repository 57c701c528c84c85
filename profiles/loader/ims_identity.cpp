#include "profiles/loader/ims_identity.hpp"

#include "filesystem/contents/subscriber/administrative_data.hpp"
#include "filesystem/contents/subscriber/ims_identity.hpp"
#include "filesystem/contents/subscriber/imsi.hpp"

#include <fmt/format.h>

namespace uicc::profiles {
namespace {

namespace contents = filesystem::contents;

constexpr unsigned usual_mnc_length = 2;

/// Digits of the MNC, of which EF.AD knows how many the IMSI has.
std::size_t mnc_length(const FilePlan& usim)
{
    const FilePlan* ad = usim.child("EF.AD");
    const auto data =
        contents::decode_administrative_data(ad == nullptr ? Bytes{} : ad->holder().body);
    return data ? data->mnc_length.value_or(usual_mnc_length) : usual_mnc_length;
}

/// "ims.mnc001.mcc001.3gppnetwork.org"
std::string home_domain(const std::string& imsi, std::size_t mnc_digits)
{
    return fmt::format("ims.mnc{:0>3}.mcc{}.3gppnetwork.org", imsi.substr(3, mnc_digits),
                       imsi.substr(0, 3));
}

void write(FilePlan& isim, std::string_view name, const std::string& text)
{
    FilePlan* file = isim.child(name);
    auto body = contents::encode_ims_text(text);
    if (file == nullptr || file->has_content || !body) {
        return;
    }
    file->has_content = true;
    if (file->header.has_records()) {
        file->records = {*std::move(body)};
    } else {
        file->body = *std::move(body);
    }
}

} // namespace

void fill_ims_identity(FilePlan& isim, const FilePlan* usim)
{
    const FilePlan* file = usim == nullptr ? nullptr : usim->child("EF.IMSI");
    const auto imsi = contents::decode_imsi(file == nullptr ? Bytes{} : file->holder().body);
    if (!imsi || imsi->size() < 6) {
        return;
    }
    const std::string domain = home_domain(*imsi, mnc_length(*usim));
    write(isim, "EF.DOMAIN", domain);
    write(isim, "EF.IMPI", fmt::format("{}@{}", *imsi, domain));
    write(isim, "EF.IMPU", fmt::format("sip:{}@{}", *imsi, domain));
}

} // namespace uicc::profiles
