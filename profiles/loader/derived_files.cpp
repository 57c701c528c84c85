#include "profiles/loader/derived_files.hpp"

#include "filesystem/contents/card/application_entry.hpp"
#include "filesystem/contents/subscriber/access_class.hpp"
#include "filesystem/contents/subscriber/imsi.hpp"
#include "filesystem/contents/subscriber/service_table.hpp"
#include "profiles/loader/card_plan.hpp"
#include "profiles/loader/file_limits.hpp"
#include "profiles/loader/ims_identity.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
namespace contents = filesystem::contents;
using catalogue::Service;
using catalogue::ServiceCondition;
using catalogue::ServiceTable;
using filesystem::FileKind;

/// The file that announces the services of an application.
struct ServiceFile {
    std::string_view name{};
    ServiceTable table{};
    std::string_view clause{};
};

constexpr ServiceFile usim_services{"EF.UST", ServiceTable::Ust, "TS 31.102 §4.2.8"};
constexpr ServiceFile isim_services{"EF.IST", ServiceTable::Ist, "TS 31.103 §4.2.7"};

const ServiceFile& service_file_of(const FilePlan& application)
{
    return application.directory == catalogue::Directory::Isim ? isim_services : usim_services;
}

constexpr unsigned service_gsm_access = 27;
constexpr unsigned service_gsm_security_context = 38;

using Services = std::set<unsigned>;

/// A file whose contents are left to the loader.
FilePlan* unwritten(FilePlan& directory, std::string_view name)
{
    FilePlan* file = directory.child(name);
    return file != nullptr && !file->has_content ? file : nullptr;
}

void write(FilePlan& file, Bytes body)
{
    file.has_content = true;
    file.body = std::move(body);
}

void fill_dir(LoadContext& context, FilePlan& mf)
{
    FilePlan* dir = unwritten(mf, "EF.DIR");
    if (dir == nullptr) {
        return;
    }
    for (const FilePlan& adf : mf.children) {
        if (adf.header.kind != FileKind::Adf || !adf.header.aid || adf.header.is_applet) {
            continue;
        }
        const ByteView aid = adf.header.aid->octets();
        auto record = contents::encode_application_entry(
            {.aid = {aid.begin(), aid.end()}, .label = adf.label, .path = adf.path_in_dir});
        if (!record || record->size() > largest_record) {
            context.report.add(adf.position, "label and path are too long for a record of EF.DIR",
                               "TS 102 221 §13.1");
            continue;
        }
        dir->records.push_back(*std::move(record));
    }
    dir->has_content = !dir->records.empty();
}

/// A SIM and a USIM on one card are of one subscriber, TS 31.102 §4.2.2 and TS 51.011 §10.3.2.
void fill_gsm_imsi(FilePlan& gsm, FilePlan& usim)
{
    FilePlan* file = unwritten(gsm, "EF.IMSI");
    const FilePlan* imsi = usim.child("EF.IMSI");
    if (file != nullptr && imsi != nullptr && imsi->holder().has_content) {
        write(*file, imsi->holder().body);
    }
}

/// EF.ACC: the last digit of the IMSI is the class of the subscriber, TS 22.011 §4.2.
void fill_access_class(FilePlan& directory)
{
    FilePlan* acc = unwritten(directory, "EF.ACC");
    const FilePlan* imsi = directory.child("EF.IMSI");
    const auto digits =
        imsi == nullptr ? std::string{} : contents::decode_imsi(imsi->holder().body).value_or("");
    if (acc == nullptr || digits.empty()) {
        return;
    }
    const std::array classes{static_cast<unsigned>(digits.back() - '0')};
    if (auto body = contents::encode_access_classes(classes)) {
        write(*acc, *std::move(body));
    }
}

/// What the standard asks of EF.UST for a file or directory to exist.
const ServiceCondition& condition_of(const FilePlan& file)
{
    static constexpr ServiceCondition always;
    if (file.spec != nullptr) {
        return file.spec->services;
    }
    return file.directory ? catalogue::spec_of(*file.directory).services : always;
}

