#include "codec/padding.hpp"
#include "crypto/aes_cipher.hpp"
#include "crypto/cmac.hpp"
#include "emulator/security/global_platform/scp03.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>

/// A protected bootstrap is never read in clear, whatever a terminal does that knows the keys.
namespace uicc::profiles {
namespace {

namespace gp = emulator::global_platform;
using test::from_hex;

constexpr std::size_t mac_size = 8;

/// The terminal of one logical channel: opens sessions and protects commands as it should.
class Terminal {
public:
    explicit Terminal(unsigned channel) : channel_{static_cast<Byte>(channel)} {}

    [[nodiscard]] Bytes initialize_update() const
    {
        return with_channel(from_hex("80500000080102030405060708 00"));
    }

    /// Takes what INITIALIZE UPDATE answered.
    void agree(ByteView answer)
    {
        const ByteView challenge = answer.subspan(13, 8);
        keys_ = gp::scp03_session_keys(static_keys(), host_challenge(), challenge);
        cryptograms_ = gp::scp03_cryptograms(keys_.mac, host_challenge(), challenge);
        chaining_ = {};
        counter_ = 0;
        level_ = 0x01;
    }

    Bytes external_authenticate(Byte level)
    {
        level_ = 0x01; // its data are not encrypted
        Bytes command = protect(from_hex("84820000"), cryptograms_.host, level);
        level_ = level;
        counter_ = 0;
        return command;
    }

    Bytes select_bootstrap() { return protect(from_hex("00A4080C"), from_hex("7FFF6432")); }
    Bytes read() { return protect(from_hex("00B00000"), {}); }

    [[nodiscard]] Bytes with_channel(Bytes command) const
    {
        command.front() = static_cast<Byte>(command.front() | channel_);
        return command;
    }

private:
    static gp::StaticKeys static_keys()
    {
        return {.enc = secure_copy(from_hex("404142434445464748494A4B4C4D4E4F")),
                .mac = secure_copy(from_hex("505152535455565758595A5B5C5D5E5F")),
                .dek = secure_copy(from_hex("606162636465666768696A6B6C6D6E6F"))};
    }

    static Bytes host_challenge() { return from_hex("0102030405060708"); }

    Bytes protect(const Bytes& header, ByteView data, std::optional<Byte> p1 = std::nullopt)
    {
        ++counter_;
        Bytes body{data.begin(), data.end()};
        if ((level_ & 0x02U) != 0 && !body.empty()) {
            crypto::Block counter{};
            counter.back() = static_cast<Byte>(counter_);
            counter[counter.size() - 2] = static_cast<Byte>(counter_ >> 8U);
            codec::append_padding(body, counter.size());
            body = crypto::aes_cbc_encrypt(keys_.enc, crypto::aes_encrypt_block(keys_.enc, counter),
                                           body);
        }
        Bytes command{static_cast<Byte>(header[0] | 0x04U), header[1], p1.value_or(header[2]),
                      header[3], static_cast<Byte>(body.size() + mac_size)};
        command.insert(command.end(), body.begin(), body.end());
        Bytes input{chaining_.begin(), chaining_.end()};
        input.insert(input.end(), command.begin(), command.end());
        chaining_ = crypto::aes_cmac(keys_.mac, input);
        command.insert(command.end(), chaining_.begin(), chaining_.begin() + mac_size);
        command.push_back(0x00);
        return with_channel(std::move(command));
    }

    Byte channel_;
    gp::SessionKeys keys_{.enc = SecureBytes(16), .mac = SecureBytes(16)}; // before any session
    gp::Cryptograms cryptograms_{.host = SecureBytes(8)};
    crypto::Block chaining_{};
    unsigned counter_ = 0;
    Byte level_ = 0;
};

/// Sends commands in any order, and looks at every octet that comes back.
class Explorer {
public:
    explicit Explorer(std::uint32_t seed)
        : description_{load_profile(PROJECT_SOURCE_DIR "/profiles/cards/lwm2m-scp03.yaml").value()},
          card_{description_, store_}, random_{seed}
    {}

    void play(int commands)
    {
        card_.card().power_on();
        if (pick(2) == 0) {
            send(from_hex("0070000001"));
        }
        come_close(terminals_.at(pick(terminals_.size())));
        for (int i = 0; i < commands; ++i) {
            step();
        }
    }

    [[nodiscard]] unsigned leaks() const { return leaks_; }
    [[nodiscard]] unsigned protected_reads() const { return protected_reads_; }
    [[nodiscard]] std::uint64_t defects() { return card_.card().internal_errors(); }

private:
    using Command = void (Explorer::*)(Terminal&);

    void step()
    {
        static constexpr auto alphabet = std::to_array<Command>({&Explorer::select_pkcs15,
                                                                 &Explorer::select_pkcs15,
                                                                 &Explorer::select_usim,
                                                                 &Explorer::begin,
                                                                 &Explorer::begin,
                                                                 &Explorer::begin,
                                                                 &Explorer::authenticate,
                                                                 &Explorer::authenticate,
                                                                 &Explorer::select_protected,
                                                                 &Explorer::select_protected,
                                                                 &Explorer::read_protected,
                                                                 &Explorer::read_protected,
                                                                 &Explorer::read_plain,
                                                                 &Explorer::select_plain,
                                                                 &Explorer::read_by_other_classes,
                                                                 &Explorer::forge,
                                                                 &Explorer::repeat,
                                                                 &Explorer::fetch,
                                                                 &Explorer::verify,
                                                                 &Explorer::status,
                                                                 &Explorer::channels,
                                                                 &Explorer::reset});
        Terminal& terminal = terminals_.at(pick(terminals_.size()));
        (this->*alphabet.at(pick(alphabet.size())))(terminal);
    }

