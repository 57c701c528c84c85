#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace uicc::daemon::control {

/// What a connection sends besides its answers.
class Feed {
public:
    Feed() = default;
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;
    Feed(Feed&&) = delete;
    Feed& operator=(Feed&&) = delete;
    virtual ~Feed() = default;

    /// Some lines, each with its end; empty when there is nothing more to say for now.
    [[nodiscard]] virtual std::string next_lines() = 0;
};

/// The connection that a request came in.
class Peer {
public:
    using Wake = std::function<void()>;
    using MakeFeed = std::function<std::unique_ptr<Feed>(unsigned number, Wake wake)>;

    Peer() = default;
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    Peer(Peer&&) = delete;
    Peer& operator=(Peer&&) = delete;
    virtual ~Peer() = default;

    /// The feed has this number, unique in the connection, until it is removed or the connection
    /// ends. Whoever has something to say calls `wake`, from any thread; it does not wait. Nothing
    /// when the connection has as many feeds as it may have.
    [[nodiscard]] virtual std::optional<unsigned> add(const MakeFeed& make) = 0;

    /// False when there is none of this number.
    virtual bool remove(unsigned number) = 0;
};

} // namespace uicc::daemon::control
