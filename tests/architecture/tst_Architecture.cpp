#include "tests/architecture/Sources.h"

#include <QRegularExpression>
#include <QTest>

using namespace understudy::tests;

namespace {

/// A library and the only folders that may know it.
struct Fence {
    const char* header; ///< regular expression on what stands between < and >
    QStringList folders;
};

const QList<Fence> fences = {
    {"^QWebEngine|^QWebChannel|^QtWebEngine", {"views/reader", "app/desktop"}},
    {"^qcustomplot", {"views/charts"}},
    {"^SQLiteCpp|^sqlite3", {"core/journal", "core/search", "core/store", "core/access"}},
    {"^pqxx", {"core/store"}},
    {"^libssh/", {"core/ssh", "core/sshd"}},
    {"^cmark-gfm", {"core/course"}},
    {"^hunspell/", {"core/prose"}},
    {"^yaml-cpp", {"core/course", "core/authoring", "labs/scenario"}},
    {"^sodium",
     {"core/base", "core/course", "core/xapi", "core/store", "core/access", "core/front", "core/lrs"}},
    {"^boost/(asio|beast)", {"core/http"}},
    {"^boost/json",
     {"core/xapi", "core/store", "core/access", "core/lrs", "core/http", "labs/faces", "labs/kubeapi",
      "labs/kubejson", "labs/podstreams", "labs/policies", "labs/dwcpapi", "labs/openapi", "labs/replay",
      "app/dwcpcli"}},
    {"^boost/(?!asio|beast|json)", {}},
    {"^openssl/", {"core/http", "core/base", "core/ssh", "core/access", "core/xapi"}},
    {"^qt6keychain|^keychain", {"app/desktop"}},
};

/// What makes up the simulated production. Nothing in there may depend on the day, the machine or the order
/// of threads.
const QStringList model = {"labs/clock",    "labs/kubernetes", "labs/controllers", "labs/scenario",
                           "labs/signals",  "labs/faults",     "labs/membership",  "labs/migration",
                           "labs/platform", "labs/cluster"};

} // namespace

