#include "core/journal/Trouble.h"

#include <QCoreApplication>

#include <sqlite3.h>

#include <cerrno>

namespace understudy::journal {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Journal)
};

bool isFull(int code, int systemErrno) {
    return code == SQLITE_FULL || systemErrno == ENOSPC || systemErrno == EDQUOT;
}

bool isReadOnly(int code, int systemErrno) {
    return code == SQLITE_READONLY || code == SQLITE_PERM || systemErrno == EROFS || systemErrno == EACCES ||
           systemErrno == EPERM;
}

} // namespace

Error trouble(int sqliteCode, int systemErrno, const QString& detail) {
    const int code = sqliteCode & 0xff;
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return {
            Errc::Corrupt,
            Words::tr(
                "The journal of your progress is damaged. Nothing is deleted. Close Understudy and start it "
                "again: it keeps what can be read and says what is lost."),
            detail};
    if (isFull(code, systemErrno))
        return {Errc::DiskFull,
                Words::tr(
                    "The disk is full, so this was not saved. Everything before it is safe. Free some space, "
                    "then try again."),
                detail};
    if (isReadOnly(code, systemErrno))
        return {
            Errc::ReadOnly,
            Words::tr("The folder with your progress can't be written to, so this was not saved. Everything "
                      "before it is safe. Make the folder writable, then try again."),
            detail};
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return {
            Errc::Busy,
            Words::tr(
                "Another program is using the journal of your progress, so this was not saved. Everything "
                "before it is safe. Close the other program, then try again."),
            detail};
    return {
        Errc::Io,
        Words::tr(
            "The disk reported an error, so this was not saved. Everything before it is safe. Try again; if "
            "it goes on, check the disk."),
        detail};
}

Error trouble(const SQLite::Exception& thrown, SQLite::Database* database) {
    const int code = thrown.getErrorCode() & 0xff;
    const bool fromDisk = code == SQLITE_IOERR || code == SQLITE_CANTOPEN || code == SQLITE_FULL;
    const int reason = database && fromDisk ? sqlite3_system_errno(database->getHandle()) : 0;
    return trouble(
        thrown.getErrorCode(), reason,
        QStringLiteral("%1 (%2)").arg(QString::fromUtf8(thrown.what())).arg(thrown.getExtendedErrorCode()));
}

Transaction::Transaction(SQLite::Database& database)
    : m_database(database) {
    undo(); // an earlier failure on a sick disk may have left one open
    m_database.exec("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!m_done)
        undo();
}

void Transaction::commit() {
    m_database.exec("COMMIT");
    m_done = true;
}

void Transaction::undo() {
    // tryExec: this runs in destructors, and a ROLLBACK may fail on a disk that just failed.
    if (sqlite3_get_autocommit(m_database.getHandle()) == 0)
        m_database.tryExec("ROLLBACK");
}

} // namespace understudy::journal
