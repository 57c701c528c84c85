#include "profiles/yaml/parse.hpp"

#include "profiles/yaml/nesting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace uicc::profiles::yaml {
namespace {

/// Leaves the parser from within a callback, which has no other way to stop it.
struct Refusal {
    Problem problem;
};

Problem too_deep(Position position)
{
    return {position, fmt::format("a profile nests at most {} levels deep", max_depth)};
}

/// Builds the tree out of events, so that its size is known before anybody walks it.
class TreeBuilder final : public YAML::EventHandler {
public:
    explicit TreeBuilder(const Source& source) : source_{source} {}

    [[nodiscard]] NodePtr root() const { return root_; }

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (root_) {
            throw Refusal{{position(mark), "a profile is one YAML document; here begins another"}};
        }
    }

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        finish(begin(mark, Kind::Null, anchor));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto target = anchors_.find(anchor);
        if (target == anchors_.end()) {
            throw Refusal{{position(mark), "this alias names an anchor that is not finished yet"}};
        }
        attach(target->second, mark);
    }

    void OnScalar(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  const std::string& value) override
    {
        refuse_tag(mark, tag);
        const auto node = begin(mark, Kind::Scalar, anchor);
        node->text = value;
        node->is_plain = tag == "?";
        node->weight += value.size();
        finish(node);
    }

    void OnSequenceStart(const YAML::Mark& mark,
                         const std::string& tag,
                         YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override
    {
        refuse_tag(mark, tag);
        open(begin(mark, Kind::Sequence, anchor));
    }

    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark,
                    const std::string& tag,
                    YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override
    {
        refuse_tag(mark, tag);
        open(begin(mark, Kind::Map, anchor));
    }

    void OnMapEnd() override { close(); }

private:
    struct Fresh {
        std::shared_ptr<Node> node;
        YAML::Mark mark;
        YAML::anchor_t anchor = 0;
        NodePtr key{}; // of a map: waits for its value

        Node* operator->() const { return node.get(); }
    };

    [[nodiscard]] Position position(const YAML::Mark& mark) const
    {
        return source_.position_of(offset(mark));
    }

    [[nodiscard]] std::size_t offset(const YAML::Mark& mark) const
    {
        return source_.offset_of(static_cast<std::size_t>(mark.line),
                                 static_cast<std::size_t>(mark.column));
    }

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) const
    {
        const bool untagged = tag.empty() || tag == "?" || tag == "!";
        if (!untagged) {
            throw Refusal{{position(mark), "a profile has no YAML tags"}};
        }
    }

    Fresh begin(const YAML::Mark& mark, Kind kind, YAML::anchor_t anchor) const
    {
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->position = position(mark);
        node->offset = offset(mark);
        node->weight = node_weight;
        return {std::move(node), mark, anchor};
    }

    void open(Fresh collection)
    {
        if (open_.size() == max_depth) {
            throw Refusal{too_deep(collection->position)};
        }
        open_.push_back(std::move(collection));
    }

    void close()
    {
        const Fresh collection = std::move(open_.back());
        open_.pop_back();
        finish(collection);
    }

    void finish(const Fresh& fresh)
    {
        if (fresh.anchor != 0) {
            anchors_[fresh.anchor] = fresh.node;
        }
        attach(fresh.node, fresh.mark);
    }

    void attach(NodePtr node, const YAML::Mark& mark)
    {
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Fresh& parent = open_.back();
        parent->weight += node->weight;
        if (parent->weight > max_weight) {
            throw Refusal{
                {position(mark), "the profile is too large once its aliases are expanded"}};
        }
        if (parent->kind == Kind::Sequence) {
            parent->items.push_back(std::move(node));
        } else if (parent.key) {
            parent->members.emplace_back(std::exchange(parent.key, {}), std::move(node));
        } else {
            parent.key = std::move(node);
        }
    }

    const Source& source_;
    NodePtr root_;
    std::vector<Fresh> open_;
    std::unordered_map<YAML::anchor_t, NodePtr> anchors_;
};

/// The parser's sentence without what it quotes from the text, which may be a secret.
std::string sentence(const YAML::Exception& exception)
{
    const std::string& message = exception.msg;
    return "YAML: " + message.substr(0, message.find(": "));
}

/// A tab among the blanks that a line begins with. The parser takes it for no indentation, and so
/// complains of what stands behind it.
std::optional<std::size_t> indenting_tab(const Source& source, std::size_t line)
{
    const std::string_view text = source.text();
    const std::size_t start = source.offset_of(line, 0);
    const std::size_t end = std::min(text.find_first_not_of(" \t", start), text.size());
    const std::size_t tab = text.find('\t', start);
    return tab < end ? std::optional{tab} : std::nullopt;
}

Problem problem_of(const Source& source, const YAML::Exception& exception)
{
    if (exception.mark.is_null()) {
        return {{}, sentence(exception)};
    }
    if (const auto tab = indenting_tab(source, static_cast<std::size_t>(exception.mark.line))) {
        return {source.position_of(*tab), "YAML: tabs cannot indent, blanks do"};
    }
    const auto offset = source.offset_of(static_cast<std::size_t>(exception.mark.line),
                                         static_cast<std::size_t>(exception.mark.column));
    return {source.position_of(offset), sentence(exception)};
}

} // namespace

Result<NodePtr, Problem> parse(const Source& source)
{
    if (const auto offset = first_too_deep(source.text(), max_depth)) {
        return tl::unexpected{too_deep(source.position_of(*offset))};
    }
    std::istringstream stream{source.text()};
    TreeBuilder builder{source};
    try {
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Refusal& refusal) {
        return tl::unexpected{refusal.problem};
    } catch (const YAML::Exception& exception) {
        return tl::unexpected{problem_of(source, exception)};
    }
    if (!builder.root()) {
        return tl::unexpected{Problem{{}, "the profile is empty"}};
    }
    return builder.root();
}

} // namespace uicc::profiles::yaml
