#include "tests/fakes/CannedServer.h"
#include "views/traces/TracesView.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace understudy;
using namespace understudy::traces;

namespace {

struct Work {
    const char *id, *parent, *service, *operation;
    double start, duration; ///< seconds
    bool error = false;
};

QByteArray traceOf(const QByteArray& id, const std::vector<Work>& spans) {
    QByteArrayList made, processes;
    for (const Work& each : spans) {
        made << "{\"traceID\":\"" + id + "\",\"spanID\":\"" + each.id + "\",\"operationName\":\"" +
                    each.operation + "\",\"references\":[" +
                    (*each.parent
                         ? QByteArray("{\"refType\":\"CHILD_OF\",\"spanID\":\"") + each.parent + "\"}"
                         : "") +
                    "],\"startTime\":" + QByteArray::number(1762785000000000 + qint64(each.start * 1e6)) +
                    ",\"duration\":" + QByteArray::number(qint64(each.duration * 1e6)) + ",\"processID\":\"" +
                    each.service +
                    "\",\"tags\":[{\"key\":\"error\",\"value\":" + (each.error ? "true" : "false") +
                    "},{\"key\":\"peer.address\",\"value\":\"10.9.4.7\"}],\"logs\":[{\"timestamp\":" +
                    QByteArray::number(1762785000000000 + qint64(each.start * 1e6)) +
                    ",\"fields\":[{\"key\":\"event\",\"value\":\"retry\"}]}]}";
        processes << QByteArray("\"") + each.service + "\":{\"serviceName\":\"" + each.service +
                         "\",\"tags\":[]}";
    }
    return "{\"traceID\":\"" + id + "\",\"spans\":[" + made.join(',') + "],\"processes\":{" +
           processes.join(',') + "}}";
}

QByteArray slowCheckout() {
    return traceOf("abc123def4567890",
                   {{"1", "", "api-gateway", "POST /checkout", 0, 30.2},
                    {"2", "1", "auth-service", "verify_session", 0.05, 0.1},
                    {"3", "1", "order-service", "create_order", 0.2, 0.3},
                    {"4", "3", "postgres-primary", "INSERT orders", 0.25, 0.2},
                    {"5", "1", "payment-service", "charge", 0.5, 29.6, true},
                    {"6", "5", "payment-service", "payment_gateway_call", 0.6, 29.4},
                    {"7", "1", "notification-service",
                     "Benachrichtigungsdienstzustellungsbestätigung_versenden", 30.1, 0.1}});
}

QByteArray answer() {
    return "{\"data\":[" + slowCheckout() + "," +
           traceOf("1f", {{"1", "", "api-gateway", "GET /health", 0, 0.004}}) + "],\"errors\":null}";
}

struct Stage {
    explicit Stage(QSize size = {1440, 872})
        : server([this](const fakes::Asked& asked) {
            if (asked.path == QLatin1String("/api/services"))
                return fakes::Canned{200, R"({"data":["api-gateway","payment-service"]})"};
            if (asked.path.endsWith(QLatin1String("/operations")))
                return fakes::Canned{200, R"({"data":["POST /checkout"]})"};
            return fakes::Canned{200, found};
        }) {
        theme.setMode(theme::Mode::Light);
        view.resize(size);
        view.show();
        view.setSource(server.url());
    }
    QTreeWidget& list() {
        for (auto* each : view.findChildren<QTreeWidget*>())
            if (each->accessibleName().startsWith(QLatin1String("Traces")))
                return *each;
        qFatal("no list");
    }
    QPushButton& button(const char* words) {
        for (auto* each : view.findChildren<QPushButton*>())
            if (each->text() == QLatin1String(words))
                return *each;
        qFatal("no button %s", words);
    }
    void shot(const char* name) {
        QApplication::processEvents();
        const QString folder = qEnvironmentVariable("UNDERSTUDY_SHOTS");
        if (!folder.isEmpty())
            view.grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
    QByteArray found = answer();
    fakes::CannedServer server;
    SystemClock clock;
    theme::Theme theme;
    TracesView view{theme, clock};
};

QTreeWidget& tree(Waterfall& waterfall) {
    for (auto* each : waterfall.findChildren<QTreeWidget*>())
        if (each->columnCount() == 4)
            return *each;
    qFatal("no spans");
}

} // namespace

class tst_TracesView final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTraceIsFoundAndReadByKeyboardAlone() {
        Stage stage;
        auto* service = stage.view.findChildren<QComboBox*>()[0];
        QTRY_COMPARE(service->count(), 2);
        auto* field = stage.view.findChildren<QLineEdit*>()[0];
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("error=true"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(stage.view.found(), 2);
        stage.shot("traces-list-light");
        stage.list().setFocus();
        QTest::keyClick(&stage.list(), Qt::Key_Return);
        Waterfall& waterfall = stage.view.waterfall();
        QTRY_VERIFY(waterfall.isVisible());
        QCOMPARE(waterfall.current(), 0);
        QTreeWidget& spans = tree(waterfall);
        QTest::keyClick(&spans, Qt::Key_End);
        QCOMPARE(waterfall.current(), 6);
        QTest::keyClick(&spans, Qt::Key_Home);
        QTest::keyClick(&spans, Qt::Key_Left); // folds all
        QTest::keyClick(&spans, Qt::Key_Down);
        QCOMPARE(waterfall.current(), 0);
        QTest::keyClick(&spans, Qt::Key_Right);
        QTest::keyClick(&spans, Qt::Key_Down);
        QCOMPARE(waterfall.current(), 1);
        const double whole = waterfall.bars().to();
        QTest::keyClick(&spans, Qt::Key_Plus, Qt::ControlModifier);
        QVERIFY(waterfall.bars().to() - waterfall.bars().from() < whole * 0.6);
        const double from = waterfall.bars().from();
        QTest::keyClick(&spans, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(waterfall.bars().from() > from);
        QTest::keyClick(&spans, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(waterfall.bars().to(), whole);
        QSignalSpy back(&stage.view, &TracesView::backWanted);
        QTest::keyClick(&spans, Qt::Key_Escape);
        QVERIFY(!waterfall.isVisible());
        QCOMPARE(back.count(), 0);
        QTest::keyClick(&stage.list(), Qt::Key_Escape);
        QCOMPARE(back.count(), 1);
    }

    void theSlowSpanIsNamedInWords() {
        Stage stage;
        QTRY_COMPARE(stage.view.findChildren<QComboBox*>()[0]->count(), 2);
        stage.view.search();
        QTRY_COMPARE(stage.view.found(), 2);
        stage.view.open(0);
        Waterfall& waterfall = stage.view.waterfall();
        stage.button("Longest wait").click();
        QCOMPARE(waterfall.current(), 5);
        const QTreeWidgetItem* item = tree(waterfall).currentItem();
        QCOMPARE(item->text(2), QStringLiteral("29.4 s"));
        const QString spoken = item->data(0, Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains(QLatin1String("on the critical path for 29.4 s")), qPrintable(spoken));
        stage.button("Next error").click();
        QCOMPARE(waterfall.current(), 4);
        QVERIFY(tree(waterfall).currentItem()->text(0).endsWith(QLatin1String("(error)")));
        stage.shot("waterfall-light");
        stage.theme.setMode(theme::Mode::Dark);
        stage.view.resize(1366, 700);
        stage.shot("waterfall-1366-dark");
        stage.theme.setTextPercent(200);
        stage.shot("waterfall-200-dark");
    }

    void whatCannotBeReadIsSaidBeforeItIsAsked() {
        Stage stage;
        QTRY_COMPARE(stage.view.findChildren<QComboBox*>()[0]->count(), 2);
        const auto fields = stage.view.findChildren<QLineEdit*>();
        fields[1]->setText(QStringLiteral("soon"));
        const auto asked = stage.server.asked().size();
        stage.view.search();
        QVERIFY(stage.view.words().contains(QLatin1String("soon")));
        fields[1]->clear();
        fields[0]->setText(QStringLiteral("error"));
        stage.view.search();
        QVERIFY(stage.view.words().contains(QLatin1String("key=value")));
        QCOMPARE(stage.server.asked().size(), asked);
    }

    void noTraceAndNoServerAreSaid() {
        Stage stage;
        QTRY_COMPARE(stage.view.findChildren<QComboBox*>()[0]->count(), 2);
        stage.found = R"({"data":[]})";
        stage.view.search();
        QTRY_VERIFY(stage.view.words().startsWith(QLatin1String("No trace")));
        stage.found = "<html>";
        stage.view.search();
        QTRY_VERIFY(stage.view.words().startsWith(QLatin1String("This is not a trace")));
        stage.view.setSource({});
        QVERIFY(stage.view.words().contains(QLatin1String("Open a file")));
    }

    void aSavedFileOpensWithoutAServer() {
        theme::Theme theme;
        SystemClock clock;
        TracesView view(theme, clock);
        view.show();
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("checkout.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"data\":[" + slowCheckout() + "]}");
        file.close();
        view.openFile(file.fileName());
        QVERIFY(view.waterfall().isVisible()); // the only one is opened at once
        QCOMPARE(view.waterfall().trace().id, QStringLiteral("abc123def4567890"));
        view.openFile(dir.filePath(QStringLiteral("none.json")));
        QVERIFY(!view.waterfall().isVisible());
        QVERIFY(view.words().contains(QLatin1String("cannot be opened")));
    }

    void aDeepTraceStaysUsable() {
        std::vector<Work> spans;
        QByteArrayList ids;
        for (int i = 0; i < 3000; ++i)
            ids << QByteArray::number(i);
        for (int i = 0; i < 3000; ++i)
            spans.push_back({ids[i].constData(), i ? ids[i - 1].constData() : "", "s", "<b>deep</b>", 0, 1});
        const auto read = tracesFrom("{\"data\":[" + traceOf("d", spans) + "]}");
        QVERIFY(read.ok());
        theme::Theme theme;
        Waterfall waterfall(theme);
        waterfall.resize(1000, 600);
        waterfall.show();
        waterfall.show(read->front());
        waterfall.choose(2999);
        QCOMPARE(waterfall.current(), 2999);
        QCOMPARE(tree(waterfall).currentItem()->text(0), QStringLiteral("s: <b>deep</b>"));
    }
};

QTEST_MAIN(tst_TracesView)
#include "tst_TracesView.moc"
