#pragma once

#include "core/course/Files.h"
#include "core/course/Manifest.h"
#include "core/course/Markdown.h"
#include "core/course/Model.h"
#include "core/course/Yaml.h"

#include <map>

// The readers of the single files of a pack, used by load() alone. Each notes what is wrong and returns what
// it could make of the rest, so that one run tells all problems.
namespace understudy::course {

/// What readers share: the files, the problems, and places that only links between files can be checked
/// against.
struct Reading {
    const Files& files;
    Problems problems;
    struct PageText {
        Outline outline;
        int shift = 0; ///< lines of front matter before the Markdown
    };
    std::map<QString, PageText> pages;  ///< by file name
    std::map<QString, PageText> guides; ///< by file name
    struct Place {
        QString file;
        int line = 0, column = 0;
        QString page, anchor; ///< page id
    };
    std::vector<Place> references; ///< pages named by questions
    struct ItemPlace {
        QString file;
        int line = 0, column = 0;
        TrackItem item;
    };
    std::vector<ItemPlace> items;
    struct ConditionPlace {
        QString file;
        int line = 0, column = 0;
        Condition condition;
    };
    std::vector<ConditionPlace> conditions;
    struct FactUse {
        QString file;
        int line = 0, column = 0;
        QString id, text; ///< the fact, and all that the question says
    };
    std::vector<FactUse> factUses;
    std::map<QString, QString> stems; ///< bare words of a question to its id
    /// The signed list of pages, whose texts are then not read; nullptr: pages are read and checked.
    const std::map<QString, PageEntry>* contents = nullptr;

    /// The bytes of a file of the pack; a missing one is a problem of the file that names it.
    std::optional<QByteArray> bytes(const QString& name, const YamlMap* namedBy, const char* key = nullptr);
    std::optional<YamlMap> yaml(const QString& name, const YamlMap* namedBy = nullptr,
                                const char* key = nullptr);
};

/// Lower-case letters, digits and hyphens.
bool isId(const QString& text);
/// One to three numbers between points: "1.0.0".
bool isVersion(const QString& text);
/// Notes an id of the wrong shape, or one that was there before.
void checkId(const QString& id, const YamlMap& place, QStringList& seen);

Module readModule(Reading& reading, const QString& id);
/// The Markdown of a page's file, without its front matter; nothing when it is not UTF-8 or has none.
std::optional<QString> markdownIn(const QByteArray& file);
std::optional<Page> readPage(Reading& reading, const QString& module, const QString& name,
                             const YamlMap& namedBy);
/// Notes what no page or guide may hold: a first-level heading, an unknown language, HTML, a question left
/// open.
void checkText(Reading& reading, const QString& file, const Outline& outline, int shift);
Quiz readQuiz(Reading& reading, const QString& module);
Question readQuestion(Reading& reading, YamlMap& map, const QString& module);
/// Notes what gives an answer away, and a question that stands in the pack twice.
void lintQuestion(Reading& reading, const YamlMap& place, const Question& question);
/// Everything a question says, its key included.
QString allTexts(const Question& question);
/// The tables under facts/.
void readFacts(Reading& reading, Course& course);
/// Checks each tagged number of pages and questions against the tables.
void checkFacts(Reading& reading, const Course& course);
Lab readLab(Reading& reading, const QString& id);
Check readCheck(Reading& reading, YamlMap& map, const QString& lab);
Track readTrack(Reading& reading, const QString& id);

/// Checks every link, picture, anchor and reference, now that all files are read.
void checkLinks(Reading& reading, const Course& course);

/// The name inside the pack that a link of the file @p from points at; empty when it leads outside.
QString resolved(const QString& from, const QString& target);

} // namespace understudy::course
