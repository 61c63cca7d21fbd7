#include "views/window/PackRefusedDialog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QTest>

using namespace understudy;
using namespace understudy::window;

namespace {

course::PackRefusal changedFiles(int count) {
    course::PackRefusal refusal;
    refusal.error = {Errc::Refused, "2 of its 214 files differ from what the DWCP v3 Training Team signed.",
                     "labs/a.yaml: Changed"};
    refusal.version = "1.1.0";
    refusal.signedBy = "DWCP v3 Training Team, key 5F2C 91AB";
    refusal.fileCount = 214;
    for (int i = 0; i < count; ++i)
        refusal.files.push_back({QStringLiteral("labs/operations/lab%1/check.sh").arg(i), "Changed"});
    return refusal;
}

QString wordsOf(const QWidget& dialog) {
    QStringList words;
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        words << label->text();
    return words.join(QLatin1Char('\n'));
}

QPushButton* button(const QWidget& dialog, const QString& text) {
    for (QPushButton* candidate : dialog.findChildren<QPushButton*>())
        if (candidate->text() == text)
            return candidate;
    return nullptr;
}

} // namespace

/// Where UNDERSTUDY_GRABS names a folder, pictures of the dialog are left there to look at.
class tst_PackRefusedDialog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itSaysWhichPackWhichFilesAndWhoSigned() {
        theme::Theme theme;
        const PackRefusedDialog dialog(theme, changedFiles(2));
        const QString words = wordsOf(dialog);
        for (const char* expected : {"Content pack 1.1.0 was not opened", "2 of its 214 files differ",
                                     "labs/operations/lab0/check.sh", "labs/operations/lab1/check.sh",
                                     "Changed", "DWCP v3 Training Team, key 5F2C 91AB",
                                     "work on this laptop is kept", "Get the pack again first"})
            QVERIFY2(words.contains(QLatin1String(expected)), expected);
    }

    void theVersionOneKeepsWorkingWithIsOnTheButton() {
        theme::Theme theme;
        PackRefusedDialog dialog(theme, changedFiles(1), "1.0.0");
        QVERIFY(wordsOf(dialog).contains("Content pack 1.1.0 was not installed"));
        QVERIFY(wordsOf(dialog).contains("You keep working with 1.0.0"));
        QPushButton* keep = button(dialog, "Keep 1.0.0");
        QVERIFY(keep && keep->isDefault());
        dialog.show();
        QTest::keyClick(&dialog, Qt::Key_Return);
        QVERIFY(!dialog.isVisible());
    }

    void whereTheRefusedPackCameFromIsSaid() {
        theme::Theme theme;
        const PackRefusedDialog dialog(theme, changedFiles(1), "1.0.0", "/media/stick/dwcp-v3");
        QVERIFY(wordsOf(dialog).contains("Came from"));
        QVERIFY(wordsOf(dialog).contains("/media/stick/dwcp-v3"));
    }

    void theReportCopiedNamesEveryFileThoughFewAreShown() {
        theme::Theme theme;
        const PackRefusedDialog dialog(theme, changedFiles(40));
        QVERIFY(wordsOf(dialog).contains("34 more files in the report"));
        QVERIFY(!wordsOf(dialog).contains("lab39"));
        button(dialog, "Copy report")->click();
        const QString copied = QGuiApplication::clipboard()->text();
        for (int i = 0; i < 40; ++i)
            QVERIFY(copied.contains(QStringLiteral("Changed: labs/operations/lab%1/check.sh\n").arg(i)));
        QVERIFY(copied.contains("5F2C 91AB"));
    }

    void aPackWithoutAReadableListSaysWhy() {
        theme::Theme theme;
        course::PackRefusal refusal;
        refusal.error = {Errc::NotFound, "There is no course pack in this folder: pack.json is missing.",
                         "/srv/pack"};
        const PackRefusedDialog dialog(theme, refusal);
        QVERIFY(wordsOf(dialog).contains("The content pack was not opened"));
        QVERIFY(wordsOf(dialog).contains("/srv/pack"));
        QVERIFY(!wordsOf(dialog).contains("Signed by"));
        QVERIFY(!wordsOf(dialog).contains("damaged copy"));
    }

    void namesOfAHostilePackAreShownAsTheyAre() {
        theme::Theme theme;
        course::PackRefusal refusal = changedFiles(0);
        refusal.files = {{"<img src=x><b>pages</b>.md", "Not in the list"},
                         {QString(4000, QLatin1Char('w')) + ".md", "Not in the list"}};
        const PackRefusedDialog dialog(theme, refusal);
        for (const QLabel* label : dialog.findChildren<QLabel*>())
            QVERIFY(label->textFormat() != Qt::RichText &&
                    (label->text().isEmpty() || label->textFormat() == Qt::PlainText));
        QVERIFY(dialog.sizeHint().width() < 900);
    }

    void picturesAreLeftForTheEye() {
        theme::Theme theme;
        PackRefusedDialog dialog(theme, changedFiles(2), "1.0.0", "/media/stick/dwcp-v3");
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(dialog.height() >= dialog.minimumSizeHint().height());
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            QVERIFY(dialog.grab().save(folder + "/pack-refused.png"));
    }
};

QTEST_MAIN(tst_PackRefusedDialog)
#include "tst_PackRefusedDialog.moc"
