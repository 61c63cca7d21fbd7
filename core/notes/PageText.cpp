#include "core/notes/PageText.h"

#include "core/course/Markdown.h"

#include <algorithm>

namespace understudy::notes {

const PageText::Section* PageText::sectionAt(int at) const {
    const Section* found = nullptr;
    for (const Section& each : sections)
        if (each.from <= at)
            found = &each;
    return found;
}

const PageText::Section* PageText::section(const QString& id) const {
    const auto found =
        std::find_if(sections.begin(), sections.end(), [&](const Section& one) { return one.id == id; });
    return found == sections.end() ? nullptr : &*found;
}

Quote PageText::quoteAt(int from, int length) const {
    const int end = std::clamp<int>(from + length, 0, static_cast<int>(text.size()));
    int first = std::clamp(from, 0, end), last = end;
    while (first < last && text[first].isSpace())
        ++first;
    while (last > first && text[last - 1].isSpace())
        --last;
    const int before = std::max(0, first - Quote::context);
    return {text.mid(first, last - first), text.mid(before, first - before), text.mid(last, Quote::context),
            first};
}

PageText textOf(const QString& title, const QString& markdown) {
    PageText out;
    out.text = title + u'\n';
    const QStringList lines = markdown.split(u'\n');
    int line = 0;
    const auto take = [&](int to) {
        out.text += course::toPlain(QStringList(lines.mid(line, to - line)).join(u'\n')) + u'\n';
        line = to;
    };
    for (const course::Heading& heading : course::outlineOf(markdown).headings) {
        take(heading.line - 1);
        out.sections.push_back(
            {heading.id, static_cast<int>(out.text.size()), static_cast<int>(heading.text.size())});
        out.text += heading.text + u'\n';
        line = heading.line;
    }
    take(static_cast<int>(lines.size()));
    return out;
}

} // namespace understudy::notes
