#pragma once

#include "core/base/Error.h"
#include "core/ssh/Login.h"

#include <QCoreApplication>

namespace understudy::ssh {

/// What the trainee reads when a connection cannot be made or is gone.
class Sentences final {
    Q_DECLARE_TR_FUNCTIONS(ssh)
public:
    static Error nameNotFound(const Target& target, const QString& detail);
    static Error nothingListens(const Target& target);
    static Error noWay(const Target& target, const QString& detail);
    static Error noAnswer(const Target& target);
    static Error notSsh(const Target& target, const QString& detail);
    static Error nothingInCommon(const Target& target, const QString& detail);
    static Error closedEarly(const Target& target, const QString& detail);
    static Error unpinnedKey(const Target& target, const PublicKey& pinned, const PublicKey& shown);
    static Error changedKey(const HostKeyChange& change);
    static Error revokedKey(const Target& target, const PublicKey& key, const QString& where);
    static Error hostRefused(const Target& target, const PublicKey& key);
    static Error identityUnreadable(const QString& file);
    static Error weakIdentity(const QString& file);
    static Error keyRefused(const Target& target, const QString& file);
    static Error passwordRefused(const Target& target);
    static Error noWayIn(const Target& target, const QString& offered);
    static Error canceled();
    static Error closed();
    static Error connectionLost(const QString& detail);
    static Error channelRefused(const QString& detail);
    static Error noPassage(const Target& jump, const QString& host, const QString& detail);
    static Error endedWithoutWord();
    static Error commandTooSlow(qint64 seconds);
};

} // namespace understudy::ssh
