#include "core/authoring/Killercoda.h"

#include "core/authoring/ForeignMarkdown.h"
#include "core/authoring/PlainText.h"
#include "core/authoring/YamlText.h"
#include "core/course/Markdown.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace understudy::authoring {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::authoring)
};

constexpr int mostScenarios = 99, mostSteps = 100;
constexpr int minutesAStep = 5, wordsAMinute = 180;
constexpr qsizetype largestIndex = 1024 * 1024;

/// Folders with an index.json, as "" or "folder/".
QStringList scenariosIn(const course::Files& source) {
    QStringList out;
    for (const QString& name : source.names()) {
        if (name == QLatin1String("index.json") || name.endsWith(QLatin1String("/index.json")))
            out << name.chopped(10);
    }
    return out;
}

/// One scenario on its way.
class Scenario final {
public:
    Scenario(const course::Files& source, const QString& folder, const QString& lab, Draft& draft)
        : m_source(source)
        , m_folder(folder)
        , m_lab(lab)
        , m_draft(draft) {}

    /// False when there is nothing to carry over; that is noted.
    bool run(const QString& module, const QString& number, const QJsonObject& index) {
        const QJsonObject details = index[u"details"].toObject();
        const QJsonArray steps = details[u"steps"].toArray();
        m_title = index[u"title"].toString().simplified().left(200);
        m_goal = index[u"description"].toString().simplified().left(1000);
        if (m_title.isEmpty())
            m_title = m_lab;
        if (steps.isEmpty() || steps.size() > mostSteps)
            return note(
                at(QStringLiteral("index.json")), 1,
                QStringLiteral("Left out: a lab has one to 100 steps; this one has %1.").arg(steps.size()));
        for (const auto& step : steps)
            addStep(step.toObject());
        if (m_steps.isEmpty())
            return note(at(QStringLiteral("index.json")), 1,
                        QStringLiteral("Left out: no step could be read."));
        noteScripts(details[u"intro"].toObject(), QStringLiteral("the introduction"));
        noteScripts(details[u"finish"].toObject(), QStringLiteral("the ending"));
        if (!details[u"assets"].toObject().isEmpty())
            note(at(QStringLiteral("index.json")), 1,
                 QStringLiteral(
                     "Files under \"assets\" are not copied. Make them in scenario.yaml or in the guide."));
        write(module, number);
        addPage(details[u"intro"].toObject(), QStringLiteral("before"), Words::tr("Before %1").arg(m_title));
        addPage(details[u"finish"].toObject(), QStringLiteral("after"), Words::tr("After %1").arg(m_title));
        return true;
    }

    const std::vector<course::Page>& pages() const { return m_pages; }
    const QString& title() const { return m_title; }

private:
    QString at(const QString& name) const { return m_folder + name; }
    bool note(const QString& file, int line, const QString& sentence) {
        m_draft.left.add(file, line, 1, sentence);
        return false;
    }

    /// The text that a part names, with everything in it as a pack has it.
    std::optional<ForeignPage> text(const QJsonObject& part, int level) {
        const QString name = nameBeside(at(QStringLiteral("index.json")), part[u"text"].toString());
        const auto bytes =
            name.isEmpty() ? Result<QByteArray>(Error{Errc::NotFound, {}, {}}) : m_source.read(name);
        if (!bytes.ok()) {
            if (!part.isEmpty())
                note(at(QStringLiteral("index.json")), 1,
                     QStringLiteral("The text \"%1\" is not in this folder.")
                         .arg(part[u"text"].toString().left(120)));
            return std::nullopt;
        }
        ForeignRules rules{name, [&](const ForeignLink& link) { return target(name, link); }, true, level};
        ForeignPage page = readForeign(*bytes, rules, m_draft.left);
        if (course::outlineOf(page.markdown).words == 0 && course::outlineOf(page.markdown).blocks.empty())
            return std::nullopt;
        noteMarks(name, page.markdown);
        return page;
    }

    QString target(const QString& file, const ForeignLink& link) {
        if (!link.picture &&
            (link.target.startsWith(QLatin1String("https://")) ||
             link.target.startsWith(QLatin1String("http://"))) &&
            !link.target.contains(u'{') && !link.target.contains(u'['))
            return link.target;
        note(file, link.line,
             QStringLiteral("%1 became its words: %2.")
                 .arg(link.picture ? QStringLiteral("A picture") : QStringLiteral("A link"),
                      link.target.left(120)));
        return {};
    }

