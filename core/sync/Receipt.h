#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Account.h"

#include <QJsonArray>

namespace understudy::sync {

/// The server's answer to a file that was carried to it by hand; see CarryFile.h.
struct Receipt {
    struct Refusal {
        Id id;
        QString reason;
    };
    QString made; ///< RFC 3339 in UTC, by the server's clock
    std::vector<Id> acknowledged;
    std::vector<Refusal> refused;
    QJsonArray statements; ///< by the person, from other devices

    /// The name under which the journal keeps when the newest one that was opened was made.
    static QString cursorName() { return QStringLiteral("sync.receipt-cursor"); }
};

/// Reads @p file and believes it only when it is whole, unchanged, and for this device of this account.
Result<Receipt> readReceipt(const QByteArray& file, const Account& account);

/// What came of it.
struct Settled {
    int acknowledged = 0; ///< of those that waited
    int refused = 0;
    int fresh = 0;   ///< facts of other devices that are new here
    int waiting = 0; ///< afterwards
    bool operator==(const Settled&) const = default;
};
/// Takes what the receipt says into the journal. Once more changes nothing; an older one than the newest
/// still acknowledges, but refuses nothing.
Result<Settled> settle(const Receipt& receipt, journal::Journal& journal);
QString wordsOf(const Settled& settled);

} // namespace understudy::sync
