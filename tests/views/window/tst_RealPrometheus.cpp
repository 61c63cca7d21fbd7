#include "core/base/Clock.h"
#include "labs/session/ControlClient.h"
#include "views/charts/dashboard/DashboardView.h"

#include <QApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using charts::DashboardView;
using charts::PanelFrame;

namespace {

void put(const QString& name, const QByteArray& text) {
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(name));
}

/// A program that is ended with the test.
class Program final {
public:
    ~Program() {
        process.terminate();
        if (!process.waitForFinished(10'000))
            process.kill();
        process.waitForFinished(5000);
    }
    QProcess process;
};

} // namespace

/// The dashboards that come with the program on a real Prometheus, which scrapes the lab as it runs at speed
/// 1: what a company's own cluster would show.
class tst_RealPrometheus final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    Program m_lab, m_server;
    QUrl m_address;
    QJsonObject m_about;
    QNetworkAccessManager m_network;

    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    void startLab() {
        put(path("scenario.yaml"),
            "lab: scraped\nbase: train\nclock: {history: 2h}\nfaults:\n"
            "  - {id: slow, at: 0s, do: net, from: \"worker-*\", to: \"worker-*\", mbps: 20}\n");
        m_lab.process.start(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab"),
                            {QStringLiteral("serve"), QStringLiteral("--json"), QStringLiteral("--home"),
                             path("home"), QStringLiteral("--scenario"), path("scenario.yaml")});
        QVERIFY(QTest::qWaitFor([this] { return m_lab.process.canReadLine(); }, 60'000));
    }

    /// Some machines on their way, slowly: while none is, there is nothing to say of streams and bandwidth.
    void startMigrations(int first) {
        const QUrl url(m_about[QLatin1String("dwcp")][QLatin1String("url")].toString() +
                       QStringLiteral("/v3/migrations"));
        const QString token = m_about[QLatin1String("dwcp")][QLatin1String("token")].toString();
        for (int vm = first; vm < first + 4; ++vm) {
            QNetworkRequest request(url);
            request.setRawHeader("Authorization", "Bearer " + token.toUtf8());
            request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
            std::optional<web::Ending> ending;
            web::send(m_network, request,
                      "{\"vm_id\":\"vm-200" + QByteArray::number(vm).rightJustified(2, '0') +
                          "\",\"target_node\":\"worker-0" + QByteArray::number(10 + vm % 10) + "\"}",
                      {}, this, [&ending](const web::Ending& said) { ending = said; });
            QVERIFY(QTest::qWaitFor([&ending] { return ending.has_value(); }, 20'000));
            QVERIFY2(ending->status == 202, ending->body.constData());
        }
    }

    void startServer(const QString& program, const QUrl& lab) {
        put(path("prometheus.yml"),
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\nscrape_configs:\n- job_name: lab\n"
            "  honor_labels: true\n  static_configs: [{targets: ['" +
                lab.authority().toUtf8() + "']}]\n");
        quint16 port = 0;
        {
            QTcpServer free;
            QVERIFY(free.listen(QHostAddress::LocalHost));
            port = free.serverPort();
        }
        m_server.process.setStandardOutputFile(QProcess::nullDevice());
        m_server.process.setStandardErrorFile(QProcess::nullDevice());
        m_server.process.start(program, {QStringLiteral("--config.file=") + path("prometheus.yml"),
                                         QStringLiteral("--storage.tsdb.path=") + path("data"),
                                         QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(port)});
        QVERIFY(QTest::qWaitFor(
            [port] {
                QTcpSocket there;
                there.connectToHost(QHostAddress::LocalHost, port);
                return there.waitForConnected(200);
            },
            60'000));
        m_address = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port));
    }

    /// "title: what it says" of the panels that ask for something and show nothing.
    static QStringList empty(const DashboardView& view) {
        QStringList found;
        for (const PanelFrame* frame : view.grid().frames())
            if (!frame->panel().targets.empty() && frame->seriesShown() <= 0)
                found << frame->panel().title + QStringLiteral(": ") + frame->note();
        return found;
    }

private Q_SLOTS:
    void initTestCase() {
        m_network.setProxy(QNetworkProxy::NoProxy);
        const QString program = QStandardPaths::findExecutable(QStringLiteral("prometheus"));
        if (program.isEmpty())
            QSKIP("prometheus is not installed");
        if (!QFile::exists(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab")))
            QSKIP("understudy-lab is not built");
        startLab();
        m_about = QJsonDocument::fromJson(m_lab.process.readLine()).object();
        startServer(program, QUrl(m_about[QLatin1String("prometheus")][QLatin1String("url")].toString()));
    }

    void everyPanelOfTheProgramsDashboardsIsFilled_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QStringList>("mayBeEmpty"); // while all is well
        QTest::addColumn<int>("machines");           // the first of those that are sent on their way
        QTest::newRow("cluster overview")
            << QStringLiteral("cluster-overview") << QStringList{QStringLiteral("Alerts")} << 1;
        QTest::newRow("migrations") << QStringLiteral("vm-migration") << QStringList{} << 5;
        QTest::newRow("network") << QStringLiteral("network-performance") << QStringList{} << 9;
        QTest::newRow("consensus") << QStringLiteral("consensus-state") << QStringList{} << 13;
    }
    void everyPanelOfTheProgramsDashboardsIsFilled() {
        QFETCH(QString, file);
        QFETCH(QStringList, mayBeEmpty);
        QFETCH(int, machines);
        startMigrations(machines);
        metrics::PrometheusClient client(m_address);
        theme::Theme theme;
        theme.setMode(theme::Mode::Light);
        SystemClock clock;
        DashboardView view(theme, clock);
        view.resize(1440, 872);
        view.show();
        view.setSource(&client);
        const auto opened = view.openFile(qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                                          QStringLiteral("/labs/catalog/dashboards/%1.json").arg(file));
        QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().detail));
        const auto filled = [&] {
            view.refresh();
            return QTest::qWaitFor(
                [&] {
                    for (const QString& each : empty(view))
                        if (!mayBeEmpty.contains(each.section(QStringLiteral(": "), 0, 0)))
                            return false;
                    return true;
                },
                3000);
        };
        bool done = false;
        for (int round = 0; round < 25 && !done; ++round) // two scrapes are there after some seconds
            done = filled();
        QVERIFY2(done, qPrintable(empty(view).join(QLatin1Char('\n'))));
        for (const PanelFrame* frame : view.grid().frames())
            QVERIFY2(!frame->note().contains(QLatin1String("error")), qPrintable(frame->note()));
        const QString shots = qEnvironmentVariable("UNDERSTUDY_SHOTS");
        if (!shots.isEmpty())
            view.grab().save(shots + QStringLiteral("/real-") + file + QStringLiteral(".png"));
    }

    void aServerThatGoesAwayIsToldAndComesBack() {
        metrics::PrometheusClient client(QUrl(QStringLiteral("http://127.0.0.1:9")));
        theme::Theme theme;
        SystemClock clock;
        DashboardView view(theme, clock);
        view.resize(1000, 700);
        view.show();
        QVERIFY(view.openFile(qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                              QStringLiteral("/labs/catalog/dashboards/consensus-state.json"))
                    .ok());
        view.setSource(&client);
        const PanelFrame* first = view.grid().frames().front();
        QTRY_VERIFY_WITH_TIMEOUT(first->note().contains(QLatin1String("does not answer")), 20'000);
        client.setBase(m_address);
        view.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(
            !view.grid().frames().front()->note().contains(QLatin1String("does not answer")), 20'000);
    }
};

QTEST_MAIN(tst_RealPrometheus)
#include "tst_RealPrometheus.moc"
