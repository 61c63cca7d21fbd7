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

class Files;

/// An opened pack. Bytes are served from a table of names, never by path, and each file's hash is compared
/// with the signed one as it is read. May be read by several threads at once.
class Library final {
public:
    /// Verifies the signature with the public keys given (minisign format, one a line), and that the folder
    /// holds what is signed and nothing else. Pages and pictures are read when they are wanted, so that a
    /// pack of ten thousand pages opens as soon as one of a hundred.
    static Result<std::unique_ptr<Library>> open(const QString& folder, const QStringList& publicKeys,
                                                 int lowestSerial, PackRefusal* refusal = nullptr);
    /// The same, and reads and checks every file: for a pack that comes from elsewhere.
    static Result<std::unique_ptr<Library>> prove(const QString& folder, const QStringList& publicKeys,
                                                  int lowestSerial, PackRefusal* refusal = nullptr);
    /// An author's folder that nobody has signed, as load() read it.
    static std::unique_ptr<Library> ofSource(std::unique_ptr<const Files> files, Course course);
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
    /// The text of a page as it was written, without its front matter.
    Result<QString> markdown(const QString& pageId) const;
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
    static Result<std::unique_ptr<Library>> open(const QString& folder, const QStringList& publicKeys,
                                                 int lowestSerial, bool whole, PackRefusal& refusal);
    struct Parts;
    explicit Library(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace understudy::course
