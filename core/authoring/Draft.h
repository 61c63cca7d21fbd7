#pragma once

#include "core/base/Result.h"
#include "core/course/Problem.h"

#include <QByteArray>
#include <QStringList>

#include <map>

namespace understudy::authoring {

/// Files of a pack in the making, by their names inside it, and what an import could not carry over: where it
/// stood in the source, and what to do about it.
struct Draft {
    std::map<QString, QByteArray> files;
    course::Problems left;
    QStringList next; ///< what the author must do by hand, in whole sentences

    void add(const QString& name, const QString& text) { files[name] = text.toUtf8(); }
};

/// Writes the files below a folder, which is made. Nothing that is there already is written over: when one
/// name is taken, or leads through a link, nothing is written at all.
Result<void> write(const Draft& draft, const QString& folder);

/// Refuses a folder that has anything in it.
Result<void> needEmpty(const QString& folder);

/// "Data base (old)" becomes "data-base-old"; @p otherwise when nothing is left. Always an id of a pack.
QString idOf(const QString& text, const QString& otherwise);
/// An id that is not in the list yet ("name-2"), put into it.
QString freeId(const QString& wanted, QStringList& taken);

} // namespace understudy::authoring
