#pragma once

#include "core/base/Result.h"

#include <QStringList>

namespace understudy::search {

/// The commands typed in lab terminals, kept in a text file of the profile, one a line, newest last. As in a
/// shell, a line that begins with a blank is not kept.
class TypedCommands final {
public:
    static constexpr int Most = 2000;
    static constexpr qsizetype Longest = 1000; ///< characters of one

    /// @p path need not exist. Without a path nothing outlives this object.
    explicit TypedCommands(QString path);

    /// Keeps one more; typed before, it moves to the end. On failure it is known until the program ends.
    Result<void> add(const QString& command);
    const QStringList& all() const { return m_all; }

private:
    Result<void> rewrite() const;

    QString m_path;
    QStringList m_all;
    int m_lines = 0; ///< in the file, doubles included
};

} // namespace understudy::search
