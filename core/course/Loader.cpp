#include "core/course/Loader.h"

#include "core/course/Readers.h"

#include <QRegularExpression>

namespace understudy::course {
namespace {

void readPack(Reading& reading, Loaded& out) {
    const auto name = QStringLiteral("pack.yaml");
    if (!reading.files.has(name)) {
        reading.problems.add(
            name, 0, 0,
            QStringLiteral("The file is missing. A course pack is a folder with pack.yaml in it."));
        return;
    }
    auto pack = reading.yaml(name);
    if (!pack)
        return;
    Course& course = out.course;
    QStringList none;
    course.id = pack->text("id");
    checkId(course.id, *pack, none);
    course.title = pack->text("title");
    course.version = pack->text("version");
    course.serial = pack->whole("serial", 1, 1'000'000'000);
    course.publisher = pack->text("publisher");
    out.minimumApp = pack->text("minimum-app");
    for (const char* key : {"version", "minimum-app"}) {
        const QString text = pack->textOr(key, {});
        if (!text.isEmpty() && !isVersion(text))
            pack->problem(
                key, QStringLiteral("\"%1\" must be numbers and points, as 1.0.0.").arg(QLatin1String(key)));
    }
    QStringList seen;
    for (auto& [id, place] : pack->textsWithPlaces("modules")) {
        checkId(id, place, seen);
        if (isId(id))
            course.modules.push_back(readModule(reading, id));
    }
    if (course.modules.empty())
        pack->problem("modules", QStringLiteral("A pack needs at least one module."));
    for (auto& [id, place] : pack->textsWithPlaces("labs")) {
        checkId(id, place, seen);
        if (isId(id))
            course.labs.push_back(readLab(reading, id));
    }
    for (auto& [id, place] : pack->textsWithPlaces("tracks")) {
        checkId(id, place, seen);
        if (isId(id))
            course.tracks.push_back(readTrack(reading, id));
    }
    readFacts(reading, course);
    pack->done();
}

/// A page or module that nobody can reach is a mistake as much as a dead link is.
void checkOrphans(Reading& reading, const Course& course) {
    static const QRegularExpression page(QStringLiteral("^modules/([^/]+)/pages/([^/]+)\\.md$"));
    for (const QString& name : reading.files.names()) {
        const auto match = page.match(name);
        if (match.hasMatch() && !course.page(match.captured(1) + u'/' + match.captured(2)) &&
            !reading.pages.contains(name))
            reading.problems.add(
                name, 0, 0,
                QStringLiteral("No module.yaml names this page. Add it to \"pages\" or remove the file."));
        else if (name.startsWith(QLatin1String("labs/")) && name.endsWith(QLatin1String("/lab.yaml")) &&
                 !course.lab(name.section(u'/', 1, 1)))
            reading.problems.add(
                name, 0, 0,
                QStringLiteral("pack.yaml does not name this lab. Add it to \"labs\" or remove the folder."));
        else if (name.startsWith(QLatin1String("tracks/")) && name.endsWith(QLatin1String(".yaml")) &&
                 !course.track(name.section(u'/', 1).chopped(5)))
            reading.problems.add(
                name, 0, 0,
                QStringLiteral(
                    "pack.yaml does not name this track. Add it to \"tracks\" or remove the file."));
    }
}

/// What a condition asks for in words, when the author gave none.
QString wordsOf(const Course& course, const Condition& condition) {
    if (const Page* page = course.page(condition.ref))
        return page->title;
    if (const Lab* lab = course.lab(condition.ref))
        return lab->heading();
    if (const Quiz* quiz = course.quiz(condition.ref))
        return quiz->title;
    if (const Track* track = course.track(condition.ref))
        return track->title;
    const Module* module = course.module(condition.ref);
    return module ? module->title : QString();
}

/// Sum of an item's own words when the author gave none.
void fillItems(Course& course) {
    for (auto& track : course.tracks) {
        for (auto& condition : track.path)
            if (condition.title.isEmpty())
                condition.title = wordsOf(course, condition);
        for (auto& block : track.blocks) {
            for (auto& item : block.items) {
                const Page* page = course.page(item.ref);
                const Lab* lab = course.lab(item.ref);
                const Quiz* quiz = course.quiz(item.ref);
                if (item.title.isEmpty())
                    item.title = page ? page->title : lab ? lab->title : quiz ? quiz->title : QString();
                if (item.minutes == 0)
                    item.minutes = page ? page->minutes : lab ? lab->minutes : quiz ? quiz->minutes : 0;
            }
        }
    }
}

void checkLabsOfModules(Reading& reading, const Course& course) {
    for (const auto& module : course.modules) {
        for (const auto& id : module.labs) {
            const Lab* lab = course.lab(id);
            if (lab && !lab->module.isEmpty() && lab->module != module.id)
                reading.problems.add(QStringLiteral("labs/%1/lab.yaml").arg(id), 0, 0,
                                     QStringLiteral("The lab says it belongs to %1, but %2 lists it.")
                                         .arg(lab->module, module.id));
        }
    }
}

} // namespace

std::optional<QByteArray> Reading::bytes(const QString& name, const YamlMap* namedBy, const char* key) {
    if (!files.has(name)) {
        const auto sentence = QStringLiteral("The file %1 is missing.").arg(name);
        if (namedBy && key)
            namedBy->problem(key, sentence);
        else if (namedBy)
            namedBy->problem(sentence);
        else
            problems.add(name, 0, 0, QStringLiteral("The file is missing, but pack.yaml names its folder."));
        return std::nullopt;
    }
    auto read = files.read(name);
    if (read.ok())
        return *read;
    problems.add(name, 0, 0, read.error().sentence);
    return std::nullopt;
}

std::optional<YamlMap> Reading::yaml(const QString& name, const YamlMap* namedBy, const char* key) {
    const auto text = bytes(name, namedBy, key);
    return text ? YamlMap::parse(*text, name, problems) : std::nullopt;
}

bool isId(const QString& text) {
    static const QRegularExpression shape(QStringLiteral("^[a-z0-9]+(-[a-z0-9]+)*$"));
    return text.size() <= 80 && shape.match(text).hasMatch();
}

bool isVersion(const QString& text) {
    static const QRegularExpression shape(QStringLiteral("^[0-9]{1,5}(\\.[0-9]{1,5}){1,2}$"));
    return shape.match(text).hasMatch();
}

void checkId(const QString& id, const YamlMap& place, QStringList& seen) {
    if (id.isEmpty())
        return;
    if (!isId(id))
        place.problem(
            QStringLiteral("\"%1\" is not an id. Use lower-case letters, digits and single hyphens.")
                .arg(id));
    else if (seen.contains(id))
        place.problem(QStringLiteral("The id \"%1\" is used twice. Give one of them another.").arg(id));
    seen << id;
}

Loaded loadListed(const Files& files, const std::vector<PageEntry>& pages) {
    std::map<QString, PageEntry> contents;
    for (const auto& page : pages)
        contents.emplace(page.id, page);
    Reading reading{files, {}, {}, {}, {}, {}, {}, {}, {}, &contents};
    Loaded out;
    readPack(reading, out);
    fillItems(out.course);
    reading.problems.sort();
    out.problems = reading.problems.list();
    return out;
}

Loaded load(const Files& files) {
    Reading reading{files, {}, {}, {}, {}, {}, {}, {}, {}};
    Loaded out;
    readPack(reading, out);
    if (files.has(QStringLiteral("pack.yaml"))) {
        checkLabsOfModules(reading, out.course);
        checkLinks(reading, out.course);
        checkFacts(reading, out.course);
        checkOrphans(reading, out.course);
        fillItems(out.course);
    }
    reading.problems.sort();
    out.problems = reading.problems.list();
    return out;
}

} // namespace understudy::course
