// Paragraphs, quotes and what stands apart from the running text: boxes, answers, footnotes.
#include "core/course/Cmark.h"
#include "core/course/HtmlWriter.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

namespace understudy::course {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::course)
};

/// Boxes by the words an author starts a paragraph with. They belong to the format, so they are not
/// translated.
QString boxOf(cmark_node* paragraph) {
    static const QHash<QString, QString> boxes{{QStringLiteral("Pitfall."), QStringLiteral("pitfall")},
                                               {QStringLiteral("Note."), QStringLiteral("note")},
                                               {QStringLiteral("On the lab."), QStringLiteral("on-lab")},
                                               {QStringLiteral("Remember."), QStringLiteral("remember")},
                                               {QStringLiteral("What would you do?"), QStringLiteral("ask")}};
    cmark_node* first = cmark_node_first_child(paragraph);
    if (!first || cmark_node_get_type(first) != CMARK_NODE_STRONG)
        return {};
    return boxes.value(wordsOf(first).trimmed());
}

bool answersAQuestion(cmark_node* quote) {
    cmark_node* before = cmark_node_previous(quote);
    return before && cmark_node_get_type(before) == CMARK_NODE_PARAGRAPH &&
           boxOf(before) == QLatin1String("ask");
}

/// The text that makes a quote a box of several paragraphs: "[!WARNING]" at its start. nullptr: none does.
cmark_node* markerOf(cmark_node* quote) {
    cmark_node* first = cmark_node_first_child(quote);
    cmark_node* text =
        first && cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH ? cmark_node_first_child(first) : nullptr;
    return text && cmark_node_get_type(text) == CMARK_NODE_TEXT ? text : nullptr;
}

struct Box {
    QString look, title;
};

/// Takes the marker off the text; nothing when there is none that is known.
Box takeMarker(cmark_node* quote) {
    static const QRegularExpression marker(
        QStringLiteral("^\\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\\]\\s*"));
    cmark_node* text = markerOf(quote);
    const auto match = text ? marker.match(literalOf(text)) : QRegularExpressionMatch();
    if (!match.hasMatch())
        return {};
    cmark_node_set_literal(text, literalOf(text).mid(match.capturedEnd()).toUtf8().constData());
    const QString word = match.captured(1);
    if (word == QLatin1String("TIP"))
        return {QStringLiteral("remember"), Words::tr("Tip.")};
    if (word == QLatin1String("IMPORTANT"))
        return {QStringLiteral("on-lab"), Words::tr("Important.")};
    if (word == QLatin1String("WARNING"))
        return {QStringLiteral("pitfall"), Words::tr("Warning.")};
    if (word == QLatin1String("CAUTION"))
        return {QStringLiteral("danger"), Words::tr("Caution.")};
    return {QStringLiteral("note"), Words::tr("Note.")};
}

} // namespace

void HtmlWriter::paragraph(cmark_node* node, bool entering) {
    cmark_node* item = cmark_node_parent(node);
    cmark_node* around = item ? cmark_node_parent(item) : nullptr;
    const bool tight =
        around && cmark_node_get_type(around) == CMARK_NODE_LIST && cmark_node_get_list_tight(around);
    if (tight)
        return;
    cmark_node* only = cmark_node_first_child(node);
    const bool picture = only && cmark_node_get_type(only) == CMARK_NODE_IMAGE && !cmark_node_next(only);
    if (picture && m_rules.picture)
        return; // a figure does not stand inside a paragraph
    if (!entering) {
        m_html += QStringLiteral("</p>\n");
        return;
    }
    const QString box = boxOf(node);
    m_html += box.isEmpty() ? QStringLiteral("<p>") : QStringLiteral("<p class=\"box %1\">").arg(box);
}

void HtmlWriter::quote(cmark_node* node, bool entering) {
    if (!entering) {
        if (m_quotes.empty())
            return;
        m_html += m_quotes.back();
        m_quotes.pop_back();
        return;
    }
    const Box box = takeMarker(node);
    if (!box.look.isEmpty()) {
        m_html += QStringLiteral("<div class=\"box %1\" role=\"note\"><strong>%2</strong>\n")
                      .arg(box.look, box.title.toHtmlEscaped());
        m_quotes.push_back(QStringLiteral("</div>\n"));
    } else if (answersAQuestion(node)) {
        m_html += QStringLiteral("<details class=\"answer\"><summary>%1</summary>\n")
                      .arg(Words::tr("Show an answer").toHtmlEscaped());
        m_quotes.push_back(QStringLiteral("</details>\n"));
    } else {
        m_html += QStringLiteral("<blockquote>\n");
        m_quotes.push_back(QStringLiteral("</blockquote>\n"));
    }
}

// Numbers are cmark's: by the order in which the text first names them, and so stand the notes at the end.
bool HtmlWriter::footnote(cmark_node* node, bool entering) {
    const auto type = cmark_node_get_type(node);
    if (type == CMARK_NODE_FOOTNOTE_REFERENCE) {
        if (!entering)
            return true;
        const QString number = literalOf(node).toHtmlEscaped();
        const QString id = m_namedNotes.contains(number)
                               ? QString()
                               : QStringLiteral(" id=\"footnote-from-%1\"").arg(number);
        m_namedNotes.insert(number);
        m_html += QStringLiteral("<sup class=\"footnote\"><a%1 href=\"#footnote-%2\" aria-label=\"%3\">%2</a>"
                                 "</sup>")
                      .arg(id, number, Words::tr("Footnote %1").arg(number).toHtmlEscaped());
        return true;
    }
    if (type != CMARK_NODE_FOOTNOTE_DEFINITION)
        return false;
    if (entering) {
        if (m_footnotes++ == 0)
            m_html += QStringLiteral("<section class=\"footnotes\" aria-label=\"%1\"><ol>\n")
                          .arg(Words::tr("Footnotes").toHtmlEscaped());
        m_html += QStringLiteral("<li id=\"footnote-%1\">").arg(m_footnotes);
        return true;
    }
    const QString back = QStringLiteral(" <a class=\"back\" href=\"#footnote-from-%1\" aria-label=\"%2\">"
                                        "\u21A9</a>")
                             .arg(m_footnotes)
                             .arg(Words::tr("Back to the text").toHtmlEscaped());
    const bool paragraph = m_html.endsWith(QLatin1String("</p>\n"));
    m_html.chop(paragraph ? 5 : 0);
    m_html += back + (paragraph ? QStringLiteral("</p></li>\n") : QStringLiteral("</li>\n"));
    return true;
}

void HtmlWriter::endFootnotes() {
    if (m_footnotes > 0)
        m_html += QStringLiteral("</ol></section>\n");
}

} // namespace understudy::course
