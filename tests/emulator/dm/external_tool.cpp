#include "tests/emulator/dm/external_tool.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace uicc::test {
namespace {

std::string quoted(const std::string& argument)
{
    return "'" + argument + "'"; // the tests pass no quotes
}

void require_success(const ToolResult& result, std::string_view tool)
{
    if (result.exit_code != 0) {
        throw std::runtime_error{std::string{tool} + " failed: " + result.output};
    }
}

} // namespace

ToolResult run_tool(const std::vector<std::string>& command)
{
    std::string line;
    for (const std::string& argument : command) {
        line += quoted(argument) + " ";
    }
    // NOLINTNEXTLINE(cert-env33-c): the foreign program is the point
    FILE* pipe = popen((line + "2>&1").c_str(), "r");
    if (pipe == nullptr) {
        throw std::runtime_error{"cannot start " + line};
    }
    ToolResult result;
    std::array<char, 4096> buffer{};
    while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
        result.output.append(buffer.data(), count);
    }
    const int status = pclose(pipe);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (result.exit_code == 127) {
        throw std::runtime_error{"not installed: " + command.front()};
    }
    return result;
}

TemporaryFile::TemporaryFile(ByteView content)
{
    std::string name = "/tmp/dm_test_XXXXXX";
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0) {
        throw std::runtime_error{"cannot create a temporary file"};
    }
    close(descriptor);
    path_ = name;
    std::ofstream file{path_, std::ios::binary};
    std::copy(content.begin(), content.end(), std::ostreambuf_iterator<char>{file});
}

TemporaryFile::~TemporaryFile()
{
    unlink(path_.c_str());
}

Bytes TemporaryFile::content() const
{
    std::ifstream file{path_, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

Bytes xml2wbxml(std::string_view xml, std::string_view version, bool string_table)
{
    const TemporaryFile input{Bytes(xml.begin(), xml.end())};
    const TemporaryFile output;
    std::vector<std::string> command{"xml2wbxml", "-k",          "-v",        std::string{version},
                                     "-o",        output.path(), input.path()};
    if (!string_table) {
        command.insert(command.begin() + 1, "-n");
    }
    require_success(run_tool(command), "xml2wbxml");
    return output.content();
}

std::string wbxml2xml(ByteView wbxml)
{
    const TemporaryFile input{wbxml};
    const TemporaryFile output;
    require_success(run_tool({"wbxml2xml", "-k", "-m", "0", "-o", output.path(), input.path()}),
                    "wbxml2xml");
    const Bytes xml = output.content();
    return {xml.begin(), xml.end()};
}

std::string canonical_xml(const std::string& xml)
{
    pugi::xml_document document;
    const auto result =
        document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata);
    if (!result) {
        throw std::runtime_error{std::string{"no XML: "} + result.description()};
    }
    std::ostringstream out;
    document.document_element().print(out, "", pugi::format_raw);
    return out.str();
}

ToolResult asn1parse(ByteView der)
{
    const TemporaryFile input{der};
    return run_tool({"openssl", "asn1parse", "-inform", "DER", "-in", input.path()});
}

} // namespace uicc::test
