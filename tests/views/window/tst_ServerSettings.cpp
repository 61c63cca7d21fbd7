#include "views/window/ServerSettings.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace understudy;
using namespace understudy::window;

/// What a trainee finds and can do where the settings speak of the training server.
class tst_ServerSettings final : public QObject {
    Q_OBJECT
    theme::Theme m_theme;

    static SyncWords enrolled() {
        SyncWords words;
        words.state = StatusBar::Sync::Synced;
        words.server = QStringLiteral("https://training.example");
        words.account = QStringLiteral("mara");
        words.lastSynced = QStringLiteral("09:31");
        return words;
    }
    static bool sees(const QWidget& part, const QString& text) {
        for (const QLabel* label : part.findChildren<QLabel*>())
            if (!label->isHidden() && label->text().contains(text))
                return true;
        return false;
    }
    static QPushButton* button(const QWidget& part, const char* words) {
        for (auto* each : part.findChildren<QPushButton*>())
            if (each->text() == QString::fromUtf8(words))
                return each;
        qFatal("no button: %s", words);
    }
    static QLineEdit* field(const QWidget& part, const char* name) {
        for (auto* each : part.findChildren<QLineEdit*>())
            if (each->accessibleName() == QLatin1String(name))
                return each;
        qFatal("no field: %s", name);
    }
    static theme::StateDialog* dialog(const QWidget& above) {
        return above.window()->findChild<theme::StateDialog*>();
    }

private Q_SLOTS:
    void howItStandsIsSaidInPlainWords() {
        ServerSettings settings(m_theme);
        QVERIFY(sees(settings.account(), QStringLiteral("No training server yet")));
        QVERIFY(sees(settings.account(), QStringLiteral("None")));
        QVERIFY(sees(settings.account(), QStringLiteral("Never")));
        auto words = enrolled();
        settings.tell(words);
        QVERIFY(sees(settings.account(), QStringLiteral("mara at https://training.example")));
        QVERIFY(sees(settings.account(), QStringLiteral("09:31")));
        QVERIFY(sees(settings.account(), QStringLiteral("Nothing is waiting")));
        QVERIFY(sees(settings.account(), QStringLiteral("As the server's")));
        words.state = StatusBar::Sync::Offline;
        words.waiting = 14;
        words.oldest = QStringLiteral("Tuesday");
        words.sentence = QStringLiteral("The server is busy.");
        words.clock = QStringLiteral("7 minutes behind");
        settings.tell(words);
        QVERIFY(sees(settings.account(), QStringLiteral("14 events waiting, oldest from Tuesday")));
        QVERIFY(sees(settings.account(), QStringLiteral("The server is busy.")));
        QVERIFY(sees(settings.account(), QStringLiteral("7 minutes behind")));
        words.waiting = 1;
        words.oldest.clear();
        settings.tell(words);
        QVERIFY(sees(settings.account(), QStringLiteral("1 event waiting")));
    }

