#pragma once

#include <QJsonObject>

namespace understudy::sync {

/// Whether two statements are the same by the comparison rules of xAPI: what a server adds or rewrites
/// (authority, stored, version, how a timestamp is written, verb.display, the definitions of activities,
/// hundredths of a duration, the case of ids, one activity for a list of one) makes no difference.
bool isSameStatement(const QJsonObject& one, const QJsonObject& other);

} // namespace understudy::sync
