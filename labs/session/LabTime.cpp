#include "labs/session/LabTime.h"

namespace understudy::session {

namespace {

constexpr std::chrono::milliseconds Leap{4000}; // more than the clocks drift between two looks

} // namespace

LabTime::LabTime(const Clock& wall, QObject* parent)
    : QObject(parent)
    , m_wall(wall) {
    m_look.setInterval(2000);
    m_tick.setInterval(1000);
    connect(&m_look, &QTimer::timeout, this, &LabTime::look);
    connect(&m_tick, &QTimer::timeout, this, &LabTime::ticked);
}

void LabTime::follow(ControlClient* control) {
    if (m_control == control && (control || !m_seen))
        return;
    m_control = control;
    ++m_asked;
    m_seen.reset();
    m_moving = m_looking = false;
    if (control) {
        m_look.start();
        look();
    } else {
        m_look.stop();
        m_tick.stop();
    }
    Q_EMIT changed();
}

void LabTime::hold(bool on) {
    if (m_held == on)
        return;
    m_held = on;
    Q_EMIT changed();
    if (!on) {
        m_looking = false; // what was asked before is of the world that went
        look();
    }
}

Instant LabTime::now() const {
    if (!m_seen)
        return m_wall.now();
    const auto passed = double((m_wall.now() - m_seen->here).count()) * m_seen->speed;
    return m_seen->there + std::chrono::milliseconds(qint64(passed));
}

void LabTime::look() {
    if (!m_control || m_moving || m_looking) // one question at a time: a slow lab would never be heard
        return;
    m_looking = true;
    const int asked = ++m_asked;
    m_control->status(this, [this, asked](const Result<QJsonObject>& status) {
        if (asked != m_asked)
            return;
        m_looking = false;
        if (status.ok())
            take(*status);
    });
}

bool LabTime::take(const QJsonObject& answer) {
    const auto there = fromIso(answer[QLatin1String("virtualTime")].toString());
    if (!there)
        return false;
    Seen seen{*there, m_wall.now(), started(), answer[QLatin1String("speed")].toDouble(1),
              answer[QLatin1String("world")].toInt()};
    if (const auto started = fromIso(answer[QLatin1String("started")].toString()))
        seen.started = *started;
    const bool fresh = !m_seen;
    const Instant expected = now();
    const std::chrono::milliseconds off = *there - expected;
    const auto room = Leap * std::max(1, int(seen.speed));
    const bool leap = !fresh && (off > room || off < -room || seen.world != m_seen->world);
    const bool other = fresh || seen.speed != m_seen->speed || seen.started != m_seen->started;
    m_seen = seen;
    if (fresh)
        m_tick.start();
    if (other)
        Q_EMIT changed();
    if (leap)
        Q_EMIT jumped();
    if (other || leap)
        Q_EMIT ticked();
    return leap;
}

void LabTime::move(const QString& path, const std::function<void(ControlClient::Done<QJsonObject>)>& ask) {
    if (!m_control || m_moving || m_held)
        return;
    m_moving = true;
    m_looking = false;
    const int asked = ++m_asked;
    Q_EMIT changed();
    ask([this, asked, path](const Result<QJsonObject>& answer) {
        if (asked != m_asked)
            return;
        m_moving = false;
        const bool told = answer.ok() && take(*answer);
        Q_EMIT changed();
        if (answer.ok() && !told && path != QLatin1String("speed"))
            Q_EMIT jumped();
        if (answer.ok() && answer->contains(QLatin1String("kept")))
            Q_EMIT kept((*answer)[QLatin1String("kept")].toString());
        if (!answer.ok())
            Q_EMIT trouble(answer.error());
    });
}

void LabTime::setSpeed(double speed) {
    move(QStringLiteral("speed"),
         [&](ControlClient::Done<QJsonObject> done) { m_control->setSpeed(speed, this, std::move(done)); });
}

void LabTime::skip(const QString& span) {
    move(QStringLiteral("skip"),
         [&](ControlClient::Done<QJsonObject> done) { m_control->skip(span, this, std::move(done)); });
}

void LabTime::rewind(Instant to, const QString& keepAs) {
    move(QStringLiteral("rewind"), [&](ControlClient::Done<QJsonObject> done) {
        m_control->rewind(to, keepAs, this, std::move(done));
    });
}

void LabTime::openFork(const QString& name, const QString& keepAs) {
    move(QStringLiteral("open"), [&](ControlClient::Done<QJsonObject> done) {
        m_control->openFork(name, keepAs, this, std::move(done));
    });
}

} // namespace understudy::session
