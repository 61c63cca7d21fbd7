#include "tests/fakes/SmallPack.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;

/// The course commands as an author types them.
class TestCourseCommand final : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QByteArray m_said, m_complained;

    QString at(const char* name) const { return m_dir.filePath(QString::fromLatin1(name)); }
    int run(const QStringList& arguments, const QByteArray& typed = {}) {
        QProcess process;
        process.start(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-course"),
                      arguments);
        process.write(typed);
        process.closeWriteChannel();
        if (!process.waitForFinished(60000))
            return -1;
        m_said = process.readAllStandardOutput();
        m_complained = process.readAllStandardError();
        return process.exitCode();
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(fakes::writePack(at("src"), fakes::smallPack()));
        QCOMPARE(run({QStringLiteral("keygen"), QStringLiteral("--out"), at("keys"), QStringLiteral("-W")}),
                 0);
        QCOMPARE(QFile::permissions(at("keys/understudy.key")) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }

    void aCleanPackIsCheckedAndCounted() {
        QCOMPARE(run({QStringLiteral("check"), at("src")}), 0);
        QCOMPARE(run({QStringLiteral("stats"), at("src"), QStringLiteral("--json")}), 0);
        QCOMPARE(QJsonDocument::fromJson(m_said).object().value(QStringLiteral("pages")).toInt(), 3);
    }

    void aFolderMayBeNamedFromWhereOneStands() {
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(m_dir.path()));
        const int checked = run({QStringLiteral("check"), QStringLiteral("src")});
        const int built = run({QStringLiteral("build"), QStringLiteral("src"), QStringLiteral("near"),
                               QStringLiteral("--key"), QStringLiteral("keys/understudy.key")});
        const int verified = run({QStringLiteral("verify"), QStringLiteral("near"), QStringLiteral("--pub"),
                                  QStringLiteral("keys/understudy.pub")});
        QVERIFY(QDir::setCurrent(before));
        QCOMPARE(checked, 0);
        QCOMPARE(built, 0);
        QCOMPARE(verified, 0);
    }

    void aMistakeIsToldAsFileLineColumn() {
        auto texts = fakes::smallPack();
        texts[QStringLiteral("pack.yaml")].replace("title: Small", "tilte: Small");
        QVERIFY(fakes::writePack(at("bad"), texts));
        QCOMPARE(run({QStringLiteral("check"), at("bad")}), 1);
        QVERIFY2(m_complained.contains("/bad/pack.yaml:2:1: The key \"tilte\" is unknown here."),
                 m_complained.constData());
    }

    void aPackIsBuiltSignedAndVerified() {
        const QString key = at("keys/understudy.key"), pub = at("keys/understudy.pub");
        QVERIFY2(run({QStringLiteral("build"), at("src"), at("out"), QStringLiteral("--key"), key}) == 0,
                 m_complained.constData());
        QVERIFY(QFile::exists(at("out/modules/01-one/diagrams/path.svg")));
        QVERIFY(!QFile::exists(at("out/modules/01-one/diagrams/path.dot")));
        QVERIFY2(run({QStringLiteral("verify"), at("out"), QStringLiteral("--pub"), pub}) == 0,
                 m_complained.constData());
        QVERIFY(m_said.contains("small 1.0.0, number 3: verified"));
        QCOMPARE(run({QStringLiteral("build"), at("src"), at("out"), QStringLiteral("--key"), key}),
                 0); // over the old one

        QFile page(at("out/modules/01-one/pages/redis.md"));
        QVERIFY(page.open(QIODevice::Append));
        page.write("x");
        page.close();
        QCOMPARE(run({QStringLiteral("verify"), at("out"), QStringLiteral("--pub"), pub}), 1);
        QVERIFY(m_complained.contains("modules/01-one/pages/redis.md: Changed"));
    }

    void labsComeFromASecondFolder() {
        QVERIFY(QDir().mkpath(at("catalog")));
        auto texts = fakes::smallPack();
        std::map<QString, QByteArray> labs, rest;
        for (const auto& [name, text] : texts)
            (name.startsWith(QStringLiteral("labs/"))
                 ? labs
                 : rest)[name.startsWith(QStringLiteral("labs/")) ? name.mid(5) : name] = text;
        labs[QStringLiteral("README.md")] = "not a lab";
        QVERIFY(fakes::writePack(at("catalog"), labs) && fakes::writePack(at("split"), rest));
        QCOMPARE(run({QStringLiteral("check"), at("split")}), 1);
        QVERIFY2(run({QStringLiteral("check"), at("split"), QStringLiteral("--labs"), at("catalog")}) == 0,
                 m_complained.constData());
    }

    void aKeyWithAPasswordNeedsIt() {
        QCOMPARE(run({QStringLiteral("keygen"), QStringLiteral("--out"), at("locked")}, "word\n"), 0);
        QVERIFY(fakes::writePack(at("sign"), fakes::builtPack()));
        QCOMPARE(
            run({QStringLiteral("sign"), at("sign"), QStringLiteral("--key"), at("locked/understudy.key")},
                "wrong\n"),
            1);
        QVERIFY(!QFile::exists(at("sign/pack.json")));
        QCOMPARE(
            run({QStringLiteral("sign"), at("sign"), QStringLiteral("--key"), at("locked/understudy.key")},
                "word\n"),
            0);
    }

    void anExistingKeyIsNeverOverwritten() {
        QCOMPARE(run({QStringLiteral("keygen"), QStringLiteral("--out"), at("keys"), QStringLiteral("-W")}),
                 1);
    }

    void whatIsNotUnderstoodEndsWithStatusTwo() {
        QCOMPARE(run({}), 2);
        QCOMPARE(run({QStringLiteral("frobnicate")}), 2);
        QCOMPARE(run({QStringLiteral("check")}), 2);
        QCOMPARE(run({QStringLiteral("check"), at("src"), QStringLiteral("--frob")}), 2);
        QCOMPARE(run({QStringLiteral("--help")}), 0);
    }
};

QTEST_GUILESS_MAIN(TestCourseCommand)
#include "tst_CourseCommand.moc"
