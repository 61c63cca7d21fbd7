#include "tests/views/reader/ReaderCase.h"
#include "views/reader/Engine.h"
#include "views/reader/paper/PaperDocument.h"
#include "views/reader/paper/PaperMenu.h"
#include "views/reader/paper/WholeFile.h"

#include <QApplication>
#include <QFileDialog>
#include <QMenu>
#include <QProcess>
#include <QtTest>

#include <algorithm>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace understudy;
using namespace understudy::reader;

namespace {

const QString redis = QStringLiteral("01-one/redis");

QString told(const char* program, const QStringList& arguments) {
    QProcess process;
    process.start(QLatin1String(program), arguments);
    return process.waitForFinished(20000) ? QString::fromUtf8(process.readAllStandardOutput()) : QString();
}

QString wordsOf(const QString& pdf) {
    return told("pdftotext", {QStringLiteral("-layout"), pdf, QStringLiteral("-")});
}

} // namespace

/// What is saved is read again by another program (poppler's).
class TestPaper final : public QObject {
    Q_OBJECT

    tests::ReaderCase m_case;
    QTemporaryDir m_out;

    /// Empty: it was saved.
    QString save(const QString& file, bool wholeModule) {
        auto* menu = m_case.view->findChild<PaperMenu*>();
        QSignalSpy said(menu, &PaperMenu::said), trouble(menu, &PaperMenu::trouble);
        m_case.view->savePdf(file, wholeModule);
        const bool over = QTest::qWaitFor(
            [&] {
                return trouble.count() > 0 ||
                       (said.count() > 1 && said.last().at(0).toString().startsWith(QStringLiteral("Saved")));
            },
            30000);
        return !over               ? QStringLiteral("nothing happened")
               : trouble.isEmpty() ? QString()
                                   : trouble.at(0).at(0).value<Error>().sentence;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_case.open(fakes::builtPack()));
        m_case.theme->setMode(theme::Mode::Dark); // paper stays white
        QVERIFY(m_case.shown(redis));
    }

    void aPageIsSavedWithItsWordsAndWithoutItsButtons() {
        const QString file = m_out.filePath(QStringLiteral("page.pdf"));
        QCOMPARE(save(file, false), QString());
        const QString words = wordsOf(file).simplified();
        for (const char* there :
             {"Small, version 1.0.0. Module 1: Module one", "Redis", "Say what Redis does", "When it is down",
              "kubectl get pods", "https://redis.io/", "Look at the error rate first.", "Terms on this page",
              "95 of 100 requests are faster than this.", "The sign-in path"})
            QVERIFY2(words.contains(QString::fromLatin1(there)),
                     qPrintable(QLatin1String(there) + u'\n' + words));
        for (const char* gone : {"Run in terminal", "Copy", "Show an answer", "course://", "Gateway"})
            QVERIFY2(!words.contains(QString::fromLatin1(gone)), gone);
        const QString about = told("pdfinfo", {file});
        QVERIFY2(about.contains(QStringLiteral("(A4)")), qPrintable(about));
        const QString fonts = told("pdffonts", {file}); // name, type, encoding, embedded ...
        QVERIFY(fonts.count(u'\n') > 2);
        QVERIFY2(!fonts.contains(QRegularExpression(QStringLiteral("DejaVu|Noto"))), qPrintable(fonts));
    }

    void aModuleIsSavedWhole() {
        const QString file = m_out.filePath(QStringLiteral("module.pdf"));
        QCOMPARE(save(file, true), QString());
        const QString words = wordsOf(file);
        QVERIFY(words.contains(QStringLiteral("Module 1: Module one")));
        QVERIFY(words.contains(QStringLiteral("kubectl get pods")));
        QVERIFY(words.contains(QStringLiteral("It routes all most requests within 200 ms.")));
        // A cover, and each page begins on a sheet of its own.
        const QStringList sheets = words.split(QChar(u'\f'), Qt::SkipEmptyParts);
        QVERIFY(sheets.size() >= 3);
        QVERIFY(sheets[0].contains(QStringLiteral("Gateway")) &&
                !sheets[0].contains(QStringLiteral("kubectl")));
        QCOMPARE(std::count_if(sheets.begin(), sheets.end(),
                               [](const QString& sheet) {
                                   return sheet.contains(QStringLiteral("After this part you can"));
                               }),
                 2);
        QCOMPARE(m_case.view->page(), redis); // the reader is where it was
        QVERIFY(m_case.ask(QStringLiteral("!!document.querySelector('a.do.run')")).toBool());
    }

    void whereNothingCanBeWrittenAPlainSentenceSaysSo() {
        const QString file = m_out.filePath(QStringLiteral("not-there/page.pdf"));
        const QString sentence = save(file, false);
        QVERIFY2(sentence.startsWith(QStringLiteral("page.pdf could not be saved. Choose a folder")),
                 qPrintable(sentence));
    }

    void onAFullDiskWhatWasThereStays() {
        const QString file = m_out.filePath(QStringLiteral("full.pdf"));
        QVERIFY(writeWhole("what was there", file).ok());
        // A limit on the size of files is a full disk to whoever writes.
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit small = before;
        small.rlim_cur = 4096;
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto written = writeWhole(QByteArray(100'000, 'x'), file);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        std::signal(SIGXFSZ, handler);
        QVERIFY(!written.ok());
        QVERIFY(written.error().sentence.startsWith(QStringLiteral("full.pdf could not be saved.")));
        QFile still(file);
        QVERIFY(still.open(QIODevice::ReadOnly));
        QCOMPARE(still.readAll(), QByteArray("what was there"));
    }

    void aDeviceOrPipeIsNotReplaced() {
        const QString pipe = m_out.filePath(QStringLiteral("pipe"));
        QCOMPARE(mkfifo(qPrintable(pipe), 0600), 0);
        for (const QString& odd : {pipe, m_out.path()}) {
            const auto written = writeWhole("x", odd);
            QVERIFY(!written.ok());
            QVERIFY(written.error().sentence.contains(QStringLiteral("is not a file that can be replaced")));
        }
    }

    void theDialogOffersAGoodNameAndAsksBeforeItOverwrites() {
        auto* menu = m_case.view->findChild<PaperMenu*>();
        QTest::keyClick(m_case.view->webView()->focusProxy(), Qt::Key_P, Qt::ControlModifier);
        QTRY_VERIFY(m_case.view->findChild<QMenu*>());
        auto* choices = m_case.view->findChild<QMenu*>();
        QAction* whole = choices->actions().last();
        QCOMPARE(whole->text(), QStringLiteral("Save the module as PDF…"));
        whole->trigger();
        choices->close();
        QTRY_VERIFY(m_case.view->findChild<QFileDialog*>());
        auto* dialog = m_case.view->findChild<QFileDialog*>();
        QVERIFY(menu);
        QVERIFY2(dialog->selectedFiles().value(0).endsWith(QStringLiteral("/Module 1, Module one.pdf")),
                 qPrintable(dialog->selectedFiles().value(0)));
        QVERIFY(!dialog->testOption(QFileDialog::DontConfirmOverwrite));
        QCOMPARE(dialog->acceptMode(), QFileDialog::AcceptSave);
        dialog->reject();
    }

    void aNameFitsEveryFileSystem() {
        course::Course course;
        course::Module module;
        module.id = QStringLiteral("m");
        module.number = 4;
        module.title = QStringLiteral("Read/write: a \"split\"? \\ <yes>|*");
        course.modules = {module};
        const QString name = PaperOrder{{}, QStringLiteral("m")}.fileName(course);
        QVERIFY2(!name.contains(QRegularExpression(QStringLiteral("[/\\\\:*?\"<>|]"))), qPrintable(name));
        QVERIFY(name.startsWith(QStringLiteral("Module 4, Read-write")) &&
                name.endsWith(QStringLiteral(".pdf")));
        const PaperOrder unknown{QStringLiteral("x"), QStringLiteral("y")};
        QCOMPARE(unknown.fileName(course), QStringLiteral("page.pdf"));
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
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    TestPaper test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_Paper.moc"
