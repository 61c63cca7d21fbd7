#include "core/authoring/Starter.h"
#include "core/course/Loader.h"
#include "tests/fakes/SmallPack.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;

/// The pack an author begins with.
class TestStarter final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itChecksCleanWhateverItsName_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"My course", "", "\u00dcbung \"1\": a # b", "---", "x"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void itChecksCleanWhateverItsName() {
        QFETCH(QString, name);
        const auto draft = authoring::starterPack(name);
        const auto loaded = course::load(fakes::MemoryFiles(draft.files));
        for (const auto& problem : loaded.problems)
            qWarning("%s", qPrintable(problem.text()));
        QVERIFY(loaded.problems.empty());
        QCOMPARE(loaded.course.modules.size(), std::size_t(1));
        QCOMPARE(loaded.course.tracks.size(), std::size_t(1));
        QVERIFY(loaded.course.modules.front().quiz);
        QVERIFY(draft.files.contains(QStringLiteral("README.md")));
    }

    void aFolderWithSomethingInItIsRefused() {
        QTemporaryDir dir;
        QVERIFY(authoring::needEmpty(dir.path()).ok());
        QVERIFY(authoring::needEmpty(dir.filePath(QStringLiteral("fresh"))).ok());
        QVERIFY(fakes::writePack(dir.path(), {{QStringLiteral(".hidden"), "x"}}));
        QVERIFY(!authoring::needEmpty(dir.path()).ok());
        QVERIFY(!authoring::needEmpty(dir.filePath(QStringLiteral(".hidden"))).ok());
    }
};

QTEST_GUILESS_MAIN(TestStarter)
#include "tst_Starter.moc"