    /// "{{TRAFFIC_HOST1_80}}" and the like mean something on their machines alone.
    void noteMarks(const QString& file, const QString& markdown) {
        static const QRegularExpression mark(QStringLiteral("\\{\\{[^{}]{1,60}\\}\\}"));
        if (const auto match = mark.match(markdown); match.hasMatch())
            note(file, 1,
                 QStringLiteral("\"%1\" is filled in by Killercoda; write what stands for it in the lab.")
                     .arg(match.captured()));
    }

    void noteScripts(const QJsonObject& part, const QString& where) {
        for (const char* key : {"foreground", "background"}) {
            const QString script = part[QLatin1String(key)].toString();
            if (!script.isEmpty())
                note(at(script.left(120)), 1,
                     QStringLiteral("The script that runs at %1 is not taken over. Put what it prepares into "
                                    "scenario.yaml.")
                         .arg(where));
        }
    }

    void addStep(const QJsonObject& step) {
        const auto page = text(step, 3);
        if (!page)
            return;
        QString title = step[u"title"].toString().simplified().left(200);
        if (title.isEmpty())
            title = page->title.isEmpty() ? Words::tr("Step %1").arg(m_steps.size() + 1) : page->title;
        const QString id = freeId(idOf(title, QStringLiteral("step")), m_steps);
        m_guide += QStringLiteral("## %1 {#%2}\n\n%3\n").arg(title, id, page->markdown);
        m_yaml += QStringLiteral("  - id: %1\n").arg(id);
        noteScripts(step, QStringLiteral("the step \"%1\"").arg(title));
        addChecks(step[u"verify"].toString(), id);
    }

    /// What verified the step stands beside it as a comment, and "checks" stays to be written.
    void addChecks(const QString& verify, const QString& step) {
        const QString lab = QStringLiteral("labs/%1/lab.yaml").arg(m_lab);
        if (verify.isEmpty()) {
            note(lab, 0, QStringLiteral("Step \"%1\" has no check yet. Write one.").arg(step));
            return;
        }
        const QString name = nameBeside(at(QStringLiteral("index.json")), verify);
        note(name.isEmpty() ? at(QStringLiteral("index.json")) : name, 1,
             QStringLiteral("Write what this script verifies as \"checks\" of the step \"%1\" in %2.")
                 .arg(step, lab));
        const auto bytes =
            name.isEmpty() ? Result<QByteArray>(Error{Errc::NotFound, {}, {}}) : m_source.read(name);
        if (!bytes.ok() || !bytes->isValidUtf8() || bytes->size() > 8192)
            return;
        m_yaml += QStringLiteral("    # To be written as checks; the script said:\n");
        for (const QString& line : QString::fromUtf8(*bytes).split(u'\n')) {
            QString shown;
            for (const QChar c : line)
                shown += c.isPrint() ? c : QChar(u' ');
            if (!shown.trimmed().isEmpty())
                m_yaml += QStringLiteral("    #   ") + shown + u'\n';
        }
    }

    void write(const QString& module, const QString& number) {
        const QString folder = QStringLiteral("labs/%1/").arg(m_lab);
        const int minutes = std::max(1, minutesAStep * static_cast<int>(m_steps.size()));
        m_draft.add(folder + QStringLiteral("lab.yaml"),
                    QStringLiteral("number: %1\nmodule: %2\ntitle: %3\ngoal: %4\nminutes: %5\nsteps:\n")
                            .arg(yamlText(number), module, yamlText(m_title),
                                 yamlText(m_goal.isEmpty() ? m_title : m_goal))
                            .arg(minutes) +
                        m_yaml);
        m_draft.add(folder + QStringLiteral("guide.md"), m_guide);
        m_draft.add(
            folder + QStringLiteral("scenario.yaml"),
            QStringLiteral("lab: %1\nseed: 1\nbase: small\nclock: {start: now, history: 1h}\n").arg(m_lab));
    }

    void addPage(const QJsonObject& part, const QString& name, const QString& title) {
        if (part.isEmpty())
            return;
        const auto found = text(part, 2);
        if (!found)
            return;
        course::Page page;
        page.id = name + u'-' + m_lab;
        page.title = part[u"title"].toString().simplified().left(200);
        if (page.title.isEmpty())
            page.title = title;
        page.minutes = std::clamp(course::outlineOf(found->markdown).words / wordsAMinute, 1, 600);
        page.objectives = {Words::tr("Know what %1 is about").arg(m_title)};
        page.markdown = found->markdown;
        if (name == QLatin1String("before"))
            page.markdown += u'\n' +
                             Words::tr("The lab: [%1](../../../labs/%2/guide.md).")
                                 .arg(course::toPlain(m_title).remove(u'[').remove(u']'), m_lab) +
                             u'\n';
        m_pages.push_back(page);
    }

    const course::Files& m_source;
    QString m_folder, m_lab;
    Draft& m_draft;
    QString m_title, m_goal, m_guide, m_yaml;
    QStringList m_steps;
    std::vector<course::Page> m_pages;
};

