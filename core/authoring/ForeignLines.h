#pragma once

#include "core/authoring/ForeignMarkdown.h"

// The parts of readForeign().
namespace understudy::authoring {

/// A line of the source on its way, with its number there.
struct ForeignLine {
    QString text;
    int number = 0;
};
using ForeignLines = std::vector<ForeignLine>;

/// Follows fences through lines: is this one code?
class Fences final {
public:
    /// Takes the next line. True for the fence's own lines and all between.
    bool isCode(const QString& line);
    bool opens() const { return m_opens; } ///< the line just taken begins a block
    bool open() const { return !m_fence.isEmpty(); }

private:
    QString m_fence;
    bool m_opens = false;
};

/// "!!! type "Title"" and its indented text become "> [!NOTE]", tabs become bold titles.
ForeignLines withoutBoxes(const ForeignLines& lines, const ForeignRules& rules, course::Problems& left,
                          int depth = 0);

/// One line outside code: HTML, links, addresses and attributes become what a pack takes.
class ForeignWords final {
public:
    ForeignWords(const ForeignRules& rules, course::Problems& left)
        : m_rules(rules)
        , m_left(left) {}
    QString line(const ForeignLine& line);

private:
    void note(const QString& sentence) { m_left.add(m_rules.file, m_number, 1, sentence); }
    QString outsideComments(const QString& text);
    QString outsideCode(const QString& text);
    QString withoutHtml(const QString& text);
    QString withLinks(const QString& text, int depth = 0);
    QString definition(const QString& text);
    QString tag(const QString& name, bool closing, const QString& attributes);

    const ForeignRules& m_rules;
    course::Problems& m_left;
    int m_number = 0;
    bool m_comment = false; ///< inside <!-- … -->
};

/// The language of a block as a pack names it. @p known turns false when there is no such one.
QString packLanguage(const QString& info, bool& known, bool& shell);

} // namespace understudy::authoring
