#include "labs/cluster/Stage.h"
#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::cluster;

namespace {

/// Keeps a journal in memory, and breaks when it is told to.
class Memory final : public Keeper {
public:
    std::string begin(const Beginning& beginning, const std::vector<Entry>& entries) override {
        if (full || noBeginning)
            return "The disk is full.";
        began = beginning;
        kept = entries;
        return {};
    }
    std::string keep(const Entry& entry) override {
        if (full)
            return "The disk is full.";
        kept.push_back(entry);
        return {};
    }
    Outcome lay(std::string& name, const Beginning& beginning, const std::vector<Entry>& entries) override {
        if (full)
            return {notKept, "The disk is full."};
        if (name.empty())
            name = "future-" + std::to_string(futures.size() + 1);
        if (!futures.emplace(name, std::pair(beginning, entries)).second)
            return {409, "There is one of that name."};
        return {};
    }
    bool full = false, noBeginning = false;
    std::map<std::string, std::pair<Beginning, std::vector<Entry>>> futures;
    Beginning began;
    std::vector<Entry> kept;
};

constexpr const char* scenario =
    "lab: t\nseed: 5\nfaults:\n"
    "  - {id: leak, at: -5h, do: mem_leak, on: production/leaky-service, rate: 1GB/h}\n"
    "  - {id: monday, at: +5m, do: traffic, rps: 15000}\n";

/// Scales a deployment: "namespace/name=replicas" in the body.
Outcome scale(World& world, const Action& action) {
    const auto deployment = world.store().find<Deployment>(action.ns, action.name);
    if (!deployment)
        return {404, "{}"};
    Deployment changed = *deployment;
    changed.replicas = std::atoi(action.body.c_str());
    world.workloads().apply(changed);
    return {};
}

/// A stage whose real time is pushed by the test.
struct Theatre {
    std::int64_t real = 1000;
    std::unique_ptr<Stage> stage;
    explicit Theatre(const std::string& text = scenario) {
        const auto world = fakes::smallProduction(text);
        stage = std::make_unique<Stage>(world->topology(), world->scenario(), real, world->epoch(), 1);
        stage->on("kubernetes", scale);
    }
    void pass(Micros by) { stage->catchUp(real += by); }
    Outcome rewind(Micros to, std::string name = {}) { return stage->rewind(real, to, name); }
    Outcome fork(std::string name) { return stage->fork(real, name); }
    /// Opens what @p memory keeps.
    Outcome open(const Memory& memory, const std::string& which, std::string name = {}) {
        const auto& [beginning, entries] = memory.futures.at(which);
        const World& world = stage->world();
        return stage->open(real, beginning.epoch + real,
                           {beginning, world.scenario(), entries, world.topology()}, name);
    }
    int replicas() { return stage->world().store().find<Deployment>("production", "dwcp-api")->replicas; }
    Outcome scaleTo(const std::string& replicas, const std::string& name = "dwcp-api") {
        Action action;
        action.via = "kubernetes";
        action.verb = "patch";
        action.ns = "production";
        action.name = name;
        action.body = replicas;
        return stage->perform(action);
    }
};

} // namespace

