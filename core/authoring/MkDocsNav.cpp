#include "core/authoring/MkDocsNav.h"

#include <QCoreApplication>

#include <yaml-cpp/yaml.h>

namespace understudy::authoring {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::authoring)
};

constexpr int deepest = 8;
constexpr int most = 5000;
constexpr qsizetype largest = 1024 * 1024;

QString textOf(const YAML::Node& node) {
    return node.IsScalar() ? QString::fromStdString(node.Scalar()).simplified() : QString();
}

/// Walks the list of entries; aliases make one node appear in many places, so all visits are counted.
class NavReader final {
public:
    std::vector<NavEntry> entries(const YAML::Node& list, int depth) {
        std::vector<NavEntry> out;
        if (!list.IsSequence() || depth > deepest)
            return out;
        for (const auto& node : list) {
            if (++m_seen > most)
                break;
            if (node.IsScalar())
                out.push_back({{}, textOf(node), {}, lineOf(node)});
            else if (node.IsMap() && node.size() == 1)
                out.push_back(titled(*node.begin(), depth));
        }
        std::erase_if(out, [](const NavEntry& entry) { return entry.isSection() && entry.below.empty(); });
        return out;
    }

private:
    NavEntry titled(const YAML::detail::iterator_value& pair, int depth) {
        NavEntry entry{textOf(pair.first), textOf(pair.second), {}, lineOf(pair.first)};
        if (pair.second.IsSequence())
            entry.below = entries(pair.second, depth + 1);
        return entry;
    }
    static int lineOf(const YAML::Node& node) { return node.Mark().line + 1; }

    int m_seen = 0;
};

} // namespace

Result<MkDocsSite> readMkDocs(const QByteArray& yaml) {
    if (yaml.size() > largest || !yaml.isValidUtf8() || yaml.contains('\0'))
        return Error{Errc::BadInput, Words::tr("mkdocs.yml is not text of at most 1 MiB."), {}};
    // yaml-cpp reports by exceptions; they end here.
    try {
        const YAML::Node root = YAML::Load(yaml.toStdString());
        if (!root.IsMap())
            return Error{Errc::BadInput, Words::tr("mkdocs.yml holds no settings."), {}};
        MkDocsSite site;
        if (const auto name = root["site_name"]; name)
            site.name = textOf(name);
        if (const auto docs = root["docs_dir"]; docs && !textOf(docs).isEmpty())
            site.docs = textOf(docs);
        if (const auto nav = root["nav"]; nav)
            site.nav = NavReader().entries(nav, 0);
        return site;
    } catch (const YAML::Exception& e) {
        return Error{Errc::BadInput, Words::tr("mkdocs.yml cannot be read. Mend it first."),
                     QStringLiteral("mkdocs.yml:%1:%2: %3")
                         .arg(e.mark.line + 1)
                         .arg(e.mark.column + 1)
                         .arg(QString::fromStdString(e.msg))};
    }
}

} // namespace understudy::authoring
