#pragma once

#include "daemon/client/card/card_link.hpp"
#include "daemon/client/card/fcp.hpp"

#include <string>

namespace uicc::daemon::client::card {

/// How SELECT names a file, TS 102 221 table 11.1.
enum class Selection : Byte {
    ByAid = 0x04,
    FromMf = 0x08, ///< path without 3F00; 7FFF stands for the application
};

struct Selected {
    std::uint16_t status = 0;
    bool genuine = true;
    FileParameters parameters{}; ///< without any when the card told none
    bool chokes = false;         ///< the answer has a form that this client does not read
};

/// What became of reading a file.
enum class FileState {
    Read,
    Missing,     ///< 6A82
    Protected,   ///< 6982
    Deactivated, ///< in the middle of an update
    Forged,      ///< a response had a wrong MAC
    Refused,     ///< any other status word
};

struct FileContent {
    FileState state = FileState::Refused;
    std::uint16_t status = 0;
    FileParameters parameters{};
    Bytes octets{};        ///< of a file that was read
    std::size_t reads = 0; ///< READ BINARY commands that brought data
};

/// Selecting and reading, one attempt at a time.
class CardFiles {
public:
    CardFiles(CardLink& link, const Conduct& conduct) : link_{link}, conduct_{conduct} {}

    [[nodiscard]] Result<Selected, Failure> select(Selection selection, ByteView name);

    /// SELECT and READ BINARY to the end of the file.
    [[nodiscard]] Result<FileContent, Failure> read(ByteView path);

    /// All records of a linear fixed file, until the card has no more.
    [[nodiscard]] Result<std::vector<Bytes>, Failure> read_records(ByteView path);

    /// What had been read when the card vanished.
    [[nodiscard]] const Bytes& interrupted() const { return so_far_; }

private:
    [[nodiscard]] Result<FileContent, Failure> read_selected(FileContent content);
    [[nodiscard]] Result<Answer, Failure> read_piece(const FileContent& content);
    [[nodiscard]] std::size_t piece_size(const FileContent& content) const;
    [[nodiscard]] FileState state_after(const FileContent& content, const Answer& answer) const;
    [[nodiscard]] bool is_complete(const FileContent& content, const Answer& last) const;
    [[nodiscard]] Result<void, Failure> read_on_past_end(const FileContent& content);

    CardLink& link_;
    const Conduct& conduct_;
    Bytes so_far_{};
};

/// In words, for what a client has to say about a status word: "6982, security status not
/// satisfied".
[[nodiscard]] std::string describe_status(std::uint16_t word);

} // namespace uicc::daemon::client::card
