#pragma once

#include "core/course/Model.h"

#include <QString>

#include <functional>
#include <vector>

// Markdown of pages, guides, questions and explanations to HTML: CommonMark with tables, task lists,
// footnotes, strikethrough, autolinks and boxes ("> [!NOTE]"), read by cmark-gfm and written by us, so that
// nothing but what is written here can come out.
namespace understudy::course {

/// One heading, for contents and links.
struct Heading {
    int level = 2;
    QString id; ///< "redis-is-down", or what the author wrote as {#id}
    QString text;
    int line = 0;

    bool operator==(const Heading&) const = default;
};

/// A fenced block in the order of the page.
struct CodeBlock {
    QString language; ///< "shell", "output", "yaml"; empty when not named
    QString text;
    int line = 0;

    bool operator==(const CodeBlock&) const = default;
};

/// A link or picture as written, with its place (from 1).
struct Link {
    QString target;
    bool picture = false;
    QString words; ///< text or alternative text
    int line = 0, column = 0;
};

/// What a page says apart from its looks.
struct Outline {
    std::vector<Heading> headings;
    std::vector<CodeBlock> blocks;
    std::vector<Link> links;
    std::vector<std::pair<int, int>>
        rawHtml;                 ///< line and column of HTML in the Markdown, which is never drawn
    std::vector<int> unanswered; ///< lines of "What would you do?" without a block quote after them
    int words = 0;
};

/// How the places around a text are drawn. What is left empty is drawn as plain text.
struct MarkdownRules {
    /// The address that a link's target becomes; empty: drawn as text.
    std::function<QString(const QString& target)> link;
    /// HTML of a picture.
    std::function<QString(const QString& target, const QString& alternative, const QString& caption)> picture;
    /// What stands behind a number tagged [5 s](fact:id), in words. Empty: drawn as plain text.
    std::function<QString(const QString& fact)> fact;
    /// Terms whose first use is marked, with the text that stands in the margin.
    std::vector<GlossaryEntry> glossary;
    /// Copy and Run become links to course://do/copy/N and course://do/run/N, N the block's place in the
    /// outline.
    bool commands = false;
};

Outline outlineOf(const QString& markdown);
QString toHtml(const QString& markdown, const MarkdownRules& rules);
/// One paragraph without its <p>; several stay as they are.
QString toInlineHtml(const QString& markdown, const MarkdownRules& rules = {});
/// The words alone.
QString toPlain(const QString& markdown);
/// The commands of the `shell` blocks, in order.
QStringList shellBlocks(const QString& markdown);
/// A `shell` block and what the `output` block right after it claims that it prints; empty: nothing is
/// claimed.
struct Claim {
    QString command, output;
};
std::vector<Claim> claimsOf(const QString& markdown);
/// "What's down?" becomes "whats-down".
QString slug(const QString& text);

} // namespace understudy::course
