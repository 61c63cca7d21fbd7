#include "core/course/Readers.h"

#include <QRegularExpression>

namespace understudy::course {
namespace {

bool isClock(const QString& text) {
    static const QRegularExpression clock(QStringLiteral("^([01][0-9]|2[0-3]):[0-5][0-9]$"));
    return clock.match(text).hasMatch();
}

QString quizOf(const QString& module) { return module + QStringLiteral("/quiz"); }

TrackItem readItem(Reading& reading, YamlMap& map, QStringList& seen) {
    TrackItem item;
    int ways = 0;
    auto take = [&](const char* key, TrackItem::Kind kind) {
        const QString value = map.textOr(key, {});
        if (value.isEmpty())
            return QString();
        ++ways;
        item.kind = kind;
        return value;
    };
    const QString page = take("page", TrackItem::Kind::Page), lab = take("lab", TrackItem::Kind::Lab);
    const QString quiz = take("quiz", TrackItem::Kind::Quiz);
    const QString practical = take("practical", TrackItem::Kind::Practical),
                  later = take("later", TrackItem::Kind::Later);
    if (ways != 1)
        map.problem(QStringLiteral(
            "An item has exactly one of \"page\", \"lab\", \"quiz\", \"practical\" and \"later\"."));
    item.ref = !page.isEmpty() ? page : !lab.isEmpty() ? lab : !quiz.isEmpty() ? quizOf(quiz) : QString();
    item.title = !practical.isEmpty() ? practical : later;
    const bool named = !item.title.isEmpty();
    item.minutes = named ? map.whole("minutes", 1, 6000) : map.wholeOr("minutes", 1, 6000, 0);
    item.due = map.textOr("due", {});
    if (!item.due.isEmpty() && !isClock(item.due))
        map.problem("due", QStringLiteral("\"due\" is a time of the day in quotes: \"17:00\"."));
    map.done();
    const QString name = named ? item.title : item.ref;
    const QString once = QString::number(static_cast<int>(item.kind)) + u' ' + name;
    if (seen.contains(once))
        map.problem(QStringLiteral("\"%1\" stands in this track before. Plan it once.").arg(name));
    seen << once;
    reading.items.push_back({map.file(), map.line(), map.column(), item});
    return item;
}

/// Half of a day, or a session with its hours.
TrackPart readPart(YamlMap& map, const TrackBlock& block) {
    TrackPart part;
    part.day = map.whole("day", 1, 5);
    if (part.day < block.firstDay || part.day > block.lastDay)
        map.problem("day", QStringLiteral("This day is not one of the block's days."));
    if (map.has("half")) {
        const QString half = map.text("half");
        part.half = half == QLatin1String("morning")     ? TrackPart::Half::Morning
                    : half == QLatin1String("afternoon") ? TrackPart::Half::Afternoon
                                                         : TrackPart::Half::None;
        if (part.half == TrackPart::Half::None)
            map.problem("half", QStringLiteral("\"half\" is morning or afternoon."));
        return part;
    }
    part.title = map.text("session");
    part.at = map.text("at");
    part.until = map.text("until");
    if (!isClock(part.at) || !isClock(part.until) || part.at >= part.until)
        map.problem(QStringLiteral("A session has its hours in quotes: at: \"09:00\", until: \"13:00\"."));
    return part;
}

/// When a part begins and ends, for comparing; half-days as the hours before and after noon.
std::pair<QString, QString> hoursOf(const TrackPart& part) {
    switch (part.half) {
    case TrackPart::Half::Morning:
        return {QStringLiteral("00:00"), QStringLiteral("12:00")};
    case TrackPart::Half::Afternoon:
        return {QStringLiteral("12:00"), QStringLiteral("24:00")};
    case TrackPart::Half::None:
        break;
    }
    return {part.at, part.until};
}

void readParts(Reading& reading, YamlMap& map, TrackBlock& block, QStringList& seen) {
    for (auto& one : map.mapsOr("parts")) {
        const TrackPart part = readPart(one, block);
        if (!block.parts.empty()) {
            const TrackPart& before = block.parts.back();
            if (part.day < before.day ||
                (part.day == before.day && hoursOf(part).first < hoursOf(before).second))
                one.problem(QStringLiteral("Parts stand in the order of their time and do not overlap."));
        }
        block.parts.push_back(part);
        for (auto& inside : one.maps("items")) {
            block.items.push_back(readItem(reading, inside, seen));
            block.items.back().part = static_cast<int>(block.parts.size()) - 1;
        }
        one.done();
    }
}

TrackBlock readBlock(Reading& reading, YamlMap& map, QStringList& seen) {
    TrackBlock block;
    block.week = map.whole("week", 1, 520);
    const auto days = map.numbers("days");
    if (days.empty() || days.size() > 2 || days.front() < 1 || days.back() > 5 ||
        days.front() > days.back()) {
        map.problem("days",
                    QStringLiteral("\"days\" is the first and last working day of the block: [1, 2]."));
    } else {
        block.firstDay = static_cast<int>(days.front());
        block.lastDay = static_cast<int>(days.back());
    }
    block.title = map.text("title");
    if (map.has("parts") == map.has("items"))
        map.problem(QStringLiteral("A block has either \"items\" or \"parts\"."));
    else if (map.has("parts"))
        readParts(reading, map, block, seen);
    else
        for (auto& one : map.maps("items"))
            block.items.push_back(readItem(reading, one, seen));
    map.done();
    return block;
}

Recurring readRecurring(YamlMap& map, QStringList& seen) {
    using Every = Recurring::Every;
    Recurring one;
    const QString every = map.text("every");
    const QStringList known{QStringLiteral("week"), QStringLiteral("month"), QStringLiteral("quarter"),
                            QStringLiteral("year")};
    if (!known.contains(every))
        map.problem("every", QStringLiteral("\"every\" is week, month, quarter or year."));
    else
        one.every = static_cast<Every>(known.indexOf(every));
    one.later = map.has("later");
    if (one.later == map.has("practical"))
        map.problem(QStringLiteral("What comes again has one of \"practical\" and \"later\"."));
    one.title = map.textOr("practical", map.textOr("later", {}));
    one.minutes = map.whole("minutes", 1, 6000);
    if (seen.contains(one.title))
        map.problem(QStringLiteral("\"%1\" stands in this track before. Plan it once.").arg(one.title));
    seen << one.title;
    map.done();
    return one;
}

Condition readCondition(Reading& reading, YamlMap& map) {
    using Kind = Condition::Kind;
    static const std::vector<std::pair<const char*, Kind>> kinds{
        {"page", Kind::Page},        {"lab", Kind::Lab},
        {"quiz", Kind::Quiz},        {"module", Kind::Module},
        {"track", Kind::Track},      {"months", Kind::Months},
        {"sign-off", Kind::SignOff}, {"practical", Kind::Practical},
        {"later", Kind::Later}};
    Condition condition;
    int ways = 0;
    for (const auto& [key, kind] : kinds) {
        if (!map.has(key))
            continue;
        ++ways;
        condition.kind = kind;
        if (kind == Kind::Months)
            condition.months = map.whole(key, 1, 600);
        else if (kind == Kind::SignOff || kind == Kind::Practical || kind == Kind::Later)
            condition.title = map.text(key);
        else
            condition.ref = kind == Kind::Quiz ? quizOf(map.text(key)) : map.text(key);
    }
    if (ways != 1)
        map.problem(
            QStringLiteral("A condition names one thing: a page, lab, quiz, module, track, \"months\", "
                           "\"sign-off\", \"practical\" or \"later\"."));
    if (condition.title.isEmpty())
        condition.title = map.textOr("says", {});
    if (condition.kind == Kind::Months && condition.title.isEmpty())
        map.problem(QStringLiteral("\"says\" tells what the months are for: Months in the role."));
    if (condition.kind == Kind::Quiz)
        condition.score = map.wholeOr("score", 1, 100, 0);
    map.done();
    reading.conditions.push_back({map.file(), map.line(), map.column(), condition});
    return condition;
}

} // namespace

Track readTrack(Reading& reading, const QString& id) {
    Track track;
    track.id = id;
    auto map = reading.yaml(QStringLiteral("tracks/%1.yaml").arg(id));
    if (!map)
        return track;
    track.title = map->text("title");
    int last = 0;
    QStringList seen;
    for (auto& one : map->mapsOr("blocks")) {
        const auto block = readBlock(reading, one, seen);
        const int first = block.week * 10 + block.firstDay;
        if (first <= last)
            one.problem(QStringLiteral("Blocks stand in the order of their days and do not overlap."));
        last = block.week * 10 + block.lastDay;
        track.blocks.push_back(block);
    }
    for (auto& one : map->mapsOr("ongoing"))
        track.ongoing.push_back(readRecurring(one, seen));
    for (auto& one : map->mapsOr("path"))
        track.path.push_back(readCondition(reading, one));
    if (track.blocks.empty() && track.ongoing.empty() && track.path.empty())
        map->problem(QStringLiteral("A track has \"blocks\", \"ongoing\" or a \"path\"."));
    map->done();
    return track;
}

} // namespace understudy::course