    std::size_t pick(std::size_t count)
    {
        return std::uniform_int_distribution<std::size_t>{0, count - 1}(random_);
    }

    Bytes send(const Bytes& command)
    {
        const Bytes answer = card_.card().transmit(command);
        const bool leaks = std::ranges::search(answer, key_).size() == key_.size() ||
                           std::ranges::search(answer, address_).size() == address_.size();
        leaks_ += leaks ? 1 : 0;
        latest_ = command;
        return answer;
    }

    Bytes send(const Terminal& terminal, std::string_view command)
    {
        return send(terminal.with_channel(from_hex(command)));
    }

    void select_pkcs15(Terminal& on) { send(on, "00A4040C0CA000000063504B43532D3135"); }
    void select_usim(Terminal& on) { send(on, "00A4040C07A0000000871002"); }
    void select_plain(Terminal& on) { send(on, "00A4080C047FFF6432"); }
    void read_plain(Terminal& on) { send(on, "00B0000000"); }
    void verify(Terminal& on) { send(on, "002000010831323334FFFFFFFF"); }
    void status(Terminal& on) { send(on, "80F2000000"); }
    void fetch(Terminal& on) { send(on, "00C0000000"); }

    void read_by_other_classes(Terminal& on)
    {
        static constexpr std::array classes{0x04, 0x08, 0x0C, 0x14, 0x80, 0x84};
        Bytes command = from_hex("00B0000000");
        command.front() = static_cast<Byte>(classes.at(pick(classes.size())));
        send(on.with_channel(std::move(command)));
    }

    /// All that leads to a protected read.
    void come_close(Terminal& on)
    {
        select_pkcs15(on);
        begin(on);
        select_protected(on);
    }

    void begin(Terminal& on)
    {
        const Bytes first = send(on.initialize_update());
        const Bytes answer =
            first.size() == 2 && first.front() == 0x61 ? fetched(on, first) : first;
        if (answer.size() == 34) {
            on.agree(answer);
            authenticate(on);
        }
    }

    Bytes fetched(const Terminal& on, const Bytes& announced)
    {
        Bytes command = from_hex("00C0000000");
        command.back() = announced.back();
        return send(on.with_channel(std::move(command)));
    }

    void authenticate(Terminal& on)
    {
        static constexpr std::array<Byte, 6> levels{0x33, 0x33, 0x01, 0x03, 0x13, 0x11};
        send(on.external_authenticate(levels.at(pick(levels.size()))));
    }

    void select_protected(Terminal& on) { send(on.select_bootstrap()); }

    void read_protected(Terminal& on)
    {
        const Bytes first = send(on.read());
        const bool announced = first.size() == 2 && first.front() == 0x61;
        const Bytes answer = announced ? fetched(on, first) : first;
        protected_reads_ += answer.size() > key_.size() && answer.at(answer.size() - 2) == 0x90;
    }

    void forge(Terminal& on)
    {
        Bytes command = on.read();
        const std::size_t octet = pick(command.size());
        command.at(octet) = static_cast<Byte>(command.at(octet) ^ (1U << pick(8)));
        send(command);
    }

    void repeat(Terminal& /*on*/) { send(Bytes{latest_}); }

    void channels(Terminal& /*on*/)
    {
        static constexpr std::array<const char*, 3> commands{"0070000001", "00708001", "00700001"};
        send(from_hex(commands.at(pick(commands.size()))));
    }

    void reset(Terminal& /*on*/)
    {
        if (pick(2) == 0) {
            card_.card().reset();
        } else {
            card_.card().power_on();
        }
    }

    std::shared_ptr<const emulator::CardDescription> description_;
    filesystem::MemoryStore store_;
    test::CardUnderTest card_;
    std::mt19937 random_;
    std::array<Terminal, 2> terminals_{Terminal{0}, Terminal{1}};
    Bytes key_ = from_hex("2021222324252627");
    Bytes address_ = from_hex("636F6170733A2F2F"); // coaps://
    Bytes latest_ = from_hex("00A40004");
    unsigned leaks_ = 0;
    unsigned protected_reads_ = 0;
};

TEST(ProtectedBootstrap, IsNeverReadInClear)
{
    // Keys are locked sooner or later. Under sanitizers a tenth of the cards has to do.
    constexpr std::uint32_t cards = SANITIZED ? 10 : 100;
    constexpr int sequences_each = 1000;
    constexpr int commands = 12;
    unsigned reads = 0;
    for (std::uint32_t seed = 1; seed <= cards; ++seed) {
        Explorer explorer{seed};
        for (int i = 0; i < sequences_each; ++i) {
            explorer.play(commands);
        }
        ASSERT_EQ(explorer.leaks(), 0U) << "seed " << seed;
        ASSERT_EQ(explorer.defects(), 0U) << "seed " << seed;
        reads += explorer.protected_reads();
    }
    EXPECT_GT(reads, 10 * cards) << "the sequences do not get far enough";
}

} // namespace
} // namespace uicc::profiles