std::optional<QJsonObject> indexIn(const course::Files& source, const QString& name, course::Problems& left) {
    const auto bytes = source.read(name);
    QJsonParseError error;
    const auto document = bytes.ok() && bytes->size() <= largestIndex
                              ? QJsonDocument::fromJson(*bytes, &error)
                              : QJsonDocument();
    if (document.isObject() && document.object().contains(QLatin1String("details")))
        return document.object();
    const bool broken = bytes.ok() && error.error != QJsonParseError::NoError;
    const int line = broken ? static_cast<int>(bytes->left(error.offset).count('\n')) + 1 : 1;
    left.add(name, line, 1,
             broken ? QStringLiteral("Left out: this is not JSON (%1).").arg(error.errorString())
                    : QStringLiteral("Left out: this is no scenario; it has no \"details\"."));
    return std::nullopt;
}

course::Module moduleOf(const QString& id, int number, const QString& title,
                        std::vector<course::Page> pages) {
    course::Module module;
    module.id = id;
    module.number = number;
    module.title = title;
    module.summary = Words::tr("Labs of %1, imported.").arg(title);
    module.objectives = {Words::tr("Work through the labs of this module")};
    int minutes = 0;
    for (auto& page : pages)
        minutes += page.minutes;
    module.hours = std::max(0.1, std::ceil(minutes / 6.0) / 10);
    module.pages = std::move(pages);
    return module;
}

/// Stands for introductions that no scenario had: a module has a page.
course::Page emptyPage(const QStringList& titles) {
    course::Page page;
    page.id = QStringLiteral("labs");
    page.title = Words::tr("The labs of this module");
    page.minutes = 1;
    page.objectives = {Words::tr("Know what the labs are about")};
    page.markdown = Words::tr("This module has these labs:") + QStringLiteral("\n\n");
    for (const QString& title : titles)
        page.markdown += QStringLiteral("- %1\n").arg(title);
    return page;
}

} // namespace

Result<Draft> draftOfKillercoda(const course::Files& source, const QString& name, const QString& module,
                                Beside beside) {
    Draft draft;
    const QString title = name.simplified().isEmpty() ? Words::tr("Labs") : name.simplified();
    const int number = std::min(beside.modules + 1, 99);
    const QString id = module.isEmpty() ? QStringLiteral("%1-%2")
                                              .arg(number, 2, 10, QLatin1Char('0'))
                                              .arg(idOf(title, QStringLiteral("labs")))
                                        : module;
    QStringList labs, titles, taken;
    std::vector<course::Page> pages;
    for (const QString& folder : scenariosIn(source)) {
        const auto index = indexIn(source, folder + QStringLiteral("index.json"), draft.left);
        if (!index || labs.size() == mostScenarios)
            continue;
        const QString base = folder.isEmpty() ? title : folder.chopped(1).section(u'/', -1);
        const QString lab = freeId(idOf(base, QStringLiteral("lab")), taken);
        Scenario scenario(source, folder, lab, draft);
        if (!scenario.run(id, QStringLiteral("%1.%2").arg(number).arg(labs.size() + 1), *index))
            continue;
        labs << lab;
        titles << escapedMarkdown(scenario.title());
        pages.insert(pages.end(), scenario.pages().begin(), scenario.pages().end());
    }
    if (labs.isEmpty())
        return Error{Errc::NotFound,
                     Words::tr("There is no scenario to import in %1. Name the folder with index.json in it.")
                         .arg(name),
                     draft.left.empty() ? QString() : draft.left.list().front().text()};
    if (pages.empty())
        pages.push_back(emptyPage(titles));
    for (auto& page : pages) {
        page.module = id;
        draft.add(QStringLiteral("modules/%1/pages/%2.md").arg(id, page.id), pageText(page));
        page.id = id + u'/' + page.id;
    }
    draft.add(QStringLiteral("modules/%1/module.yaml").arg(id),
              moduleYaml(moduleOf(id, number, title, pages)) +
                  QStringLiteral("labs: %1\n").arg(yamlList(labs)));
    draft.next << Words::tr("Write the checks of each step in labs/*/lab.yaml; until then `understudy course "
                            "check` asks for them.");
    if (beside.pack)
        draft.next << Words::tr("Add %1 to \"modules\" and %2 to \"labs\" in pack.yaml.")
                          .arg(id, labs.join(QStringLiteral(", ")));
    else
        draft.add(QStringLiteral("pack.yaml"),
                  packYaml(idOf(title, QStringLiteral("labs")), title, {id}, labs));
    return draft;
}

} // namespace understudy::authoring
