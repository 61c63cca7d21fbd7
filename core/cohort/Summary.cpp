#include "core/cohort/Summary.h"

#include "core/progress/Calendar.h"
#include "core/progress/Plan.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace understudy::cohort {

namespace {

constexpr int version = 2;

/// Local time as a number: the zone plays no part in what is due.
qint64 localSeconds(const QDateTime& local) {
    return QDateTime(local.date(), local.time(), Qt::UTC).toSecsSinceEpoch();
}

Summary::Block blockOf(const course::Course& course, const course::Track& track,
                       const progress::Progress& progress, const progress::Calendar& calendar,
                       const course::TrackBlock& block) {
    Summary::Block made{block.week, block.firstDay, block.lastDay, {}};
    for (const auto& one : block.items) {
        const progress::Item item(course, track, progress, one);
        if (!item.counts())
            continue;
        const int share = item.done() ? 100 : std::min(99, static_cast<int>(item.share() * 100));
        made.pieces.push_back({localSeconds(calendar.due(block, one)), share});
    }
    return made;
}

void addQuizzes(const course::Course& course, const progress::Progress& progress, Summary& summary) {
    double sum = 0;
    for (const auto& module : course.modules) {
        if (!module.quiz)
            continue;
        double best = -1;
        for (const auto& [id, attempt] : progress.quiz(module.quiz->id).attempts)
            if (attempt.finished && attempt.max > 0)
                best = std::max(best, double(attempt.raw) / attempt.max);
        if (best >= 0) {
            ++summary.quizzes;
            sum += best;
        }
    }
    if (summary.quizzes > 0)
        summary.quizPercent = static_cast<int>(std::lround(100 * sum / summary.quizzes));
}

QJsonArray blockToJson(const Summary::Block& block) {
    QJsonArray made{block.week, block.firstDay, block.lastDay};
    for (const auto& piece : block.pieces) {
        made.append(piece.due);
        made.append(piece.share);
    }
    return made;
}

Summary::Block blockFromJson(const QJsonArray& array) {
    Summary::Block block{array[0].toInt(), array[1].toInt(), array[2].toInt(), {}};
    for (int i = 3; i + 1 < array.size(); i += 2)
        block.pieces.push_back({array[i].toInteger(), array[i + 1].toInt()});
    return block;
}

} // namespace

double Summary::Block::share() const {
    if (pieces.empty())
        return 0;
    int sum = 0;
    for (const auto& piece : pieces)
        sum += piece.share;
    return sum / (100.0 * double(pieces.size()));
}

Summary::Overdue Summary::overdue(qint64 localNow) const {
    Overdue found;
    for (const auto& block : blocks)
        for (const auto& piece : block.pieces)
            if (piece.share < 100 && piece.due < localNow) {
                found.oldest = found.count == 0 ? piece.due : std::min(found.oldest, piece.due);
                ++found.count;
            }
    return found;
}

double Summary::expected(QDate today) const {
    const auto numberOf = [](int week, int day) { return (week - 1) * 5 + day; };
    int total = 0, last = 1;
    for (const auto& block : blocks) {
        total += block.days();
        last = std::max(last, numberOf(block.week, block.lastDay));
    }
    if (total == 0)
        return 0;
    const progress::Calendar calendar(start, free);
    const auto dates = calendar.firstDates(last);
    const auto passed =
        static_cast<int>(std::distance(dates.begin(), std::lower_bound(dates.begin(), dates.end(), today)));
    int before = 0;
    for (const auto& block : blocks)
        for (int day = block.firstDay; day <= block.lastDay; ++day)
            before += numberOf(block.week, day) <= passed;
    // In the middle of today's piece: nobody knows how the hours are spent.
    const bool inside = before < total && dates.front() <= today && calendar.works(today);
    return (before + (inside ? 0.5 : 0)) / total;
}

int Summary::week(QDate today) const { return progress::Calendar(start, free).week(today); }
int Summary::day(QDate today) const { return progress::Calendar(start, free).day(today); }

