#include "core/authoring/MkDocs.h"

#include "core/authoring/ForeignMarkdown.h"
#include "core/authoring/MkDocsPlan.h"
#include "core/authoring/YamlText.h"
#include "core/course/Diagram.h"
#include "core/course/Markdown.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace understudy::authoring {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::authoring)
};

constexpr int wordsAMinute = 180;
constexpr qint64 mostPictures = 128 * 1024 * 1024;

bool isWeb(const QString& target) {
    return target.startsWith(QLatin1String("http://")) || target.startsWith(QLatin1String("https://"));
}

/// ".png" when the bytes are what the name says; empty when it is no picture of a pack.
QString pictureKind(const QString& name, QByteArray& bytes) {
    const QString lower = name.toLower();
    if (lower.endsWith(QLatin1String(".png")))
        return bytes.startsWith("\x89PNG\r\n") ? QStringLiteral(".png") : QString();
    if (lower.endsWith(QLatin1String(".jpg")) || lower.endsWith(QLatin1String(".jpeg")))
        return bytes.startsWith("\xff\xd8\xff") ? QStringLiteral(".jpg") : QString();
    if (!lower.endsWith(QLatin1String(".svg")))
        return {};
    const auto clean = course::cleanSvg(bytes);
    bytes = clean.ok() ? *clean : QByteArray();
    return clean.ok() ? QStringLiteral(".svg") : QString();
}

/// Writes the planned pages, with the links between them.
class SiteImport final {
public:
    SiteImport(const course::Files& source, const MkDocsPlan& plan, int first, Draft& draft)
        : m_source(source)
        , m_plan(plan)
        , m_number(first)
        , m_draft(draft) {}

    void run() {
        learnHeadings();
        for (const auto& module : m_plan.modules)
            write(module);
    }

private:
    /// Headings first: a link to one is kept only when it is there.
    void learnHeadings() {
        course::Problems unheard;
        for (const auto& module : m_plan.modules) {
            for (const auto& page : module.pages) {
                const auto bytes = m_source.read(page.source);
                ForeignRules rules{page.source, [](const ForeignLink&) { return QString(); }};
                if (!bytes.ok())
                    continue;
                for (const auto& heading :
                     course::outlineOf(readForeign(*bytes, rules, unheard).markdown).headings)
                    m_headings[page.source] << heading.id;
            }
        }
    }

    void write(const PlannedModule& planned) {
        course::Module module;
        module.id = planned.id;
        module.number = std::min(m_number++, 99);
        module.title = planned.title;
        QStringList terms;
        int minutes = 0;
        for (const auto& page : planned.pages) {
            const auto bytes = m_source.read(page.source);
            if (!bytes.ok()) {
                m_draft.left.add(page.source, 0, 0, QStringLiteral("Left out: ") + bytes.error().sentence);
                continue;
            }
            ForeignRules rules{page.source,
                               [&](const ForeignLink& link) { return target(planned, page, link); }};
            ForeignPage text = readForeign(*bytes, rules, m_draft.left);
            const int words = course::outlineOf(text.markdown).words;
            if (words == 0) {
                m_draft.left.add(page.source, 0, 0, QStringLiteral("Left out: the page has no words."));
                continue;
            }
            minutes += addPage(module, page, text, words);
            takeTerms(module, terms, text.glossary);
            if (module.summary.isEmpty())
                module.summary = text.description;
        }
        if (module.pages.empty())
            return;
        module.hours = std::max(0.1, std::ceil(minutes / 6.0) / 10);
        module.objectives = {Words::tr("Know what the pages of this module say")};
        if (module.summary.isEmpty())
            module.summary = Words::tr("%1, imported.").arg(planned.title);
        m_draft.add(QStringLiteral("modules/%1/module.yaml").arg(module.id), moduleYaml(module));
        m_draft.left.add(QStringLiteral("modules/%1/module.yaml").arg(module.id), 0, 0,
                         QStringLiteral("Objectives of the module and its %1 pages are stand-ins. Write what "
                                        "a trainee can do afterwards.")
                             .arg(module.pages.size()));
    }

    int addPage(course::Module& module, const PlannedPage& planned, const ForeignPage& text, int words) {
        course::Page page;
        page.id = module.id + u'/' + planned.id;
        page.module = module.id;
        page.title = !planned.title.isEmpty() ? planned.title
                     : !text.title.isEmpty()  ? text.title
                                              : QString(planned.id).replace(u'-', u' ');
        page.minutes = std::clamp((words + wordsAMinute - 1) / wordsAMinute, 1, 600);
        page.objectives = {Words::tr("Say what \"%1\" tells").arg(page.title)};
        page.markdown = text.markdown;
        m_draft.add(QStringLiteral("modules/%1/pages/%2.md").arg(module.id, planned.id), pageText(page));
        module.pages.push_back(page);
        return page.minutes;
    }

    void takeTerms(course::Module& module, QStringList& terms,
                   const std::vector<course::GlossaryEntry>& found) {
        for (const auto& entry : found) {
            if (terms.contains(entry.term.toLower()))
                continue;
            terms << entry.term.toLower();
            module.glossary.push_back(entry);
        }
    }

