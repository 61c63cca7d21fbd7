#include "core/authoring/ForeignMarkdown.h"

#include "core/authoring/ForeignLines.h"
#include "core/course/Markdown.h"
#include "core/course/Yaml.h"

#include <QRegularExpression>

#include <algorithm>

namespace understudy::authoring {
namespace {

constexpr qsizetype largestText = 2 * 1024 * 1024;

QString lineFeeds(const QByteArray& bytes) {
    QString text = QString::fromUtf8(bytes);
    if (text.startsWith(QChar(0xfeff)))
        text.remove(0, 1);
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n');
    return text.replace(u'\t', QStringLiteral("    "));
}

/// One foreign text on its way, pass by pass.
class Passage final {
public:
    Passage(const ForeignRules& rules, course::Problems& left)
        : m_rules(rules)
        , m_left(left) {}

    ForeignPage read(const QByteArray& bytes) {
        if (!bytes.isValidUtf8() || bytes.contains('\0') || bytes.size() > largestText) {
            note(1, bytes.size() > largestText ? QStringLiteral("Left out: the text is larger than 2 MiB.")
                                               : QStringLiteral("Left out: the file is not UTF-8 text."));
            return m_page;
        }
        split(lineFeeds(bytes));
        takeFrontMatter();
        m_lines = withoutBoxes(m_lines, m_rules, m_left);
        takeTitle();
        convert();
        finish();
        return std::move(m_page);
    }

private:
    void note(int line, const QString& sentence) { m_left.add(m_rules.file, line, 1, sentence); }

    void split(const QString& text) {
        int number = 0;
        for (const QString& line : text.split(u'\n'))
            m_lines.push_back({line, ++number});
    }

    void takeFrontMatter() {
        if (m_lines.empty() || m_lines.front().text.trimmed() != QLatin1String("---"))
            return;
        const auto isEnd = [](const ForeignLine& line) {
            return line.text.trimmed() == QLatin1String("---");
        };
        const auto end = std::find_if(m_lines.begin() + 1, m_lines.end(), isEnd);
        if (end == m_lines.end())
            return;
        QString yaml;
        QStringList keys;
        static const QRegularExpression key(QStringLiteral("^([A-Za-z_][\\w-]*):"));
        for (auto it = m_lines.begin() + 1; it != end; ++it) {
            yaml += it->text + u'\n';
            const QString name = key.match(it->text).captured(1);
            if (!name.isEmpty() && name != QLatin1String("title") && name != QLatin1String("description"))
                keys << name;
        }
        course::Problems problems;
        if (auto map = course::YamlMap::parse(yaml.toUtf8(), m_rules.file, problems, 2)) {
            m_page.title = map->textOr("title", {}).simplified();
            m_page.description = map->textOr("description", {}).simplified();
        }
        for (const auto& problem : problems.list())
            m_left.add(problem.file, problem.line, problem.column, problem.sentence);
        if (!keys.isEmpty())
            note(2, QStringLiteral("Front matter without a place in a pack was left out: %1.")
                        .arg(keys.join(QStringLiteral(", "))));
        m_lines.erase(m_lines.begin(), end + 1);
    }

    /// The first heading of the highest level is the title; further ones shift the rest down.
    void takeTitle() {
        static const QRegularExpression first(QStringLiteral("^# +(.*?)(?: +#+)?\\s*(?:\\{[^{}]*\\})?\\s*$"));
        static const QRegularExpression line(QStringLiteral("^=+\\s*$"));
        Fences fences;
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            QString& text = m_lines[i].text;
            if (fences.isCode(text))
                continue;
            const bool under = i + 1 < m_lines.size() && line.match(m_lines[i + 1].text).hasMatch() &&
                               !text.trimmed().isEmpty();
            const auto match = first.match(under ? QStringLiteral("# ") + text.trimmed() : text);
            if (!match.hasMatch())
                continue;
            if (under)
                m_lines[i + 1].text.clear();
            if (m_titles++ > 0) {
                text = QStringLiteral("# ") + match.captured(1);
                continue;
            }
            if (m_page.title.isEmpty())
                m_page.title = course::toPlain(match.captured(1));
            text.clear();
        }
    }

    void convert() {
        Fences fences;
        ForeignWords words(m_rules, m_left);
        for (const auto& line : m_lines) {
            if (fences.isCode(line.text))
                m_out << (fences.opens() ? fence(line) : closing(line.text));
            else if (!takeAbbreviation(line.text) && line.text.trimmed() != QLatin1String("[TOC]"))
                m_out << runs(shifted(words.line(line)));
        }
        if (fences.open())
            m_out << QStringLiteral("```");
    }

    /// The first line of a block, with a language that a pack knows.
    QString fence(const ForeignLine& line) {
        static const QRegularExpression shape(QStringLiteral("^(.*?)(`{3,}|~{3,})(.*)$"));
        const auto match = shape.match(line.text);
        bool known = false, shell = false;
        const QString language = packLanguage(match.captured(3), known, shell);
        m_fence = m_out.size();
        if (!known)
            note(line.number, QStringLiteral("The language \"%1\" is unknown here; the block became text.")
                                  .arg(match.captured(3).simplified().left(40)));
        else if (shell && !m_rules.runs)
            note(line.number,
                 QStringLiteral(
                     "The commands became text. Mark the block `shell` when they work in the lab."));
        return match.captured(1) + match.captured(2) + language;
    }

