#include "views/reader/Enclosure.h"
#include "views/reader/Engine.h"
#include "views/reader/LockedPage.h"
#include "views/reader/PageDocument.h"

#include <QApplication>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QUdpSocket>
#include <QWebEngineFindTextResult>
#include <QWebEngineScript>
#include <QWebEngineSettings>
#include <QWebEngineView>
#include <QtTest>

#include <unistd.h>

using namespace understudy;
using namespace understudy::reader;

namespace {

QString textFrom(const char* name) {
    QFile file(qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/tests/views/reader/") +
               QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

/// Puts bodies into the room that no pack could bring there, since Markdown never becomes HTML of the
/// author's: what stops them is the second wall. A listener on this computer hears whether anything gets out.
class TestEnclosure final : public QObject {
    Q_OBJECT

    QTcpServer m_tcp;
    QUdpSocket m_udp;
    int m_connections = 0, m_packets = 0;
    QStringList m_asked;
    QByteArray m_hostile;
    std::unique_ptr<Enclosure> m_room;
    std::unique_ptr<LockedPage> m_page;
    std::unique_ptr<QWebEngineView> m_view;

    QVariant ask(const QString& script, quint32 world = QWebEngineScript::ApplicationWorld) {
        QVariant answer;
        bool done = false;
        m_page->runJavaScript(script, world, [&](const QVariant& value) {
            answer = value;
            done = true;
        });
        return QTest::qWaitFor([&] { return done; }, 5000) ? answer : QVariant();
    }

    void show(const QString& body) {
        QString out = body;
        out.replace(QStringLiteral("OUT"), QStringLiteral("http://127.0.0.1:%1").arg(m_tcp.serverPort()));
        out.replace(QStringLiteral("STUN"), QStringLiteral("stun:127.0.0.1:%1").arg(m_udp.localPort()));
        m_hostile = document(QStringLiteral("Hostile"), out, false);
        QSignalSpy loaded(m_page.get(), &QWebEnginePage::loadFinished);
        m_page->show(QUrl(QStringLiteral("course://dwcp/page/hostile")));
        QVERIFY(loaded.wait(20000));
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_tcp.listen(QHostAddress::LocalHost));
        connect(&m_tcp, &QTcpServer::newConnection, this, [this] {
            ++m_connections;
            qWarning() << "a connection came through";
        });
        QVERIFY(m_udp.bind(QHostAddress::LocalHost));
        connect(&m_udp, &QUdpSocket::readyRead, this, [this] { ++m_packets; });
        m_room =
            std::make_unique<Enclosure>([this](const QString& kind, const QString& name) -> Result<Served> {
                m_asked << kind + u'/' + name;
                if (kind == QLatin1String("page") && name == QLatin1String("hostile"))
                    return Served{m_hostile, "text/html"};
                return Error{Errc::NotFound, QStringLiteral("not in the table"), {}};
            });
        m_page = std::make_unique<LockedPage>(m_room->profile(), nullptr);
        m_view = std::make_unique<QWebEngineView>();
        m_view->setPage(m_page.get());
        m_view->resize(800, 600);
        m_view->show();
    }

    void theListenerHears() {
        QTcpSocket probe;
        probe.connectToHost(QHostAddress::LocalHost, m_tcp.serverPort());
        QVERIFY(probe.waitForConnected());
        QTRY_COMPARE(m_connections, 1);
        m_connections = 0;
    }

    void everySwitchIsOff() {
        using W = QWebEngineSettings;
        for (const auto attribute :
             {W::JavascriptEnabled, W::LocalContentCanAccessRemoteUrls, W::LocalContentCanAccessFileUrls,
              W::LocalStorageEnabled, W::PluginsEnabled, W::PdfViewerEnabled, W::WebGLEnabled,
              W::ScreenCaptureEnabled, W::DnsPrefetchEnabled, W::HyperlinkAuditingEnabled,
              W::NavigateOnDropEnabled, W::JavascriptCanOpenWindows, W::JavascriptCanPaste,
              W::JavascriptCanAccessClipboard, W::FullScreenSupportEnabled, W::ErrorPageEnabled})
            QVERIFY2(!m_page->settings()->testAttribute(attribute), qPrintable(QString::number(attribute)));
        QVERIFY(m_room->profile()->isOffTheRecord());
        QCOMPARE(m_page->settings()->unknownUrlSchemePolicy(), QWebEngineSettings::DisallowUnknownUrlSchemes);
        QVERIFY(qgetenv("QTWEBENGINE_CHROMIUM_FLAGS").contains("disable_non_proxied_udp"));
        QVERIFY(!qgetenv("QTWEBENGINE_CHROMIUM_FLAGS").contains("remote-debugging"));
    }

    void nothingOfAHostilePageGetsOut() {
        QVERIFY(!textFrom("hostile.html").isEmpty() && !textFrom("hostile.js").isEmpty());
        show(textFrom("hostile.html"));
        QSignalSpy outside(m_page.get(), &LockedPage::outsideChosen);
        for (const char* id : {"a", "b", "c", "d", "e"})
            ask(QStringLiteral("document.getElementById('%1').click()").arg(QLatin1String(id)));
        ask(QStringLiteral("document.getElementById('f').submit()"));
        QTRY_VERIFY(outside.count() >= 1); // told to the view, which asks the person; not gone to
        QTest::qWait(2500);                // time for whatever wants to get out
        QCOMPARE(m_connections, 0);
        QCOMPARE(m_packets, 0);
        QCOMPARE(m_page->title(), QStringLiteral("Hostile"));
        QCOMPARE(m_page->url(), QUrl(QStringLiteral("course://dwcp/page/hostile")));
        for (const QString& name : m_asked)
            QVERIFY2(!name.startsWith(u'/') && !name.contains(QStringLiteral("..")), qPrintable(name));
    }

    void evenAScriptOfOursCannotGetOut() {
        // Should a script ever run, it still stands before the policy, the gate and the engine's switches.
        show(QStringLiteral("<p>x</p>"));
        ask(textFrom("hostile.js").arg(m_tcp.serverPort()).arg(m_udp.localPort()));
        QTest::qWait(2500);
        QCOMPARE(m_connections, 0);
        QCOMPARE(m_packets, 0);
        QCOMPARE(m_page->url(), QUrl(QStringLiteral("course://dwcp/page/hostile")));
    }

    void thePagesOwnWorldRunsNothing() {
        show(QStringLiteral("<p>x</p>"));
        QVERIFY(!ask(QStringLiteral("6 * 7"), QWebEngineScript::MainWorld).isValid());
        QCOMPARE(ask(QStringLiteral("6 * 7")).toInt(), 42);
    }

    void onlyPlainReadingOfKnownNamesIsAnswered() {
        show(QStringLiteral("<img src=\"course://dwcp/file/nothing.png\">"));
        QVERIFY(m_asked.contains(QStringLiteral("file/nothing.png")));
        m_page->load(QUrl(QStringLiteral("course://dwcp/page/elsewhere"))); // not by show(): refused
        m_page->load(QUrl(QStringLiteral("https://example.org/")));
        QTest::qWait(300);
        QCOMPARE(m_page->url(), QUrl(QStringLiteral("course://dwcp/page/hostile")));
    }

    void onlyRootMayGoWithoutTheSandbox() {
        if (geteuid() != 0)
            QSKIP("this needs root, to become somebody else");
        QCOMPARE(sandboxIsOn(), false);
        for (const char* variable :
             {"QTWEBENGINE_DISABLE_SANDBOX=1", "QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox"}) {
            QProcess other;
            other.start(QStringLiteral("su"),
                        {QStringLiteral("-s"), QStringLiteral("/bin/sh"), QStringLiteral("nobody"),
                         QStringLiteral("-c"),
                         QStringLiteral("env HOME=/tmp QT_QPA_PLATFORM=offscreen %1 %2 --prepare-only")
                             .arg(QLatin1String(variable), QCoreApplication::applicationFilePath())});
            QVERIFY(other.waitForFinished());
            QCOMPARE(other.exitCode(), 3);
        }
        QProcess plain;
        plain.start(QStringLiteral("su"),
                    {QStringLiteral("-s"), QStringLiteral("/bin/sh"), QStringLiteral("nobody"),
                     QStringLiteral("-c"),
                     QStringLiteral("env -u QTWEBENGINE_CHROMIUM_FLAGS -u QTWEBENGINE_DISABLE_SANDBOX "
                                    "HOME=/tmp %1 --prepare-only")
                         .arg(QCoreApplication::applicationFilePath())});
        QVERIFY(plain.waitForFinished());
        QCOMPARE(plain.exitCode(), 0);
    }

    void cleanupTestCase() {
        m_view.reset();
        m_page.reset();
        m_room.reset();
    }
};

int main(int argc, char** argv) {
    const auto engine = prepareEngine(true);
    if (argc > 1 && qstrcmp(argv[1], "--prepare-only") == 0)
        return engine.ok() ? (engine->sandboxOn ? 0 : 4) : 3;
    if (!engine.ok())
        qFatal("%s", qPrintable(engine.error().sentence));
    QApplication application(argc, argv);
    TestEnclosure test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_Enclosure.moc"
