#pragma once

#include "core/journal/Fact.h"

#include <QJsonObject>

namespace understudy::sync {

/// What a fact says in the words of xAPI: everything of a statement but who, when and where.
struct Wording {
    QJsonObject verb;
    QJsonObject object;
    QJsonObject result;     ///< empty: none
    QJsonObject extensions; ///< of the context
    QJsonObject parent;     ///< an activity, empty: none
};

/// A kind that is not known here is worded under our own root, so that it travels all the same.
Wording wordingOf(const journal::Fact& fact, const QString& course);

/// An activity of ours: {objectType, id, definition}.
QJsonObject activity(const QString& kind, const QString& id, const QString& type);

} // namespace understudy::sync
