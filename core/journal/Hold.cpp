#include "core/journal/Hold.h"

#include "core/base/Log.h"

#include <QFile>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#endif

namespace understudy::journal {

#ifdef Q_OS_UNIX

// A file of its own: SQLite's locks on the database go when any other descriptor of it is closed.
Hold::Hold(const QString& path)
    : m_file(::open(QFile::encodeName(path + QStringLiteral(".lock")).constData(),
                    O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (m_file < 0) {
        qCWarning(logJournal) << "no lock could be made for" << path;
        return;
    }
    m_alone = ::flock(m_file, LOCK_EX | LOCK_NB) == 0;
    if (!m_alone)
        share();
}

Hold::~Hold() {
    if (m_file >= 0)
        ::close(m_file);
}

void Hold::share() {
    m_alone = false;
    if (m_file >= 0 && ::flock(m_file, LOCK_SH) != 0)
        qCWarning(logJournal, "the journal's lock could not be taken");
}

#else

Hold::Hold(const QString&)
    : m_alone(true) {}

Hold::~Hold() = default;

void Hold::share() { m_alone = false; }

#endif

} // namespace understudy::journal
