#include "core/authoring/MkDocsPlan.h"

#include "core/authoring/Draft.h"
#include "core/authoring/ForeignMarkdown.h"

#include <QCoreApplication>

#include <algorithm>

namespace understudy::authoring {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::authoring)
};

constexpr std::size_t mostModules = 99;

bool isText(const QString& name) { return name.endsWith(QLatin1String(".md"), Qt::CaseInsensitive); }

bool isIndex(const QString& name) {
    const QString base = name.section(u'/', -1).toLower();
    return base == QLatin1String("index.md") || base == QLatin1String("readme.md");
}

/// "guide/getting-started" to "Getting started".
QString titleOf(const QString& path) {
    QString words = path.section(u'/', -1);
    words.replace(u'-', u' ').replace(u'_', u' ');
    return words.left(1).toUpper() + words.mid(1);
}

} // namespace

Result<MkDocsPlan> MkDocsPlan::make(const course::Files& source, const QString& name, const QString& module,
                                    int first, course::Problems& left) {
    MkDocsPlan plan;
    MkDocsSite site;
    site.docs.clear();
    for (const char* settings : {"mkdocs.yml", "mkdocs.yaml"}) {
        const QString file = QLatin1String(settings);
        if (!source.has(file))
            continue;
        const auto bytes = source.read(file);
        const auto read = bytes.ok() ? readMkDocs(*bytes) : Result<MkDocsSite>(bytes.error());
        if (!read.ok())
            return read.error();
        site = *read;
        break;
    }
    site.docs = nameBeside(QStringLiteral("x"), site.docs); // a folder inside, without "./"
    plan.name = site.name.isEmpty() ? titleOf(name) : site.name;
    if (site.nav.empty())
        plan.takeFolders(source, site.docs);
    else
        plan.takeNav(source, site, left);
    std::erase_if(plan.modules, [](const PlannedModule& one) { return one.pages.empty(); });
    if (plan.modules.empty())
        return Error{
            Errc::NotFound,
            Words::tr(
                "There is no Markdown to import in %1. Name the folder with mkdocs.yml or the pages in it.")
                .arg(name),
            {}};
    if (plan.modules.size() > mostModules)
        return Error{
            Errc::BadInput,
            Words::tr("%1 has more than 99 sections. Import parts of it, each with --module.").arg(name),
            {}};
    plan.nameModules(module, first);
    return plan;
}

void MkDocsPlan::addPage(PlannedModule& module, const QString& title, const QString& source) {
    if (m_taken.contains(source))
        return; // a nav may show one page twice
    m_taken << source;
    module.pages.push_back({source, title, {}});
}

void MkDocsPlan::gather(PlannedModule& module, const course::Files& source, const QString& docs,
                        const std::vector<NavEntry>& entries, course::Problems& left) {
    for (const NavEntry& entry : entries) {
        const QString file =
            nameBeside(docs.isEmpty() ? QStringLiteral("x") : docs + QStringLiteral("/x"), entry.path);
        if (entry.isSection())
            gather(module, source, docs, entry.below, left);
        else if (isText(entry.path) && source.has(file))
            addPage(module, entry.title, file);
        else
            left.add(
                QStringLiteral("mkdocs.yml"), entry.line, 1,
                QStringLiteral("Left out: \"%1\" is not a page of this folder.").arg(entry.path.left(100)));
    }
}

void MkDocsPlan::takeNav(const course::Files& source, const MkDocsSite& site, course::Problems& left) {
    modules.push_back({{}, name, {}}); // what stands in no section comes first
    for (const NavEntry& entry : site.nav) {
        if (!entry.isSection()) {
            gather(modules.front(), source, site.docs, {entry}, left);
            continue;
        }
        PlannedModule module{{}, entry.title, {}};
        gather(module, source, site.docs, entry.below, left);
        modules.push_back(module);
    }
    const QString below = site.docs.isEmpty() ? QString() : site.docs + u'/';
    for (const QString& file : source.names()) {
        if (isText(file) && file.startsWith(below) && !m_taken.contains(file))
            left.add(file, 0, 0, QStringLiteral("Left out: the nav does not name this page."));
    }
}

void MkDocsPlan::takeFolders(const course::Files& source, const QString& docs) {
    const QString below = docs.isEmpty() ? QString() : docs + u'/';
    QStringList files;
    for (const QString& file : source.names()) {
        if (isText(file) && file.startsWith(below))
            files << file;
    }
    // A folder's index is its first page, and its own files come before those of folders in it.
    std::stable_sort(files.begin(), files.end(), [](const QString& a, const QString& b) {
        const auto key = [](const QString& file) {
            return std::tuple(file.section(u'/', 0, -2), !isIndex(file), file);
        };
        return key(a) < key(b);
    });
    for (const QString& file : files) {
        const QString inside = file.mid(below.size());
        const QString folder = inside.contains(u'/') ? inside.section(u'/', 0, 0) : QString();
        const QString title = folder.isEmpty() ? name : titleOf(folder);
        auto it =
            std::find_if(modules.begin(), modules.end(), [&](const auto& one) { return one.id == folder; });
        if (it == modules.end())
            it = modules.insert(modules.end(), {folder, title, {}});
        addPage(*it, {}, file);
    }
}

void MkDocsPlan::nameModules(const QString& one, int first) {
    if (!one.isEmpty()) {
        PlannedModule all{one, name, {}};
        for (auto& module : modules)
            all.pages.insert(all.pages.end(), module.pages.begin(), module.pages.end());
        modules = {all};
    }
    QStringList ids;
    for (std::size_t m = 0; m < modules.size(); ++m) {
        auto& module = modules[m];
        if (one.isEmpty())
            module.id = freeId(QStringLiteral("%1-%2")
                                   .arg(first + static_cast<int>(m), 2, 10, QLatin1Char('0'))
                                   .arg(idOf(module.title, QStringLiteral("section"))),
                               ids);
        QStringList pages;
        for (std::size_t p = 0; p < module.pages.size(); ++p) {
            auto& page = module.pages[p];
            const QString base = page.source.section(u'/', -1).chopped(3);
            const QString folder = page.source.section(u'/', -2, -2);
            page.id =
                freeId(idOf(isIndex(page.source) ? (p == 0 ? QStringLiteral("overview") : folder) : base,
                            QStringLiteral("page")),
                       pages);
            m_places[page.source] = {m, p};
        }
    }
}

std::pair<const PlannedModule*, const PlannedPage*> MkDocsPlan::find(const QString& source) const {
    const auto it = m_places.find(source);
    if (it == m_places.end())
        return {nullptr, nullptr};
    const auto& module = modules[it->second.first];
    return {&module, &module.pages[it->second.second]};
}

} // namespace understudy::authoring
