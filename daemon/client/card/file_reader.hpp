#pragma once

#include "crypto/random_source.hpp"
#include "daemon/client/card/card_files.hpp"
#include "daemon/client/card/pin_gate.hpp"

#include <optional>

namespace uicc::daemon::client::card {

/// What opens files that a plain read does not.
struct Credentials {
    SecureBytes pin{}; ///< digits; empty = none
    std::optional<Scp03Keys> scp03{};
};

/// Reads files, and does what the card asks for: a secure channel, the PIN, each once in a run.
class FileReader {
public:
    FileReader(CardLink& link,
               const Conduct& conduct,
               const Credentials& credentials,
               crypto::RandomSource& random)
        : link_{link}, conduct_{conduct}, credentials_{credentials}, random_{random},
          files_{link, conduct}, pin_{link, conduct, credentials.pin}
    {}

    [[nodiscard]] CardFiles& files() { return files_; }
    [[nodiscard]] const PinGate& pin() const { return pin_; }

    /// PINs that the application has enabled; the file's own parameters go first.
    void application_pins(std::vector<Byte> enabled) { enabled_pins_ = std::move(enabled); }

    /// The file in its final state; its content is the same in two readings where that matters.
    [[nodiscard]] Result<FileContent, Failure> read(ByteView path);

    /// Reads a file again that has been found malformed.
    [[nodiscard]] Result<FileContent, Failure> read_again(ByteView path) { return attempt(path); }

    [[nodiscard]] std::vector<std::string> problems() const;

private:
    [[nodiscard]] Result<FileContent, Failure> attempt(ByteView path);
    [[nodiscard]] Result<FileContent, Failure> read_stubbornly(ByteView path);
    [[nodiscard]] Result<FileContent, Failure> read_until_stable(ByteView path, FileContent first);
    [[nodiscard]] bool may_have_a_remedy(const FileContent& content) const;
    [[nodiscard]] Result<bool, Failure> remedy(const FileContent& content);
    [[nodiscard]] Result<bool, Failure> try_secure_channel();
    [[nodiscard]] Result<bool, Failure> open_secure_channel();
    [[nodiscard]] Result<bool, Failure> authenticate(Scp03Session session);

    CardLink& link_;
    const Conduct& conduct_;
    const Credentials& credentials_;
    crypto::RandomSource& random_;
    CardFiles files_;
    PinGate pin_;
    std::vector<Byte> enabled_pins_{};
    std::vector<std::string> problems_{};
    bool session_tried_ = false;
    bool session_begun_ = false;
    bool session_restarted_ = false;
    bool distrusted_ = false; ///< it could not prove who it is, and gets no PIN either
};

} // namespace uicc::daemon::client::card
