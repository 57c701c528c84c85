#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"
#include "daemon/client/rules.hpp"

#include <pugixml.hpp>
#include <string>

namespace uicc::daemon::client::content {

/// What a bootstrap file in WBXML holds, as a tree of elements.
enum class DocumentKind { Message, Tree, Provisioning };

struct Document {
    DocumentKind kind{};
    bool inline_tree =
        false; ///< tags of the tree inside the message, without a header of their own
};

/// Decodes a whole document with nothing but fill behind it. The error is a sentence.
[[nodiscard]] Result<Document, std::string> decode_document(ByteView file,
                                                            const Conduct& conduct,
                                                            pugi::xml_document& out);

/// An element with everything in it, as text.
[[nodiscard]] std::string text_of(const pugi::xml_node& element);

[[nodiscard]] std::string lower_case(std::string text);

} // namespace uicc::daemon::client::content
