#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::cluster;

/// Cron jobs in a small production. The lab starts at 09:00:00 UTC.
class TestCronJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_world = fakes::smallProduction(); }
    void cleanup() { m_world.reset(); }

    void aJobIsMadeEachTimeItIsDueAndOnlyTheLastAreKept() {
        add("*/5 * * * *");
        advance(4 * minute + 59 * second);
        QCOMPARE(jobs().size(), std::size_t(0));
        advance(31 * second);
        QCOMPARE(jobs().size(), std::size_t(1));
        QVERIFY(jobs()[0]->meta.name.starts_with("tick-"));
        QCOMPARE(cron()->scheduled.value_or(0), 5 * minute);
        advance(minute);
        QVERIFY(jobs()[0]->finished && jobs()[0]->succeeded == 1);
        QVERIFY(cron()->active.empty());
        QVERIFY(told("SuccessfulCreate") && told("SawCompletedJob"));
        advance(hour);
        QCOMPARE(jobs().size(), std::size_t(3));
        QVERIFY(told("SuccessfulDelete"));
        int pods = 0;
        for (const auto& pod : m_world->store().list<Pod>("staging"))
            pods += pod->meta.labels.contains("job-name");
        QCOMPARE(pods, 3); // those of the jobs that went are gone with them
    }
    void whatIsSuspendedWaits() {
        add("* * * * *");
        change([](CronJob& each) { each.suspended = true; });
        advance(10 * minute);
        QCOMPARE(jobs().size(), std::size_t(0));
        change([](CronJob& each) { each.suspended = false; });
        advance(second);
        QCOMPARE(jobs().size(), std::size_t(1)); // the last one that was missed is made up for
        advance(minute);
        QCOMPARE(jobs().size(), std::size_t(2));
    }
    void whatWasMissedForTooLongIsLetGo() {
        add("0 * * * *");
        change([](CronJob& each) { each.suspended = true; });
        advance(hour + 20 * minute);
        change([](CronJob& each) {
            each.deadline = 60;
            each.suspended = false;
        });
        advance(minute);
        QCOMPARE(jobs().size(), std::size_t(0));
    }
    void oneAtATimeWaitsForTheOther() {
        add("* * * * *", "Forbid", "nginx:nosuch"); // its pods never start
        advance(10 * minute);
        QCOMPARE(jobs().size(), std::size_t(1));
        QCOMPARE(cron()->active.size(), std::size_t(1));
    }
    void replacingEndsTheOther() {
        add("* * * * *", "Replace", "nginx:nosuch");
        advance(90 * second);
        const std::string first = jobs().at(0)->meta.name;
        advance(minute);
        QCOMPARE(jobs().size(), std::size_t(1));
        QVERIFY(jobs()[0]->meta.name != first);
    }
    void anotherScheduleCountsAtOnce() {
        add("0 0 1 1 *");
        change([](CronJob& each) { each.schedule = "*/2 * * * *"; });
        advance(5 * minute);
        QCOMPARE(jobs().size(), std::size_t(2));
    }
    void withTheCronJobGoItsJobs() {
        add("* * * * *");
        advance(3 * minute);
        m_world->controllers().garbage().remove(*cron(), Garbage::What::Background);
        advance(minute);
        QCOMPARE(jobs().size(), std::size_t(0));
        advance(10 * minute);
        QCOMPARE(jobs().size(), std::size_t(0));
    }

private:
    void advance(Micros by) { m_world->advanceTo(m_world->now() + by); }
    std::shared_ptr<const CronJob> cron() { return m_world->store().find<CronJob>("staging", "tick"); }
    std::vector<std::shared_ptr<const Job>> jobs() {
        auto found = m_world->store().list<Job>("staging");
        std::erase_if(found, [](const auto& each) {
            return !each->meta.owner || each->meta.owner->name != "tick" || each->meta.deleted;
        });
        return found;
    }
    bool told(const std::string& reason) {
        for (const auto& event : m_world->store().list<Event>())
            if (event->reason == reason && event->involved.name == "tick")
                return true;
        return false;
    }
    void change(const std::function<void(CronJob&)>& how) {
        QVERIFY(m_world->store().update<CronJob>("staging", "tick", how));
    }
    void add(const std::string& schedule, const std::string& concurrency = "Allow",
             const std::string& image = "busybox") {
        CronJob made;
        made.meta.name = "tick";
        made.meta.ns = "staging";
        made.schedule = schedule;
        made.concurrency = concurrency;
        made.made.pods.restartPolicy = "Never";
        Container container;
        container.name = "tick";
        container.image = image;
        made.made.pods.containers.push_back(container);
        m_world->store().add(made);
    }
    std::unique_ptr<World> m_world;
};

QTEST_GUILESS_MAIN(TestCronJobs)
#include "tst_CronJobs.moc"
