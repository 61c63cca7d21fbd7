#include "core/sync/Engine.h"

#include "core/base/Log.h"
#include "core/sync/BackOff.h"
#include "core/sync/ClockOffset.h"
#include "core/sync/Inventory.h"
#include "core/sync/Pull.h"
#include "core/sync/Push.h"
#include "core/sync/Receipt.h"

#include <QCoreApplication>

namespace understudy::sync {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

QString tr(const char* text) { return QCoreApplication::translate("sync", text); }

QString lastName() { return QStringLiteral("sync.last"); }

} // namespace

struct Engine::Parts {
    Parts(Engine& owner, journal::Journal& facts, Network& way, const Clock& time, Randomness dice,
          const Pauses& rests)
        : journal(facts)
        , network(way)
        , clock(time)
        , engine(owner)
        , pauses(rests)
        , offset(facts, time)
        , backOff(std::move(dice)) {}

    journal::Journal& journal;
    Network& network;
    const Clock& clock;
    Engine& engine;
    const Pauses pauses;
    ClockOffset offset;
    Status status;
    QTimer timer;
    std::optional<Account> account;
    std::unique_ptr<Remote> remote; ///< only once it is written down whose it is
    std::unique_ptr<Push> push;
    std::unique_ptr<Inventory> inventory;
    std::unique_ptr<Pull> pull;
    bool running = false;
    bool again = false;
    BackOff backOff;

    void start();
    void pushed(const std::optional<Setback>& setback);
    void pullNow();
    void pushBetween(std::function<void(std::optional<Setback>)> goOn);
    void pulledAll(const std::optional<Setback>& setback);
    void finished(const QString& sentence);
    void setBack(const Setback& setback);
    void wait(milliseconds delay);
    void show(Status::State state, const QString& sentence);
    void leave();
    bool connect();
    Result<void> remember();
    Result<void> forgetLastSync();
};

Engine::Engine(journal::Journal& journal, Network& network, const Clock& clock, Randomness random,
               const Pauses& pauses)
    : m_parts(std::make_unique<Parts>(*this, journal, network, clock, std::move(random), pauses)) {
    m_parts->timer.setSingleShot(true);
    QObject::connect(&m_parts->timer, &QTimer::timeout, &m_parts->timer, [this] { m_parts->start(); });
    journal.renamed = [this] {
        if (copied)
            copied();
    };
    if (const auto last = journal.value(lastName()); last && !last->isEmpty())
        m_parts->status.lastSynced = fromIso(*last);
    m_parts->show(Status::State::Unenrolled, tr("No server is set up. Everything is kept on this computer."));
}

Engine::~Engine() { m_parts->journal.renamed = nullptr; }

const Status& Engine::status() const { return m_parts->status; }

void Engine::setAccount(const Account& account) {
    auto& parts = *m_parts;
    parts.leave();
    if (!account.usable())
        return parts.show(Status::State::Unenrolled,
                          tr("No server is set up. Everything is kept on this computer."));
    parts.account = account;
    parts.start();
}

void Engine::syncNow() {
    m_parts->backOff.reset();
    m_parts->start();
}

void Engine::noteNewFacts() {
    auto& parts = *m_parts;
    parts.show(parts.status.state, parts.status.sentence);
    if (parts.running)
        parts.again = true;
    else if (parts.remote && !parts.backOff.isWaiting() && parts.status.state != Status::State::Refused)
        parts.wait(parts.pauses.gathering);
}

void Engine::retryParked(const Id& fact) {
    if (const auto done = m_parts->journal.unpark(fact); !done)
        qCWarning(logSync, "%s", qPrintable(done.error().sentence));
    syncNow();
}

void Engine::Parts::leave() {
    timer.stop();
    account.reset();
    push.reset();
    inventory.reset();
    pull.reset();
    remote.reset(); // what is under way answers to nobody now
    running = false;
    backOff.reset();
}

/// False when the journal cannot be written just now: then it is tried again, and nothing is sent.
bool Engine::Parts::connect() {
    if (const auto done = remember(); !done) {
        setBack({Setback::Kind::TryLater, done.error().sentence, 0});
        return false;
    }
    remote = std::make_unique<Remote>(network, *account);
    remote->heard = [this](const Answer& answer) { offset.measure(answer); };
    push = std::make_unique<Push>(journal, *remote);
    push->progressed = [this] { show(status.state, status.sentence); };
    inventory = std::make_unique<Inventory>(journal, *remote, clock);
    pull = std::make_unique<Pull>(journal, *remote);
    pull->arrived = [this](int fresh) {
        if (engine.pulled)
            engine.pulled(fresh);
    };
    pull->betweenPages = [this](auto goOn) { pushBetween(std::move(goOn)); };
    return true;
}

