#include "core/course/Markdown.h"

#include "core/course/Cmark.h"
#include "core/course/HtmlWriter.h"

#include <QRegularExpression>
#include <QSet>

namespace understudy::course {
namespace {

/// Takes "{#some-id}" off the end of a heading and returns the id.
QString takeId(cmark_node* heading) {
    static const QRegularExpression mark(QStringLiteral("\\s*\\{#([a-z0-9][a-z0-9-]*)\\}\\s*$"));
    cmark_node* last = cmark_node_last_child(heading);
    if (!last || cmark_node_get_type(last) != CMARK_NODE_TEXT)
        return {};
    QString words = literalOf(last);
    const auto match = mark.match(words);
    if (!match.hasMatch())
        return {};
    words.truncate(match.capturedStart());
    cmark_node_set_literal(last, words.toUtf8().constData());
    return match.captured(1);
}

/// Gives every heading an id that no other has, and takes the written ones out of the text.
std::vector<Heading> takeHeadings(const Document& document) {
    std::vector<Heading> out;
    QSet<QString> used;
    cmark_consolidate_text_nodes(document.root());
    document.walk([&](cmark_node* node, bool entering) {
        if (!entering || cmark_node_get_type(node) != CMARK_NODE_HEADING)
            return;
        const QString written = takeId(node);
        Heading heading{cmark_node_get_heading_level(node), written, wordsOf(node).simplified(),
                        cmark_node_get_start_line(node)};
        if (written.isEmpty())
            heading.id = slug(heading.text);
        if (heading.id.isEmpty())
            heading.id = QStringLiteral("section");
        const QString base = heading.id;
        for (int n = 2; used.contains(heading.id); ++n)
            heading.id = QStringLiteral("%1-%2").arg(base).arg(n);
        used.insert(heading.id);
        out.push_back(heading);
    });
    return out;
}

Link linkOf(cmark_node* node, bool picture) {
    return {QString::fromUtf8(cmark_node_get_url(node)), picture, wordsOf(node).simplified(),
            cmark_node_get_start_line(node), cmark_node_get_start_column(node)};
}

bool isUnanswered(cmark_node* paragraph) {
    cmark_node* first = cmark_node_first_child(paragraph);
    cmark_node* after = cmark_node_next(paragraph);
    return first && cmark_node_get_type(first) == CMARK_NODE_STRONG &&
           wordsOf(first).trimmed() == QLatin1String("What would you do?") &&
           !(after && cmark_node_get_type(after) == CMARK_NODE_BLOCK_QUOTE);
}

/// The terms that a text has at all: looking for hundreds in each of its paragraphs takes longer than the
/// rest.
std::vector<GlossaryEntry> termsIn(const Document& document, const std::vector<GlossaryEntry>& all) {
    std::vector<GlossaryEntry> there;
    const QString words = all.empty() ? QString() : wordsOf(document.root()).toLower();
    for (const GlossaryEntry& entry : all) {
        if (!entry.term.isEmpty() && words.contains(entry.term.toLower()))
            there.push_back(entry);
    }
    return there;
}

int countWords(const QString& text) {
    return static_cast<int>(text.simplified().split(u' ', Qt::SkipEmptyParts).size());
}

} // namespace

Outline outlineOf(const QString& markdown) {
    const Document document(markdown);
    Outline out;
    out.headings = takeHeadings(document);
    document.walk([&](cmark_node* node, bool entering) {
        if (!entering)
            return;
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_CODE_BLOCK:
            out.blocks.push_back({QString::fromUtf8(cmark_node_get_fence_info(node)).section(u' ', 0, 0),
                                  literalOf(node), cmark_node_get_start_line(node)});
            break;
        case CMARK_NODE_LINK:
            out.links.push_back(linkOf(node, false));
            break;
        case CMARK_NODE_IMAGE:
            out.links.push_back(linkOf(node, true));
            break;
        case CMARK_NODE_HTML_BLOCK:
        case CMARK_NODE_HTML_INLINE:
            out.rawHtml.emplace_back(cmark_node_get_start_line(node), cmark_node_get_start_column(node));
            break;
        case CMARK_NODE_PARAGRAPH:
            if (isUnanswered(node))
                out.unanswered.push_back(cmark_node_get_start_line(node));
            break;
        case CMARK_NODE_TEXT:
        case CMARK_NODE_CODE:
            out.words += countWords(literalOf(node));
            break;
        default:
            break;
        }
    });
    return out;
}

QString toHtml(const QString& markdown, const MarkdownRules& rules) {
    const Document document(markdown);
    const auto headings = takeHeadings(document);
    MarkdownRules here = rules;
    here.glossary = termsIn(document, rules.glossary);
    HtmlWriter writer(here, headings);
    document.walk([&](cmark_node* node, bool entering) { writer.visit(node, entering); });
    return writer.html();
}

QString toInlineHtml(const QString& markdown, const MarkdownRules& rules) {
    QString html = toHtml(markdown, rules).trimmed();
    const bool single = html.startsWith(QLatin1String("<p>")) && html.endsWith(QLatin1String("</p>")) &&
                        html.indexOf(QLatin1String("<p>"), 3) < 0;
    return single ? html.mid(3, html.size() - 7) : html;
}

QString toPlain(const QString& markdown) { return wordsOf(Document(markdown).root()).simplified(); }

QStringList shellBlocks(const QString& markdown) {
    QStringList out;
    for (const Claim& claim : claimsOf(markdown))
        out << claim.command;
    return out;
}

std::vector<Claim> claimsOf(const QString& markdown) {
    std::vector<Claim> out;
    bool open = false; // the block before was a command
    for (const auto& block : outlineOf(markdown).blocks) {
        if (block.language == QLatin1String("shell"))
            out.push_back({block.text.trimmed(), {}});
        else if (open && block.language == QLatin1String("output"))
            out.back().output = block.text;
        open = block.language == QLatin1String("shell");
    }
    return out;
}

QString slug(const QString& text) {
    QString out;
    for (const QChar c : text.toLower()) {
        if ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'))
            out += c;
        else if ((c.isSpace() || c == u'-' || c == u'/' || c == u'_') && !out.isEmpty() &&
                 !out.endsWith(u'-'))
            out += u'-';
    }
    while (out.endsWith(u'-'))
        out.chop(1);
    return out;
}

} // namespace understudy::course