Summary summarize(const course::Course& course, const course::Track& track,
                  const progress::Progress& progress, QDate start) {
    Summary summary;
    const auto* own = progress.agenda().enrolment(track.id);
    summary.track = track.id;
    summary.rosterStart = start;
    summary.plan = planMark(course, track);
    summary.start = own ? own->start : start;
    summary.free = progress.agenda().freeDays(track.id);
    const progress::Calendar calendar(summary.start, summary.free);
    for (const auto& block : track.blocks)
        summary.blocks.push_back(blockOf(course, track, progress, calendar, block));
    summary.labs =
        static_cast<int>(std::count_if(course.labs.begin(), course.labs.end(),
                                       [&](const auto& lab) { return progress.lab(lab.id).finished(); }));
    addQuizzes(course, progress, summary);
    return summary;
}

QByteArray planMark(const course::Course& course, const course::Track& track) {
    QJsonArray all{course.id, course.version, course.serial};
    for (const auto& block : track.blocks) {
        all.append(QJsonArray{block.week, block.firstDay, block.lastDay});
        for (const auto& item : block.items)
            all.append(QJsonArray{static_cast<int>(item.kind), item.ref, item.title, item.minutes, item.due,
                                  block.lastDayOf(item)});
    }
    return QCryptographicHash::hash(QJsonDocument(all).toJson(QJsonDocument::Compact),
                                    QCryptographicHash::Sha256)
        .left(12)
        .toHex();
}

QByteArray toJson(const Summary& summary) {
    QJsonArray free, blocks;
    for (const auto& day : summary.free)
        free.append(day.toString(Qt::ISODate));
    for (const auto& block : summary.blocks)
        blocks.append(blockToJson(block));
    return QJsonDocument(QJsonObject{{QStringLiteral("v"), version},
                                     {QStringLiteral("seq"), qint64(summary.seq)},
                                     {QStringLiteral("heard"), summary.heard},
                                     {QStringLiteral("track"), summary.track},
                                     {QStringLiteral("roster"), summary.rosterStart.toString(Qt::ISODate)},
                                     {QStringLiteral("plan"), QString::fromLatin1(summary.plan)},
                                     {QStringLiteral("start"), summary.start.toString(Qt::ISODate)},
                                     {QStringLiteral("free"), free},
                                     {QStringLiteral("blocks"), blocks},
                                     {QStringLiteral("labs"), summary.labs},
                                     {QStringLiteral("quizzes"), summary.quizzes},
                                     {QStringLiteral("percent"), summary.quizPercent},
                                     {QStringLiteral("certificate"), summary.certificate}})
        .toJson(QJsonDocument::Compact);
}

std::optional<Summary> summaryFromJson(const QByteArray& json) {
    const auto object = QJsonDocument::fromJson(json).object();
    if (object[QStringLiteral("v")].toInt() != version)
        return std::nullopt;
    Summary summary;
    summary.seq = object[QStringLiteral("seq")].toInteger();
    summary.heard = object[QStringLiteral("heard")].toInteger();
    summary.track = object[QStringLiteral("track")].toString();
    summary.rosterStart = QDate::fromString(object[QStringLiteral("roster")].toString(), Qt::ISODate);
    summary.plan = object[QStringLiteral("plan")].toString().toLatin1();
    summary.start = QDate::fromString(object[QStringLiteral("start")].toString(), Qt::ISODate);
    for (const auto& day : object[QStringLiteral("free")].toArray())
        summary.free.insert(QDate::fromString(day.toString(), Qt::ISODate));
    for (const auto& block : object[QStringLiteral("blocks")].toArray())
        summary.blocks.push_back(blockFromJson(block.toArray()));
    summary.labs = object[QStringLiteral("labs")].toInt();
    summary.quizzes = object[QStringLiteral("quizzes")].toInt();
    summary.quizPercent = object[QStringLiteral("percent")].toInt();
    summary.certificate = object[QStringLiteral("certificate")].toString();
    return summary;
}

} // namespace understudy::cohort
