#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace uicc::daemon::trace {

/// How much of a trace is kept.
struct Rotation {
    std::uint64_t max_size = std::uint64_t{16} << 20U; ///< octets of one file
    unsigned files = 4;                                ///< FILE, FILE.1 ... FILE.3, newest first
};

/// A file that only its owner may read and that makes room for itself: when it is full, and when
/// it is opened, FILE becomes FILE.1, FILE.1 becomes FILE.2, and the oldest goes. What is no
/// regular file (a pipe, a terminal) is written to as it is. Errors are sentences.
class TraceFile {
public:
    using Outcome = Result<void, std::string>;

    [[nodiscard]] static Result<TraceFile, std::string> open(const std::filesystem::path& path,
                                                             const Rotation& rotation);

    /// Takes over a descriptor that is no file of ours, such as standard output.
    [[nodiscard]] static TraceFile of(int descriptor, std::string name);

    TraceFile(TraceFile&& other) noexcept;
    TraceFile& operator=(TraceFile&& other) noexcept;
    TraceFile(const TraceFile&) = delete;
    TraceFile& operator=(const TraceFile&) = delete;
    ~TraceFile();

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] bool is_terminal() const;

    /// Begins a new file unless so many octets still fit.
    [[nodiscard]] Outcome make_room(std::size_t size);

    /// Whether nothing has been written yet to the file that is open.
    [[nodiscard]] bool is_empty() const noexcept { return size_ == 0; }

    /// Gives up where a pipe takes nothing for some seconds.
    [[nodiscard]] Outcome write(std::string_view text);

private:
    TraceFile(int descriptor, std::string name) : descriptor_{descriptor}, name_{std::move(name)} {}

    [[nodiscard]] Outcome begin();
    void shift() const;
    void take_back(std::uint64_t size);
    [[nodiscard]] std::string complaint(std::string_view what) const;

    int descriptor_ = -1;
    std::string name_;
    std::filesystem::path path_; // empty: is not rotated
    Rotation rotation_{};
    std::uint64_t size_ = 0;
};

} // namespace uicc::daemon::trace
