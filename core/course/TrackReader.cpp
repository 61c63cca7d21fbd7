#include "core/course/Readers.h"

#include <QRegularExpression>

namespace understudy::course {
namespace {

TrackItem readItem(Reading& reading, YamlMap& map) {
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
    item.ref = !page.isEmpty()   ? page
               : !lab.isEmpty()  ? lab
               : !quiz.isEmpty() ? quiz + QStringLiteral("/quiz")
                                 : QString();
    item.title = !practical.isEmpty() ? practical : later;
    const bool named = !item.title.isEmpty();
    item.minutes = named ? map.whole("minutes", 1, 6000) : map.wholeOr("minutes", 1, 6000, 0);
    item.due = map.textOr("due", {});
    static const QRegularExpression clock(QStringLiteral("^([01][0-9]|2[0-3]):[0-5][0-9]$"));
    if (!item.due.isEmpty() && !clock.match(item.due).hasMatch())
        map.problem("due", QStringLiteral("\"due\" is a time of the day in quotes: \"17:00\"."));
    map.done();
    reading.items.push_back({map.file(), map.line(), map.column(), item});
    return item;
}

TrackBlock readBlock(Reading& reading, YamlMap& map) {
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
    for (auto& one : map.maps("items"))
        block.items.push_back(readItem(reading, one));
    map.done();
    return block;
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
    for (auto& one : map->maps("blocks")) {
        const auto block = readBlock(reading, one);
        const int first = block.week * 10 + block.firstDay;
        if (first <= last)
            one.problem(QStringLiteral("Blocks stand in the order of their days and do not overlap."));
        last = block.week * 10 + block.lastDay;
        track.blocks.push_back(block);
    }
    map->done();
    return track;
}

} // namespace understudy::course