    /// The last line; Killercoda's mark behind it says that the block above is to be run.
    QString closing(const QString& text) {
        const qsizetype mark = m_rules.runs ? text.indexOf(QLatin1String("```{{")) : -1;
        if (mark < 0)
            return text;
        static const QRegularExpression run(QStringLiteral("\\{\\{ *exec(ute)?\\b"));
        static const QRegularExpression language(QStringLiteral("[a-z]+$"));
        if (run.match(text).hasMatch() && m_fence < m_out.size())
            m_out[m_fence].replace(language, QStringLiteral("shell"));
        return text.left(mark + 3);
    }

    /// `command`{{exec}} in a sentence: the command stays there, and gets a block to run behind the line.
    QString runs(const QString& text) {
        if (!m_rules.runs || !text.contains(QLatin1String("{{")))
            return text;
        static const QRegularExpression mark(
            QStringLiteral("`([^`]+)`\\{\\{ *(exec(?:ute)?|copy)\\b[^{}]*\\}\\}"));
        QString out = text, blocks;
        for (auto it = mark.globalMatch(text); it.hasNext();) {
            const auto match = it.next();
            if (match.captured(2) != QLatin1String("copy"))
                blocks += QStringLiteral("\n\n```shell\n%1\n```\n").arg(match.captured(1).trimmed());
        }
        out.replace(mark, QStringLiteral("`\\1`"));
        return out + blocks;
    }

    QString shifted(const QString& text) const {
        static const QRegularExpression heading(QStringLiteral("^((?:> ?)*)(#{1,6})( .*)$"));
        const auto match = heading.match(text);
        if (!match.hasMatch())
            return text;
        const int by = (m_titles > 1 ? 1 : 0) + m_rules.highestLevel - 2;
        const int level = std::clamp(static_cast<int>(match.capturedLength(2)) + by, m_rules.highestLevel, 6);
        return match.captured(1) + QString(level, u'#') + match.captured(3);
    }

    bool takeAbbreviation(const QString& text) {
        static const QRegularExpression shape(QStringLiteral("^\\*\\[([^\\]]{1,60})\\]:\\s*(\\S.*)$"));
        const auto match = shape.match(text);
        if (match.hasMatch())
            m_page.glossary.push_back({match.captured(1).simplified(), match.captured(2).simplified()});
        return match.hasMatch();
    }

    /// What the reader itself would say of the result: blocks without a language and HTML that is left.
    void finish() {
        for (int round = 0; round < rounds; ++round) {
            const QString text = m_out.join(u'\n');
            const auto outline = course::outlineOf(text);
            m_out = text.split(u'\n');
            const bool escaped = escapeHtml(outline);
            const bool named = nameBlocks(outline);
            if (!escaped && !named)
                break;
        }
        m_page.markdown = m_out.join(u'\n').trimmed() + u'\n';
    }

    static constexpr int rounds = 50; // a tag over several lines takes one each

    bool escapeHtml(const course::Outline& outline) {
        bool changed = false;
        for (auto it = outline.rawHtml.rbegin(); it != outline.rawHtml.rend(); ++it) {
            if (it->first < 1 || it->first > m_out.size())
                continue;
            QString& line = m_out[it->first - 1];
            const qsizetype at =
                line.indexOf(u'<', std::max(0, it->second - 1 - static_cast<int>(line.size())));
            if (at < 0)
                continue;
            line.replace(u'<', QStringLiteral("&lt;"));
            changed = true;
        }
        return changed;
    }

    /// Blocks made by indentation alone become fenced ones.
    bool nameBlocks(const course::Outline& outline) {
        bool changed = false;
        for (auto it = outline.blocks.rbegin(); it != outline.blocks.rend(); ++it) {
            if (!it->language.isEmpty() || it->line < 1 || it->line > m_out.size())
                continue;
            const qsizetype first = it->line - 1;
            const qsizetype count = it->text.count(u'\n');
            const QString& text = m_out[first];
            const qsizetype content = text.indexOf(it->text.section(u'\n', 0, 0));
            if (content < 0 || first + count > m_out.size())
                continue;
            const QString margin = text.left(std::max<qsizetype>(0, content - 4));
            for (qsizetype i = 0; i < count; ++i)
                m_out[first + i] = margin + it->text.section(u'\n', i, i);
            m_out.insert(first + count, margin + QStringLiteral("````"));
            m_out.insert(first, margin + QStringLiteral("````text"));
            changed = true;
        }
        return changed;
    }

    const ForeignRules& m_rules;
    course::Problems& m_left;
    ForeignLines m_lines;
    ForeignPage m_page;
    QStringList m_out;
    qsizetype m_fence = 0;
    int m_titles = 0;
};

} // namespace

ForeignPage readForeign(const QByteArray& bytes, const ForeignRules& rules, course::Problems& left) {
    return Passage(rules, left).read(bytes);
}

QString nameBeside(const QString& file, const QString& target) {
    if (target.isEmpty() || target.startsWith(u'/') || target.contains(u':') || target.contains(u'\\') ||
        target.contains(u'\n'))
        return {};
    QStringList parts = file.split(u'/');
    parts.removeLast();
    for (const QString& part : target.split(u'/')) {
        if (part == QLatin1String("..")) {
            if (parts.isEmpty())
                return {};
            parts.removeLast();
        } else if (!part.isEmpty() && part != QLatin1String(".")) {
            parts << part;
        }
    }
    return parts.join(u'/');
}

} // namespace understudy::authoring
