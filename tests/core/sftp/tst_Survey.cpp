#include "core/sftp/Survey.h"

#include "tests/fakes/Files.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using sftp::LocalFile;
using sftp::Survey;

/// What is counted before it is copied.
class tst_Survey final : public QObject {
    Q_OBJECT

    QTemporaryDir m_here;
    QString file(const QString& name, const QByteArray& text) const {
        return fakes::writeFile(m_here.filePath(name), text);
    }
    QString at(const QString& name) const { return m_here.filePath(name); }

private Q_SLOTS:
    void cleanup() {
        for (const QString& name : QDir(m_here.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QVERIFY(QDir(at(name)).removeRecursively());
    }

    void fewFilesAreCountedAtOnceInTheOrderTheyWereDropped() {
        Survey survey({file("one.txt", "1"), file("empty", {})});
        QVERIFY(!survey.isDone());
        survey.start();
        QVERIFY(survey.isDone());
        QCOMPARE(survey.load(), (sftp::Load{2, 1}));
        const std::vector<LocalFile> expected{{at("one.txt"), "one.txt", 1}, {at("empty"), "empty", 0}};
        QVERIFY(survey.found() == expected);
    }

    void aFolderStandsBeforeWhatIsInItAndLinksAreLeftOut() {
        file("tree/b", "bb");
        file("tree/a", "a");
        file("tree/inner/.hidden", "ccc");
        file("tree/inner/deep/d", "dddd");
        QVERIFY(QDir().mkpath(at("tree/nothing in it")));
        QVERIFY(QFile::link("/etc/passwd", at("tree/leads out")));
        QVERIFY(QFile::link(at("tree"), at("tree/inner/round")));
        Survey survey({at("tree/")});
        survey.start();
        QTRY_VERIFY(survey.isDone());
        QCOMPARE(survey.load(), (sftp::Load{4, 10}));
        QStringList names;
        for (const LocalFile& found : survey.found())
            names << found.name + (found.folder ? "/" : "");
        QCOMPARE(names, (QStringList{"tree/", "tree/a", "tree/b", "tree/inner/", "tree/inner/.hidden",
                                     "tree/inner/deep/", "tree/inner/deep/d", "tree/nothing in it/"}));
    }

    void whatIsNotThereIsLeftForTheCopyToTell() {
        Survey survey({at("gone")});
        survey.start();
        QVERIFY(survey.isDone());
        QCOMPARE(survey.found().size(), std::size_t(1));
        QCOMPARE(survey.load(), (sftp::Load{1, 0}));
    }

    void manyFilesLeaveTheWindowItsTurnsAndTheCountGrows() {
        constexpr int Files = 6'000;
        QVERIFY(QDir().mkpath(at("many")));
        for (int i = 0; i < Files; ++i) {
            QFile made(at("many/f" + QString::number(i)));
            QVERIFY(made.open(QIODevice::WriteOnly));
        }
        Survey survey({at("many")});
        std::vector<int> counts;
        connect(&survey, &Survey::counted, &survey, [&] { counts.push_back(survey.load().files); });
        survey.start();
        QTRY_VERIFY_WITH_TIMEOUT(survey.isDone(), 30'000);
        QCOMPARE(survey.load().files, Files);
        QCOMPARE(counts.back(), Files);
        QVERIFY(std::is_sorted(counts.begin(), counts.end()));
    }

    void aSurveyThatIsGoneCountsNoFurther() {
        for (int i = 0; i < 50; ++i)
            file("some/" + QString::number(i) + "/f", "f");
        auto survey = std::make_unique<Survey>(QStringList{at("some")});
        int told = 0;
        connect(survey.get(), &Survey::counted, this, [&] { ++told; });
        survey->start();
        const int before = told;
        survey.reset();
        QCoreApplication::processEvents();
        QCOMPARE(before, 1);
        QCOMPARE(told, before);
    }
};

QTEST_GUILESS_MAIN(tst_Survey)
#include "tst_Survey.moc"
