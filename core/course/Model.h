#pragma once

#include "core/course/Fact.h"
#include "core/course/Lab.h"
#include "core/course/Question.h"
#include "core/course/Track.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

// What a course pack says, as values. Made by course::Loader, which has checked every link in it; the format
// is told in resources/course/README.md. Ids as in journal/Fact.h.
namespace understudy::course {

/// One page of a module: Markdown, drawn to HTML on request.
struct Page {
    QString id;     ///< "01-architecture/graceful-degradation"
    QString module; ///< "01-architecture"
    QString title;
    int minutes = 0;
    QStringList objectives;
    QString file;     ///< of the Markdown, relative to the pack
    QString markdown; ///< without the front matter; empty in an opened pack: Library::markdown() reads it

    bool operator==(const Page&) const = default;
};

struct GlossaryEntry {
    QString term;
    QString text;

    bool operator==(const GlossaryEntry&) const = default;
};

struct Module {
    QString id; ///< "01-architecture"
    int number = 0;
    QString title;
    double hours = 0;
    QString summary;
    QStringList objectives;
    std::vector<Page> pages;
    std::vector<QString> labs; ///< ids, in order
    std::optional<Quiz> quiz;
    std::vector<GlossaryEntry> glossary;

    bool operator==(const Module&) const = default;
};

struct Course {
    QString id; ///< "dwcp-v3"
    QString title;
    QString version; ///< shown: "1.0.0"
    int serial = 0;  ///< only upwards
    QString publisher;
    std::vector<Track> tracks;
    std::vector<Module> modules;
    std::vector<Lab> labs;
    std::vector<Fact> facts;

    const Page* page(const QString& id) const;
    const Module* module(const QString& id) const;
    const Quiz* quiz(const QString& id) const;
    const Lab* lab(const QString& id) const;
    const Track* track(const QString& id) const;
    const Fact* fact(const QString& id) const;
    /// Neighbours of a page in reading order through its module; nullptr at the ends.
    const Page* before(const QString& pageId) const;
    const Page* following(const QString& pageId) const;
};

} // namespace understudy::course
