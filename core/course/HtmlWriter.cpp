#include "core/course/HtmlWriter.h"

#include "core/course/Cmark.h"

#include <QCoreApplication>
#include <QHash>

#include <cmark-gfm-core-extensions.h>

#include <optional>

namespace understudy::course {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::course)
};

QString escaped(const QString& text) { return text.toHtmlEscaped(); }

QString languageName(const QString& language) {
    static const QHash<QString, QString> names{{QStringLiteral("shell"), Words::tr("Shell")},
                                               {QStringLiteral("output"), Words::tr("Output")},
                                               {QStringLiteral("text"), Words::tr("Text")},
                                               {QStringLiteral("yaml"), QStringLiteral("YAML")},
                                               {QStringLiteral("json"), QStringLiteral("JSON")},
                                               {QStringLiteral("sql"), QStringLiteral("SQL")},
                                               {QStringLiteral("promql"), QStringLiteral("PromQL")},
                                               {QStringLiteral("go"), QStringLiteral("Go")},
                                               {QStringLiteral("python"), QStringLiteral("Python")}};
    return names.value(language, language);
}

QString action(const char* name, int block, const QString& words) {
    return QStringLiteral("<a class=\"do %1\" href=\"course://do/%1/%2\">%3</a>")
        .arg(QLatin1String(name))
        .arg(block)
        .arg(escaped(words));
}

QString capital(const QString& term) { return term.left(1).toUpper() + term.mid(1); }

bool isLetter(const QString& text, qsizetype at) {
    return at >= 0 && at < text.size() && text[at].isLetterOrNumber();
}

} // namespace

HtmlWriter::HtmlWriter(const MarkdownRules& rules, const std::vector<Heading>& headings)
    : m_rules(rules)
    , m_headings(headings) {}

void HtmlWriter::visit(cmark_node* node, bool entering) {
    if (m_inImage > 0 && cmark_node_get_type(node) != CMARK_NODE_IMAGE)
        return; // the words inside are its alternative text
    if (!footnote(node, entering) && !block(node, entering) && !table(node, entering))
        inlined(node, entering);
}

bool HtmlWriter::block(cmark_node* node, bool entering) {
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_DOCUMENT:
        if (!entering)
            endFootnotes();
        return true;
    case CMARK_NODE_PARAGRAPH:
        paragraph(node, entering);
        return true;
    case CMARK_NODE_BLOCK_QUOTE:
        quote(node, entering);
        return true;
    case CMARK_NODE_LIST:
        list(node, entering);
        return true;
    case CMARK_NODE_ITEM:
        item(node, entering);
        return true;
    case CMARK_NODE_HEADING:
        heading(node, entering);
        return true;
    case CMARK_NODE_CODE_BLOCK:
        code(node);
        return true;
    case CMARK_NODE_THEMATIC_BREAK:
        m_html += QStringLiteral("<hr>\n");
        return true;
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_HTML_INLINE:
        return true; // never drawn
    default:
        return false;
    }
}

void HtmlWriter::list(cmark_node* node, bool entering) {
    const bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    if (!entering) {
        m_html += ordered ? QStringLiteral("</ol>\n") : QStringLiteral("</ul>\n");
        return;
    }
    const int start = cmark_node_get_list_start(node);
    if (!ordered)
        m_html += QStringLiteral("<ul>\n");
    else
        m_html += start == 1 ? QStringLiteral("<ol>\n") : QStringLiteral("<ol start=\"%1\">\n").arg(start);
}

void HtmlWriter::item(cmark_node* node, bool entering) {
    if (!entering) {
        m_html += QStringLiteral("</li>\n");
        return;
    }
    if (kindOf(node) != QLatin1String("tasklist")) {
        m_html += QStringLiteral("<li>");
        return;
    }
    const bool done = cmark_gfm_extensions_get_tasklist_item_checked(node);
    m_html += QStringLiteral("<li class=\"task\"><input type=\"checkbox\" disabled%1 aria-label=\"%2\">")
                  .arg(done ? QStringLiteral(" checked") : QString(),
                       escaped(done ? Words::tr("Done") : Words::tr("To do")));
}

