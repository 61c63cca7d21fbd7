#include "views/terminal/HostKeyDialog.h"

#include <QCheckBox>
#include <QTest>
#include <QTimer>

using namespace understudy;
using namespace understudy::terminal;

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
    const HostKeyDialog::Question m_changed{
        true, QStringLiteral("training-lab"),
        QStringLiteral("SHA256:q8xV2LmTr0Kc9bHfZp1NWs6EuJ3yOb7DXg5tRa8P4wY="),
        QStringLiteral("SHA256:Jt5dQe7Ua3RwXnLk6vGoYc0ShF4pIz8MVb1rKu9Tm2B="),
        QStringLiteral("on 17 November")};

private Q_SLOTS:
    void fingerprintsAreReadInGroupsOfFour() {
        QCOMPARE(HostKeyDialog::grouped(m_changed.knownFingerprint),
                 QStringLiteral("q8xV 2LmT r0Kc 9bHf Zp1N Ws6E uJ3y Ob7D Xg5t Ra8P 4wY"));
    }

    void aChangedKeyIsReplacedOnlyAfterTheTick() {
        HostKeyDialog dialog(m_theme, m_changed);
        auto* replace = button(dialog, QStringLiteral("Replace the key"));
        auto* safe = button(dialog, QStringLiteral("Don’t connect"));
        QVERIFY(replace && safe);
        QVERIFY(!replace->isEnabled());
        QVERIFY(safe->isDefault());
        dialog.findChild<QCheckBox*>()->click();
        QVERIFY(replace->isEnabled());
        QTimer::singleShot(0, replace, &QPushButton::click);
        QCOMPARE(dialog.ask(), HostKeyDialog::ReplaceKey);
    }

    void escapeAndEnterAreTheSafeAnswers() {
        for (const int key : {Qt::Key_Escape, Qt::Key_Return}) {
            HostKeyDialog dialog(m_theme, {false, QStringLiteral("lab"), {}, m_changed.shownFingerprint, {}});
            QTimer::singleShot(0, &dialog,
                               [&dialog, key] { QTest::keyClick(&dialog, static_cast<Qt::Key>(key)); });
            QCOMPARE(dialog.ask(), HostKeyDialog::DoNotConnect);
        }
    }
};

QTEST_MAIN(tst_HostKeyDialog)
#include "tst_HostKeyDialog.moc"