    void enrollingAtAnotherServerAsksFirst() {
        ServerSettings settings(m_theme);
        QSignalSpy asked(&settings.account(), &AccountSettings::enrollRequested);
        settings.tell(enrolled());
        auto* address = field(settings.account(), "Address");
        auto* code = field(settings.account(), "Enrollment code");
        QCOMPARE(address->text(), QStringLiteral("https://training.example"));
        code->setText(QStringLiteral(" AAAA-BBBB "));
        button(settings.account(), "Enroll again")->click(); // the same one: a new code, no question
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().last().toString(), QStringLiteral("AAAA-BBBB"));
        address->setText(QStringLiteral("https://other.example"));
        QTest::keyClick(code, Qt::Key_Return);
        QCOMPARE(asked.count(), 1);
        QVERIFY(dialog(settings));
        QVERIFY(sees(*dialog(settings),
                     QStringLiteral("Everything on this laptop is sent again to https://other.example")));
        button(*dialog(settings), "Stay with this one")->click();
        QCOMPARE(asked.count(), 1);
        delete dialog(settings);
        button(settings.account(), "Enroll again")->click();
        button(*dialog(settings), "Change the server")->click();
        QCOMPARE(asked.count(), 2);
        QCOMPARE(asked.last().first().toString(), QStringLiteral("https://other.example"));
    }

    void anotherStatusDoesNotOverwriteWhatIsBeingTyped() {
        ServerSettings settings(m_theme);
        settings.tell(enrolled());
        auto* address = field(settings.account(), "Address");
        address->setText(QStringLiteral("https://oth"));
        auto words = enrolled();
        words.waiting = 3;
        settings.tell(words);
        QCOMPARE(address->text(), QStringLiteral("https://oth"));
    }

    void whatWasRefusedIsListedWithTheServersWords() {
        ServerSettings settings(m_theme);
        QVERIFY(settings.refused().isHidden());
        auto words = enrolled();
        for (int i = 0; i < 25; ++i)
            words.refused.push_back({QStringLiteral("f-%1").arg(i), QStringLiteral("Answer %1").arg(i),
                                     QStringLiteral("Tuesday 16:31"), QStringLiteral("No such quiz.")});
        settings.tell(words);
        QVERIFY(!settings.refused().isHidden());
        QVERIFY(sees(settings.refused(), QStringLiteral("refused 25 records")));
        QVERIFY(sees(settings.refused(), QStringLiteral("The first 20 are listed")));
        QVERIFY(sees(settings.refused(), QStringLiteral("The server said: No such quiz.")));
        QSignalSpy again(&settings.refused(), &RefusedSettings::sendAgainRequested);
        button(settings.refused(), "Send again")->click();
        QCOMPARE(again.last().first().toString(), QStringLiteral("f-0"));
        button(settings.refused(), "Send all again")->click();
        QCOMPARE(again.last().first().toString(), QString());
        settings.tell(enrolled());
        QVERIFY(settings.refused().isHidden());
    }

    void aFileIsOfferedOnlyWhereThereIsSomethingToCarryAndSomebodyToTakeIt() {
        ServerSettings settings(m_theme);
        auto* save = button(settings.carry(), "Save for the server…");
        auto* open = button(settings.carry(), "Open the server's receipt…");
        QVERIFY(!save->isEnabled() && !open->isEnabled());
        auto words = enrolled();
        settings.tell(words);
        QVERIFY(!save->isEnabled() && open->isEnabled());
        words.waiting = 2;
        settings.tell(words);
        QVERIFY(save->isEnabled());
        words.byKey = true;
        settings.tell(words);
        QVERIFY(!save->isEnabled() && !open->isEnabled());
        QVERIFY(sees(settings.carry(), QStringLiteral("cannot read")));
    }

    void anyRecordStoreIsTriedAndChosen() {
        ServerSettings settings(m_theme);
        auto& store = settings.store();
        QVERIFY(store.isHidden());
        button(settings.account(), "Use another record store")->click();
        QVERIFY(!store.isHidden());
        QSignalSpy tried(&store, &StoreSettings::tryRequested);
        QSignalSpy chosen(&store, &StoreSettings::chosen);
        button(store, "Try it")->click();
        QCOMPARE(tried.count(), 0);
        QVERIFY(sees(store, QStringLiteral("no address of a server")));
        field(store, "Endpoint")->setText(QStringLiteral("https://lrs.example/xapi/"));
        button(store, "Try it")->click();
        QVERIFY(sees(store, QStringLiteral("key and the secret")));
        field(store, "Key")->setText(QStringLiteral("key"));
        field(store, "Secret")->setText(QStringLiteral("secret"));
        QCOMPARE(field(store, "Secret")->echoMode(), QLineEdit::Password);
        field(store, "Your name there")->setText(QStringLiteral("4711"));
        store.findChild<QComboBox*>()->setCurrentIndex(1);
        store.findChild<QCheckBox*>()->setChecked(true);
        button(store, "Try it")->click();
        QCOMPARE(tried.count(), 1);
        QVERIFY(!button(store, "Try it")->isEnabled());
        store.setFinding(false, QStringLiteral("The key is wrong."));
        QVERIFY(button(store, "Try it")->isEnabled());
        QVERIFY(sees(store, QStringLiteral("The key is wrong.")));
        button(store, "Use this record store")->click();
        QCOMPARE(chosen.count(), 1);
        const auto account = chosen.first().first().value<sync::Account>();
        QCOMPARE(account.endpoint, QUrl(QStringLiteral("https://lrs.example/xapi")));
        QCOMPARE(account.version, QStringLiteral("2.0.0"));
        QVERIFY(account.byKey && account.oldIds);
        settings.tell(enrolled()); // where there is a server already, it asks
        button(store, "Use this record store")->click();
        QCOMPARE(chosen.count(), 1);
        button(*dialog(settings), "Change the server")->click();
        QCOMPARE(chosen.count(), 2);
    }

    void aProxyIsCheckedBeforeItIsUsed() {
        ServerSettings settings(m_theme);
        auto& part = settings.proxy();
        QSignalSpy chosen(&part, &ProxySettings::chosen);
        QSignalSpy trouble(&part, &ProxySettings::trouble);
        auto* kind = part.findChild<QComboBox*>();
        QCOMPARE(kind->currentText(), QStringLiteral("As the system says"));
        QVERIFY(!field(part, "Address of the proxy")->isEnabled());
        kind->setCurrentIndex(2);
        QVERIFY(field(part, "Address of the proxy")->isEnabled());
        button(part, "Use this way")->click();
        QCOMPARE(chosen.count(), 0);
        QCOMPARE(trouble.count(), 1);
        field(part, "Address of the proxy")->setText(QStringLiteral("proxy.example:3128"));
        field(part, "User name for the proxy")->setText(QStringLiteral("mara"));
        field(part, "Password for the proxy")->setText(QStringLiteral("pass"));
        button(part, "Use this way")->click();
        const auto proxy = chosen.first().first().value<sync::Proxy>();
        QCOMPARE(proxy, (sync::Proxy{sync::Proxy::Kind::Own, QStringLiteral("proxy.example"), 3128,
                                     QStringLiteral("mara"), QStringLiteral("pass")}));
        ServerSettings again(m_theme);
        again.proxy().setProxy(proxy);
        QCOMPARE(field(again.proxy(), "Address of the proxy")->text(), QStringLiteral("proxy.example:3128"));
        again.proxy().findChild<QComboBox*>()->setCurrentIndex(1);
        QSignalSpy none(&again.proxy(), &ProxySettings::chosen);
        button(again.proxy(), "Use this way")->click();
        QCOMPARE(none.first().first().value<sync::Proxy>().kind, sync::Proxy::Kind::None);
    }
};

QTEST_MAIN(tst_ServerSettings)
#include "tst_ServerSettings.moc"