    QString dropped(const PlannedPage& page, const ForeignLink& link, const QString& why) {
        m_draft.left.add(page.source, link.line, 1,
                         QStringLiteral("%1 became its words: %2 (%3).")
                             .arg(link.picture ? QStringLiteral("A picture") : QStringLiteral("A link"),
                                  link.target.left(120), why));
        return {};
    }

    QString target(const PlannedModule& module, const PlannedPage& page, const ForeignLink& link) {
        if (isWeb(link.target)) {
            const QUrl url(link.target, QUrl::StrictMode);
            if (link.picture)
                return dropped(page, link, QStringLiteral("pages load nothing from the network"));
            return url.isValid() && !url.host().isEmpty()
                       ? link.target
                       : dropped(page, link, QStringLiteral("not a web address"));
        }
        const QString decoded =
            QUrl::fromPercentEncoding(link.target.section(u'#', 0, 0).section(u'?', 0, 0).toUtf8());
        const QString anchor = link.target.section(u'#', 1);
        if (decoded.isEmpty())
            return link.picture ? dropped(page, link, QStringLiteral("no file"))
                                : heading(page, link, page.source, anchor);
        const QString name = nameBeside(page.source, decoded);
        if (name.isEmpty())
            return dropped(page, link, QStringLiteral("it leads out of the source"));
        if (link.picture)
            return picture(module, page, link, name);
        for (const QString& way : {name, name + QStringLiteral(".md"), name + QStringLiteral("/index.md"),
                                   name + QStringLiteral("/README.md")}) {
            const auto [to, found] = m_plan.find(way);
            if (!found)
                continue;
            const QString section = anchor.isEmpty() ? QString() : heading(page, link, way, anchor);
            const QString file =
                to == &module ? found->id : QStringLiteral("../../%1/pages/%2").arg(to->id, found->id);
            return file + QStringLiteral(".md") + section;
        }
        return dropped(page, link,
                       m_source.has(name) ? QStringLiteral("not a page that is imported")
                                          : QStringLiteral("no such file"));
    }

    /// "#id" when the page has such a heading, as it is or as ours are made.
    QString heading(const PlannedPage& page, const ForeignLink& link, const QString& source,
                    const QString& anchor) {
        const QStringList& ids = m_headings[source];
        for (const QString& id : {anchor, idOf(anchor, {}), idOf(QString(anchor).replace(u'_', u'-'), {})}) {
            if (!id.isEmpty() && ids.contains(id))
                return u'#' + id;
        }
        m_draft.left.add(
            page.source, link.line, 1,
            QStringLiteral("%1 has no heading \"%2\"; the link leads to the page, or became its words.")
                .arg(source, anchor.left(60)));
        return {};
    }

    QString picture(const PlannedModule& module, const PlannedPage& page, const ForeignLink& link,
                    const QString& name) {
        const QString key = module.id + u'\n' + name;
        if (const auto known = m_pictures.find(key); known != m_pictures.end())
            return known->second;
        auto bytes =
            m_source.has(name) ? m_source.read(name) : Result<QByteArray>(Error{Errc::NotFound, {}, {}});
        if (!bytes.ok())
            return dropped(page, link, QStringLiteral("no such file"));
        const QString kind = pictureKind(name, *bytes);
        if (kind.isEmpty() || m_bytes + bytes->size() > mostPictures)
            return dropped(page, link,
                           kind.isEmpty() ? QStringLiteral("not a .png, .jpg or plain .svg")
                                          : QStringLiteral("more than 128 MiB of pictures"));
        m_bytes += bytes->size();
        const QString id =
            freeId(idOf(name.section(u'/', -1).section(u'.', 0, -2), QStringLiteral("picture")),
                   m_pictureIds[module.id]);
        m_draft.files[QStringLiteral("modules/%1/pictures/%2%3").arg(module.id, id, kind)] = *bytes;
        return m_pictures[key] = QStringLiteral("../pictures/%1%2").arg(id, kind);
    }

    const course::Files& m_source;
    const MkDocsPlan& m_plan;
    int m_number; ///< of the next module
    Draft& m_draft;
    std::map<QString, QStringList> m_headings;   ///< by source
    std::map<QString, QString> m_pictures;       ///< module and source to the link
    std::map<QString, QStringList> m_pictureIds; ///< by module
    qint64 m_bytes = 0;
};

} // namespace

Result<Draft> draftOfMkDocs(const course::Files& source, const QString& name, const QString& module,
                            Beside beside) {
    Draft draft;
    const auto plan = MkDocsPlan::make(source, name, module, beside.modules + 1, draft.left);
    if (!plan.ok())
        return plan.error();
    SiteImport(source, *plan, beside.modules + 1, draft).run();
    if (draft.files.empty())
        return Error{Errc::NotFound, Words::tr("No page of %1 could be read.").arg(name),
                     draft.left.empty() ? QString() : draft.left.list().front().text()};
    QStringList ids;
    for (const auto& one : plan->modules) {
        if (draft.files.contains(QStringLiteral("modules/%1/module.yaml").arg(one.id)))
            ids << one.id;
    }
    if (beside.pack)
        draft.next << Words::tr("Add %1 to \"modules\" in pack.yaml.").arg(ids.join(QStringLiteral(", ")));
    else
        draft.add(QStringLiteral("pack.yaml"),
                  packYaml(idOf(plan->name, QStringLiteral("my-course")), plan->name, ids));
    return draft;
}

} // namespace understudy::authoring
