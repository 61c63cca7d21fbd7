#include "core/progress/ICalendar.h"

#include "core/progress/Calendar.h"
#include "core/progress/Plan.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>

namespace understudy::progress {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Progress)
};

using course::TrackPart;

constexpr int longestLine = 75; // octets, without the line's end (RFC 5545 3.1)

/// Text with what has a meaning of its own escaped (3.3.11); other control characters may not be there.
QString escaped(const QString& text) {
    QString out;
    for (const QChar c : text) {
        if (c == u'\\' || c == u';' || c == u',')
            out += QLatin1Char('\\') + c;
        else if (c == u'\n')
            out += QLatin1String("\\n");
        else if (c >= u' ' && c != QChar(0x7f))
            out += c;
    }
    return out;
}

/// One content line, folded so that no line is longer than it may be and no character is cut in two.
void put(QByteArray& out, const char* name, const QString& value) {
    const QByteArray line = QByteArray(name) + ':' + value.toUtf8();
    int length = 0;
    for (qsizetype at = 0; at < line.size();) {
        qsizetype next = at + 1;
        while (next < line.size() && (static_cast<unsigned char>(line[next]) & 0xC0) == 0x80)
            ++next;
        if (length + (next - at) > longestLine) {
            out += "\r\n ";
            length = 1;
        }
        out += line.mid(at, next - at);
        length += static_cast<int>(next - at);
        at = next;
    }
    out += "\r\n";
}

QString utc(const QDateTime& time) { return time.toUTC().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")); }

/// The hours of a part, and of a day that is not divided.
std::pair<QTime, QTime> hoursOf(const TrackPart* part) {
    if (!part)
        return {QTime(9, 0), QTime(17, 0)};
    switch (part->half) {
    case TrackPart::Half::Morning:
        return {QTime(9, 0), QTime(12, 0)};
    case TrackPart::Half::Afternoon:
        return {QTime(13, 0), QTime(17, 0)};
    case TrackPart::Half::None:
        break;
    }
    const auto format = QStringLiteral("HH:mm");
    return {QTime::fromString(part->at, format), QTime::fromString(part->until, format)};
}

/// Writes the events of one track.
class Writer final {
public:
    Writer(const course::Course& course, const course::Track& track, const Progress& progress, QDate start,
           const QTimeZone& zone, const QDateTime& now)
        : m_course(course)
        , m_track(track)
        , m_progress(progress)
        , m_calendar(start, progress.agenda().freeDays(track.id))
        , m_zone(zone)
        , m_now(now) {}

    QByteArray write() {
        put(m_out, "BEGIN", QStringLiteral("VCALENDAR"));
        put(m_out, "VERSION", QStringLiteral("2.0"));
        put(m_out, "PRODID", QStringLiteral("-//Understudy//Track//EN"));
        put(m_out, "METHOD", QStringLiteral("PUBLISH"));
        put(m_out, "X-WR-CALNAME", escaped(m_track.title));
        for (const course::TrackBlock& block : m_track.blocks)
            writeBlock(block);
        put(m_out, "END", QStringLiteral("VCALENDAR"));
        return m_out;
    }

private:
    void writeBlock(const course::TrackBlock& block) {
        for (std::size_t i = 0; i < block.parts.size(); ++i) {
            std::vector<course::TrackItem> items;
            std::copy_if(block.items.begin(), block.items.end(), std::back_inserter(items),
                         [&](const auto& item) { return item.part == static_cast<int>(i); });
            writeEvent(block, block.parts[i].day, &block.parts[i], static_cast<int>(i), items);
        }
        if (block.parts.empty())
            for (int day = block.firstDay; day <= block.lastDay; ++day)
                writeEvent(block, day, nullptr, day, block.items);
    }

    QString summary(const course::TrackBlock& block, const TrackPart* part) const {
        if (!part)
            return block.title;
        return part->half == TrackPart::Half::Morning     ? Words::tr("%1, morning").arg(block.title)
               : part->half == TrackPart::Half::Afternoon ? Words::tr("%1, afternoon").arg(block.title)
                                                          : part->title;
    }

    QString description(const std::vector<course::TrackItem>& items) const {
        QStringList lines;
        for (const course::TrackItem& one : items) {
            const Item item(m_course, m_track, m_progress, one);
            QString line = Words::tr("%1: %2, %3").arg(item.word(), item.title(), inHours(item.minutes()));
            if (!item.counts())
                line += Words::tr(" (not in this content yet)");
            else if (!one.due.isEmpty())
                line += Words::tr(", due %1").arg(one.due);
            lines << line;
        }
        return lines.join(QLatin1Char('\n'));
    }

    /// The same for the same part of the track and the same person, whatever day it is on.
    QString uid(const course::TrackBlock& block, int number) const {
        const auto* enrolment = m_progress.agenda().enrolment(m_track.id);
        const QString key = QStringList{m_course.id,
                                        m_track.id,
                                        enrolment ? enrolment->person : QString(),
                                        QString::number(block.week),
                                        QString::number(block.firstDay),
                                        QString::number(number)}
                                .join(QLatin1Char('\n'));
        const auto hash = QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256).left(16);
        return QString::fromLatin1(hash.toHex()) + QStringLiteral("@understudy");
    }

    void writeEvent(const course::TrackBlock& block, int day, const TrackPart* part, int number,
                    const std::vector<course::TrackItem>& items) {
        const QDate date = m_calendar.date(block.week, day);
        const auto [from, until] = hoursOf(part);
        put(m_out, "BEGIN", QStringLiteral("VEVENT"));
        put(m_out, "UID", uid(block, number));
        put(m_out, "DTSTAMP", utc(m_now));
        put(m_out, "SEQUENCE", QString::number(m_progress.agenda().changes()));
        put(m_out, "DTSTART", utc(QDateTime(date, from, m_zone)));
        put(m_out, "DTEND", utc(QDateTime(date, until, m_zone)));
        put(m_out, "SUMMARY", escaped(summary(block, part)));
        put(m_out, "DESCRIPTION", escaped(description(items)));
        put(m_out, "CATEGORIES", escaped(m_track.title));
        put(m_out, "END", QStringLiteral("VEVENT"));
    }

    const course::Course& m_course;
    const course::Track& m_track;
    const Progress& m_progress;
    Calendar m_calendar;
    QTimeZone m_zone;
    QDateTime m_now;
    QByteArray m_out;
};

} // namespace

QByteArray iCalendar(const course::Course& course, const course::Track& track, const Progress& progress,
                     QDate start, const QTimeZone& zone, const QDateTime& now) {
    return Writer(course, track, progress, start, zone, now).write();
}

} // namespace understudy::progress
