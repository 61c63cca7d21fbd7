#pragma once

#include <QString>

#include <cmark-gfm.h>

#include <functional>
#include <memory>

namespace understudy::course {

/// A parsed Markdown text; the only place that owns cmark-gfm's memory.
class Document final {
public:
    explicit Document(const QString& markdown);

    /// Calls @p visit for each node on entering and on leaving it, in document order, without recursion.
    void walk(const std::function<void(cmark_node* node, bool entering)>& visit) const;
    cmark_node* root() const { return m_root.get(); }

private:
    struct Free {
        void operator()(cmark_node* node) const { cmark_node_free(node); }
    };
    std::unique_ptr<cmark_node, Free> m_root;
};

/// The kind of a node by cmark's own word: "paragraph", "table_cell".
QString kindOf(cmark_node* node);
QString literalOf(cmark_node* node);
/// Text below a node, with line ends as spaces.
QString wordsOf(cmark_node* node);

} // namespace understudy::course
