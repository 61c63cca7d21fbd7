#include "tests/app/ServerCase.h"
#include "tests/app/Workstation.h"
#include "tests/fakes/ProcessMemory.h"
#include "tests/fakes/Seed.h"
#include "tests/fakes/SmallDisk.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTcpServer>

#include <csignal>
#include <unistd.h>

using namespace understudy::tests;
using understudy::fakes::SmallDisk;
namespace fakes = understudy::fakes;

namespace {

struct Batch {
    QStringList ids;
    QByteArray body;
};

Batch batchOf(int count) {
    Batch batch;
    QJsonArray all;
    for (int i = 0; i < count; ++i) {
        batch.ids.append(newId());
        all.append(statement(batch.ids.last()));
    }
    batch.body = textOf(all);
    return batch;
}

/// One POST that nobody waits for in between: the test kills the server while it is under way.
class Post final {
public:
    Post(const QUrl& root, const QByteArray& pair, const QByteArray& body) {
        QNetworkRequest request(QUrl(root.toString() + QStringLiteral("/xapi/statements")));
        request.setRawHeader("X-Experience-API-Version", "2.0.0");
        request.setRawHeader("Authorization", "Basic " + pair.toBase64());
        request.setRawHeader("Content-Type", "application/json");
        m_reply = m_manager.post(request, body);
    }
    bool finished() const { return m_reply->isFinished(); }
    /// The server has said that everything is stored, in so many words.
    bool acknowledged(const QStringList& ids) {
        if (m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 200 ||
            m_reply->error() != QNetworkReply::NoError)
            return false;
        const auto named = QJsonDocument::fromJson(m_reply->readAll()).array();
        QStringList got;
        for (const auto& one : named)
            got.append(one.toString());
        return got == ids;
    }
    int status() const { return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); }

private:
    QNetworkAccessManager m_manager;
    QNetworkReply* m_reply = nullptr;
};

} // namespace

