#include "daemon/pcsc/pcsc_readers.hpp"

#include <array>
#include <chrono>
#include <cstring>
#include <future>
#include <memory>
#include <thread>
#include <winscard.h>

namespace uicc::daemon::pcsc {
namespace {

using Readers = Result<std::vector<PcscReader>, std::string>;

constexpr std::chrono::seconds patience{5};

class Context {
public:
    Context() : result_{SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &handle_)} {}
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    Context(Context&&) = delete;
    Context& operator=(Context&&) = delete;

    ~Context()
    {
        if (result_ == SCARD_S_SUCCESS) {
            SCardReleaseContext(handle_);
        }
    }

    [[nodiscard]] LONG result() const { return result_; }
    [[nodiscard]] SCARDCONTEXT handle() const { return handle_; }

private:
    SCARDCONTEXT handle_{};
    LONG result_;
};

PcscReader status_of(SCARDCONTEXT context, const std::string& name)
{
    SCARD_READERSTATE state{};
    state.szReader = name.c_str();
    PcscReader reader{.name = name};
    if (SCardGetStatusChange(context, 0, &state, 1) == SCARD_S_SUCCESS ||
        state.dwEventState != SCARD_STATE_UNAWARE) {
        reader.has_card = (state.dwEventState & SCARD_STATE_PRESENT) != 0;
        reader.atr.assign(state.rgbAtr, state.rgbAtr + state.cbAtr); // NOLINT: C interface
    }
    return reader;
}

Readers ask()
{
    const Context context;
    if (context.result() != SCARD_S_SUCCESS) {
        return tl::unexpected{std::string{pcsc_stringify_error(context.result())}};
    }
    std::array<char, 4096> names{};
    DWORD size = names.size();
    const LONG result = SCardListReaders(context.handle(), nullptr, names.data(), &size);
    if (result == SCARD_E_NO_READERS_AVAILABLE) {
        return std::vector<PcscReader>{};
    }
    if (result != SCARD_S_SUCCESS) {
        return tl::unexpected{std::string{pcsc_stringify_error(result)}};
    }
    std::vector<PcscReader> readers;
    for (const char* name = names.data(); *name != '\0'; name += std::strlen(name) + 1) { // NOLINT
        readers.push_back(status_of(context.handle(), name));
    }
    return readers;
}

} // namespace

/// A pcscd that hangs would hang its clients; the thread that waits for it ends with the process.
Readers pcsc_readers()
{
    auto answer = std::make_shared<std::promise<Readers>>();
    auto readers = answer->get_future();
    std::thread{[answer] { answer->set_value(ask()); }}.detach();
    if (readers.wait_for(patience) != std::future_status::ready) {
        return tl::unexpected{std::string{"pcscd does not answer"}};
    }
    return readers.get();
}

} // namespace uicc::daemon::pcsc
