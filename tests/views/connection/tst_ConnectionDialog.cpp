#include "views/connection/ConnectionDialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryFile>
#include <QTest>

using namespace understudy;
using namespace understudy::connection;

namespace {

template <class Widget>
Widget* named(const QWidget& dialog, const QString& name) {
    for (Widget* widget : dialog.findChildren<Widget*>())
        if (widget->accessibleName() == name)
            return widget;
    return nullptr;
}

void press(const QWidget& dialog, const QString& text) {
    for (QPushButton* button : dialog.findChildren<QPushButton*>())
        if (button->text() == text)
            return button->click();
    QFAIL(qPrintable("no button " + text));
}

} // namespace

class tst_ConnectionDialog final : public QObject {
    Q_OBJECT
    theme::Theme m_theme;

private Q_SLOTS:
    void aHostAloneIsEnough() {
        ConnectionDialog dialog(m_theme, {}, "ada");
        dialog.show();
        named<QLineEdit>(dialog, "Host")->setText("bastion.example.com");
        press(dialog, "Connect");
        QCOMPARE(dialog.result(), int(ConnectionDialog::Connect));
        QCOMPARE(dialog.connection().name, QString("bastion.example.com"));
        QCOMPARE(dialog.connection().address, (Address{"", "bastion.example.com", 22}));
    }

    void aPastedCommandIsTakenApart() {
        ConnectionDialog dialog(m_theme, {}, "ada");
        dialog.show();
        QTemporaryFile key;
        QVERIFY(key.open());
        auto* host = named<QLineEdit>(dialog, "Host");
        host->setText("ssh -p 2222 -i " + key.fileName() + " -J gate.example.com bo@bastion.example.com");
        QTest::keyClick(host, Qt::Key_Return);
        QCOMPARE(dialog.result(), int(ConnectionDialog::Connect));
        const Connection& made = dialog.connection();
        QCOMPARE(made.address, (Address{"bo", "bastion.example.com", 2222}));
        QCOMPARE(jumpsText(made.jumps), QString("gate.example.com"));
        QCOMPARE(made.login, Connection::Login::KeyFile);
        QCOMPARE(made.keyFile, key.fileName());
    }

    void whatIsWrongIsSaidAndNothingIsSaved_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("no host") << "Host"
                                 << ""
                                 << "Type the host";
        QTest::newRow("option") << "Host"
                                << "-oProxyCommand=id"
                                << "is not a host’s name";
        QTest::newRow("port") << "Port"
                              << "ssh"
                              << "number from 1 to 65535";
        QTest::newRow("port 0") << "Port"
                                << "0"
                                << "number from 1 to 65535";
        QTest::newRow("user") << "User"
                              << "ada lovelace"
                              << "no spaces";
        QTest::newRow("jump") << "Go through"
                              << "gate, not a host"
                              << "jump hosts";
        QTest::newRow("key") << "Key file"
                             << "/nowhere/id"
                             << "There is no file /nowhere/id";
    }
    void whatIsWrongIsSaidAndNothingIsSaved() {
        QFETCH(QString, field);
        QFETCH(QString, text);
        QFETCH(QString, said);
        ConnectionDialog dialog(m_theme, {}, "ada");
        dialog.show();
        named<QLineEdit>(dialog, "Host")->setText("bastion");
        if (field == "Key file")
            dialog.findChild<QComboBox*>()->setCurrentIndex(1);
        auto* line = named<QLineEdit>(dialog, field);
        line->setText(text);
        press(dialog, "Save");
        QVERIFY(dialog.isVisible());
        auto* complaint = dialog.findChild<QLabel*>("complaint");
        QVERIFY2(complaint->isVisible() && complaint->text().contains(said), qPrintable(complaint->text()));
        QVERIFY(line->property("invalid").toBool());
        QCOMPARE(dialog.focusWidget(), line);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QCOMPARE(dialog.result(), int(ConnectionDialog::Leave));
    }

    void editingKeepsWhatIsNotChanged() {
        Connection old;
        old.id = "id";
        old.name = "Bastion";
        old.address = {"ada", "bastion", 2222};
        old.watchOnly = true;
        old.login = Connection::Login::Agent;
        ConnectionDialog dialog(m_theme, old, "bo");
        dialog.show();
        QVERIFY(named<QCheckBox>(dialog, "Watch only") || dialog.findChild<QCheckBox*>()->isChecked());
        press(dialog, "Save");
        QCOMPARE(dialog.result(), int(ConnectionDialog::Save));
        QCOMPARE(dialog.connection(), old);
    }
};

QTEST_MAIN(tst_ConnectionDialog)
#include "tst_ConnectionDialog.moc"
