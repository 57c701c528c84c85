// Plays the reader: waits for a card on a loopback port, powers it on, sends set-up commands, then
// one command over and over, and prints how long the answers took.

#include "codec/hex.hpp"
#include "tests/bench/authentication_requests.hpp"
#include "tests/bench/latencies.hpp"
#include "tests/bench/vpcd_socket.hpp"

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <functional>
#include <iostream>

namespace {

using namespace uicc;
namespace po = boost::program_options;

Bytes ask(bench::VpcdSocket& card, ByteView command)
{
    Bytes answer;
    if (!card.send(command) || !card.receive(answer)) {
        throw std::runtime_error{"the card is gone"};
    }
    return answer;
}

void power_on(bench::VpcdSocket& card)
{
    const Bytes on{1};
    const Bytes ask_atr{4};
    if (!card.send(on)) {
        throw std::runtime_error{"the card is gone"};
    }
    ask(card, ask_atr);
}

std::function<Bytes()> commands(const std::string& text)
{
    if (text == "AUTHENTICATE") {
        auto requests = std::make_shared<bench::AuthenticationRequests>();
        return [requests] { return requests->next(); };
    }
    return [command = codec::from_hex(text).value()] { return command; };
}

bool is_good(ByteView answer)
{
    const Byte sw1 = answer.size() < 2 ? Byte{0} : answer[answer.size() - 2];
    return sw1 == 0x90 || sw1 == 0x61;
}

void run(const po::variables_map& options)
{
    const auto writing =
        options.contains("two-sends") ? bench::Writing::TwoSends : bench::Writing::OneSend;
    auto card = bench::VpcdSocket::accept(options["port"].as<std::uint16_t>(), writing);
    power_on(card);
    for (const auto& command : options["setup"].as<std::vector<std::string>>()) {
        ask(card, codec::from_hex(command).value());
    }
    const auto next = commands(options["command"].as<std::string>());
    bench::Latencies latencies;
    std::size_t bad = 0;
    for (std::size_t i = 0; i < options["count"].as<std::size_t>(); ++i) {
        const Bytes command = next();
        latencies.begin();
        const Bytes answer = ask(card, command);
        latencies.end();
        bad += is_good(answer) ? 0U : 1U;
    }
    std::cout << latencies.summary() << " bad=" << bad << '\n';
}

} // namespace

int main(int count, char** arguments)
try {
    po::options_description known{"vpcd_load"};
    known.add_options()("port", po::value<std::uint16_t>()->default_value(45963),
                        "loopback port")("count", po::value<std::size_t>()->default_value(20000),
                                         "exchanges")("two-sends", "write like Debian's vpcd")(
        "setup", po::value<std::vector<std::string>>()->default_value({}, "")->composing(),
        "APDU")("command", po::value<std::string>()->required(), "APDU, or AUTHENTICATE");
    po::variables_map options;
    po::store(po::parse_command_line(count, arguments, known), options);
    po::notify(options);
    run(options);
    return 0;
} catch (const std::exception& error) {
    std::cerr << "vpcd_load: " << error.what() << '\n';
    return 1;
}
