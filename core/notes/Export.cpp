#include "core/notes/Export.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

namespace understudy::notes {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::notes)
};

/// What is not ours must not become a heading or a list by chance.
QString escaped(QString text) {
    static const QRegularExpression inside(QStringLiteral("([\\\\`*_\\[\\]<>])"));
    static const QRegularExpression leading(QStringLiteral("^(\\s*\\d*)([.)]|#{1,6}|[-+])(?=\\s)"),
                                            QRegularExpression::MultilineOption);
    text.replace(inside, QStringLiteral("\\\\1"));
    return text.replace(leading, QStringLiteral("\\1\\\\2"));
}

QString quoted(const QString& text) {
    QString out;
    for (const QString& line : escaped(text).split(u'\n'))
        out += line.trimmed().isEmpty() ? QStringLiteral(">\n") : QStringLiteral("> %1\n").arg(line);
    return out;
}

QString entry(const Note& note, bool orphan) {
    QString out = quoted(note.quote.text) + u'\n';
    if (!note.text.trimmed().isEmpty())
        out += note.text.trimmed() + QStringLiteral("\n\n");
    QString line = Words::tr("%1, %2").arg(kindWords(note), dayOf(note).toString(Qt::ISODate));
    if (orphan)
        line += QStringLiteral(". ") + Words::tr("This text is no longer on the page.");
    return out + QStringLiteral("*%1*\n\n").arg(line);
}

} // namespace

QString kindWords(const Note& note) {
    switch (note.mark) {
    case Mark::Highlight:
        return Words::tr("%1 highlight").arg(wordOf(note.ink));
    case Mark::Note:
        return Words::tr("Note");
    case Mark::Bookmark:
        return Words::tr("Bookmark");
    }
    return {};
}

QDate dayOf(const Note& note) {
    return QDateTime::fromMSecsSinceEpoch(note.at.time_since_epoch().count(), Qt::OffsetFromUTC,
                                          note.offsetMinutes * 60)
        .date();
}

QString toMarkdown(const std::vector<Note>& notes, const course::Course& course,
                   const std::set<Id>& orphans) {
    QString out = QStringLiteral("# %1\n\n").arg(Words::tr("My notes"));
    const auto add = [&](const QString& page) {
        QString entries;
        for (const Note& note : notes)
            if (note.page == page)
                entries += entry(note, orphans.count(note.id) > 0);
        return entries;
    };
    for (const course::Module& module : course.modules) {
        QString pages;
        for (const course::Page& page : module.pages)
            if (const QString entries = add(page.id); !entries.isEmpty())
                pages += QStringLiteral("### %1\n\n").arg(escaped(page.title)) + entries;
        if (!pages.isEmpty())
            out += QStringLiteral("## %1\n\n")
                       .arg(Words::tr("Module %1: %2").arg(module.number).arg(escaped(module.title))) +
                   pages;
    }
    std::set<QString> gone;
    for (const Note& note : notes)
        if (!course.page(note.page))
            gone.insert(note.page);
    if (!gone.empty())
        out += QStringLiteral("## %1\n\n").arg(Words::tr("Pages that are no longer in the course"));
    for (const QString& page : gone)
        out += QStringLiteral("### %1\n\n").arg(escaped(page)) + add(page);
    return out.trimmed() + u'\n';
}

} // namespace understudy::notes
