#include "core/sync/Engine.h"

#include "tests/core/sync/OneJournal.h"
#include "tests/core/sync/PaperStore.h"

#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;
using State = sync::Status::State;
using sync::Answer;
using sync::Call;
using tests::OneJournal;
using tests::PaperStore;

namespace {

/// An engine that rests shortly, at a store of paper.
class Synced final {
public:
    explicit Synced(const sync::Pauses& pauses = {10ms, 60s, 1h})
        : engine(
              *journal, store, journal.clock(),
              [](unsigned char* bytes, std::size_t n) { std::fill(bytes, bytes + n, 0); }, pauses) {}
    State state() const { return engine.status().state; }
    std::size_t factCount() { return journal->after(0)->size(); }

    OneJournal journal;
    PaperStore store;
    sync::Engine engine;
};

Answer stranger(int status) { return {status, {}, "<html>blocked</html>", {}}; }

} // namespace

/// What stands in the way for a while, and that sync goes on by itself when it is gone.
class tst_EngineSetbacks final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLoginOfAGatewayDoesNotEndTheEnrollment() {
        Synced laptop;
        laptop.journal.answer(1);
        laptop.store.instead = [](const Call&) { return stranger(401); };
        laptop.engine.setAccount(tests::accountAtPaper());
        QTRY_COMPARE(laptop.state(), State::Offline);
        QVERIFY2(!laptop.engine.status().sentence.contains(QStringLiteral("Enroll")),
                 qPrintable(laptop.engine.status().sentence));
        laptop.store.instead = {};
        QTRY_COMPARE(laptop.state(), State::Synced); // by the back-off, without a word from the trainee
        QCOMPARE(laptop.store.statements().size(), std::size_t(1));
    }

    void aDeviceThatIsLetInAgainAtTheServerGoesOnByItself() {
        Synced laptop({10ms, 60s, 100ms});
        laptop.journal.answer(1);
        laptop.store.instead = [&](const Call&) { return laptop.store.say(403, R"({"error":"no"})"); };
        laptop.engine.setAccount(tests::accountAtPaper());
        QTRY_COMPARE(laptop.state(), State::Refused);
        laptop.store.instead = {};
        QTRY_COMPARE(laptop.state(), State::Synced);
        QCOMPARE(laptop.store.statements().size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(tst_EngineSetbacks)
#include "tst_EngineSetbacks.moc"
