#pragma once

#include <QElapsedTimer>
#include <QObject>

class QWidget;

namespace understudy::reader {

/// Tells whether somebody is in front of a view: it is on screen in the program that is worked with, and a
/// key, the mouse or the wheel moved not long ago.
class Presence final : public QObject {
    Q_OBJECT
public:
    explicit Presence(const QWidget& view);
    bool somebodyIsThere() const;
    /// Whether a hand that moved @p idleMs ago still means somebody.
    static bool stillReading(qint64 idleMs);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    const QWidget& m_view;
    QElapsedTimer m_lastMoved;
};

} // namespace understudy::reader
