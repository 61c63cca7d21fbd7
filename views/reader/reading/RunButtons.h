#pragma once

#include "core/course/Library.h"
#include "views/reader/reading/RunLog.h"

#include <functional>

namespace understudy::reader {

/// The run buttons of the open page: each says where its command goes, and beside it what it already did.
class RunButtons final {
public:
    using Script = std::function<void(const QString& call)>;
    RunButtons(const course::Library& library, Script script);

    /// Writes on the buttons of a page that came on screen.
    void show(const QString& pageId);
    /// What pressing one does now: "Run on the lab host".
    void setTarget(const QString& words);
    /// A command of a page was run, at a local time.
    void ran(const QString& command, const QDateTime& when);
    /// Another run of the lab takes the place of this: it has seen none of these commands.
    void forget();

private:
    void write();
    const course::Library& m_library;
    Script m_script;
    RunLog m_log;
    QString m_target, m_page;
};

} // namespace understudy::reader
