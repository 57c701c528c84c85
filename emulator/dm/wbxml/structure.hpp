#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"
#include "emulator/dm/wbxml/vocabulary.hpp"

#include <vector>

namespace uicc::emulator::dm::wbxml {

/// Octets of a document, from `begin` up to `end`, counted from its start.
struct Extent {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// One piece of what a SyncML Data element holds.
struct DataPart {
    enum class Kind {
        Text,
        Opaque,
        Tree, ///< a MgmtTree element as tags on page 2
    };
    Kind kind = Kind::Text;
    Extent value{};
};

/// A SyncML Data element.
struct DataElement {
    Extent content{};     ///< between its tag and its END, page switches included
    Byte page_behind = 0; ///< tag page that holds after the content
    std::vector<DataPart> parts{};
};

/// A value outside of Data that is to be shown as it is: opaque octets, or the text of a MetInf
/// Type, which decoders tend to adapt to what they decoded.
struct HeldValue {
    Extent token{}; ///< with token and length
    Extent value{};
};

/// Where the parts of a WBXML document are. Views borrow from the checked octets.
struct Structure {
    Byte version = 0;
    Language language{};
    ByteView string_table{};
    std::size_t body = 0; ///< behind the string table
    std::size_t end = 0;  ///< behind the root element
    std::vector<DataElement> data{};
    std::vector<HeldValue> held{};
};

// Bounds that no bootstrap document comes near; they keep hostile ones from taking minutes.
inline constexpr std::size_t max_depth = 64;    ///< of open elements
inline constexpr std::size_t max_parts = 256;   ///< held values and inline trees
inline constexpr std::size_t max_items = 16384; ///< elements and attributes
inline constexpr std::size_t max_text = 262144; ///< octets out of the string table
inline constexpr const char* too_much = "more elements or text than a bootstrap document has";

/// Checks everything that a decoder relies on: header, tokens and their order, lengths, string
/// table references, text, and the bounds above. Versions 1.1 to 1.3 in UTF-8
/// and the three languages only. Error offsets start at `base`. What follows the document is not
/// judged.
[[nodiscard]] Result<Structure, DmError> check(ByteView content, std::size_t base = 0);

} // namespace uicc::emulator::dm::wbxml