void HtmlWriter::heading(cmark_node* node, bool entering) {
    const int level = cmark_node_get_heading_level(node);
    if (!entering) {
        m_html += QStringLiteral("</h%1>\n").arg(level);
        return;
    }
    const QString id = m_nextHeading < m_headings.size() ? m_headings[m_nextHeading].id : QString();
    ++m_nextHeading;
    m_html += QStringLiteral("<h%1 id=\"%2\">").arg(level).arg(escaped(id));
}

void HtmlWriter::code(cmark_node* node) {
    const int number = m_nextBlock++;
    const QString language = QString::fromUtf8(cmark_node_get_fence_info(node)).section(u' ', 0, 0);
    const QString body = literalOf(node);
    const bool shell = language == QLatin1String("shell"), output = language == QLatin1String("output");
    QString trimmed = body;
    while (trimmed.endsWith(u'\n'))
        trimmed.chop(1);
    m_html += QStringLiteral("<figure class=\"%1\"")
                  .arg(shell    ? QStringLiteral("command")
                       : output ? QStringLiteral("output")
                                : QStringLiteral("code"));
    if (shell)
        m_html += QStringLiteral(" data-command=\"%1\"").arg(escaped(trimmed));
    m_html += u'>';
    if (m_rules.commands && !output) {
        m_html += QStringLiteral("<figcaption><span>%1</span>").arg(escaped(languageName(language)));
        m_html += action("copy", number, Words::tr("Copy"));
        if (shell)
            m_html += action("run", number, Words::tr("Run in terminal"));
        m_html += QStringLiteral("</figcaption>");
    }
    m_html += QStringLiteral("<pre><code class=\"language-%1\">%2</code></pre></figure>\n")
                  .arg(escaped(language), escaped(trimmed));
}

bool HtmlWriter::table(cmark_node* node, bool entering) {
    const QString kind = kindOf(node);
    if (kind == QLatin1String("table")) {
        if (!entering && m_inBody)
            m_html += QStringLiteral("</tbody>");
        m_inBody = false;
        m_html +=
            entering ? QStringLiteral("<div class=\"table\"><table>") : QStringLiteral("</table></div>\n");
    } else if (kind == QLatin1String("table_header")) {
        m_inHead = entering;
        m_html += entering ? QStringLiteral("<thead><tr>") : QStringLiteral("</tr></thead>");
        m_column = 0;
    } else if (kind == QLatin1String("table_row")) {
        if (entering && !m_inBody)
            m_html += QStringLiteral("<tbody>");
        m_inBody = true;
        m_html += entering ? QStringLiteral("<tr>") : QStringLiteral("</tr>");
        m_column = 0;
    } else if (kind == QLatin1String("table_cell")) {
        const QChar tag = m_inHead ? u'h' : u'd';
        if (!entering) {
            m_html += QStringLiteral("</t%1>").arg(tag);
            ++m_column;
            return true;
        }
        cmark_node* whole = cmark_node_parent(cmark_node_parent(node));
        const auto* sides = cmark_gfm_extensions_get_table_alignments(whole);
        const bool known = sides && m_column < cmark_gfm_extensions_get_table_columns(whole);
        const QString side = !known                   ? QString()
                             : sides[m_column] == 'r' ? QStringLiteral(" class=\"right\"")
                             : sides[m_column] == 'c' ? QStringLiteral(" class=\"center\"")
                                                      : QString();
        m_html += QStringLiteral("<t%1%2>").arg(tag).arg(side);
    } else {
        return false;
    }
    return true;
}

