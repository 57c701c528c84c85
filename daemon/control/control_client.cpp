#include "daemon/control/control_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/time.h>

namespace uicc::daemon::control {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// A conversation with a daemon, a line each way.
class Conversation {
public:
    explicit Conversation(const std::filesystem::path& path) : path_{path} {}

    Result<void, std::string> begin()
    {
        if (path_.native().size() >= sizeof(sockaddr_un{}.sun_path)) {
            return tl::unexpected{fmt::format("{}: no socket has so long a name", path_.string())};
        }
        error_code error;
        if (socket_.connect(path_.string(), error)) {
            return failed("no vuiccd answers here", error);
        }
        return {};
    }

    /// Of zero seconds: for ever.
    void be_patient_for(long seconds)
    {
        const timeval patience{seconds, 0};
        setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    Result<Json, std::string> ask(std::string_view method, const Json& parameters)
    {
        const Json request{
            {"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", parameters}};
        error_code error;
        asio::write(socket_, asio::buffer(request.dump() + '\n'), error);
        if (error) {
            return failed("the daemon does not answer", error);
        }
        const Json answer = TRY(read());
        if (answer.is_object() && answer.contains("result")) {
            return answer["result"];
        }
        if (answer.is_object() && answer.contains("error") && answer["error"].is_object()) {
            return tl::unexpected{answer["error"].value("message", std::string{"refused"})};
        }
        return tl::unexpected{fmt::format("{}: this is no vuiccd", path_.string())};
    }

    /// The next line, whatever it is.
    Result<Json, std::string> read()
    {
        error_code error;
        const auto size = asio::read_until(socket_, asio::dynamic_buffer(text_), '\n', error);
        if (error) {
            return failed("the daemon does not answer", error);
        }
        Json line = Json::parse(std::string_view{text_}.substr(0, size), nullptr, false);
        text_.erase(0, size);
        return line;
    }

private:
    [[nodiscard]] tl::unexpected<std::string> failed(std::string_view what,
                                                     const error_code& error) const
    {
        return tl::unexpected{fmt::format("{}: {}: {}", path_.string(), what, error.message())};
    }

    const std::filesystem::path& path_;
    asio::io_context loop_;
    asio::local::stream_protocol::socket socket_{loop_};
    std::string text_;
};

} // namespace

Result<Json, std::string> ask(const std::filesystem::path& path,
                              std::string_view method,
                              const Json& parameters)
{
    Conversation conversation{path};
    TRY(conversation.begin());
    conversation.be_patient_for(30);
    return conversation.ask(method, parameters);
}

Result<void, std::string> listen(const std::filesystem::path& path,
                                 std::string_view method,
                                 const Json& parameters,
                                 const std::function<bool(const Json& notification)>& heard)
{
    Conversation conversation{path};
    TRY(conversation.begin());
    conversation.be_patient_for(30);
    TRY(conversation.ask(method, parameters));
    conversation.be_patient_for(0);
    while (heard(TRY(conversation.read()))) {
    }
    return {};
}

} // namespace uicc::daemon::control
