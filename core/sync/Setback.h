#pragma once

#include "core/sync/Network.h"

#include <QString>

namespace understudy::sync {

/// How a server is spoken to.
struct Terms {
    QByteArray version = "1.0.3"; ///< of xAPI
    bool byKey = false;           ///< with a key that was typed, as against one that a code was exchanged for
};

/// Who has answered. Only a learning record store that speaks the version we asked in can acknowledge or
/// refuse a statement: a hotel's login page with status 200 or 400 can do neither.
enum class Speaker { Store, OtherVersion, Stranger };
Speaker speakerOf(const Answer& answer, const Terms& terms = {});

/// What an answer that is not the hoped-for one means for the whole sync.
struct Setback {
    enum class Kind {
        TryLater,
        Refused,   ///< we are not let in
        Forbidden, ///< we are, and may not do this: perhaps something else
    } kind = Kind::TryLater;
    QString sentence;
    int retryAfterSeconds = 0;
};
Setback setbackOf(const Answer& answer, const Terms& terms = {});

/// What a list that leads in a circle, or from one empty page to the next, means.
Setback endlessList();

/// The server's own words in a refusal, shortened.
QString wordsOf(const Answer& answer);

} // namespace understudy::sync
