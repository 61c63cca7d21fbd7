#include "tests/fakes/SmallPack.h"
#include "tests/views/reader/ReaderCase.h"
#include "views/reader/ContentsList.h"
#include "views/reader/Engine.h"
#include "views/reader/OutsideLink.h"
#include "views/reader/ReaderHeader.h"
#include "views/reader/ReaderView.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWebEnginePage>
#include <QWebEngineScript>
#include <QWebEngineView>
#include <QtTest>

#include <algorithm>

using namespace understudy;
using namespace understudy::reader;
using tests::ask;

namespace {

const QString redis = QStringLiteral("01-one/redis"), gateway = QStringLiteral("01-one/gateway");

QString textOf(const ReaderView& view) {
    QString text;
    bool done = false;
    view.currentText([&](const QString& words) {
        text = words;
        done = true;
    });
    return QTest::qWaitFor([&] { return done; }, 10000) ? text : QString();
}

bool shown(ReaderView& view, const QString& pageId, const QString& anchor = {}) {
    const bool already = view.page() == pageId;
    QSignalSpy spy(&view, &ReaderView::pageShown);
    view.open(pageId, anchor);
    if (already)
        return true; // a page that is there is not loaded again
    return spy.count() > 0 || spy.wait(20000);
}

} // namespace

class TestReaderView final : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<course::Library> m_library;
    std::unique_ptr<ReaderView> m_view;
    QList<QUrl> m_opened;

public Q_SLOTS:
    void browserOpened(const QUrl& url) { m_opened << url; }

