#pragma once

#include <QString>

#include <vector>

namespace understudy::settings {

enum class SyncState { NotSetUp, Offline, Syncing, Synced, Refused };

/// A record that the server refused for good, in words.
struct RefusedWords {
    QString id;     ///< of the fact
    QString what;   ///< "Answer to question q07 of 01-architecture/quiz"
    QString when;   ///< "Tuesday 16:31"
    QString reason; ///< the server's words

    bool operator==(const RefusedWords&) const = default;
};

/// How sync is doing, in the words of the window.
struct SyncWords {
    SyncState state = SyncState::NotSetUp;
    int waiting = 0;
    QString lastSynced; ///< "09:31" or "Tuesday 16:31", empty for never
    QString oldest;     ///< "Tuesday": when the first of those that wait happened, or empty
    QString sentence;   ///< why it does not sync, or empty
    QString remark;     ///< what else to know about this server: records it refused, a clock that is wrong
    QString clock;      ///< how wrong this computer's clock is, empty when it is right or nobody knows
    QString server;     ///< address, empty for none
    QString account;    ///< who the trainee is there
    QString person;     ///< their full name, where the server has told it
    bool byKey = false; ///< a record store of the company: it knows no codes and no files
    std::vector<RefusedWords> refused;
};

/// "14 events waiting, oldest from Tuesday".
QString waitingWords(const SyncWords& words);

} // namespace understudy::settings
