#include "tests/views/reader/ReaderCase.h"
#include "views/reader/ContentsList.h"
#include "views/reader/Engine.h"
#include "views/reader/ReaderHeader.h"
#include "views/reader/reading/LookPanel.h"

#include <QApplication>
#include <QtTest>

using namespace understudy;
using namespace understudy::reader;

namespace {

const QString redis = QStringLiteral("01-one/redis"), gateway = QStringLiteral("01-one/gateway"),
              checks = QStringLiteral("02-two/checks");

constexpr auto everyLanguage = R"(
## Code

```yaml
kind: Pod # a comment
```

```json
{"kind": "Pod", "n": 3}
```

```sql
SELECT name FROM pods WHERE n > 3;
```

```promql
sum by (service) (rate(http_requests_total{status=~"5.."}[5m])) > 0.01
```

```go
func main() { println("pod") }
```

```shell
for p in $(kubectl get pods); do echo "$p"; done
```
)";

constexpr auto wideThings = R"(
## Wide things

| aaaaaaaaaaaa | bbbbbbbbbbbb | cccccccccccc | dddddddddddd | eeeeeeeeeeee | ffffffffffff | gggggggggggg | hhhhhhhhhhhh | iiiiiiiiiiii | jjjjjjjjjjjj |
|---|---|---|---|---|---|---|---|---|---|
| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 |

- [x] Signed in
- [ ] Asked[^who]

> [!WARNING]
> Two paragraphs.
>
> In one box.

[^who]: The one on call.
)";

std::map<QString, QByteArray> pack() {
    auto texts = fakes::builtPack();
    texts[QStringLiteral("modules/01-one/pages/gateway.md")] +=
        QByteArray("\nA paragraph to scroll by, about the gateway and what it does.\n").repeated(60) +
        "\n## The end\n\nLast words.\n";
    texts[QStringLiteral("modules/02-two/pages/checks.md")] += QByteArray(everyLanguage) + wideThings;
    return texts;
}

} // namespace

class TestReaderViewReading final : public QObject {
    Q_OBJECT