private Q_SLOTS:
    void initTestCase() {
        auto texts = fakes::builtPack();
        texts[QStringLiteral("modules/01-one/pages/gateway.md")] +=
            QByteArray("\nA paragraph to scroll by, about the gateway.\n").repeated(60) +
            "\n## The end\n\nLast words.\n";
        const auto key = minisign::makeKey(systemRandomness());
        QVERIFY(fakes::writeSigned(m_dir.path(), texts, key));
        auto library = course::Library::open(m_dir.path(), {key.publicKey.text()}, 0);
        QVERIFY(library.ok());
        m_library = std::move(*library);
        m_theme = std::make_unique<theme::Theme>();
        m_theme->setMode(theme::Mode::Light);
        m_view = std::make_unique<ReaderView>(*m_theme, *m_library, qEnvironmentVariable("UNDERSTUDY_SHARE"));
        m_view->resize(1366, 800);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QVERIFY(!m_view->webView()); // the engine waits for the first page
    }

    void aPageIsShownWithItsWords() {
        QVERIFY(shown(*m_view, redis));
        const QString text = textOf(*m_view);
        for (const char* words : {"Redis", "Part 1 of 2, about 10 minutes", "After this part you can",
                                  "Say what Redis does", "kubectl get pods"})
            QVERIFY2(text.contains(QString::fromLatin1(words)), words);
        QCOMPARE(ask(*m_view, QStringLiteral("document.querySelectorAll('svg.diagram path').length")).toInt(),
                 1);
        QCOMPARE(ask(*m_view, QStringLiteral("[...document.fonts].filter(f => f.status == 'error').length"))
                     .toInt(),
                 0);
        QTRY_VERIFY(
            ask(*m_view, QStringLiteral("[...document.fonts].filter(f => f.status == 'loaded').length"))
                .toInt() >= 3);
    }

    void aCommandIsRunAndCopiedAsItStands() {
        QVERIFY(shown(*m_view, redis));
        QSignalSpy run(m_view.get(), &ReaderView::runCommand), copy(m_view.get(), &ReaderView::copyText);
        m_view->pressRun(0);
        QVERIFY(run.count() || run.wait());
        QCOMPARE(run.at(0).at(0).toString(), QStringLiteral("kubectl get pods"));
        ask(*m_view, QStringLiteral("understudy.press('copy', 0)"));
        QVERIFY(copy.count() || copy.wait());
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("kubectl get pods"));
        QCOMPARE(m_view->page(), redis); // still there
    }

    void wordsAreFoundAndCounted() {
        QVERIFY(shown(*m_view, redis));
        auto* find = m_view->findChild<FindBox*>();
        auto* field = find->findChild<QLineEdit*>();
        QTest::keyClicks(field, QStringLiteral("redis"));
        auto count = [find] {
            for (auto* label : find->findChildren<theme::Text*>()) {
                if (!label->text().isEmpty())
                    return label->text();
            }
            return QString();
        };
        QTRY_VERIFY(count().startsWith(QStringLiteral("1 of ")));
        const int all = ask(*m_view, QStringLiteral("document.querySelectorAll('mark').length")).toInt();
        QCOMPARE(count(), QStringLiteral("1 of %1").arg(all));
        QVERIFY(all >= 4);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(count(), QStringLiteral("2 of %1").arg(all));
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QTRY_COMPARE(count(), QStringLiteral("%1 of %1").arg(all));
        QTest::keyClick(field, Qt::Key_Escape);
        QTRY_COMPARE(ask(*m_view, QStringLiteral("document.querySelectorAll('mark').length")).toInt(), 0);
    }

    void linksInsideOpenInside() {
        QVERIFY(shown(*m_view, redis));
        QSignalSpy page(m_view.get(), &ReaderView::pageShown), lab(m_view.get(), &ReaderView::openLab),
            quiz(m_view.get(), &ReaderView::openQuiz);
        ask(*m_view, QStringLiteral("document.querySelector('a[href*=\"/lab/\"]').click()"));
        QVERIFY(lab.count() || lab.wait());
        QCOMPARE(lab.at(0).at(0).toString(), QStringLiteral("lab-1-1"));
        ask(*m_view, QStringLiteral("document.querySelector('a[href*=\"/quiz/\"]').click()"));
        QVERIFY(quiz.count() || quiz.wait());
        QCOMPARE(quiz.at(0).at(0).toString(), QStringLiteral("01-one/quiz"));
        ask(*m_view, QStringLiteral("document.querySelector('a[href*=\"gateway\"]').click()"));
        QVERIFY(page.count() || page.wait());
        QCOMPARE(page.at(0).at(0).toString(), gateway);
    }

    void aLinkOutsideIsShownWholeBeforeTheBrowserOpensIt() {
        QDesktopServices::setUrlHandler(QStringLiteral("https"), this, "browserOpened");
        QVERIFY(shown(*m_view, redis));
        QSignalSpy agreed(m_view.get(), &ReaderView::externalLink);
        for (const bool open : {false, true}) {
            ask(*m_view, QStringLiteral("document.querySelector('a.outside').click()"));
            QTRY_VERIFY(m_view->findChild<OutsideLink*>());
            auto* dialog = m_view->findChild<OutsideLink*>();
            bool told = false;
            for (auto* label : dialog->findChildren<theme::Text*>())
                told = told || label->text() == QLatin1String("https://redis.io/");
            QVERIFY(told);
            open ? dialog->accept() : dialog->reject();
            QTRY_VERIFY(!m_view->findChild<OutsideLink*>());
            QCOMPARE(m_opened.size(), open ? 1 : 0);
        }
        QCOMPARE(agreed.count(), 1);
        QDesktopServices::unsetUrlHandler(QStringLiteral("https"));
    }

    void whereOneIsIsTold() {
        QVERIFY(shown(*m_view, gateway));
        QSignalSpy moved(m_view.get(), &ReaderView::positionChanged);
        QTRY_VERIFY(moved.count() > 0);
        QVERIFY(moved.last().at(1).toDouble() < 0.2);
        m_view->scrollTo(1);
        QTRY_COMPARE(moved.last().at(2).toString(), QStringLiteral("the-end"));
        QCOMPARE(moved.last().at(3).toString(), QStringLiteral("The end"));
    }

    void aHeadingIsWhereAPageOpens() {
        QVERIFY(shown(*m_view, redis));
        QVERIFY(shown(*m_view, gateway, QStringLiteral("the-end")));
        QTRY_VERIFY(ask(*m_view, QStringLiteral("document.scrollingElement.scrollTop")).toDouble() > 100);
        m_view->open(gateway, QStringLiteral("routing")); // the same page: no loading
        QTRY_VERIFY(ask(*m_view, QStringLiteral("document.scrollingElement.scrollTop")).toDouble() < 400);
    }

    void theThemeChangesWithoutLoadingAgain() {
        QVERIFY(shown(*m_view, redis));
        ask(*m_view, QStringLiteral("globalThis.stillHere = 42"));
        const QString ground = QStringLiteral("getComputedStyle(document.documentElement).backgroundColor");
        const QString light = ask(*m_view, ground).toString();
        m_theme->setMode(theme::Mode::Dark);
        QTRY_VERIFY(ask(*m_view, ground).toString() != light);
        QCOMPARE(ask(*m_view, ground).toString(), QStringLiteral("rgb(24, 27, 32)"));
        QCOMPARE(ask(*m_view, QStringLiteral("globalThis.stillHere")).toInt(), 42);
        m_theme->setMode(theme::Mode::Light);
        QTRY_COMPARE(ask(*m_view, ground).toString(), light);
    }

    void textGrowsOnRequest() {
        QVERIFY(shown(*m_view, redis));
        const auto width = ask(*m_view, QStringLiteral("window.innerWidth")).toInt();
        m_view->setTextPercent(200);
        QTRY_VERIFY(ask(*m_view, QStringLiteral("window.innerWidth")).toInt() < width * 0.6);
        QVERIFY(shown(*m_view, gateway)); // and stays so
        QTRY_VERIFY(ask(*m_view, QStringLiteral("window.innerWidth")).toInt() < width * 0.6);
        QCOMPARE(
            ask(*m_view, QStringLiteral("document.documentElement.scrollWidth > window.innerWidth")).toBool(),
            false);
        m_view->setTextPercent(100);
    }

    void theContentsTellHowFarEachPartIs() {
        progress::Progress progress;
        journal::Fact fact;
        fact.kind = QString::fromLatin1(journal::kind::PageRead);
        fact.id = QStringLiteral("0193a000-0000-7000-8000-000000000001");
        fact.body = {{QStringLiteral("page"), gateway},
                     {QStringLiteral("module"), QStringLiteral("01-one")},
                     {QStringLiteral("seconds"), 9}};
        progress.apply({1, fact, true});
        fact.kind = QString::fromLatin1(journal::kind::PagePosition);
        fact.id = QStringLiteral("0193a000-0000-7000-8000-000000000002");
        fact.body = {{QStringLiteral("page"), redis},
                     {QStringLiteral("module"), QStringLiteral("01-one")},
                     {QStringLiteral("fraction"), 0.6},
                     {QStringLiteral("heading"), QStringLiteral("when-it-is-down")}};
        progress.apply({2, fact, true});
        m_view->setProgress(progress);
        QVERIFY(shown(*m_view, QStringLiteral("02-two/checks")));
        QVERIFY(shown(*m_view, redis));
        auto& contents = m_view->findChild<ContentsList*>()->contents();
        const auto& done = contents.row(contents.rowOf(Contents::Kind::Page, gateway));
        QCOMPARE(done.state, theme::State::Done);
        QVERIFY(contents.rowOf(Contents::Kind::Section, QStringLiteral("when-it-is-down")) > 0);
        QVERIFY(contents.row(contents.rowOf(Contents::Kind::Lab, QStringLiteral("lab-1-1")))
                    .title.startsWith(QStringLiteral("Lab 1.1: ")));
        bool offered = false;
        for (auto* label : m_view->findChildren<theme::Text*>())
            offered = offered || (label->isVisible() &&
                                  label->text() == QStringLiteral("You stopped at “When it is down”."));
        QVERIFY(offered);
    }

    void aMissingPageSaysSo() {
        QVERIFY(shown(*m_view, QStringLiteral("01-one/none")));
        QVERIFY(textOf(*m_view).contains(QStringLiteral("This page is not in the course pack.")));
    }

    void aCrashOfThePageIsToldAndMended() {
        QVERIFY(shown(*m_view, redis));
        QSignalSpy ended(m_view->webView()->page(), &QWebEnginePage::renderProcessTerminated);
        m_view->webView()->page()->setUrl(QUrl(QStringLiteral("chrome://crash"))); // refused by the page
        QProcess::execute(
            QStringLiteral("kill"),
            {QStringLiteral("-9"), QString::number(m_view->webView()->page()->renderProcessPid())});
        QVERIFY(ended.count() || ended.wait());
        QPushButton* again = nullptr;
        for (auto* button : m_view->findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Load the page again"))
                again = button;
        }
        QVERIFY(again);
        QSignalSpy back(m_view.get(), &ReaderView::pageShown);
        again->click();
        QVERIFY(back.count() || back.wait(20000));
        QVERIFY(textOf(*m_view).contains(QStringLiteral("Say what Redis does")));
    }

    void aWarmPageIsThereAtOnce() {
        QVERIFY(shown(*m_view, redis));
        std::vector<qint64> times;
        for (int i = 0; i < 20; ++i) {
            QElapsedTimer timer;
            timer.start();
            QVERIFY(shown(*m_view, i % 2 ? redis : gateway));
            times.push_back(timer.elapsed());
        }
        std::sort(times.begin(), times.end());
        qInfo("warm page: open() to page shown, median %lld ms, worst %lld ms of 20", times[10], times[19]);
        QVERIFY(times[10] <
                1000); // the figure is for people; this only notices that something is badly wrong
    }

    void cleanupTestCase() {
        m_view.reset();
        m_library.reset();
    }
};

int main(int argc, char** argv) {
    const auto engine = prepareEngine(true);
    if (!engine.ok())
        qFatal("%s", qPrintable(engine.error().sentence));
    QApplication application(argc, argv);
    TestReaderView test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_ReaderView.moc"
