#include "core/course/Diagram.h"
#include "core/course/Readers.h"

#include <QUrl>

namespace understudy::course {
namespace {

bool hasAnchor(const Reading::PageText& page, const QString& id) {
    const auto& list = page.outline.headings;
    return std::any_of(list.begin(), list.end(), [&](const Heading& heading) { return heading.id == id; });
}

QString anchorsOf(const Reading::PageText& page) {
    QStringList ids;
    for (const auto& heading : page.outline.headings)
        ids << heading.id;
    return ids.isEmpty() ? QStringLiteral("none") : ids.join(QStringLiteral(", "));
}

/// What is wrong with a picture; empty when nothing.
QString pictureTrouble(const Reading& reading, const QString& file, const Link& link) {
    if (link.words.isEmpty())
        return QStringLiteral(
            "The picture has no words for those who cannot see it: ![what it shows](file).");
    const QString name = resolved(file, link.target);
    if (name.isEmpty())
        return QStringLiteral("A picture must be a file of the pack.");
    if (!name.endsWith(QLatin1String(".svg")) && !name.endsWith(QLatin1String(".png")) &&
        !name.endsWith(QLatin1String(".jpg")))
        return QStringLiteral("A picture is an .svg, .png or .jpg file.");
    if (!reading.files.has(name)) {
        const bool drawn = name.endsWith(QLatin1String(".svg")) &&
                           reading.files.has(name.chopped(4) + QStringLiteral(".dot"));
        return drawn ? QString()
                     : QStringLiteral("The picture %1 is missing, and so is a .dot file to draw it from.")
                           .arg(name);
    }
    if (!name.endsWith(QLatin1String(".svg")))
        return {};
    const auto bytes = reading.files.read(name);
    if (!bytes.ok())
        return bytes.error().sentence;
    const auto clean = cleanSvg(*bytes);
    return clean.ok() ? QString() : clean.error().sentence;
}

QString linkTrouble(const Reading& reading, const Course& course, const QString& file,
                    const Reading::PageText& text, const Link& link) {
    if (link.target.startsWith(QLatin1String("http://")) ||
        link.target.startsWith(QLatin1String("https://"))) {
        const QUrl url(link.target, QUrl::StrictMode);
        return url.isValid() && !url.host().isEmpty() ? QString()
                                                      : QStringLiteral("This is not a web address.");
    }
    if (link.target.startsWith(QLatin1String("fact:")))
        return {}; // checkFacts()
    const QString anchor = link.target.section(u'#', 1);
    if (link.target.startsWith(u'#'))
        return hasAnchor(text, anchor)
                   ? QString()
                   : QStringLiteral("There is no heading \"%1\" on this page. Headings: %2.")
                         .arg(anchor, anchorsOf(text));
    const QString name = resolved(file, link.target.section(u'#', 0, 0));
    if (name.isEmpty())
        return QStringLiteral("A link leads to a page, lab or quiz of the pack, or to http:// or https://.");
    if (const auto page = reading.pages.find(name); page != reading.pages.end())
        return anchor.isEmpty() || hasAnchor(page->second, anchor)
                   ? QString()
                   : QStringLiteral("%1 has no heading \"%2\". Headings: %3.")
                         .arg(name, anchor, anchorsOf(page->second));
    const QString folder = name.section(u'/', 1, 1);
    if ((name == QStringLiteral("labs/%1/guide.md").arg(folder) && course.lab(folder)) ||
        (name == QStringLiteral("modules/%1/quiz.yaml").arg(folder) &&
         course.quiz(folder + QStringLiteral("/quiz"))))
        return {};
    return QStringLiteral("The link leads nowhere: %1 is not a page, guide or quiz of this pack.").arg(name);
}

void checkTexts(Reading& reading, const Course& course, const std::map<QString, Reading::PageText>& texts) {
    for (const auto& [file, text] : texts) {
        for (const auto& link : text.outline.links) {
            const QString trouble = link.picture ? pictureTrouble(reading, file, link)
                                                 : linkTrouble(reading, course, file, text, link);
            if (!trouble.isEmpty())
                reading.problems.add(file, link.line + text.shift, link.column, trouble);
        }
    }
}

QString itemTrouble(const Course& course, const TrackItem& item) {
    switch (item.kind) {
    case TrackItem::Kind::Page:
        return course.page(item.ref) ? QString() : QStringLiteral("There is no page \"%1\".").arg(item.ref);
    case TrackItem::Kind::Lab:
        return course.lab(item.ref) ? QString() : QStringLiteral("There is no lab \"%1\".").arg(item.ref);
    case TrackItem::Kind::Quiz:
        return course.quiz(item.ref)
                   ? QString()
                   : QStringLiteral("The module \"%1\" has no quiz.").arg(item.ref.section(u'/', 0, 0));
    case TrackItem::Kind::Practical:
    case TrackItem::Kind::Later:
        break;
    }
    return {};
}

QString conditionTrouble(const Course& course, const Condition& condition) {
    using Kind = Condition::Kind;
    const QString& ref = condition.ref;
    switch (condition.kind) {
    case Kind::Page:
        return course.page(ref) ? QString() : QStringLiteral("There is no page \"%1\".").arg(ref);
    case Kind::Lab:
        return course.lab(ref) ? QString() : QStringLiteral("There is no lab \"%1\".").arg(ref);
    case Kind::Quiz:
        return course.quiz(ref)
                   ? QString()
                   : QStringLiteral("The module \"%1\" has no quiz.").arg(ref.section(u'/', 0, 0));
    case Kind::Module:
        return course.module(ref) ? QString() : QStringLiteral("There is no module \"%1\".").arg(ref);
    case Kind::Track: {
        const Track* track = course.track(ref);
        if (!track)
            return QStringLiteral("There is no track \"%1\".").arg(ref);
        return track->blocks.empty() ? QStringLiteral("The track \"%1\" has no blocks to finish.").arg(ref)
                                     : QString();
    }
    case Kind::Months:
    case Kind::SignOff:
    case Kind::Practical:
    case Kind::Later:
        break;
    }
    return {};
}

} // namespace

QString resolved(const QString& from, const QString& target) {
    if (target.isEmpty() || target.startsWith(u'/') || target.contains(u':') || target.contains(u'\\') ||
        target.contains(u'?') || target.contains(u'%'))
        return {};
    QStringList parts = from.split(u'/');
    parts.removeLast();
    for (const QString& part : target.section(u'#', 0, 0).split(u'/')) {
        if (part == QLatin1String("..")) {
            if (parts.isEmpty())
                return {};
            parts.removeLast();
        } else if (part.isEmpty()) {
            return {};
        } else if (part != QLatin1String(".")) {
            parts << part;
        }
    }
    return parts.join(u'/');
}

void checkLinks(Reading& reading, const Course& course) {
    checkTexts(reading, course, reading.pages);
    checkTexts(reading, course, reading.guides);
    for (const auto& place : reading.references) {
        const auto* page = course.page(place.page);
        const auto text = page ? reading.pages.find(page->file) : reading.pages.end();
        if (text == reading.pages.end())
            reading.problems.add(
                place.file, place.line, place.column,
                QStringLiteral("There is no page \"%1\" to explain this question.").arg(place.page));
        else if (!place.anchor.isEmpty() && !hasAnchor(text->second, place.anchor))
            reading.problems.add(place.file, place.line, place.column,
                                 QStringLiteral("The page \"%1\" has no heading \"%2\". Headings: %3.")
                                     .arg(place.page, place.anchor, anchorsOf(text->second)));
    }
    for (const auto& place : reading.items) {
        const QString trouble = itemTrouble(course, place.item);
        if (!trouble.isEmpty())
            reading.problems.add(place.file, place.line, place.column, trouble);
    }
    for (const auto& place : reading.conditions) {
        const QString trouble = conditionTrouble(course, place.condition);
        if (!trouble.isEmpty())
            reading.problems.add(place.file, place.line, place.column, trouble);
    }
}

} // namespace understudy::course
