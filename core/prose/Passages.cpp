#include "core/prose/Passages.h"

#include "core/course/Cmark.h"

namespace understudy::prose {
namespace {

bool holdsText(cmark_node* node) {
    const auto type = cmark_node_get_type(node);
    return type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING ||
           course::kindOf(node) == QLatin1String("table_cell");
}

bool isSentence(cmark_node* node) {
    cmark_node* above = cmark_node_parent(node);
    return cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH && above &&
           cmark_node_get_type(above) != CMARK_NODE_ITEM;
}

} // namespace

std::vector<Passage> passagesOf(const QString& markdown) {
    std::vector<Passage> out;
    int pictures = 0;
    course::Document(markdown).walk([&](cmark_node* node, bool entering) {
        const auto type = cmark_node_get_type(node);
        if (type == CMARK_NODE_IMAGE)
            pictures += entering ? 1 : -1;
        if (!entering || pictures > 0)
            return;
        if (holdsText(node))
            out.push_back({{}, cmark_node_get_start_line(node), isSentence(node)});
        else if (out.empty())
            return;
        else if (type == CMARK_NODE_TEXT)
            out.back().text += course::literalOf(node);
        else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
            out.back().text += u'\n';
        else if (type == CMARK_NODE_CODE)
            out.back().text += QStringLiteral(" \u25a1 "); // a word for the ear, none for the dictionary
    });
    return out;
}

} // namespace understudy::prose
