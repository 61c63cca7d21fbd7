#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

#include <memory>

namespace understudy::desktop {

/// Keeps one window a profile: a second start shows the first one's window and ends.
class Instance final : public QObject {
    Q_OBJECT
public:
    explicit Instance(const QString& profile, QObject* parent = nullptr);

    enum class Outcome { First, Shown, NoAnswer };
    /// First: go on. Shown: the running window was raised; exit with 0. NoAnswer: one runs but does not
    /// answer.
    Outcome claim();

Q_SIGNALS:
    void raised(); ///< somebody started the program again

private:
    QLockFile m_lock;
    QString m_name;
    QLocalServer m_server;
};

} // namespace understudy::desktop
