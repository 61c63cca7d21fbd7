#include "tests/app/ServerProcess.h"

#include <QTest>

using namespace understudy::tests;

/// What clients of understudy-server see when it is stopped.
class tst_ServerStop final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whoWaitsForChangesIsAnsweredWhenItStops() {
        QTemporaryDir folder;
        ServerProcess server(folder.path());
        QVERIFY(server.start());
        const auto pair = server.staff();
        QNetworkAccessManager manager;
        std::vector<QNetworkReply*> waiting;
        for (int i = 0; i < 5; ++i) {
            QNetworkRequest request(
                QUrl(server.root().toString() + QStringLiteral("/sync/v1/changes?wait=60")));
            request.setRawHeader("Authorization", "Basic " + pair.toBase64());
            request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
            waiting.push_back(manager.get(request));
        }
        const auto finished = [&] {
            return std::count_if(waiting.begin(), waiting.end(),
                                 [](const auto* one) { return one->isFinished(); });
        };
        // Four of one credential may wait: when the first has given way, all have arrived.
        QTRY_COMPARE_WITH_TIMEOUT(finished(), 1, 30'000);
        server.process().terminate();
        QTRY_COMPARE_WITH_TIMEOUT(finished(), 5, 30'000);
        for (auto* one : waiting) {
            QCOMPARE(one->error(), QNetworkReply::NoError);
            const auto told = QJsonDocument::fromJson(one->readAll()).object();
            QVERIFY(told[QLatin1String("changes")].isArray());
            QVERIFY(told[QLatin1String("changes")].toArray().isEmpty());
            QVERIFY(!told[QLatin1String("next")].toString().isEmpty());
        }
        QVERIFY(server.process().waitForFinished(30'000));
        QCOMPARE(server.process().exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_ServerStop)
#include "tst_ServerStop.moc"
