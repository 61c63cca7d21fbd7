#pragma once

#include "core/base/Result.h"
#include "core/terminal/Modes.h"

#include <QObject>
#include <QStringList>

namespace understudy::terminal {

/// How the trainee wants terminals to be.
struct Preferences {
    static constexpr int Unlimited = 0;

    int textPercent = 100; ///< 70 to 200
    CursorShape cursor = CursorShape::Block;
    bool cursorBlinks = true;
    bool bellFlashes = true;
    bool ambiguousWide = false; ///< characters of ambiguous width take two cells
    int historyLines = 10'000;  ///< 1,000 to 1,000,000, or Unlimited: the rest on disk
    bool wideColumns = false;   ///< programs may switch to 132 columns (DECCOLM)
    QStringList clipboardHosts; ///< may write the clipboard without being asked about

    bool mayWriteClipboard(const QString& host) const;
    bool operator==(const Preferences&) const = default;
};

/// The preferences as kept in a file of the profile. What is wrong in the file counts as not said.
class PreferenceStore final : public QObject {
    Q_OBJECT
public:
    explicit PreferenceStore(const QString& path, QObject* parent = nullptr);

    const Preferences& values() const { return m_values; }
    /// Counts at once, also when it cannot be written down.
    Result<void> set(const Preferences& values);
    /// Where history that is kept on disk goes; the file's own folder, the trainee's alone.
    QString folder() const;

Q_SIGNALS:
    void changed();

private:
    QString m_path;
    Preferences m_values;
};

} // namespace understudy::terminal