/// Reads every source once and holds it to the rules that linking alone does not catch.
class tst_Architecture final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        const QString root = qEnvironmentVariable("UNDERSTUDY_SOURCE");
        m_sources = readSources(root);
        m_diagram = readDiagram(root);
        QVERIFY2(m_sources.size() > 20, "no sources found: is UNDERSTUDY_SOURCE set?");
        QVERIFY2(m_diagram.size() > 15, "no module() lines found");
    }

    void cleanup() {
        QVERIFY2(m_faults.isEmpty(), qPrintable(QLatin1Char('\n') + m_faults.join(QLatin1Char('\n'))));
    }

    void init() { m_faults.clear(); }

    void aFolderIncludesOnlyWhatItDeclares() {
        for (const Source& source : m_sources) {
            if (source.folder.startsWith(QLatin1String("app/")))
                continue;
            const QStringList uses = m_diagram.value(source.folder);
            for (const QString& include : source.ours) {
                const QString folder = include.section(QLatin1Char('/'), 0, 1);
                if (folder != source.folder && !uses.contains(folder))
                    fault(
                        source,
                        QStringLiteral("includes %1, which %2 does not declare").arg(include, source.folder));
            }
        }
    }

    void folderUsesOnlyFoldersAboveIt() {
        QStringList seen;
        for (const char* top : {"core", "labs", "views"}) {
            const bool core = qstrcmp(top, "core") == 0, labs = qstrcmp(top, "labs") == 0;
            for (auto it = m_diagram.cbegin(); it != m_diagram.cend(); ++it) {
                if (!it.key().startsWith(QLatin1String(top) + QLatin1Char('/')))
                    continue;
                for (const QString& used : it.value()) {
                    const bool bad = (core && !used.startsWith(QLatin1String("core/"))) ||
                                     (labs && used.startsWith(QLatin1String("views/"))) ||
                                     (!core && !labs && used.startsWith(QLatin1String("labs/")) &&
                                      used != QLatin1String("labs/session"));
                    if (bad)
                        m_faults << QStringLiteral("%1 may not use %2").arg(it.key(), used);
                }
            }
        }
    }

    void onlyTheWindowIncludesOtherViews() {
        for (auto it = m_diagram.cbegin(); it != m_diagram.cend(); ++it) {
            if (!it.key().startsWith(QLatin1String("views/")) || it.key() == QLatin1String("views/window"))
                continue;
            for (const QString& used : it.value()) {
                if (used.startsWith(QLatin1String("views/")) && used != QLatin1String("views/theme"))
                    m_faults << QStringLiteral("%1 may not use %2").arg(it.key(), used);
            }
        }
    }

    void coreKnowsNoScreen() {
        static const QRegularExpression screen(
            QStringLiteral("^(QtWidgets/|QtGui/"
                           "|QWidget|QApplication|QColor|QPainter|QImage|QPixmap|QFont|QGuiApplication)"));
        for (const Source& source : m_sources)
            for (const QString& include : source.theirs)
                if (source.folder.startsWith(QLatin1String("core/")) && screen.match(include).hasMatch())
                    fault(source, QStringLiteral("includes <%1>").arg(include));
    }

    void theTerminalEngineAndTheModelKnowNoQt() {
        for (const Source& source : m_sources)
            for (const QString& include : source.theirs)
                if ((source.folder == QLatin1String("core/terminal") || model.contains(source.folder)) &&
                    include.startsWith(QLatin1Char('Q')))
                    fault(source, QStringLiteral("includes <%1>").arg(include));
    }

    void aLibraryIsKnownToItsFolderOnly() {
        for (const Source& source : m_sources)
            for (const QString& include : source.theirs)
                for (const Fence& fence : fences)
                    if (QRegularExpression(QLatin1String(fence.header)).match(include).hasMatch() &&
                        !fence.folders.contains(source.folder))
                        fault(source, QStringLiteral("includes <%1>; only %2 may")
                                          .arg(include, fence.folders.join(QStringLiteral(", "))));
    }

    void threadsAreMadeInAppOnly() {
        static const QRegularExpression thread(
            QStringLiteral("std::j?thread\\b(?!::)|std::async\\b|\\bQThread\\s*[({]|new "
                           "QThread|QtConcurrent::|pthread_create"));
        for (const Source& source : m_sources)
            if (!source.folder.startsWith(QLatin1String("app/")) &&
                thread.match(withoutComments(source.text)).hasMatch())
                fault(source, QStringLiteral("makes a thread"));
    }

    void coloursAreNumbersInTheThemeOnly() {
        static const QRegularExpression colour(
            QStringLiteral("\"#[0-9A-Fa-f]{6}\\b|QColor\\(\\s*(0x|\\d)|qRgba?\\(\\s*\\d"));
        for (const Source& source : m_sources)
            if (source.folder.startsWith(QLatin1String("views/")) &&
                source.folder != QLatin1String("views/theme") && colour.match(source.text).hasMatch())
                fault(source, QStringLiteral("writes a colour as a number"));
    }

    void theModelReadsNoWallClock() {
        static const QRegularExpression clock(QStringLiteral(
            "system_clock::now|steady_clock::now|\\btime\\(|gettimeofday|std::rand\\b|random_device"));
        for (const Source& source : m_sources)
            if (model.contains(source.folder) && clock.match(withoutComments(source.text)).hasMatch())
                fault(source, QStringLiteral("reads a clock or chance from outside"));
    }

    void aSourceIncludesItsOwnHeaderFirst() {
        for (const Source& source : m_sources) {
            if (!source.path.endsWith(QLatin1String(".cpp")))
                continue;
            QString header = source.path;
            header.replace(header.size() - 3, 3, QStringLiteral("h"));
            const bool has = std::any_of(m_sources.cbegin(), m_sources.cend(),
                                         [&](const Source& other) { return other.path == header; });
            if (has && source.ours.value(0) != header)
                fault(source, QStringLiteral("does not include its own header first"));
        }
    }

private:
    void fault(const Source& source, const QString& what) {
        m_faults << source.path + QStringLiteral(": ") + what;
    }

    QList<Source> m_sources;
    QMap<QString, QStringList> m_diagram;
    QStringList m_faults;
};

QTEST_GUILESS_MAIN(tst_Architecture)
#include "tst_Architecture.moc"