/// Another server or person knows nothing of what was acknowledged before.
Result<void> Engine::Parts::remember() {
    const auto name = account->endpoint.toString() + u' ' + account->homePage + u' ' + account->name;
    const auto known = journal.value(accountName());
    Result<void> done = known ? Result<void>() : Result<void>(known.error());
    if (done && !known->isEmpty() && *known != name)
        done = journal.forgetServer();
    if (done && *known != name)
        done = journal.setValue(Pull::cursorName(), QString());
    if (done && *known != name)
        done = journal.setValue(Receipt::cursorName(), QString());
    if (done && !known->isEmpty() && *known != name)
        done = forgetLastSync();
    if (done && *known != name) // all of it is read now; the first comparison is due in a week
        done = journal.setValue(Inventory::name(), toIso(clock.now()));
    if (done && *known != name)
        done = journal.setValue(accountName(), name);
    return done;
}

Result<void> Engine::Parts::forgetLastSync() {
    status.lastSynced.reset();
    return journal.setValue(lastName(), QString());
}

void Engine::Parts::start() {
    if (!account)
        return;
    if (running) {
        again = true;
        return;
    }
    timer.stop();
    if (!remote && !connect())
        return;
    running = true;
    again = false;
    show(Status::State::Syncing, tr("Syncing."));
    push->run([this](const std::optional<Setback>& setback) { pushed(setback); });
}

void Engine::Parts::pushed(const std::optional<Setback>& setback) {
    if (setback)
        return setBack(*setback);
    if (!inventory->due())
        return pullNow();
    inventory->run([this](const std::optional<Setback>& failed) {
        if (failed)
            qCWarning(logSync, "the weekly comparison was not made: %s", qPrintable(failed->sentence));
        pullNow(); // which finds out for itself whether the server is there
    });
}

void Engine::Parts::pullNow() {
    pull->run([this](const std::optional<Setback>& failed) { pulledAll(failed); });
}

/// What was done meanwhile does not wait until everything of the other computers has come.
void Engine::Parts::pushBetween(std::function<void(std::optional<Setback>)> goOn) {
    if (!std::exchange(again, false))
        return goOn(std::nullopt);
    push->run(std::move(goOn));
}

void Engine::Parts::pulledAll(const std::optional<Setback>& setback) {
    if (setback && setback->kind == Setback::Kind::Forbidden)
        return finished(
            tr("What you do is on the server. It does not let this laptop read, so what you do on "
               "other computers does not come here. Ask the one who runs the server for a key "
               "that may read."));
    if (setback)
        return setBack(*setback);
    finished(tr("Everything is on the server."));
}

void Engine::Parts::finished(const QString& sentence) {
    running = false;
    backOff.reset();
    status.lastSynced = clock.now();
    if (const auto kept = journal.setValue(lastName(), toIso(*status.lastSynced)); !kept)
        qCWarning(logSync, "%s", qPrintable(kept.error().sentence));
    offset.keep();
    show(Status::State::Synced, sentence);
    again = again || status.waiting > 0;
    wait(again ? pauses.gathering : pauses.betweenPulls);
}

void Engine::Parts::setBack(const Setback& setback) {
    running = false;
    if (setback.kind != Setback::Kind::TryLater) { // people have to change that, perhaps at the server
        show(Status::State::Refused, setback.sentence);
        return wait(pauses.afterRefusal);
    }
    show(Status::State::Offline, setback.sentence);
    wait(backOff.next(seconds(setback.retryAfterSeconds)));
}

void Engine::Parts::wait(milliseconds delay) { timer.start(delay); }

void Engine::Parts::show(Status::State state, const QString& sentence) {
    const auto before = status;
    if (const auto waiting = journal.unsentCount())
        status.waiting = *waiting;
    const auto first = journal.unsent(1);
    status.oldest = first && !first->empty() ? std::optional(first->front().fact.at) : std::nullopt;
    if (const auto parked = journal.parkedCount())
        status.parked = *parked;
    status.refused.clear();
    if (status.parked > 0)
        if (auto refused = journal.parked())
            status.refused = std::move(*refused);
    // What waits is not at the server, whatever the last sync did.
    const bool done = state == Status::State::Synced && status.waiting == 0;
    status.state = state != Status::State::Synced || done ? state : Status::State::Syncing;
    status.sentence =
        done && status.parked > 0 ? tr("Everything but what the server refused is on the server.") : sentence;
    status.clockOffset = offset.current();
    if (!(status == before) && engine.statusChanged)
        engine.statusChanged(status);
}

} // namespace understudy::sync
