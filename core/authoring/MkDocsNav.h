#pragma once

#include "core/base/Result.h"

#include <QStringList>

#include <vector>

namespace understudy::authoring {

/// One entry of a site's navigation: a page, or a section with entries below it.
struct NavEntry {
    QString title; ///< may be empty for a page
    QString path;  ///< of the page, below the folder of documents; empty for a section
    std::vector<NavEntry> below;
    int line = 0;

    bool isSection() const { return path.isEmpty(); }
};

/// What mkdocs.yml says that matters to a course.
struct MkDocsSite {
    QString name;
    QString docs = QStringLiteral("docs");
    std::vector<NavEntry> nav; ///< empty: the folders' own order
};

/// Reads mkdocs.yml. A nav nests at most eight deep and has at most 5,000 entries.
Result<MkDocsSite> readMkDocs(const QByteArray& yaml);

} // namespace understudy::authoring
