#include "app/lab/Scenery.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace understudy::lab {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("lab", text); }

Result<std::string> readFile(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Errc::NotFound, tr("%1 cannot be read.").arg(name), file.errorString()};
    return file.readAll().toStdString();
}

} // namespace

QString shareFolder() {
    const QString asked = qEnvironmentVariable("UNDERSTUDY_SHARE");
    const QString program = QCoreApplication::applicationDirPath();
    for (const QString& folder :
         {asked, program + QStringLiteral("/../share/understudy"), QStringLiteral("/usr/share/understudy")})
        if (!folder.isEmpty() && QFileInfo(folder + QStringLiteral("/topologies")).isDir())
            return QDir(folder).canonicalPath();
    return {};
}

QStringList toolFolders() {
    const QString program = QCoreApplication::applicationDirPath();
    QStringList found;
    for (const QString& folder :
         {qEnvironmentVariable("UNDERSTUDY_TOOLS"), program + QStringLiteral("/../../tools/bin"),
          program + QStringLiteral("/../lab-tools"), QStringLiteral("/usr/lib/understudy/bin")})
        if (!folder.isEmpty() && (QFileInfo(folder + QStringLiteral("/kubectl")).isExecutable() ||
                                  QFileInfo(folder + QStringLiteral("/dwcp-cli")).isExecutable()))
            found.append(QDir(folder).canonicalPath());
    return found;
}

QString networkProgram() {
    const QString program = QCoreApplication::applicationDirPath();
    for (const QString& folder : {program, QStringLiteral("/usr/lib/understudy/bin")})
        if (const QFileInfo found(folder + QStringLiteral("/understudy-lab-net")); found.isExecutable())
            return found.filePath();
    return {};
}

Result<cluster::Topology> topologyNamed(const QString& base) {
    if (base.contains(u'/') || base.startsWith(u'.'))
        return Error{Errc::BadInput,
                     tr("\"base\" of the scenario must be the name of a topology, such as small."),
                     {}};
    const QString share = shareFolder();
    if (share.isEmpty())
        return Error{Errc::NotFound,
                     tr("The folder share/understudy is missing. Install Understudy again, or name it by "
                        "UNDERSTUDY_SHARE."),
                     {}};
    const auto text = readFile(share + QStringLiteral("/topologies/") + base + QStringLiteral(".yaml"));
    if (!text)
        return text.error();
    auto read = cluster::Topology::parse(*text, base.toStdString() + ".yaml");
    if (const auto* problem = std::get_if<cluster::Problem>(&read))
        return Error{Errc::BadInput, QString::fromStdString(problem->text), {}};
    auto topology = std::get<cluster::Topology>(std::move(read));
    const QDir folder(share + QStringLiteral("/rules"));
    for (const QString& name : folder.entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
        const auto rules = readFile(folder.filePath(name));
        if (!rules)
            return rules.error();
        auto groups = cluster::parseRules(*rules, "rules/" + name.toStdString());
        if (const auto* problem = std::get_if<cluster::Problem>(&groups))
            return Error{Errc::BadInput, QString::fromStdString(problem->text), {}};
        for (auto& group : std::get<std::vector<cluster::RuleGroup>>(groups))
            topology.rules.push_back(std::move(group));
    }
    return topology;
}

namespace {

Result<Scenery> withTopology(Scenery scenery) {
    auto topology = topologyNamed(QString::fromStdString(scenery.scenario.base));
    if (!topology)
        return topology.error();
    scenery.topology = std::move(topology.value());
    if (const std::string unfit = scenery.scenario.unfit(scenery.topology); !unfit.empty())
        return Error{Errc::BadInput, QString::fromStdString(unfit), {}};
    return scenery;
}

} // namespace

Result<Scenery> loadScenery(const Options& options) {
    Scenery scenery;
    scenery.scenario.lab = "free";
    QString name = options.scenario;
    if (!options.lab.isEmpty())
        name = options.catalog + u'/' + options.lab + QStringLiteral("/scenario.yaml");
    if (!name.isEmpty()) {
        const auto text = readFile(name);
        if (!text)
            return text.error();
        auto read = cluster::Scenario::parse(*text, name.toStdString());
        if (const auto* problem = std::get_if<cluster::Problem>(&read))
            return Error{Errc::BadInput, QString::fromStdString(problem->text), {}};
        scenery.scenario = std::get<cluster::Scenario>(std::move(read));
    }
    if (options.seed)
        scenery.scenario.seed = *options.seed;
    return withTopology(std::move(scenery));
}

Result<Scenery> sceneryOf(const cluster::Beginning& beginning) {
    Scenery scenery;
    scenery.scenario.lab = beginning.lab;
    scenery.scenario.base = beginning.base;
    if (!beginning.scenario.empty()) {
        auto read = cluster::Scenario::parse(beginning.scenario, "scenario.yaml");
        if (const auto* problem = std::get_if<cluster::Problem>(&read))
            return Error{Errc::BadInput, QString::fromStdString(problem->text), {}};
        scenery.scenario = std::get<cluster::Scenario>(std::move(read));
    }
    scenery.scenario.seed = beginning.seed;
    return withTopology(std::move(scenery));
}

} // namespace understudy::lab
