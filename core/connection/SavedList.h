#pragma once

#include "core/base/Result.h"

#include <QJsonArray>
#include <QString>

namespace understudy::connection {

/// A list of values in a JSON file of the profile: {"version": 1, NAME: […]}. Every change is on disk before
/// write() returns. What could not be read is copied aside before the first change.
class SavedList final {
public:
    SavedList(QString file, QString name);

    /// What is in the file; one that does not exist is empty.
    const QJsonArray& values() const { return m_values; }
    /// Of all that was there, something could not be read.
    bool damaged() const { return m_damaged; }
    void markDamaged() { m_damaged = true; } ///< a value was none of those looked for
    QString asideFile() const;               ///< where the damaged one is kept
    /// The error has no sentence: whoever writes says what it was.
    Result<void> write(const QJsonArray& values);

private:
    QString m_file;
    QString m_name;
    QJsonArray m_values;
    bool m_damaged = false;
};

} // namespace understudy::connection
