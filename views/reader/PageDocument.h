#pragma once

#include "core/course/Library.h"
#include "views/reader/reading/ReaderLook.h"

#include <QByteArray>
#include <QHash>
#include <QString>

namespace understudy::reader {

/// What stands on a page: title, part, objectives, text. A page that cannot be shown says why.
QString pageBody(const course::Library& library, const QString& pageId);
/// The HTML document around a body, with the policy that forbids everything but our own style sheets, fonts
/// and pictures.
QByteArray document(const QString& title, const QString& body, bool dark, const ReaderLook& look = {});

/// The reader's own files by the names that pages ask for ("page.css", "fonts/Inter-Regular.otf",
/// "icons/copy.svg"), read once from the program's share folder.
class ReaderFiles final {
public:
    explicit ReaderFiles(const QString& share);
    /// Bytes and type; empty bytes when there is no such name.
    std::pair<QByteArray, QByteArray> file(const QString& name) const;
    QString script() const;      ///< reader.js
    QString highlighter() const; ///< highlight.js, empty when it is not installed

private:
    void add(const QString& name, const QString& path, const QByteArray& type);
    QString m_share;
    QHash<QString, std::pair<QByteArray, QByteArray>> m_files;
};

} // namespace understudy::reader
