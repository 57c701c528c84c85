#include "daemon/lab/reader_watch.hpp"

#include "daemon/pcsc/pcsc_readers.hpp"
#include "daemon/pcsc/reader_conf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace uicc::daemon::lab {

namespace {

bool wait_until(bool is_there, const std::string& reader_name, std::chrono::milliseconds patience)
{
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (shows_card(reader_name) != is_there) {
        if (std::chrono::steady_clock::now() > give_up) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return true;
}

} // namespace

/// PC/SC lists the slots of vpcd in order, whatever its configuration calls them.
Result<std::vector<LabReader>, std::string> vpcd_readers()
{
    const auto readers = TRY(pcsc::pcsc_readers());
    std::vector<LabReader> slots;
    for (const auto& reader : readers) {
        if (reader.name.starts_with("Virtual PCD")) {
            const auto port = pcsc::first_port + slots.size();
            slots.push_back({fmt::format("127.0.0.1:{}", port), reader.name});
        }
    }
    if (slots.empty()) {
        return tl::unexpected{std::string{"PC/SC shows no reader of vpcd; vuicc doctor tells more, "
                                          "and --sandbox needs none"}};
    }
    return slots;
}

bool shows_card(const std::string& reader_name)
{
    const auto readers = pcsc::pcsc_readers();
    return readers && std::ranges::any_of(*readers, [&](const auto& reader) {
               return reader.name == reader_name && reader.has_card;
           });
}

bool wait_for_card(const std::string& reader_name, std::chrono::milliseconds patience)
{
    return wait_until(true, reader_name, patience);
}

bool wait_until_empty(const std::string& reader_name, std::chrono::milliseconds patience)
{
    return wait_until(false, reader_name, patience);
}

} // namespace uicc::daemon::lab
