#include "views/connection/HostKeyDialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QTimer>

using namespace understudy;
using namespace understudy::connection;

namespace {

QPushButton* button(const QWidget& in, const QString& text) {
    for (auto* found : in.findChildren<QPushButton*>()) {
        if (found->text() == text) {
            return found;
        }
    }
    return nullptr;
}

} // namespace

class tst_HostKeyDialog : public QObject {
    Q_OBJECT

    theme::Theme m_theme;
    const HostKeyDialog::Question m_changed = changed();

    static HostKeyDialog::Question changed() {
        HostKeyDialog::Question question;
        question.changed = true;
        question.host = QStringLiteral("training-lab");
        question.knownFingerprint = QStringLiteral("SHA256:q8xV2LmTr0Kc9bHfZp1NWs6EuJ3yOb7DXg5tRa8P4wY=");
        question.shownFingerprint = QStringLiteral("SHA256:Jt5dQe7Ua3RwXnLk6vGoYc0ShF4pIz8MVb1rKu9Tm2B=");
        question.knownSince = QStringLiteral("on 17 November");
        return question;
    }

private Q_SLOTS:
    void fingerprintsAreReadInGroupsOfFour() {
        QCOMPARE(HostKeyDialog::grouped(m_changed.knownFingerprint),
                 QStringLiteral("q8xV 2LmT r0Kc 9bHf Zp1N Ws6E uJ3y Ob7D Xg5t Ra8P 4wY"));
    }

    void aChangedKeyIsReplacedOnlyAfterTheTickAndTyping() {
        HostKeyDialog dialog(m_theme, m_changed);
        auto* replace = button(dialog, QStringLiteral("Replace the key"));
        auto* safe = button(dialog, QStringLiteral("Don’t connect"));
        auto* typed = dialog.findChild<QLineEdit*>();
        QVERIFY(replace && safe && typed);
        QVERIFY(!replace->isEnabled());
        QVERIFY(safe->isDefault());
        typed->setText(QStringLiteral("m2B"));
        QVERIFY(!replace->isEnabled()); // the tick is missing
        dialog.findChild<QCheckBox*>()->click();
        QVERIFY(replace->isEnabled());
        for (const char* wrong : {"", "M2B", "4wY", "m2B m2B"}) {
            typed->setText(QLatin1String(wrong));
            QVERIFY2(!replace->isEnabled(), wrong);
        }
        typed->setText(QStringLiteral(" m2B "));
        QTimer::singleShot(0, replace, &QPushButton::click);
        QCOMPARE(dialog.ask(), HostKeyDialog::ReplaceKey);
    }

    void enterInTheFieldDoesNotReplaceTheKey() {
        HostKeyDialog dialog(m_theme, m_changed);
        auto* typed = dialog.findChild<QLineEdit*>();
        dialog.findChild<QCheckBox*>()->click();
        typed->setText(QStringLiteral("m2B"));
        QTimer::singleShot(0, &dialog, [typed] { QTest::keyClick(typed, Qt::Key_Return); });
        QCOMPARE(dialog.ask(), HostKeyDialog::DoNotConnect);
    }

    void theKeyOfAWatchedHostIsNotReplacedHere() {
        HostKeyDialog::Question question = m_changed;
        question.replaceable = false;
        HostKeyDialog dialog(m_theme, question);
        QVERIFY(!button(dialog, QStringLiteral("Replace the key")));
        QVERIFY(!dialog.findChild<QCheckBox*>());
        QVERIFY(button(dialog, QStringLiteral("Don’t connect"))->isDefault());
    }

    void bothKeysAreShownWithTheFileOfTheKnownOne() {
        HostKeyDialog::Question question = m_changed;
        question.where = QStringLiteral("~/.ssh/known_hosts, line 3");
        HostKeyDialog dialog(m_theme, question);
        QStringList words;
        for (const QLabel* label : dialog.findChildren<QLabel*>()) {
            words << label->text();
        }
        QVERIFY(words.contains(HostKeyDialog::grouped(question.knownFingerprint)));
        QVERIFY(words.contains(HostKeyDialog::grouped(question.shownFingerprint)));
        QVERIFY(words.contains(question.where));
    }

    void escapeAndEnterAreTheSafeAnswers() {
        for (const int key : {Qt::Key_Escape, Qt::Key_Return}) {
            HostKeyDialog::Question question;
            question.host = QStringLiteral("lab");
            question.shownFingerprint = m_changed.shownFingerprint;
            HostKeyDialog dialog(m_theme, question);
            QTimer::singleShot(0, &dialog,
                               [&dialog, key] { QTest::keyClick(&dialog, static_cast<Qt::Key>(key)); });
            QCOMPARE(dialog.ask(), HostKeyDialog::DoNotConnect);
        }
    }
};

QTEST_MAIN(tst_HostKeyDialog)
#include "tst_HostKeyDialog.moc"
