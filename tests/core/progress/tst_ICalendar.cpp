#include "core/progress/ICalendar.h"
#include "tests/fakes/PushedClock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

#include <set>

using namespace understudy;
using namespace understudy::progress;
using course::TrackPart;
namespace kind = journal::kind;

class TestICalendar final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    course::Course m_course;
    course::Track m_track;
    Progress m_progress;
    const QTimeZone m_berlin{"Europe/Berlin"};
    const QDateTime m_now{QDate(2026, 3, 20), QTime(8, 0), Qt::UTC};
    const QString m_hard =
        QString::fromUtf8("Größenordnung; Zuständigkeit, \\Pfad: ü €–😀 ").repeated(6).trimmed();

    void happened(const char* what, const QJsonObject& body) {
        m_clock.push(std::chrono::seconds(10));
        m_progress.apply(
            journal::Entry{1, {m_ids.next(), QLatin1String(what), m_clock.now(), 60, "one", 1, body}, true});
    }
    QByteArray written() const {
        return iCalendar(m_course, m_track, m_progress, QDate(2026, 3, 26), m_berlin, m_now);
    }

    /// What another program reads in it: python3-icalendar, a parser of its own.
    static QJsonArray parsed(const QByteArray& text) {
        static const char script[] = R"(
import icalendar, json, sys
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(json.dumps([{'uid': str(e['UID']), 'start': e['DTSTART'].dt.isoformat(), 'end': e['DTEND'].dt.isoformat(),
  'stamp': e['DTSTAMP'].dt.isoformat(), 'sequence': int(e['SEQUENCE']), 'summary': str(e['SUMMARY']),
  'description': str(e['DESCRIPTION'])} for e in calendar.walk('VEVENT')]))
)";
        QProcess python;
        python.start("/usr/bin/python3", {"-c", script});
        if (!python.waitForStarted())
            return {};
        python.write(text);
        python.closeWriteChannel();
        python.waitForFinished();
        const QByteArray said = python.readAllStandardOutput();
        if (said.isEmpty())
            qWarning("%s", python.readAllStandardError().constData());
        return QJsonDocument::fromJson(said).array();
    }

private Q_SLOTS:
    void init() {
        m_course = {};
        m_progress = {};
        m_course.id = "c";
        m_track = {"new-hire", "New Hire Track", {}};
        course::TrackBlock block{1, 1, 3, "Start", {}, {}};
        block.parts = {{1, TrackPart::Half::Morning, {}, {}, {}},
                       {1, TrackPart::Half::Afternoon, {}, {}, {}},
                       {3, TrackPart::Half::None, "18:00", "19:00", "Lab setup"}};
        for (int part = 0; part < 3; ++part) {
            course::TrackItem item;
            item.kind = course::TrackItem::Kind::Practical;
            item.title = part == 1 ? m_hard : QString("Thing %1").arg(part);
            item.minutes = 30;
            item.part = part;
            block.items.push_back(item);
        }
        course::TrackBlock whole{1, 4, 5, "The rest", {}, {}};
        whole.items = {block.items[0]};
        whole.items[0].part = -1;
        whole.items[0].title = "Last thing";
        m_track.blocks = {block, whole};
    }

    void anotherProgramReadsEveryPartOnce() {
        const auto events = parsed(written());
        QCOMPARE(events.size(), 5);
        std::set<QString> uids;
        for (const QJsonValue event : events) {
            uids.insert(event["uid"].toString());
            QCOMPARE(event["stamp"].toString(), QString("2026-03-20T08:00:00+00:00"));
        }
        QCOMPARE(uids.size(), std::size_t(5));
        QCOMPARE(events.at(0)["summary"].toString(), QString("Start, morning"));
        QCOMPARE(events.at(2)["summary"].toString(), QString("Lab setup"));
        QCOMPARE(events.at(1)["description"].toString(), QString("Practical: %1, 30 min").arg(m_hard));
    }

    void hoursStayWhatTheyAreWhenClocksChange() {
        const auto events = parsed(written()); // from Thursday; summer time begins on Sunday, 29 March
        QCOMPARE(events.at(0)["start"].toString(), QString("2026-03-26T08:00:00+00:00")); // 9:00 in winter
        QCOMPARE(events.at(0)["end"].toString(), QString("2026-03-26T11:00:00+00:00"));
        QCOMPARE(events.at(2)["start"].toString(), QString("2026-03-30T16:00:00+00:00")); // 18:00 in summer
        QCOMPARE(events.at(3)["start"].toString(), QString("2026-03-31T07:00:00+00:00"));
    }

    void linesAreFoldedAndEndAsTheStandardSays() {
        const QByteArray text = written();
        QVERIFY(text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
        QVERIFY(text.endsWith("END:VCALENDAR\r\n"));
        QCOMPARE(text.count('\n'), text.count("\r\n"));
        bool folded = false;
        for (QByteArray line : text.split('\n')) {
            line.chop(1);
            QVERIFY2(line.size() <= 75, line.constData());
            QVERIFY2(QString::fromUtf8(line).toUtf8() == line, "no character is cut in two");
            folded = folded || line.startsWith(' ');
        }
        QVERIFY(folded);
    }

    void aMovedPlanReplacesItsEventsInTheCalendar() {
        const auto before = parsed(written());
        happened(kind::DayOff, {{"date", "2026-03-27"}, {"off", true}});
        happened(kind::PlanMoved,
                 {{"track", "new-hire"}, {"from", "2026-03-26"}, {"until", "2026-03-27"}, {"days", 1}});
        const auto after = parsed(written());
        QCOMPARE(after.size(), before.size());
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(after.at(i)["uid"], before.at(i)["uid"]);
            QVERIFY(after.at(i)["sequence"].toInt() > before.at(i)["sequence"].toInt());
            QVERIFY(after.at(i)["start"].toString() > before.at(i)["start"].toString());
        }
        QCOMPARE(after.at(0)["start"].toString(), QString("2026-03-30T07:00:00+00:00"));
    }

    void twoTracksDoNotShareEvents() {
        const auto first = parsed(written());
        m_track.id = "sre";
        const auto second = parsed(written());
        QVERIFY(first.at(0)["uid"] != second.at(0)["uid"]);
    }
};

QTEST_GUILESS_MAIN(TestICalendar)
#include "tst_ICalendar.moc"
