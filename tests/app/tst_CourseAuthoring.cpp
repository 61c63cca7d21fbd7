#include "tests/fakes/SmallPack.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;

/// Beginning, importing and exporting as an author types it.
class TestCourseAuthoring final : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QByteArray m_said, m_complained;

    QString at(const char* name) const { return m_dir.filePath(QString::fromLatin1(name)); }
    int run(const QStringList& arguments) {
        QProcess process;
        process.start(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-course"),
                      arguments);
        if (!process.waitForFinished(60000))
            return -1;
        m_said = process.readAllStandardOutput();
        m_complained = process.readAllStandardError();
        return process.exitCode();
    }

private Q_SLOTS:
    void aNewCourseChecksCleanAndIsNotMadeTwice() {
        QCOMPARE(run({QStringLiteral("new"), at("fresh")}), 0);
        QVERIFY2(run({QStringLiteral("check"), at("fresh")}) == 0, m_complained.constData());
        QCOMPARE(run({QStringLiteral("new"), at("fresh")}), 1);
        QVERIFY(m_complained.contains("is not empty"));
        QCOMPARE(run({QStringLiteral("keygen"), QStringLiteral("--out"), at("keys"), QStringLiteral("-W")}),
                 0);
        QVERIFY2(run({QStringLiteral("build"), at("fresh"), at("built"), QStringLiteral("--key"),
                      at("keys/understudy.key")}) == 0,
                 m_complained.constData());
    }

    void aQuizGoesToMoodleAndBack() {
        QVERIFY(fakes::writePack(at("pack"), fakes::smallPack()));
        QCOMPARE(run({QStringLiteral("export"), QStringLiteral("gift"), at("pack/modules/01-one/quiz.yaml"),
                      at("one.gift")}),
                 0);
        QVERIFY2(m_complained.contains("q05 is left out: GIFT has no ordering."), m_complained.constData());
        QCOMPARE(run({QStringLiteral("export"), QStringLiteral("gift"), at("pack/modules/01-one/quiz.yaml"),
                      at("one.gift")}),
                 1);
        QCOMPARE(run({QStringLiteral("import"), QStringLiteral("gift"), at("one.gift"), at("back")}), 0);
        QVERIFY2(run({QStringLiteral("check"), at("back")}) == 0, m_complained.constData());
    }

    void aSiteIsTakenOverBesideWhatIsThere() {
        QVERIFY(fakes::writePack(at("site"), {{QStringLiteral("a.md"), "# A\n\nSome <u>words</u>.\n"},
                                              {QStringLiteral("more/b.md"), "B words.\n"}}));
        QCOMPARE(run({QStringLiteral("import"), QStringLiteral("mkdocs"), at("site"), at("taken")}), 0);
        QVERIFY2(m_complained.contains("a.md:3:1: HTML is not drawn: the tag <u>"), m_complained.constData());
        QVERIFY2(run({QStringLiteral("check"), at("taken")}) == 0, m_complained.constData());
        QCOMPARE(run({QStringLiteral("import"), QStringLiteral("mkdocs"), at("site"), at("taken"),
                      QStringLiteral("--module"), QStringLiteral("09-again")}),
                 0);
        QVERIFY2(m_said.contains("Add 09-again to \"modules\" in pack.yaml."), m_said.constData());
        QCOMPARE(run({QStringLiteral("import"), QStringLiteral("mkdocs"), at("site"), at("taken"),
                      QStringLiteral("--module"), QStringLiteral("09-again")}),
                 1);
        QVERIFY(m_complained.contains("is there already"));
    }

    void whatIsWrongIsSaidInASentence() {
        QCOMPARE(run({QStringLiteral("import"), QStringLiteral("word"), at("x"), at("y")}), 1);
        QVERIFY(m_complained.contains("\"word\" cannot be imported. Known: mkdocs, gift, killercoda."));
        QCOMPARE(run({QStringLiteral("import"), QStringLiteral("gift"), at("none.gift"), at("y")}), 1);
        QVERIFY(m_complained.contains("none.gift cannot be read"));
        QCOMPARE(run({QStringLiteral("import"), QStringLiteral("mkdocs"), at("pack"), at("y"),
                      QStringLiteral("--module"), QStringLiteral("../up")}),
                 1);
        QVERIFY(m_complained.contains("\"../up\" is not an id."));
        QCOMPARE(run({QStringLiteral("import"), QStringLiteral("gift")}), 2);
        QVERIFY(!QFile::exists(at("y")));
        QCOMPARE(run({QStringLiteral("serve"), at("pack")}), 1);
        QVERIFY(m_complained.contains("understudy course serve DIR"));
    }
};

QTEST_GUILESS_MAIN(TestCourseAuthoring)
#include "tst_CourseAuthoring.moc"
