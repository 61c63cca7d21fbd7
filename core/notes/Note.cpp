#include "core/notes/Note.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace understudy::notes {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::notes)
};

constexpr std::array marks{"highlight", "note", "bookmark"};
constexpr std::array inks{"yellow", "green", "blue", "pink"};

template <typename T, std::size_t N>
T valueOf(const std::array<const char*, N>& names, const QString& name) {
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const char* one) { return name == QLatin1String(one); });
    return found == names.end() ? T{} : static_cast<T>(found - names.begin());
}

} // namespace

QString nameOf(Mark mark) { return QString::fromLatin1(marks[static_cast<std::size_t>(mark)]); }
QString nameOf(Ink ink) { return QString::fromLatin1(inks[static_cast<std::size_t>(ink)]); }

QString wordOf(Ink ink) {
    switch (ink) {
    case Ink::Yellow:
        return Words::tr("Yellow");
    case Ink::Green:
        return Words::tr("Green");
    case Ink::Blue:
        return Words::tr("Blue");
    case Ink::Pink:
        return Words::tr("Pink");
    }
    return {};
}

QJsonObject bodyOf(const Note& note) {
    return {{QStringLiteral("note"), note.id},
            {QStringLiteral("page"), note.page},
            {QStringLiteral("module"), note.module},
            {QStringLiteral("mark"), nameOf(note.mark)},
            {QStringLiteral("quote"), note.quote.text},
            {QStringLiteral("prefix"), note.quote.before},
            {QStringLiteral("suffix"), note.quote.after},
            {QStringLiteral("from"), note.quote.from},
            {QStringLiteral("heading"), note.heading},
            {QStringLiteral("color"), nameOf(note.ink)},
            {QStringLiteral("text"), note.text},
            {QStringLiteral("serial"), note.serial}};
}

std::optional<Note> noteOf(const journal::Fact& fact) {
    if (fact.kind != QLatin1String(journal::kind::NoteWritten))
        return std::nullopt;
    const auto text = [&](const char* name) { return fact.body.value(QLatin1String(name)).toString(); };
    Note note;
    note.id = text("note");
    note.mark = valueOf<Mark>(marks, text("mark"));
    note.page = text("page");
    note.module = text("module");
    note.heading = text("heading");
    note.quote = {text("quote"), text("prefix"), text("suffix"),
                  fact.body.value(QStringLiteral("from")).toInt()};
    note.ink = valueOf<Ink>(inks, text("color"));
    note.text = text("text");
    note.serial = fact.body.value(QStringLiteral("serial")).toInt();
    note.at = fact.at;
    note.offsetMinutes = fact.offsetMinutes;
    if (note.id.isEmpty() || note.page.isEmpty())
        return std::nullopt;
    return note;
}

} // namespace understudy::notes
