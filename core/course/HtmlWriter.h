#pragma once

#include "core/course/Markdown.h"

#include <cmark-gfm.h>

#include <QSet>

namespace understudy::course {

/// Writes the nodes of a Document as HTML. Everything that comes out is spelled here: raw HTML of the source
/// never is.
class HtmlWriter final {
public:
    HtmlWriter(const MarkdownRules& rules, const std::vector<Heading>& headings);
    void visit(cmark_node* node, bool entering);
    QString html() const { return m_html; }

private:
    bool block(cmark_node* node, bool entering);
    bool table(cmark_node* node, bool entering);
    void inlined(cmark_node* node, bool entering);
    void paragraph(cmark_node* node, bool entering);
    void quote(cmark_node* node, bool entering);
    void list(cmark_node* node, bool entering);
    void item(cmark_node* node, bool entering);
    bool footnote(cmark_node* node, bool entering);
    void endFootnotes();
    void heading(cmark_node* node, bool entering);
    void code(cmark_node* node);
    void link(cmark_node* node, bool entering);
    void image(cmark_node* node, bool entering);
    void text(cmark_node* node);
    void withTerms(const QString& words);

    const MarkdownRules& m_rules;
    const std::vector<Heading>& m_headings;
    std::size_t m_nextHeading = 0;
    int m_nextBlock = 0;
    QString m_html;
    QSet<QString> m_usedTerms;
    std::vector<QString> m_linked; ///< what closes each open link; empty: nothing was written
    std::vector<QString> m_quotes; ///< what closes each open block quote
    QSet<QString> m_namedNotes;    ///< numbers of the footnotes that the text has named
    int m_footnotes = 0;           ///< written at the end so far
    int m_inImage = 0;
    int m_column = 0;
    bool m_inBody = false;
    bool m_inHead = false;
};

} // namespace understudy::course
