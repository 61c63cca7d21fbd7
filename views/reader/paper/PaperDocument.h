#pragma once

#include "core/course/Library.h"

#include <QByteArray>
#include <QString>

namespace understudy::reader {

/// Which part of the course goes on paper: one page, or a whole module.
struct PaperOrder {
    QString page;   ///< id; empty: all of the module
    QString module; ///< id

    /// "Module 1, Failure modes.pdf": fit for any file system.
    QString fileName(const course::Course& course) const;
    QString title(const course::Course& course) const;
};

/// The pages of an order as one document for paper, light, with their place in the course above.
QByteArray paperDocument(const course::Library& library, const PaperOrder& order);

} // namespace understudy::reader
