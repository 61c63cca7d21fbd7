#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/terminal/Cast.h"

#include <QFile>

namespace understudy::terminal {

/// Writes what a terminal's screen is sent into a file as it comes (asciicast v2). Keys never get here.
class Recorder final {
public:
    explicit Recorder(const Clock& clock)
        : m_clock(clock) {}

    /// Begins a new file that only its owner may read. Errors: NotFound, ReadOnly, Io.
    Result<void> start(const QString& path, const Screen& screen, const QString& title);
    bool isRunning() const { return m_file.isOpen(); }
    QString path() const { return m_file.fileName(); }
    /// On a full disk the recording ends with what is written; the error says so.
    Result<void> output(std::string_view bytes);
    Result<void> resized(int columns, int rows);
    void stop();

private:
    Result<void> write(const std::string& line);
    std::int64_t elapsedMs() const { return (m_clock.now() - m_startedAt).count(); }

    const Clock& m_clock;
    CastWriter m_writer;
    QFile m_file;
    Instant m_startedAt{};
};

/// Where the recordings of a profile are; an empty one is that of a program started without one.
QString recordingsFolder(const QString& profile);
/// A file name for a recording or saved text made now: "lab-local-2025-11-19-0902".
QString freshFileName(const QString& title, const Clock& clock);

} // namespace understudy::terminal