void HtmlWriter::inlined(cmark_node* node, bool entering) {
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        text(node);
        break;
    case CMARK_NODE_SOFTBREAK:
        m_html += u'\n';
        break;
    case CMARK_NODE_LINEBREAK:
        m_html += QStringLiteral("<br>\n");
        break;
    case CMARK_NODE_CODE:
        m_html += QStringLiteral("<code>%1</code>").arg(escaped(literalOf(node)));
        break;
    case CMARK_NODE_EMPH:
        m_html += entering ? QStringLiteral("<em>") : QStringLiteral("</em>");
        break;
    case CMARK_NODE_STRONG:
        m_html += entering ? QStringLiteral("<strong>") : QStringLiteral("</strong>");
        break;
    case CMARK_NODE_LINK:
        link(node, entering);
        break;
    case CMARK_NODE_IMAGE:
        image(node, entering);
        break;
    default:
        if (kindOf(node) == QLatin1String("strikethrough"))
            m_html += entering ? QStringLiteral("<del>") : QStringLiteral("</del>");
        break;
    }
}

void HtmlWriter::link(cmark_node* node, bool entering) {
    if (!entering) {
        if (!m_linked.empty())
            m_html += m_linked.back();
        if (!m_linked.empty())
            m_linked.pop_back();
        return;
    }
    const QString target = QString::fromUtf8(cmark_node_get_url(node));
    if (target.startsWith(QLatin1String("fact:"))) {
        const QString behind = m_rules.fact ? m_rules.fact(target.mid(5)) : QString();
        m_linked.push_back(behind.isEmpty() ? QString() : QStringLiteral("</data>"));
        if (!behind.isEmpty())
            m_html += QStringLiteral("<data class=\"fact\" title=\"%1\" value=\"%2\">")
                          .arg(escaped(behind), escaped(target.mid(5)));
        return;
    }
    const QString address = m_rules.link ? m_rules.link(target) : QString();
    m_linked.push_back(address.isEmpty() ? QString() : QStringLiteral("</a>"));
    if (address.isEmpty())
        return;
    const bool outside = address.startsWith(QLatin1String("http"));
    m_html += QStringLiteral("<a%1 href=\"%2\">")
                  .arg(outside ? QStringLiteral(" class=\"outside\"") : QString(), escaped(address));
}

void HtmlWriter::image(cmark_node* node, bool entering) {
    m_inImage += entering ? 1 : -1;
    if (!entering || m_inImage > 1)
        return;
    const QString alternative = wordsOf(node);
    if (m_rules.picture)
        m_html += m_rules.picture(QString::fromUtf8(cmark_node_get_url(node)), alternative,
                                  QString::fromUtf8(cmark_node_get_title(node)));
    else
        m_html += escaped(alternative);
}

void HtmlWriter::text(cmark_node* node) {
    cmark_node* parent = cmark_node_parent(node);
    cmark_node* above = parent ? cmark_node_parent(parent) : nullptr;
    const bool running = above && cmark_node_get_type(parent) == CMARK_NODE_PARAGRAPH &&
                         cmark_node_get_type(above) == CMARK_NODE_DOCUMENT;
    if (running && !m_rules.glossary.empty())
        withTerms(literalOf(node));
    else
        m_html += escaped(literalOf(node));
}

void HtmlWriter::withTerms(const QString& words) {
    qsizetype from = 0;
    while (from < words.size()) {
        const GlossaryEntry* found = nullptr;
        qsizetype place = words.size();
        for (const auto& entry : m_rules.glossary) {
            if (entry.term.isEmpty() || m_usedTerms.contains(entry.term.toLower()))
                continue;
            qsizetype at = words.indexOf(entry.term, from, Qt::CaseInsensitive);
            while (at >= 0 && (isLetter(words, at - 1) || isLetter(words, at + entry.term.size())))
                at = words.indexOf(entry.term, at + 1, Qt::CaseInsensitive);
            // Of two terms at one place the longer is meant.
            if (at >= 0 && (at < place || (at == place && found && entry.term.size() > found->term.size()))) {
                place = at;
                found = &entry;
            }
        }
        m_html += escaped(words.mid(from, place - from));
        if (!found)
            return;
        m_usedTerms.insert(found->term.toLower());
        m_html += QStringLiteral(
                      "<dfn tabindex=\"0\">%1</dfn><span class=\"gloss\" role=\"note\"><b>%2.</b> %3</span>")
                      .arg(escaped(words.mid(place, found->term.size())), escaped(capital(found->term)),
                           toInlineHtml(found->text));
        from = place + found->term.size();
    }
}

} // namespace understudy::course
