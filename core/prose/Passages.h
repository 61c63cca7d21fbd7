#pragma once

#include <QString>

#include <vector>

namespace understudy::prose {

/// A stretch of running text of a Markdown page: what people read, without code, pictures and addresses.
struct Passage {
    QString text;
    int line = 0;         ///< of its first word, from 1
    bool sentence = true; ///< a paragraph or quote; not a heading, a cell or an item of a list
};

std::vector<Passage> passagesOf(const QString& markdown);

} // namespace understudy::prose
