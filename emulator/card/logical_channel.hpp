#pragma once

#include "codec/secure_bytes.hpp"
#include "filesystem/file.hpp"
#include "filesystem/image/image.hpp"

#include <array>
#include <optional>

namespace uicc::emulator {

/// An object of a BER-TLV EF on its way, block by block: RETRIEVE DATA and SET DATA,
/// TS 102 221 §11.3.
struct DataTransfer {
    enum class Direction : Byte { ToTerminal, ToCard };

    Direction direction = Direction::ToTerminal;
    SecureBytes octets{};       ///< the whole object to the terminal, or what the card has of it
    std::size_t done = 0;       ///< to the terminal: octets that it has got
    std::size_t last_block = 0; ///< to the terminal: where its latest block began
    std::size_t announced = 0;  ///< to the card: octets of the whole object
};

/// Selection on one logical channel: a value that commands copy, change and give back,
/// TS 102 221 §8.7.
struct LogicalChannel {
    filesystem::FileIndex directory = filesystem::mf_index; ///< current MF, DF or ADF
    std::optional<filesystem::FileIndex> ef{};
    std::optional<filesystem::FileIndex> application{}; ///< ADF of the active application
    std::size_t record = 0;                             ///< record pointer, 0: none set
    std::optional<DataTransfer> transfer{}; ///< begun, and not broken off by another command
};

/// Takes deleted files out of a selection: the current directory becomes the closest one above that
/// is still there, and the record pointer stays within the file. Whether the application is gone.
[[nodiscard]] bool follow_files(LogicalChannel& channel, const filesystem::Image& files);

/// Channels 0 to 19, ISO/IEC 7816-4 §5.4.1; the basic channel is always open.
class LogicalChannels {
public:
    static constexpr unsigned maximum = 20;

    LogicalChannels() { close_all(); }

    void close_all()
    {
        channels_.fill(std::nullopt);
        channels_[0].emplace();
    }

    [[nodiscard]] bool is_open(unsigned number) const
    {
        return number < maximum && channels_[number].has_value();
    }

    [[nodiscard]] const LogicalChannel& at(unsigned number) const
    {
        return channels_.at(number).value();
    }

    void set(unsigned number, const LogicalChannel& channel) { channels_.at(number) = channel; }
    void drop_transfer(unsigned number) { channels_.at(number)->transfer.reset(); }
    void close(unsigned number) { channels_.at(number).reset(); }

    /// Lowest closed channel below `limit`.
    [[nodiscard]] std::optional<unsigned> first_closed(unsigned limit) const;

    /// Lowest channel besides one on which the file is the current DF or EF.
    [[nodiscard]] std::optional<unsigned> first_on(filesystem::FileIndex file,
                                                   std::optional<unsigned> besides) const;

    /// Whether the application is active on any channel.
    [[nodiscard]] bool has_active(filesystem::FileIndex application) const;
    [[nodiscard]] bool has_any_application() const;

private:
    std::array<std::optional<LogicalChannel>, maximum> channels_;
};

} // namespace uicc::emulator