/// The program understudy-server as such: how it starts, serves, dies and ends.
class tst_ServerProgram final : public QObject, ServerCase {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void helpAndVersionAreToldAndAllIsWell() {
        const auto help = ServerProcess::runAny({QStringLiteral("--help")});
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.contains(QStringLiteral("serve")) &&
                help.out.contains(QStringLiteral("Exit status")));
        const auto version = ServerProcess::runAny({QStringLiteral("--version")});
        QCOMPARE(version.code, 0);
        QVERIFY(version.out.contains(QStringLiteral("understudy-server ")));
    }

    void wrongUseIsExitCodeTwoAndASentence_data() {
        QTest::addColumn<QStringList>("words");
        const QString at = QStringLiteral("--data"),
                      here = QStringLiteral("/tmp/understudy-nobody-made-this");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("no folder") << QStringList{QStringLiteral("serve")};
        QTest::newRow("unknown option") << QStringList{QStringLiteral("serve"), QStringLiteral("--fast")};
        QTest::newRow("certificate without key") << QStringList{
            QStringLiteral("serve"), at, here, QStringLiteral("--tls-cert"), QStringLiteral("c.pem")};
        QTest::newRow("both kinds of TLS") << QStringList{QStringLiteral("serve"),
                                                          at,
                                                          here,
                                                          QStringLiteral("--tls-cert"),
                                                          QStringLiteral("c.pem"),
                                                          QStringLiteral("--tls-key"),
                                                          QStringLiteral("k.pem"),
                                                          QStringLiteral("--local-tls")};
        QTest::newRow("role") << QStringList{
            QStringLiteral("user"),   QStringLiteral("add"), QStringLiteral("a"), at, here,
            QStringLiteral("--role"), QStringLiteral("king")};
    }
    void wrongUseIsExitCodeTwoAndASentence() {
        QFETCH(QStringList, words);
        const auto ended = ServerProcess::runAny(words);
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.err.startsWith(QStringLiteral("understudy-server: ")) &&
                     ended.err.trimmed().endsWith(u'.'),
                 qPrintable(ended.err));
        QVERIFY(ended.out.isEmpty());
        QVERIFY(!QFile::exists(QStringLiteral("/tmp/understudy-nobody-made-this")));
    }

    void whatMakesNoSenseInAFolderIsRefused() {
        const auto code = [&](const QStringList& words) { return m_server->run(words).code; };
        QCOMPARE(code({QStringLiteral("dance")}), 2);
        QCOMPARE(code({QStringLiteral("user"), QStringLiteral("add")}), 2);
        QCOMPARE(code({QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("somewhere")}), 2);
        const auto open =
            m_server->run({QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("0.0.0.0:0")});
        QCOMPARE(open.code, 2);
        QVERIFY2(open.err.contains(QStringLiteral("TLS")), qPrintable(open.err));
        const auto missing = m_server->run({QStringLiteral("serve"), QStringLiteral("--tls-cert"),
                                            QStringLiteral("/nowhere/c.pem"), QStringLiteral("--tls-key"),
                                            QStringLiteral("/nowhere/k.pem")});
        QCOMPARE(missing.code, 1);
        QVERIFY2(missing.err.contains(QStringLiteral("/nowhere/c.pem")), qPrintable(missing.err));
        QCOMPARE(code({QStringLiteral("user"), QStringLiteral("code"), QStringLiteral("nobody")}), 1);
    }

    void aSecondServerOnTheSameFolderIsTurnedAway() {
        QVERIFY(m_server->start());
        const auto second = m_server->run(
            {QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")});
        QCOMPARE(second.code, 3);
        QVERIFY2(second.err.contains(data()), qPrintable(second.err));
        QCOMPARE(m_server->ask("GET", QStringLiteral("/xapi/about")).status, 200);
        QTemporaryDir other;
        const auto taken = ServerProcess::runAny(
            {QStringLiteral("serve"), QStringLiteral("--data"), other.path(), QStringLiteral("--listen"),
             QStringLiteral("127.0.0.1:%1").arg(m_server->root().port())});
        QCOMPARE(taken.code, 1); // the port is taken
        QVERIFY(!taken.err.isEmpty());
    }

    void peopleAndDevicesAreCaredForWhileItServes() {
        QVERIFY(m_server->start());
        const auto added =
            m_server->run({QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("anna"),
                           QStringLiteral("--name"), QStringLiteral("Anna Berg")});
        QCOMPARE(added.code, 0);
        const auto code = added.out.section(QStringLiteral(": "), 1).section(u'\n', 0, 0);
        QCOMPARE(code.size(), 19);
        QCOMPARE(m_server->run({QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("anna")}).code,
                 1);
        const auto enroll = [&](const QString& with) {
            return m_server->ask(
                "POST", QStringLiteral("/understudy/v1/enroll"), {},
                QJsonDocument(QJsonObject{{QStringLiteral("code"), with},
                                          {QStringLiteral("device"), newId()},
                                          {QStringLiteral("name"), QStringLiteral("ThinkPad")}})
                    .toJson());
        };
        const auto enrolled = enroll(code.toLower().remove(u'-'));
        QCOMPARE(enrolled.status, 200);
        const auto user = enrolled.json()[QStringLiteral("user")].toString();
        const auto pair = (user + u':' + enrolled.json()[QStringLiteral("password")].toString()).toUtf8();
        QCOMPARE(enroll(code).status, 403); // once is all
        const auto list = QStringLiteral("/xapi/statements");
        QCOMPARE(m_server->ask("GET", list, pair).status, 200);
        QCOMPARE(m_server->ask("GET", list, (user + QStringLiteral(":wrong")).toUtf8()).status, 401);
        const auto program = m_server->device(QStringLiteral("anna"));
        QCOMPARE(m_server->ask("GET", list, program).status, 200);
        QCOMPARE(enroll(m_server->code(QStringLiteral("code"), QStringLiteral("anna"))).status, 200);

        const QStringList everybody{QStringLiteral("user"), QStringLiteral("list")};
        auto listed = m_server->run(everybody).out;
        QVERIFY2(listed.contains(QStringLiteral("Anna Berg")) &&
                     listed.contains(user + QStringLiteral("\tThinkPad\n")),
                 qPrintable(listed));
        const QStringList lockOut{QStringLiteral("device"), QStringLiteral("revoke"), user};
        QCOMPARE(m_server->run(lockOut).code, 0);
        QCOMPARE(m_server->ask("GET", list, pair).status, 401);
        QCOMPARE(m_server->ask("GET", list, program).status, 200);
        QCOMPARE(m_server->run(lockOut).code, 1);
        QVERIFY(m_server->run(everybody).out.contains(QStringLiteral("ThinkPad\trevoked")));
        // No password lies about in the folder.
        const auto secret = pair.mid(pair.indexOf(':') + 1);
        for (const char* name : {"progress.sqlite", "progress.sqlite-wal"}) {
            QFile file(data() + u'/' + QLatin1String(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(!file.readAll().contains(secret));
            QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        }
    }

    void localTlsIsTrustedByWhoHasTheAuthority() {
        QVERIFY(m_server->start({QStringLiteral("--local-tls")}));
        QCOMPARE(m_server->root().scheme(), QStringLiteral("https"));
        QVERIFY(m_server->said.contains("tls/authority.pem"));
        const auto authority = [&] { return read("data/tls/authority.pem"); };
        const auto first = authority();
        const auto about = QStringLiteral("/xapi/about");
        QCOMPARE(m_server->ask("GET", about, {}, {}, first).status, 200);
        QCOMPARE(m_server->ask("GET", about).status, 0); // nobody else's word is good enough
        QCOMPARE(m_server->terminate(), 0);
        QVERIFY(m_server->start({QStringLiteral("--local-tls")}));
        QCOMPARE(authority(), first); // devices need not be told again
        QCOMPARE(m_server->ask("GET", about, {}, {}, first).status, 200);
        const auto key = QFile(data() + QStringLiteral("/tls/key.pem")).permissions();
        QCOMPARE(key & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void overIpv6ATraineeEnrollsPostsAndSyncs() {
        QTcpServer probe;
        if (!probe.listen(QHostAddress::LocalHostIPv6))
            QSKIP("this computer has no IPv6, not even for itself");
        QVERIFY(m_server->start({QStringLiteral("--listen"), QStringLiteral("[::1]:0")}));
        QCOMPARE(m_server->root().host(), QStringLiteral("::1"));
        Workstation first;
        Workstation second;
        QVERIFY(
            first.enroll(m_server->root(), m_server->code(QStringLiteral("add"), QStringLiteral("anna"))));
        QVERIFY(
            second.enroll(m_server->root(), m_server->code(QStringLiteral("code"), QStringLiteral("anna"))));
        for (int i = 0; i < 3; ++i)
            first.answer(i);
        first.engine->setAccount(first.account);
        QTRY_COMPARE_WITH_TIMEOUT(*first.journal->unsentCount(), 0, 20000);
        const auto staff = m_server->staff();
        QCOMPARE(post(staff, batchOf(2).body).status, 200);
        QCOMPARE(m_server->statementIds(staff)->size(), 5);
        second.engine->setAccount(second.account);
        QTRY_COMPARE_WITH_TIMEOUT(second.journal->after(0)->size(), std::size_t(3), 20000);
        QCOMPARE(m_server->terminate(), 0);
    }

    void aReadOnlyFolderIsToldInASentence() {
        const auto serve = QStringLiteral("serve");
        std::optional<SmallDisk> disk;
        QString folder = m_folder->path();
        if (::geteuid() == 0) {
            disk.emplace(QStringLiteral("size=4m"));
            if (!disk->mounted())
                QSKIP("no disk can be mounted here, and root writes everywhere");
            disk->makeReadOnly();
            folder = disk->path();
        } else {
            QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner);
        }
        for (const QStringList& words :
             {QStringList{serve, QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")},
              QStringList{QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("anna")}}) {
            const auto ended = ServerProcess::runAny(words + QStringList{QStringLiteral("--data"), folder});
            QCOMPARE(ended.code, 1);
            QVERIFY2(ended.err.contains(QStringLiteral("cannot be written")), qPrintable(ended.err));
        }
        const auto under =
            ServerProcess::runAny({serve, QStringLiteral("--data"), folder + QStringLiteral("/deeper")});
        QCOMPARE(under.code, 1);
        QVERIFY2(under.err.contains(QStringLiteral("cannot be made")), qPrintable(under.err));
        QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void aFullDiskLosesNothingThatWasAcknowledged() {
        SmallDisk disk(QStringLiteral("size=6m"));
        if (!disk.mounted())
            QSKIP("no small disk can be mounted here (needs root and the right to mount)");
        ServerProcess server(disk.path());
        QVERIFY(server.start());
        const auto pair = server.staff();
        QStringList acknowledged;
        const auto post = [&](const Batch& batch) {
            const auto status =
                server.ask("POST", QStringLiteral("/xapi/statements"), pair, batch.body).status;
            if (status == 200)
                acknowledged += batch.ids;
            return status;
        };
        for (int i = 0; i < 5; ++i)
            QCOMPARE(post(batchOf(50)), 200);
        disk.fill();
        const auto refused = batchOf(400); // more than any room left inside the files
        int status = 0;
        for (int i = 0; i < 20 && status != 507; ++i)
            status = post(i == 0 ? refused : batchOf(400));
        QCOMPARE(status, 507);
        QCOMPARE(server.ask("GET", QStringLiteral("/xapi/about")).status, 200);
        auto ids = server.statementIds(pair);
        QVERIFY(ids);
        QCOMPARE(*ids, acknowledged);
        server.kill();
        const auto started = ServerProcess::runAny(
            {QStringLiteral("serve"), QStringLiteral("--data"), disk.path() + QStringLiteral("/other"),
             QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")});
        QCOMPARE(started.code, 1); // nothing can even begin on a full disk, and it says so
        QVERIFY2(started.err.contains(QStringLiteral("disk")) || started.err.contains(QStringLiteral("made")),
                 qPrintable(started.err));
        disk.free();
        QVERIFY(server.start());
        QCOMPARE(post(batchOf(50)), 200);
        ids = server.statementIds(pair);
        QVERIFY(ids);
        QCOMPARE(*ids, acknowledged);
    }

    void killedAtThirtyRandomMomentsItLosesAndDoublesNothing() {
        const quint32 seed = fakes::seedOfThisRun();
        QRandomGenerator random(seed);
        const auto pair = m_server->staff();
        QStringList acknowledged;
        int unanswered = 0, stored = 0;
        Batch batch = batchOf(1 + random.bounded(50));
        for (int kill = 0; kill < 30; ++kill) {
            QVERIFY(m_server->start());
            // A whole number of POSTs, then one that is cut somewhere between its first byte and its answer.
            for (int whole = random.bounded(4); whole >= 0; --whole) {
                auto post = std::make_unique<Post>(m_server->root(), pair, batch.body);
                if (whole == 0) {
                    QElapsedTimer timer;
                    timer.start();
                    const auto until = random.bounded(20'000'000); // ns: a POST takes a few milliseconds
                    while (timer.nsecsElapsed() < until)
                        QCoreApplication::processEvents();
                    m_server->process().kill();
                }
                QTRY_VERIFY_WITH_TIMEOUT(post->finished(), 15000);
                if (post->acknowledged(batch.ids)) {
                    acknowledged += batch.ids;
                    batch = batchOf(1 + random.bounded(50));
                } else {
                    QVERIFY2(whole == 0, qPrintable(QStringLiteral("status %1").arg(post->status())));
                    ++unanswered; // the same batch again after the restart
                }
            }
            m_server->kill();
            // The batch nobody answered for is there as a whole or not at all.
            QVERIFY(m_server->start());
            const auto ids = m_server->statementIds(pair);
            QVERIFY(ids);
            const bool whole = ids->size() == acknowledged.size() + batch.ids.size();
            stored += whole;
            QCOMPARE(*ids, whole ? acknowledged + batch.ids : acknowledged);
            QCOMPARE(m_server->terminate(), 0);
        }
        qInfo("%d statements acknowledged; %d POSTs without an answer, %d of them stored all the same",
              int(acknowledged.size()), unanswered, stored);
        QVERIFY2(unanswered > 0, "no kill came in the middle of anything");
    }

    void sigtermEndsItCleanlyInTheMiddleOfWork() {
        QVERIFY(m_server->start());
        const auto pair = m_server->staff();
        const auto batch = batchOf(50);
        QCOMPARE(post(pair, batch.body).status, 200);
        Post busy(m_server->root(), pair, batchOf(50).body);
        QTest::qWait(1);
        QCOMPARE(m_server->terminate(), 0);
        QTRY_VERIFY(busy.finished());
        QVERIFY(!QFile::exists(data() + QStringLiteral("/server.lock")));
        QVERIFY(!QFile::exists(data() + QStringLiteral("/progress.sqlite-wal"))); // all is in the one file
        QVERIFY(m_server->start());
        const auto ids = m_server->statementIds(pair);
        QVERIFY(ids && ids->mid(0, 50) == batch.ids);
    }

    void itStaysSmall() {
#ifdef UNDERSTUDY_SANITIZED
        QSKIP("A sanitizer keeps what is freed; the everyday build is measured.");
#endif
        QVERIFY(m_server->start());
        const auto pair = m_server->staff();
        for (int i = 0; i < 40; ++i)
            QCOMPARE(post(pair, batchOf(50).body).status, 200);
        const double peak = fakes::memoryOf(m_server->process().processId(), "VmHWM");
        if (peak == 0)
            QSKIP("this system does not tell how much memory a process has used");
        qInfo("peak resident memory after 2000 statements: %.1f MB", peak);
        QVERIFY(peak < 60);
    }
};

QTEST_GUILESS_MAIN(tst_ServerProgram)
#include "tst_ServerProgram.moc"
