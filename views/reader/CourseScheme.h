#pragma once

#include "core/base/Result.h"

#include <QWebEngineUrlSchemeHandler>

#include <functional>

namespace understudy::reader {

/// Bytes for one name, and what they are.
struct Served {
    QByteArray bytes;
    QByteArray type; ///< "text/html"
};

/// Looks a name up: kind "page", "file" or "reader", and the rest of the path. It is a table's look-up; no
/// path of a request ever reaches the file system.
using Shelf = std::function<Result<Served>(const QString& kind, const QString& name)>;

/// Answers course://dwcp/KIND/NAME from a shelf. Only GET, only this host.
class CourseScheme final : public QWebEngineUrlSchemeHandler {
    Q_OBJECT
public:
    CourseScheme(Shelf shelf, QObject* parent);
    void requestStarted(QWebEngineUrlRequestJob* job) override;

private:
    Shelf m_shelf;
};

} // namespace understudy::reader
