#pragma once

#include <QJsonDocument>
#include <QString>

#include <optional>

namespace understudy::session {

/// The value at ".status.conditions[0].type" or ".metadata.labels[\"app.kubernetes.io/name\"]" as text:
/// numbers as written, true and false as words, objects and lists as JSON. Nothing when there is none. [*]
/// counts: the length of a list.
std::optional<QString> textAt(const QJsonDocument& document, const QString& path);

} // namespace understudy::session
