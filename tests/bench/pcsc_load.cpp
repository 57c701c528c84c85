// Sends one command over and over to a PC/SC reader and prints how long the answers took.

#include "codec/hex.hpp"
#include "tests/bench/latencies.hpp"

#include <boost/program_options.hpp>

#include <array>
#include <iostream>
#include <stdexcept>
#include <winscard.h>

namespace {

using namespace uicc;
namespace po = boost::program_options;

void check(LONG result, const char* what)
{
    if (result != SCARD_S_SUCCESS) {
        throw std::runtime_error{std::string{what} + ": " + pcsc_stringify_error(result)};
    }
}

/// A connected card in a reader.
class Reader {
public:
    explicit Reader(const std::string& name)
    {
        check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context_), "context");
        check(SCardConnect(context_, name.c_str(), SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0, &card_,
                           &protocol_),
              "connect");
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Reader(Reader&&) = delete;
    Reader& operator=(Reader&&) = delete;

    ~Reader()
    {
        SCardDisconnect(card_, SCARD_LEAVE_CARD);
        SCardReleaseContext(context_);
    }

    void transmit(ByteView command)
    {
        std::array<Byte, 300> answer{};
        DWORD size = answer.size();
        check(SCardTransmit(card_, SCARD_PCI_T0, command.data(), command.size(), nullptr,
                            answer.data(), &size),
              "transmit");
    }

private:
    SCARDCONTEXT context_{};
    SCARDHANDLE card_{};
    DWORD protocol_{};
};

void run(const po::variables_map& options)
{
    Reader reader{options["reader"].as<std::string>()};
    for (const auto& command : options["setup"].as<std::vector<std::string>>()) {
        reader.transmit(codec::from_hex(command).value());
    }
    const Bytes command = codec::from_hex(options["command"].as<std::string>()).value();
    bench::Latencies latencies;
    for (std::size_t i = 0; i < options["count"].as<std::size_t>(); ++i) {
        latencies.begin();
        reader.transmit(command);
        latencies.end();
    }
    std::cout << latencies.summary() << '\n';
}

} // namespace

int main(int count, char** arguments)
try {
    po::options_description known{"pcsc_load"};
    known.add_options()("reader", po::value<std::string>()->default_value("Virtual PCD 00 00"),
                        "name")("count", po::value<std::size_t>()->default_value(5000),
                                "exchanges")(
        "setup", po::value<std::vector<std::string>>()->default_value({}, "")->composing(),
        "APDU")("command", po::value<std::string>()->required(), "APDU");
    po::variables_map options;
    po::store(po::parse_command_line(count, arguments, known), options);
    po::notify(options);
    run(options);
    return 0;
} catch (const std::exception& error) {
    std::cerr << "pcsc_load: " << error.what() << '\n';
    return 1;
}
