#pragma once

#include "core/authoring/MkDocsNav.h"
#include "core/course/Files.h"
#include "core/course/Problem.h"

#include <map>

namespace understudy::authoring {

/// Which page of a site goes where in the pack.
struct PlannedPage {
    QString source; ///< name in the source: "docs/guide/start.md"
    QString title;  ///< of the nav; may be empty
    QString id;     ///< "start"
};
struct PlannedModule {
    QString id, title;
    std::vector<PlannedPage> pages;
};

/// A site laid out as modules.
class MkDocsPlan final {
public:
    /// @p module: all in one of this id. Otherwise sections are modules, numbered from @p first.
    static Result<MkDocsPlan> make(const course::Files& source, const QString& name, const QString& module,
                                   int first, course::Problems& left);

    QString name;
    std::vector<PlannedModule> modules;
    /// Module and page of a source's name; nullptrs when it is not in the plan.
    std::pair<const PlannedModule*, const PlannedPage*> find(const QString& source) const;

private:
    void takeNav(const course::Files& source, const MkDocsSite& site, course::Problems& left);
    void takeFolders(const course::Files& source, const QString& docs);
    void addPage(PlannedModule& module, const QString& title, const QString& source);
    void gather(PlannedModule& module, const course::Files& source, const QString& docs,
                const std::vector<NavEntry>& entries, course::Problems& left);
    void nameModules(const QString& one, int first);

    std::map<QString, std::pair<std::size_t, std::size_t>> m_places;
    QStringList m_taken;
};

} // namespace understudy::authoring