class TestStage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anActionIsNumberedStampedAndKeptBeforeItIsPerformed() {
        Theatre theatre;
        Memory memory;
        QCOMPARE(theatre.stage->keepBy(memory), std::string());
        theatre.pass(90 * second);
        QCOMPARE(theatre.scaleTo("8").status, 200);
        QCOMPARE(theatre.scaleTo("8", "nobody").status, 404);
        QCOMPARE(theatre.replicas(), 8);
        QCOMPARE(memory.kept.size(), std::size_t(2));
        QCOMPARE(memory.kept[0].n, std::int64_t(1));
        QCOMPARE(memory.kept[0].at, 90 * second);
        QCOMPARE(theatre.stage->journal().entries()[1].status, 404);
    }
    void whatCannotBeWrittenDownIsNotDone() {
        Theatre theatre;
        Memory memory;
        QCOMPARE(theatre.stage->keepBy(memory), std::string());
        theatre.pass(minute);
        const auto before = theatre.stage->world().digest();
        memory.full = true;
        const Outcome refused = theatre.scaleTo("9");
        QCOMPARE(refused.status, notKept);
        QCOMPARE(refused.body, std::string("The disk is full."));
        QCOMPARE(theatre.stage->setSpeed(theatre.real, 10).status, notKept);
        QCOMPARE(theatre.stage->skip(theatre.real, "1h").status, notKept);
        QCOMPARE(theatre.rewind(0).status, notKept);
        const Scenario again = theatre.stage->world().scenario();
        QCOMPARE(theatre.stage->restart(again, theatre.real, 0).status, notKept);
        QCOMPARE(theatre.stage->world().digest(), before);
        QCOMPARE(theatre.stage->speed(), 1.0);
        QCOMPARE(theatre.stage->journal().entries().size(), std::size_t(0));
        memory.full = false;
        QCOMPARE(theatre.scaleTo("9").status, 200);
        QCOMPARE(memory.kept.size(), std::size_t(1));
    }
    void whatNobodyPerformsIsRefusedByName() {
        Theatre theatre;
        Action action;
        action.via = "pigeon";
        const Outcome refused = theatre.stage->perform(action);
        QVERIFY(refused.status == 501 && refused.body.find("pigeon") != std::string::npos);
    }
    void aRewindBringsBackTheSecondAndForksANewFuture() {
        Theatre theatre;
        Memory memory;
        QCOMPARE(theatre.stage->keepBy(memory), std::string());
        theatre.pass(2 * minute);
        QCOMPARE(theatre.scaleTo("8").status, 200);
        theatre.pass(2 * minute);
        const auto there = theatre.stage->world().digest();
        theatre.pass(minute);
        QCOMPARE(theatre.scaleTo("3").status, 200);
        QCOMPARE(theatre.stage->skip(theatre.real, "2h").status, 200);
        QVERIFY(theatre.stage->world().now() > 2 * hour);
        const int worlds = theatre.stage->worlds();
        QCOMPARE(theatre.rewind(4 * minute).status, 200);
        QCOMPARE(theatre.stage->world().now(), 4 * minute);
        QCOMPARE(theatre.stage->world().digest(), there);
        QCOMPARE(theatre.replicas(), 8);
        QVERIFY(theatre.stage->worlds() > worlds); // watches of the old world end
        QCOMPARE(memory.futures.size(), std::size_t(1));
        QCOMPARE(memory.kept.front().body, std::string("8"));
        QCOMPARE(theatre.scaleTo("12").status, 200);
        QVERIFY(theatre.stage->journal().entries().back().n > 4); // never an old number again
        theatre.pass(minute);
        QCOMPARE(theatre.stage->world().now(), 5 * minute);
        QCOMPARE(theatre.replicas(), 12);
        QCOMPARE(theatre.rewind(day).status, 422);
        QCOMPARE(theatre.rewind(-1).status, 422);
    }
    void twoFuturesAreGoneBackAndForthBetween() {
        Theatre theatre;
        Memory memory;
        QCOMPARE(theatre.stage->keepBy(memory), std::string());
        theatre.pass(2 * minute);
        QCOMPARE(theatre.scaleTo("8").status, 200);
        theatre.pass(2 * minute);
        QCOMPARE(theatre.fork("calm").status, 200);
        const auto calm = theatre.stage->world().digest();
        QCOMPARE(memory.futures.at("calm").second.back().at, 4 * minute);
        QCOMPARE(theatre.fork("calm").status, 409);
        QCOMPARE(theatre.stage->setSpeed(theatre.real, 20).status, 200);
        theatre.pass(minute);
        QCOMPARE(theatre.scaleTo("3").status, 200);
        QCOMPARE(theatre.stage->skip(theatre.real, "2h").status, 200);
        const auto busy = theatre.stage->world().digest();
        const Micros far = theatre.stage->world().now();

        QCOMPARE(theatre.open(memory, "calm", "busy").status, 200);
        QCOMPARE(theatre.stage->world().now(), 4 * minute);
        QCOMPARE(theatre.stage->world().digest(), calm);
        QCOMPARE(theatre.replicas(), 8);
        QCOMPARE(theatre.stage->speed(), 20.0); // of the clock, not of the future
        QCOMPARE(theatre.scaleTo("9").status, 200);
        QVERIFY(memory.kept.back().n >
                memory.futures.at("busy").second.back().n); // never an old number again

        QCOMPARE(theatre.open(memory, "busy").status, 200);
        QCOMPARE(theatre.stage->world().now(), far);
        QCOMPARE(theatre.stage->world().digest(), busy);
        QCOMPARE(memory.futures.count("future-3"), std::size_t(1)); // the one with nine was not lost
        theatre.pass(second);
        QCOMPARE(theatre.stage->world().now(), far + 20 * second);

        Theatre later; // killed there, it goes on there
        later.stage->resume(later.real, memory.began.epoch, memory.kept, 0);
        QCOMPARE(later.stage->world().now(), far);
        QCOMPARE(later.stage->world().digest(), busy);
        QCOMPARE(later.stage->speed(), 20.0);
    }
    void aFutureThatCannotBeKeptKeepsOneWhereOneIs() {
        Theatre theatre;
        Memory memory;
        QCOMPARE(theatre.stage->keepBy(memory), std::string());
        theatre.pass(5 * minute);
        QCOMPARE(theatre.fork("first").status, 200);
        theatre.pass(5 * minute);
        const auto before = theatre.stage->world().digest();
        const auto entries = theatre.stage->journal().entries();
        memory.full = true;
        QCOMPARE(theatre.fork("second").status, notKept);
        QCOMPARE(theatre.open(memory, "first").status, notKept);
        memory.full = false;
        memory.noBeginning = true; // there was room for the one, not for the other
        QCOMPARE(theatre.open(memory, "first").status, notKept);
        QCOMPARE(theatre.rewind(minute).status, notKept);
        memory.noBeginning = false;
        QCOMPARE(theatre.open(memory, "first", "first").status, 409);
        QCOMPARE(theatre.rewind(minute, "first").status, 409);
        QCOMPARE(theatre.stage->world().digest(), before);
        QCOMPARE(theatre.stage->journal().entries(), entries);
        QCOMPARE(theatre.open(memory, "first").status, 200);
        QCOMPARE(theatre.stage->world().now(), 5 * minute);
    }
    void aKeptJournalGoesOnAtTheSameSecond() {
        Theatre theatre;
        Memory memory;
        QCOMPARE(theatre.stage->keepBy(memory), std::string());
        theatre.pass(minute);
        QCOMPARE(theatre.scaleTo("8").status, 200);
        QCOMPARE(theatre.stage->setSpeed(theatre.real, 20).status, 200);
        theatre.pass(3 * minute);
        QCOMPARE(theatre.stage->world().now(), 61 * minute);
        QCOMPARE(theatre.scaleTo("5").status, 200);
        theatre.pass(minute);
        const auto there = theatre.stage->world().digest();

        Theatre later;
        QCOMPARE(later.stage->beginning(), memory.began);
        later.stage->resume(later.real, memory.began.epoch + hour, memory.kept, theatre.stage->world().now());
        QCOMPARE(later.stage->world().now(), 81 * minute);
        QCOMPARE(later.stage->world().digest(), there);
        QCOMPARE(later.stage->speed(), 20.0);
        QCOMPARE(later.stage->skew(), 21 * minute); // an hour has passed for everybody else
        later.pass(second);
        QCOMPARE(later.stage->world().now(), 81 * minute + 20 * second);
    }
    void aSkipThatWasKeptIsNeverLost() {
        Theatre theatre;
        Memory memory;
        QCOMPARE(theatre.stage->keepBy(memory), std::string());
        QCOMPARE(theatre.stage->skip(theatre.real, "6h").status, 200);
        Theatre later;
        later.stage->resume(later.real, memory.began.epoch, memory.kept,
                            0); // the present was not written yet
        QCOMPARE(later.stage->world().now(), 6 * hour);
    }
    void pausesSpeedsSkipsAndStridesMakeNoDifference() {
        const auto run = [](const std::function<void(Theatre&)>& pass) {
            Theatre theatre;
            pass(theatre);
            theatre.stage->world().advanceTo(2 * hour);
            return theatre.stage->world().digest();
        };
        const auto plain = run([](Theatre& theatre) {
            theatre.stage->world().advanceTo(30 * minute);
            theatre.scaleTo("9");
        });
        QCOMPARE(run([](Theatre& theatre) {
                     theatre.stage->setSpeed(theatre.real, 100);
                     for (int i = 0; i < 180; ++i)
                         theatre.pass(second / 10);
                     theatre.scaleTo("9");
                     theatre.stage->setSpeed(theatre.real, 0);
                     theatre.pass(hour);
                 }),
                 plain);
        QCOMPARE(run([](Theatre& theatre) {
                     theatre.pass(10 * minute);
                     theatre.stage->world().digest(); // somebody who looks
                     theatre.stage->skip(theatre.real, "20m");
                     theatre.scaleTo("9");
                     theatre.rewind(20 * minute);
                     theatre.pass(10 * minute);
                     theatre.scaleTo("9");
                 }),
                 plain);
    }
    void readingTakesNoteAndChangesNothing() {
        Theatre theatre;
        theatre.pass(minute);
        const auto before = theatre.stage->world().digest();
        Action action;
        action.via = "kubernetes";
        action.verb = "list";
        theatre.stage->note(action);
        QCOMPARE(theatre.stage->journal().after(0).size(), std::size_t(1));
        QVERIFY(theatre.stage->journal().entries()[0].read);
        QCOMPARE(theatre.stage->world().digest(), before);
        theatre.stage->quiet = true;
        theatre.stage->note(action);
        QCOMPARE(theatre.stage->journal().entries().size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestStage)
#include "tst_Stage.moc"
