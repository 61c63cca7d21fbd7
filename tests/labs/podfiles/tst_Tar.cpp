#include "labs/podfiles/Tar.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy::podshell;

namespace {

std::vector<TarEntry> some() {
    return {{"folder", true, 0755, 1'763'370'000, ""},
            {"folder/empty", false, 0600, 1'763'370'000, ""},
            {"folder/exactly a block", false, 0644, 1'763'370'001, std::string(512, 'x')},
            {std::string(180, 'l') + "/" + std::string(60, 'n'), false, 0755, 1'763'370'002, "long name\n"}};
}

} // namespace

/// GNU tar is the judge.
class TestTar : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void gnuTarReadsWhatWePack() {
        QTemporaryDir folder;
        QProcess tar;
        tar.setWorkingDirectory(folder.path());
        tar.start(QStringLiteral("tar"), {QStringLiteral("-xf"), QStringLiteral("-")});
        tar.write(QByteArray::fromStdString(packTar(some())));
        tar.closeWriteChannel();
        QVERIFY(tar.waitForFinished());
        QVERIFY2(tar.exitCode() == 0, tar.readAllStandardError().constData());
        for (const auto& entry : some()) {
            const QFileInfo info(folder.filePath(QString::fromStdString(entry.name)));
            QVERIFY2(info.exists(), entry.name.c_str());
            QCOMPARE(info.lastModified().toSecsSinceEpoch(), entry.modified);
            if (entry.folder)
                continue;
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll().toStdString(), entry.bytes);
        }
    }
    void weReadWhatGnuTarPacks_data() {
        QTest::addColumn<QString>("format");
        for (const char* format : {"gnu", "ustar", "pax"})
            QTest::newRow(format) << QString::fromLatin1(format);
    }
    void weReadWhatGnuTarPacks() {
        QFETCH(QString, format);
        QTemporaryDir folder;
        const QString deep = QString(90, QLatin1Char('d')) + QLatin1Char('/') + QString(90, QLatin1Char('e'));
        QVERIFY(QDir(folder.path()).mkpath(deep));
        QFile file(folder.filePath(deep + QStringLiteral("/file")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("content") == 7);
        file.close();
        QVERIFY(QFile::link(QStringLiteral("file"), folder.filePath(deep + QStringLiteral("/link"))));
        QProcess tar;
        tar.start(QStringLiteral("tar"),
                  {QStringLiteral("-C"), folder.path(), QStringLiteral("-cf"), QStringLiteral("-"),
                   QStringLiteral("--format=") + format, QStringLiteral(".")});
        QVERIFY(tar.waitForFinished());
        std::string trouble;
        const auto entries = unpackTar(tar.readAllStandardOutput().toStdString(), trouble);
        QVERIFY2(trouble.empty(), trouble.c_str());
        QCOMPARE(entries.size(), std::size_t(4)); // three folders and the file; the link is left out
        QCOMPARE(QString::fromStdString(entries.back().name),
                 QStringLiteral("./") + deep + QStringLiteral("/file"));
        QCOMPARE(entries.back().bytes, std::string("content"));
    }
    void itComesBackAsItWas() {
        std::string trouble;
        auto back = unpackTar(packTar(some()), trouble);
        QVERIFY2(trouble.empty(), trouble.c_str());
        QCOMPARE(back.size(), some().size());
        for (std::size_t i = 0; i < back.size(); ++i) {
            QCOMPARE(back[i].bytes, some()[i].bytes);
            QCOMPARE(back[i].mode, some()[i].mode);
        }
    }
    void whatIsCutOrBrokenIsTold() {
        const std::string whole = packTar(some());
        std::string trouble;
        unpackTar(std::string_view(whole).substr(0, 1300), trouble);
        QCOMPARE(QString::fromStdString(trouble), QStringLiteral("Unexpected EOF in archive"));
        trouble.clear();
        unpackTar(std::string(2048, 'x'), trouble);
        QCOMPARE(QString::fromStdString(trouble), QStringLiteral("This does not look like a tar archive"));
    }
    void randomDamageIsSurvived() {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        const std::string whole = packTar(some());
        for (int i = 0; i < 2000; ++i) {
            std::string damaged = whole;
            for (int n = random.bounded(1, 8); n > 0; --n)
                damaged[static_cast<std::size_t>(random.bounded(int(damaged.size())))] =
                    static_cast<char>(random.bounded(256));
            damaged.resize(static_cast<std::size_t>(random.bounded(int(damaged.size()))));
            std::string trouble;
            QVERIFY(unpackTar(damaged, trouble).size() <= 10);
        }
    }
};

QTEST_GUILESS_MAIN(TestTar)
#include "tst_Tar.moc"
