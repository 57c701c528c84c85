#pragma once

#include "daemon/client/account.hpp"
#include "daemon/client/card/file_reader.hpp"
#include "daemon/client/content/judgement.hpp"
#include "daemon/client/finding/application.hpp"
#include "daemon/client/finding/directory.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace uicc::daemon::client {

/// What the bootstrap files of a card come to.
struct Harvest {
    std::vector<Account> accounts{};
    std::set<Source> undecided{}; ///< their files could not be used
    bool malformed = false;
    bool refused = false;
    std::vector<std::string> problems{};
};

/// Reads the bootstrap files of a PKCS#15 application and judges them.
class Gathering {
public:
    Gathering(card::FileReader& reader, const Conduct& conduct, finding::Application application)
        : reader_{reader}, conduct_{conduct}, application_{std::move(application)}
    {}

    [[nodiscard]] Result<void, card::Failure> gather();

    /// When the card says that it was changed last, out of EF.TokenInfo; nothing when it does not.
    [[nodiscard]] Result<std::string, card::Failure> marker();

    /// What was gathered, also when the card vanished before the end.
    [[nodiscard]] const Harvest& harvest() const { return harvest_; }

    /// Makes the most of a file that was cut off by the card's vanishing.
    void use_interrupted();

private:
    using Listed = Result<std::vector<finding::FileEntry>, card::Failure>;

    [[nodiscard]] Listed list_files();
    [[nodiscard]] Result<std::optional<Bytes>, card::Failure> read_directory(ByteView path);
    [[nodiscard]] Result<void, card::Failure> gather_file(const finding::FileEntry& entry);
    [[nodiscard]] content::Judgement judge(const finding::FileEntry& entry, ByteView file) const;
    void note_state(const finding::FileEntry& entry, const card::FileContent& file);
    void take(const finding::FileEntry& entry, content::Judgement judgement);
    void take_problems(std::vector<std::string> problems);
    void nothing_is_certain();

    card::FileReader& reader_;
    const Conduct& conduct_;
    finding::Application application_;
    Harvest harvest_{};
    std::optional<finding::FileEntry> current_{};
};

} // namespace uicc::daemon::client
