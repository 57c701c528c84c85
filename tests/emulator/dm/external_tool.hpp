#pragma once

#include "codec/bytes.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace uicc::test {

/// What a foreign program made of its input.
struct ToolResult {
    int exit_code = -1;
    std::string output{}; ///< standard output and standard error
};

/// Runs a program; throws std::runtime_error when it cannot be started.
[[nodiscard]] ToolResult run_tool(const std::vector<std::string>& command);

/// A file that lives as long as this object.
class TemporaryFile {
public:
    explicit TemporaryFile(ByteView content = {});
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] Bytes content() const;

private:
    std::string path_;
};

/// `xml2wbxml -n -v <version>` and its inverse. Both throw with the tool's words when it fails.
[[nodiscard]] Bytes xml2wbxml(std::string_view xml,
                              std::string_view version,
                              bool string_table = false);
[[nodiscard]] std::string wbxml2xml(ByteView wbxml);

/// The root element without prologue, written one way, so that documents compare.
[[nodiscard]] std::string canonical_xml(const std::string& xml);

/// `openssl asn1parse` over DER objects that follow each other.
[[nodiscard]] ToolResult asn1parse(ByteView der);

} // namespace uicc::test
