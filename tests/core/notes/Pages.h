#pragma once

#include "core/course/Markdown.h"
#include "core/notes/PageText.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace understudy::notes::test {

/// A paragraph, a list, a code block or a heading of a page, as it is read.
struct Block {
    QString text;
    QString heading; ///< its id, when it is one
    int origin = -1; ///< its place on the first version; -1: new
    bool reworded = false;
    std::vector<int> words; ///< of a reworded one: which word of the first version each is, or -1
};
using Page = std::vector<Block>;

inline Page pageOf(const QString& markdown) {
    Page out;
    QStringList block;
    bool fenced = false;
    const auto take = [&] {
        const QString text = course::toPlain(block.join(u'\n')).trimmed();
        const QString first = block.value(0);
        if (!text.isEmpty())
            out.push_back(
                {text, first.startsWith(u"##") ? course::slug(text) : QString(), int(out.size()), false, {}});
        block.clear();
    };
    for (const QString& line : markdown.split(u'\n')) {
        if (line.startsWith(u"```"))
            fenced = !fenced;
        if (!fenced && line.trimmed().isEmpty())
            take();
        else
            block << line;
    }
    take();
    return out;
}

/// The pages of the course, without their front matter, in the order of their names.
inline std::vector<Page> coursePages() {
    QStringList names;
    QDirIterator files(qEnvironmentVariable("UNDERSTUDY_SOURCE") + "/resources/course/dwcp-v3/modules",
                       {"*.md"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        if (const QString name = files.next(); name.contains("/pages/"))
            names << name;
    names.sort();
    std::vector<Page> out;
    for (const QString& name : names) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        QString text = QString::fromUtf8(file.readAll());
        if (text.startsWith("---\n"))
            text = text.mid(text.indexOf("\n---\n", 3) + 5);
        out.push_back(pageOf(text));
    }
    return out;
}

/// @p starts: where each block begins.
inline PageText joined(const Page& page, std::vector<int>* starts = nullptr) {
    PageText out;
    for (const Block& block : page) {
        if (starts)
            starts->push_back(int(out.text.size()));
        if (!block.heading.isEmpty())
            out.sections.push_back({block.heading, int(out.text.size()), int(block.text.size())});
        out.text += block.text + u'\n';
    }
    return out;
}

} // namespace understudy::notes::test
