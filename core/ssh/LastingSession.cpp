#include "core/ssh/LastingSession.h"

#include "core/ssh/Sentences.h"

#include <algorithm>

namespace understudy::ssh {

namespace {

bool worthTryingAgain(const Error& error) {
    return error.code == Errc::Unreachable || error.code == Errc::TimedOut;
}

} // namespace

LastingSession::LastingSession(Threads& threads, Post post, const Clock& clock, Pauses pauses,
                               QObject* parent)
    : QObject(parent)
    , m_threads(threads)
    , m_post(std::move(post))
    , m_clock(clock)
    , m_pauses(pauses) {
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, this, [this] {
        m_byItself = true;
        tryOnce();
    });
}

LastingSession::~LastingSession() {
    for (LastingShell* shell : std::exchange(m_shells, {}))
        shell->m_session = nullptr;
}

void LastingSession::start(const Target& target, Questions questions) {
    if (m_state == State::Ready)
        return;
    m_byItself = false;
    m_once = true;
    if (m_state == State::Connecting)
        return;
    m_target = target;
    m_questions = std::move(questions);
    tryOnce();
}

void LastingSession::tryOnce() {
    m_timer.stop();
    m_change.reset();
    m_session = std::make_unique<Session>(m_threads, m_post);
    m_session->lost = [this](const Error& error) { lose(error); };
    m_session->connect(m_target, m_questions, [this](const Result<void>& result) { tried(result); });
    set(State::Connecting);
}

void LastingSession::tried(const Result<void>& result) {
    if (!result) {
        m_change = m_session->hostKeyChange();
        lose(result.error());
        return;
    }
    m_once = false;
    m_byItself = false;
    m_trouble.reset();
    std::optional<std::chrono::milliseconds> gap;
    if (m_silentSince)
        gap = m_clock.now() - *m_silentSince;
    m_silentSince.reset();
    m_state = State::Ready;
    const QPointer<LastingSession> here(this);
    tellShells([&](LastingShell& shell) {
        shell.open(*m_session);
        if (const auto call = shell.resumed; gap && call)
            call(*gap);
    });
    if (here && m_state == State::Ready)
        Q_EMIT changed();
    if (here && m_state == State::Ready && gap)
        Q_EMIT resumed(*gap);
}

void LastingSession::lose(const Error& error) {
    const bool wasReady = m_state == State::Ready;
    if (wasReady) {
        m_silentSince = m_clock.now() - m_session->silence();
        m_pause = m_pauses.first;
    }
    if (!m_silentSince || m_once || !worthTryingAgain(error))
        return giveUp(error);
    m_trouble = error;
    m_timer.start(m_pause);
    m_pause = std::min(m_pause * 2, m_pauses.most);
    const QPointer<LastingSession> here(this);
    set(State::Waiting);
    if (here && m_state == State::Waiting)
        tellShells([&](LastingShell& shell) {
            if (const auto call = shell.interrupted)
                call({true, 0, error.sentence.toStdString()});
        });
}

void LastingSession::giveUp(const Error& error) {
    m_timer.stop();
    m_silentSince.reset();
    m_once = false;
    m_trouble = error;
    const QPointer<LastingSession> here(this);
    set(State::Stopped);
    if (here && m_state == State::Stopped)
        tellShells([&](LastingShell& shell) { shell.finish({true, 0, error.sentence.toStdString()}); });
}

void LastingSession::tryNow() {
    if (m_state == State::Ready)
        return m_session->checkNow();
    m_byItself = false;
    if (m_state == State::Waiting)
        tryOnce();
}

void LastingSession::hurry() {
    if (m_state == State::Ready)
        return m_session->checkNow();
    if (m_state != State::Waiting)
        return;
    m_byItself = true;
    tryOnce();
}

void LastingSession::stop() {
    if (m_state == State::Idle || m_state == State::Stopped)
        return;
    const Error why = m_state == State::Connecting ? Sentences::canceled() : Sentences::closed();
    m_session.reset();
    giveUp(why);
}

std::optional<Instant> LastingSession::nextTry() const {
    if (m_state != State::Waiting)
        return std::nullopt;
    return m_clock.now() + std::max(m_timer.remainingTimeAsDuration(), std::chrono::milliseconds(0));
}

std::unique_ptr<LastingShell> LastingSession::openShell(int columns, int rows, const QString& command) {
    std::unique_ptr<LastingShell> shell(new LastingShell(*this, columns, rows, command));
    if (m_state == State::Ready)
        shell->open(*m_session);
    return shell;
}

void LastingSession::set(State state) {
    m_state = state;
    Q_EMIT changed();
}

/// Calls for each shell, also when the calls destroy some of them, or this object.
template <class Call>
void LastingSession::tellShells(Call call) {
    const QPointer<LastingSession> here(this);
    const std::vector<LastingShell*> all = m_shells;
    for (LastingShell* shell : all)
        if (here && std::find(m_shells.begin(), m_shells.end(), shell) != m_shells.end())
            call(*shell);
}

} // namespace understudy::ssh
