#include "app/desktop/Preview.h"
#include "tests/fakes/RealThreads.h"
#include "tests/fakes/SmallPack.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::desktop;

/// A folder that is written while the window shows it.
class TestPreview final : public QObject {
    Q_OBJECT

    static bool put(const QString& folder, const char* name, const QByteArray& text) {
        return fakes::writePack(folder, {{QLatin1String(name), text}});
    }
    static QString shown(const Preview& preview) {
        const auto html = preview.library() ? preview.library()->pageHtml(QStringLiteral("01-one/redis"))
                                            : Result<QString>(Error{});
        return html.ok() ? *html : QString();
    }
    static Post post() {
        return [](std::function<void()> work) {
            QMetaObject::invokeMethod(QCoreApplication::instance(), std::move(work), Qt::QueuedConnection);
        };
    }

private Q_SLOTS:
    void aSaveIsSeenAndAMistakeLeavesWhatWasThere() {
        QTemporaryDir dir;
        auto texts = fakes::smallPack();
        QVERIFY(fakes::writePack(dir.path(), texts));
        fakes::RealThreads threads;
        Preview preview(dir.path(), {}, threads, post());
        QSignalSpy changed(&preview, &Preview::changed);
        preview.start();
        QVERIFY(preview.problems().empty());
        QVERIFY(shown(preview).contains(QStringLiteral("Sessions live in")));

        QByteArray page = texts[QStringLiteral("modules/01-one/pages/redis.md")];
        page.replace("Sessions live in", "Sessions now live in");
        QElapsedTimer clock;
        clock.start();
        QVERIFY(put(dir.path(), "modules/01-one/pages/redis.md", page));
        QTRY_VERIFY(shown(preview).contains(QStringLiteral("Sessions now live in")));
        qInfo("a save is there after %lld ms", static_cast<long long>(clock.elapsed()));

        const auto* good = preview.library();
        QVERIFY(put(dir.path(), "modules/01-one/pages/redis.md", page + "\n[gone](nowhere.md)\n"));
        QTRY_VERIFY(!preview.problems().empty());
        QVERIFY2(
            preview.problems().front().text().startsWith(QStringLiteral("modules/01-one/pages/redis.md:")),
            qPrintable(preview.problems().front().text()));
        QVERIFY(preview.isShownOld());
        QCOMPARE(preview.library(), good);
        QVERIFY(!shown(preview).contains(QStringLiteral("gone")));

        QVERIFY(put(dir.path(), "modules/01-one/pages/redis.md", page.replace("now live", "live again")));
        QTRY_VERIFY(preview.problems().empty() && !preview.isShownOld());
        QVERIFY(shown(preview).contains(QStringLiteral("live again")));
    }

    void anEditorThatReplacesTheFileIsFollowedTwice() {
        QTemporaryDir dir;
        auto texts = fakes::smallPack();
        QVERIFY(fakes::writePack(dir.path(), texts));
        fakes::RealThreads threads;
        Preview preview(dir.path(), {}, threads, post());
        preview.start();
        for (const char* word : {"first", "second"}) {
            QByteArray page = texts[QStringLiteral("modules/01-one/pages/redis.md")];
            page.replace("Sessions live in", word);
            QVERIFY(put(dir.path(), "modules/01-one/pages/redis.new", page));
            const QString path = dir.filePath(QStringLiteral("modules/01-one/pages/redis.md"));
            QVERIFY(QFile::remove(path) && QFile::rename(path.chopped(2) + QStringLiteral("new"), path));
            QTRY_VERIFY2(shown(preview).contains(QLatin1String(word)), word);
        }
    }

    void aDiagramIsDrawnAnewWhenItChanged() {
        QTemporaryDir dir;
        QVERIFY(fakes::writePack(dir.path(), fakes::smallPack()));
        fakes::RealThreads threads;
        Preview preview(dir.path(), {}, threads, post());
        preview.start();
        const auto picture = [&] {
            const auto svg = preview.library()->resource(QStringLiteral("modules/01-one/diagrams/path.svg"));
            return svg.ok() ? svg->bytes : QByteArray();
        };
        QVERIFY(picture().contains(">User<"));
        QVERIFY(put(dir.path(), "modules/01-one/diagrams/path.dot", "digraph { a [label=\"Somebody\"]; }"));
        QTRY_VERIFY(picture().contains(">Somebody<"));
    }

    void beforeThereIsAGoodStateWhatCanBeReadIsShown() {
        QTemporaryDir dir;
        fakes::RealThreads threads;
        Preview preview(dir.path(), {}, threads, post());
        preview.start();
        QVERIFY(!preview.library() && !preview.problems().empty());
        auto texts = fakes::smallPack();
        texts[QStringLiteral("modules/01-one/quiz.yaml")] = "title: broken\n";
        QVERIFY(fakes::writePack(dir.path(), texts));
        QTRY_VERIFY(shown(preview).contains(QStringLiteral("Sessions live in")));
        QVERIFY(!preview.problems().empty() && !preview.isShownOld());
    }

    void theLanguageIsReadAMomentLater() {
        QTemporaryDir dir;
        auto texts = fakes::smallPack();
        texts[QStringLiteral("words.txt")] = "Redis\n";
        texts[QStringLiteral("modules/01-one/pages/gateway.md")].replace("It routes", "It rooutes");
        QVERIFY(fakes::writePack(dir.path(), texts));
        fakes::RealThreads threads;
        Preview preview(dir.path(), {}, threads, post());
        preview.start();
        QVERIFY(preview.library());
        const auto told = [&] {
            return std::any_of(preview.problems().begin(), preview.problems().end(), [](const auto& problem) {
                return problem.text().contains(QStringLiteral("rooutes"));
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(told(), 20000);
        QVERIFY(!preview.isShownOld());
    }
};

QTEST_GUILESS_MAIN(TestPreview)
#include "tst_Preview.moc"
