#include "views/connection/SecretDialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace understudy;
using namespace understudy::connection;
using Kind = ssh::Prompt::Kind;

namespace {

QString wordsOf(const QWidget& dialog) {
    QStringList words;
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        words << label->text();
    return words.join(QLatin1Char('\n'));
}

SecretQuestion password(int attempt) {
    SecretQuestion question;
    question.prompt.kind = Kind::Password;
    question.prompt.title = "ada@bastion.example.com";
    question.prompt.fields = {{"", false}};
    question.prompt.attempt = attempt;
    question.host = "Bastion";
    question.triesLeft = 4 - attempt;
    question.mayKeep = true;
    return question;
}

} // namespace

class tst_SecretDialog final : public QObject {
    Q_OBJECT
    theme::Theme m_theme;

private Q_SLOTS:
    void aPasswordIsTypedUnseenAndHandedOverOnce() {
        SecretDialog dialog(m_theme, password(1));
        dialog.show();
        auto* field = dialog.findChild<QLineEdit*>();
        QCOMPARE(field->echoMode(), QLineEdit::Password);
        QTRY_VERIFY(dialog.focusWidget() == field);
        QTest::keyClicks(field, "correct horse");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
        const SecretAnswer answer = dialog.take();
        QCOMPARE(answer.fields, QStringList{"correct horse"});
        QVERIFY(!answer.keep);
        QVERIFY(field->text().isEmpty());
    }

    void itIsKeptOnlyWhenAsked() {
        SecretDialog dialog(m_theme, password(1));
        auto* keep = dialog.findChild<QCheckBox*>();
        QVERIFY(keep && !keep->isChecked());
        keep->click();
        QVERIFY(dialog.take().keep);
        SecretQuestion nowhere = password(1);
        nowhere.mayKeep = false;
        QVERIFY(!SecretDialog(m_theme, nowhere).findChild<QCheckBox*>());
    }

    void aRefusalSaysHowManyTriesAreLeft() {
        QVERIFY(!wordsOf(SecretDialog(m_theme, password(1))).contains("refused"));
        QVERIFY(wordsOf(SecretDialog(m_theme, password(2)))
                    .contains("The host refused the password. 2 tries left."));
        QVERIFY(wordsOf(SecretDialog(m_theme, password(3))).contains("This is the last try."));
        SecretQuestion kept = password(2);
        kept.keptRefused = true;
        QVERIFY(wordsOf(SecretDialog(m_theme, kept)).contains("What the keychain had was refused."));
    }

    void escapeLogsNobodyIn() {
        SecretDialog dialog(m_theme, password(1));
        dialog.show();
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QCOMPARE(dialog.result(), int(QDialog::Rejected));
    }

    void whatAHostAsksIsShownAsItsWordsAndEachFieldAsItSays() {
        SecretQuestion question;
        question.host = "Bastion";
        question.prompt.kind = Kind::Keyboard;
        question.prompt.title = "Two steps";
        question.prompt.instruction = "<b>Look</b> at your phone";
        question.prompt.fields = {{"Password:", false}, {"Code:", true}};
        SecretDialog dialog(m_theme, question);
        const QString words = wordsOf(dialog);
        QVERIFY(words.contains("Bastion says"));
        QVERIFY(words.contains("<b>Look</b> at your phone")); // never markup
        for (const QLabel* label : dialog.findChildren<QLabel*>())
            QVERIFY(label->text().isEmpty() || label->textFormat() == Qt::PlainText);
        const auto fields = dialog.findChildren<QLineEdit*>();
        QCOMPARE(fields.size(), 2);
        QCOMPARE(fields[0]->echoMode(), QLineEdit::Password);
        QCOMPARE(fields[1]->echoMode(), QLineEdit::Normal);
        QCOMPARE(fields[1]->accessibleName(), QString("Code:"));
        fields[0]->setText("one");
        fields[1]->setText("123456");
        QCOMPARE(dialog.take().fields, (QStringList{"one", "123456"}));
    }
};

QTEST_MAIN(tst_SecretDialog)
#include "tst_SecretDialog.moc"
