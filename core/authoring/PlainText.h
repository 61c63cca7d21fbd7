#pragma once

#include <QString>
#include <QStringList>

// Texts in other languages than Markdown, made into Markdown.
namespace understudy::authoring {

/// Plain text as Markdown that shows the same words: whatever Markdown would take for a mark is escaped.
/// Lines lose their indentation.
QString escapedMarkdown(const QString& text);

/// Simple HTML (paragraphs, emphasis, code, lists, links to the web, entities) as Markdown. What has no place
/// there is dropped, and the names of dropped tags are put into @p dropped.
QString markdownOfHtml(const QString& html, QStringList& dropped);

} // namespace understudy::authoring