    tests::ReaderCase m_case;
    ReaderView& view() { return *m_case.view; }
    double scrolled() { return m_case.ask(QStringLiteral("document.scrollingElement.scrollTop")).toDouble(); }
    QString text(const QString& selector) {
        return m_case.ask(QStringLiteral("document.querySelector('%1').textContent").arg(selector))
            .toString();
    }
    bool isThere(const QString& selector) {
        return m_case.ask(QStringLiteral("!!document.querySelector('%1')").arg(selector)).toBool();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers with = Qt::NoModifier) {
        view().webView()->setFocus();
        QTest::keyClick(view().webView()->focusProxy(), key, with);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_case.open(pack())); }

    void aPageThatIsScrolledPastIsNotRead() {
        QVERIFY(m_case.shown(gateway));
        QSignalSpy moved(&view(), &ReaderView::positionChanged), read(&view(), &ReaderView::pageRead);
        view().scrollTo(1);
        QTRY_COMPARE(moved.count() ? moved.last().at(2).toString() : QString(), QStringLiteral("the-end"));
        QCOMPARE(moved.last().at(3).toString(), QStringLiteral("The end"));
        QVERIFY2(moved.last().at(1).toDouble() < 0.5, "the end was seen, the rest was not");
        QCOMPARE(read.count(), 0);
    }

    void whatWasOnScreenLongEnoughIsReadOnce() {
        QSignalSpy read(&view(), &ReaderView::pageRead), moved(&view(), &ReaderView::positionChanged);
        QVERIFY(m_case.shown(redis)); // fits the window, and needs some seconds
        QTRY_VERIFY(QGuiApplication::applicationState() == Qt::ApplicationActive);
        QVERIFY(read.isEmpty());
        for (int i = 0; i < 40 && read.isEmpty(); ++i) {
            view().scrollTo(i % 2); // reading on, from one end to the other
            QTest::mouseMove(&view(), QPoint(10 + i, 10));
            QTest::qWait(1000);
        }
        QCOMPARE(read.count(), 1);
        QCOMPARE(read.at(0).at(0).toString(), redis);
        QVERIFY(read.at(0).at(1).toInt() >= 3);
        QVERIFY(moved.last().at(1).toDouble() >= 0.9);
        QTest::qWait(1200);
        QCOMPARE(read.count(), 1);
    }

    void backAndForwardFindThePlaceAgain() {
        QVERIFY(m_case.shown(gateway));
        view().scrollTo(0.5);
        QTRY_VERIFY(scrolled() > 300);
        const double at = scrolled();
        QTest::qWait(700); // the place is looked at twice a second
        QVERIFY(m_case.shown(redis));
        QVERIFY(scrolled() < at - 100);
        press(Qt::Key_Left, Qt::AltModifier);
        QTRY_COMPARE(view().page(), gateway);
        QTRY_VERIFY(qAbs(scrolled() - at) < 12);
        press(Qt::Key_Right, Qt::AltModifier);
        QTRY_COMPARE(view().page(), redis);
        QTest::mouseClick(view().webView()->focusProxy(), Qt::BackButton);
        QTRY_COMPARE(view().page(), gateway);
        QTest::mouseClick(view().webView()->focusProxy(), Qt::ForwardButton);
        QTRY_COMPARE(view().page(), redis);
    }

    void aLinkOnThePageIsAStepOneCanTakeBack() {
        QVERIFY(m_case.shown(checks));
        view().scrollTo(0);
        QTRY_COMPARE(scrolled(), 0.0);
        QTest::qWait(700);
        m_case.ask(QStringLiteral("document.querySelector('sup.footnote a').click()"));
        QTRY_VERIFY(scrolled() > 100);
        view().back();
        QTRY_COMPARE(scrolled(), 0.0);
        QCOMPARE(view().page(), checks);
    }

    void theLineAboveLeadsToTheContents() {
        QVERIFY(m_case.shown(checks));
        auto* header = view().findChild<ReaderHeader*>();
        auto* list = view().findChild<ContentsList*>();
        QPushButton* module = nullptr;
        for (auto* button : header->findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Module 2"))
                module = button;
        QVERIFY(module);
        module->click();
        QTRY_VERIFY(list->hasFocus());
        const auto& row = list->contents().row(list->currentIndex().row());
        QCOMPARE(row.id, QStringLiteral("02-two"));
        QVERIFY(row.open);
    }

    void sixLanguagesHaveTheirColors() {
        QVERIFY(m_case.shown(checks));
        for (const char* name : {"yaml", "json", "sql", "promql", "go", "shell"})
            QTRY_VERIFY2(
                isThere(QStringLiteral("code.language-%1 span[class^=hljs-]").arg(QLatin1String(name))),
                name);
        QCOMPARE(text(QStringLiteral("code.language-promql .hljs-built_in")), QStringLiteral("sum"));
        m_case.picture("code");
    }

    void whatIsTooWideScrollsByKeyboardAndHasAName() {
        QVERIFY(m_case.shown(checks));
        QTRY_VERIFY(isThere(QStringLiteral("div.table[tabindex=\"0\"][role=region][aria-label]")));
        QCOMPARE(
            m_case.ask(QStringLiteral("document.documentElement.scrollWidth > window.innerWidth")).toBool(),
            false);
        QVERIFY(
            m_case.ask(QStringLiteral("document.querySelectorAll('li.task input:checked').length")).toInt() ==
            1);
        QVERIFY(isThere(QStringLiteral("div.box.pitfall p + p")));
        view().scrollTo(1);
        m_case.picture("things");
        m_case.theme->setMode(theme::Mode::Dark);
        m_case.picture("things-dark");
        m_case.theme->setMode(theme::Mode::Light);
        QVERIFY(m_case.shown(redis));
        QVERIFY(!isThere(QStringLiteral("div.table[tabindex]"))); // nothing to scroll, nothing to stop at
    }

    void aDiagramIsEnlargedByKeyboardAndGivesThePageBack() {
        QVERIFY(m_case.shown(redis));
        QTRY_VERIFY(isThere(QStringLiteral("figure.picture a.zoom svg")));
        m_case.ask(QStringLiteral("document.querySelector('a.zoom').focus()"));
        press(Qt::Key_Return);
        QTRY_VERIFY(isThere(QStringLiteral(".zoomed[role=dialog] svg")));
        QCOMPARE(m_case.ask(QStringLiteral("document.querySelector('.zoomed').getAttribute('aria-label')"))
                     .toString(),
                 QStringLiteral("The path; Redis is dashed"));
        QVERIFY(m_case.ask(QStringLiteral("document.querySelector('article').inert")).toBool());
        const auto width = [this] {
            return m_case
                .ask(QStringLiteral("document.querySelector('.zoomed svg').getBoundingClientRect().width"))
                .toDouble();
        };
        press(Qt::Key_1);
        QTRY_COMPARE(qRound(width()), 90); // as it is drawn
        m_case.picture("zoom");
        press(Qt::Key_2);
        QTRY_COMPARE(qRound(width()), 180);
        press(Qt::Key_Plus);
        QTRY_COMPARE(qRound(width()), 270);
        press(Qt::Key_Minus);
        QTRY_COMPARE(qRound(width()), 180);
        QCOMPARE(text(QStringLiteral(".zoomed output")), QStringLiteral("200%"));
        m_case.ask(QStringLiteral("document.querySelector('.zoom-bar a.close').click()"));
        QTRY_VERIFY(!isThere(QStringLiteral(".zoomed")));
        m_case.ask(QStringLiteral("document.querySelector('a.zoom').click()"));
        QTRY_VERIFY(isThere(QStringLiteral(".zoomed")));
        press(Qt::Key_Escape);
        QTRY_VERIFY(!isThere(QStringLiteral(".zoomed")));
        QVERIFY(!m_case.ask(QStringLiteral("document.querySelector('article').inert")).toBool());
        QCOMPARE(m_case.ask(QStringLiteral("document.activeElement.className")).toString(),
                 QStringLiteral("zoom"));
    }

    void anotherPageClosesTheDiagram() {
        QVERIFY(m_case.shown(redis));
        QTRY_VERIFY(isThere(QStringLiteral("a.zoom")));
        m_case.ask(QStringLiteral("document.querySelector('a.zoom').click()"));
        QTRY_VERIFY(isThere(QStringLiteral(".zoomed")));
        QVERIFY(m_case.shown(gateway));
        QVERIFY(!isThere(QStringLiteral(".zoomed")));
    }

    void aRunButtonSaysWhereToAndWhatItDid() {
        QVERIFY(m_case.shown(redis));
        view().runButtons().setTarget(QStringLiteral("Run on the lab host"));
        QTRY_COMPARE(text(QStringLiteral("a.do.run")), QStringLiteral("Run on the lab host"));
        view().runButtons().ran(QStringLiteral("kubectl get pods"), QDateTime({2026, 1, 5}, {14, 2}));
        QTRY_COMPARE(text(QStringLiteral("figure.command .ran")), QStringLiteral("Ran at 14:02"));
        m_case.picture("ran");
        QVERIFY(m_case.shown(gateway));
        QVERIFY(m_case.shown(redis)); // it is still known
        QTRY_COMPARE(text(QStringLiteral("figure.command .ran")), QStringLiteral("Ran at 14:02"));
        QCOMPARE(text(QStringLiteral("a.do.run")), QStringLiteral("Run on the lab host"));
        view().runButtons().forget();
        QTRY_COMPARE(text(QStringLiteral("figure.command .ran")), QString());
    }

    void linesAndLettersAreAsOneLikesThem() {
        QVERIFY(m_case.shown(redis));
        const auto width = [this] {
            return m_case
                .ask(QStringLiteral("document.querySelector('article').getBoundingClientRect().width"))
                .toDouble();
        };
        const auto letters = [this] {
            return m_case
                .ask(QStringLiteral("getComputedStyle(document.querySelector('p:not([class])')).fontFamily"))
                .toString();
        };
        QTRY_COMPARE(qRound(width()), 672);
        QVERIFY(letters().contains(QStringLiteral("Serif")));
        QSignalSpy changed(&view(), &ReaderView::lookChanged);
        view().setLook({100, ReaderLook::Measure::Narrow, false});
        QCOMPARE(changed.count(), 1);
        QTRY_COMPARE(qRound(width()), 593);
        QTRY_VERIFY(letters().contains(QStringLiteral("Inter")));
        QVERIFY(m_case.shown(gateway));
        QCOMPARE(qRound(width()), 593);
        press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(view().findChild<LookPanel*>());
        if (qEnvironmentVariableIsSet("UNDERSTUDY_GRABS"))
            view().findChild<LookPanel*>()->grab().save(qEnvironmentVariable("UNDERSTUDY_GRABS") +
                                                        QStringLiteral("/reader-look.png"));
        view().findChild<LookPanel*>()->close();
        view().setLook({});
    }

    void wordsInTheMarginAreNeverCutAtTheEdge() {
        QVERIFY(m_case.shown(redis));
        const QSize before = view().size();
        const auto inside = [this] { return m_case.ask(QStringLiteral("innerWidth")).toInt(); };
        for (const int wide : {1017, 1029, 1150}) {               // the least with a margin, that of a laptop
            view().resize(view().width() + wide - inside(), 400); // scrolls
            QTRY_COMPARE(inside(), wide);
            const auto found = m_case.ask(QStringLiteral(
                "(() => { const end = document.documentElement.clientWidth; "
                "const shown = [...document.querySelectorAll('.gloss')].filter(one => one.offsetWidth); "
                "return [innerWidth - end, shown.length, "
                "Math.max(...shown.map(one => one.getBoundingClientRect().right - end))]; })()"));
            QVERIFY(found.toList().at(0).toInt() > 0); // there is a scroll bar
            QVERIFY(found.toList().at(1).toInt() > 0);
            QVERIFY2(found.toList().at(2).toDouble() <= 0, qPrintable(QString::number(wide)));
            m_case.picture(qPrintable(QStringLiteral("margin-%1").arg(wide)));
        }
        view().resize(before);
    }

    void cleanupTestCase() {
        m_case.view.reset();
        m_case.library.reset();
    }
};

int main(int argc, char** argv) {
    const auto engine = prepareEngine(true);
    if (!engine.ok())
        qFatal("%s", qPrintable(engine.error().sentence));
    QApplication application(argc, argv);
    TestReaderViewReading test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_ReaderViewReading.moc"
