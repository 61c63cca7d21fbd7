#pragma once

#include "core/base/Clock.h"
#include "labs/session/ControlClient.h"

#include <QPointer>
#include <QTimer>

#include <optional>

namespace understudy::session {

/// The lab's own clock: what time it is there, how fast it runs, and moves in it. As a Clock it tells the
/// lab's time while a lab is followed, and the computer's otherwise.
class LabTime final : public QObject, public Clock {
    Q_OBJECT
public:
    explicit LabTime(const Clock& wall, QObject* parent = nullptr);

    /// @p control nullptr: no lab, or one without a clock of its own.
    void follow(ControlClient* control);
    ControlClient* control() const { return m_control; }
    bool known() const { return m_seen.has_value(); }
    Instant now() const override;
    int offsetMinutes(Instant when) const override { return m_wall.offsetMinutes(when); }
    Instant started() const { return m_seen ? m_seen->started : Instant{}; }
    double speed() const { return m_seen ? m_seen->speed : 1; }
    bool moving() const { return m_moving; } ///< a skip or a rewind is on its way
    /// While held, nothing moves the clock: the world that is on is about to be another.
    void hold(bool on);
    bool held() const { return m_held; }

    void setSpeed(double speed);
    void skip(const QString& span); ///< "15m", "6h"
    /// What has been is kept as a future, by the name @p keepAs or one that the lab gives it.
    void rewind(Instant to, const QString& keepAs = {});
    /// Goes on in a future that was kept; what has been is kept as well.
    void openFork(const QString& name, const QString& keepAs = {});
    /// Asks the lab now.
    void look();
    void setInterval(std::chrono::milliseconds every) { m_look.setInterval(every); } ///< 2 s when not set

Q_SIGNALS:
    void changed();                 ///< speed, or whether there is a lab
    void ticked();                  ///< once a second
    void jumped();                  ///< time went on by a leap or went back
    void kept(const QString& name); ///< as a future: what was before the jump
    void trouble(const understudy::Error& error);

private:
    struct Seen {
        Instant there, here; ///< the same moment by both clocks
        Instant started;
        double speed = 1;
        int world = 0;
    };
    bool take(const QJsonObject& answer); ///< whether it told of a jump
    void move(const QString& path, const std::function<void(ControlClient::Done<QJsonObject>)>& ask);

    const Clock& m_wall;
    QPointer<ControlClient> m_control;
    std::optional<Seen> m_seen;
    QTimer m_look, m_tick;
    bool m_moving = false, m_held = false;
    bool m_looking = false; ///< a look waits for its answer
    int m_asked = 0;        ///< answers to earlier questions are old news
};

} // namespace understudy::session
