#pragma once

#include "core/base/Result.h"
#include "core/course/Markdown.h"
#include "core/course/Model.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace understudy::course {

/// Why a pack was not opened, file by file, for the dialog that says so.
struct PackRefusal {
    Error error;
    struct File {
        QString path;
        QString what; ///< "Changed", "Missing", "Not in the list"
    };
    std::vector<File> files;
    QString version;   ///< as the pack claims, may be empty
    QString signedBy;  ///< publisher and key id, may be empty
    int fileCount = 0; ///< files in its list
};

/// An opened pack: verified, loaded and checked. Bytes are served from a table of names, never by path, and
/// each file's hash is compared again as it is read.
class Library final {
public:
    /// Verifies signature and hashes with the public keys given (minisign format, one a line), loads and
    /// checks.
    static Result<std::unique_ptr<Library>> open(const QString& folder, const QStringList& publicKeys,
                                                 int lowestSerial, PackRefusal* refusal = nullptr);
    ~Library();

    const Course& course() const;

    struct Resource {
        QByteArray bytes;
        QByteArray type; ///< "image/svg+xml"
    };
    /// A picture or other file that a page names, e.g. "modules/01-architecture/diagrams/request-path.svg".
    Result<Resource> resource(const QString& name) const;
    /// What production does during a lab, as YAML; empty when the lab has no scenario.
    QByteArray scenario(const QString& labId) const;
    /// The body of a page as HTML (a fragment: no html or head element). Headings have ids; shell blocks are
    /// marked.
    Result<QString> pageHtml(const QString& pageId) const;
    /// Markdown of a lab step, a question or an explanation as an HTML fragment, or as plain text.
    QString inlineHtml(const QString& markdown) const;

    /// The sections of a page, for the contents tree and "you stopped at".
    using Heading = course::Heading;
    std::vector<Heading> headings(const QString& pageId) const;
    /// The code blocks of a page in order: course://do/run/2 in its HTML means the one at index 2.
    std::vector<CodeBlock> blocks(const QString& pageId) const;

private:
    struct Parts;
    explicit Library(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace understudy::course