bool holds(const ServiceCondition& condition, const Services& services, ServiceTable table)
{
    return condition.holds([&](const Service& service) {
        return service.table != table || services.contains(service.number);
    });
}

/// Switches on what a condition asks for; of alternatives, the first one.
void satisfy(const ServiceCondition& condition, Services& services, ServiceTable table)
{
    if (holds(condition, services, table)) {
        return;
    }
    for (const Service& service : condition.services()) {
        if (service.table == table) {
            services.insert(service.number);
        }
        if (condition.mode() == ServiceCondition::Mode::Any) {
            return;
        }
    }
}

/// Without contents of its own, the service table announces what the files of the application are
/// for, and `services`.
void fill_services(FilePlan& application, Services services)
{
    const ServiceFile& service_file = service_file_of(application);
    FilePlan* file_of_services = unwritten(application, service_file.name);
    if (file_of_services == nullptr) {
        return;
    }
    for (const bool of_efs : {true, false}) { // the EFs of a DF decide which of its services it is
        for_each_file(application, [&](const FilePlan& file, const FilePlan&) {
            if (file.is_ef() == of_efs) {
                satisfy(condition_of(file), services, service_file.table);
            }
        });
    }
    const std::vector<unsigned> list{services.begin(), services.end()};
    const std::size_t needed = list.empty() ? 0 : (list.back() + 7) / 8;
    const std::size_t size = std::max(file_of_services->wanted_size, needed);
    if (auto body = contents::encode_services(list, size)) {
        write(*file_of_services, *std::move(body));
    }
}

Services announced(const FilePlan& application)
{
    const FilePlan* file = application.child(service_file_of(application).name);
    if (file == nullptr) {
        return {};
    }
    const auto list = contents::decode_services(file->holder().body);
    return {list.begin(), list.end()};
}

/// "2 or 89"
std::string numbers_of(const ServiceCondition& condition)
{
    std::vector<unsigned> numbers;
    for (const Service& service : condition.services()) {
        numbers.push_back(service.number);
    }
    const bool any = condition.mode() == ServiceCondition::Mode::Any;
    return fmt::format("{}", fmt::join(numbers, any ? " or " : " and "));
}

} // namespace

void fill_derived_files(LoadContext& context, FilePlan& mf)
{
    fill_dir(context, mf);
    FilePlan* gsm = mf.child(gsm_name);
    if (FilePlan* usim = mf.child(usim_name)) {
        if (gsm != nullptr) {
            fill_gsm_imsi(*gsm, *usim);
        }
        fill_access_class(*usim);
        fill_services(*usim, {service_gsm_security_context});
    }
    if (FilePlan* isim = mf.child(isim_name)) {
        fill_ims_identity(*isim, mf.child(usim_name));
        fill_services(*isim, {});
    }
    if (gsm != nullptr) {
        fill_access_class(*gsm);
    }
}

void apply_services(const FilePlan& usim, emulator::applications::aka::Parameters& parameters)
{
    if (usim.child("EF.UST") == nullptr) {
        return;
    }
    const Services services = announced(usim);
    parameters.kc_in_3g = services.contains(service_gsm_access);
    parameters.gsm_context = services.contains(service_gsm_security_context);
}

void check_services(LoadContext& context, const FilePlan& application)
{
    const ServiceFile& service_file = service_file_of(application);
    const FilePlan* table = application.child(service_file.name);
    if (table == nullptr || !table->authored || !table->has_content) {
        return;
    }
    const Services services = announced(application);
    for_each_file(application, [&](const FilePlan& file, const FilePlan&) {
        const ServiceCondition& condition = condition_of(file);
        if (file.authored && !holds(condition, services, service_file.table)) {
            context.report.add(file.position,
                               fmt::format("{} needs service {}, which {} does not announce",
                                           file.header.name, numbers_of(condition),
                                           service_file.name),
                               std::string{service_file.clause});
        }
    });
}

} // namespace uicc::profiles
