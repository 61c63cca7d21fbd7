#include "views/settings/ServerSettings.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::settings;

/// What a trainee finds and can do where the settings speak of the training server.
class tst_ServerSettings final : public QObject {
    Q_OBJECT
    theme::Theme m_theme;

    static SyncWords enrolled() {
        SyncWords words;
        words.state = SyncState::Synced;
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
        words.state = SyncState::Offline;
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

    void theSameServerWithoutItsSchemeIsNoOther() {
        ServerSettings settings(m_theme);
        QSignalSpy asked(&settings.account(), &AccountSettings::enrollRequested);
        settings.tell(enrolled());
        field(settings.account(), "Address")->setText(QStringLiteral("training.example"));
        field(settings.account(), "Enrollment code")->setText(QStringLiteral("AAAA-BBBB"));
        button(settings.account(), "Enroll again")->click();
        QCOMPARE(asked.count(), 1);
        QVERIFY(!dialog(settings));
    }

    void leavingSaysWhatComingBackTakes() {
        ServerSettings settings(m_theme);
        auto words = enrolled();
        settings.tell(words);
        button(settings.account(), "Leave this server")->click();
        QVERIFY(sees(*dialog(settings), QStringLiteral("a new code from your coordinator")));
        delete dialog(settings);
        words.byKey = true;
        settings.tell(words);
        button(settings.account(), "Leave this server")->click();
        QVERIFY(sees(*dialog(settings), QStringLiteral("type the key and the secret again")));
        QVERIFY(!sees(*dialog(settings), QStringLiteral("code")));
    }

    void aQuestionIsAsHighAsItsWordsBeforeItIsShown() {
        QWidget above;
        askBeforeChange(m_theme, above, QStringLiteral("https://training.example"),
                        QStringLiteral("https://other.example/xapi"), [] {});
        auto* question = dialog(above);
        QVERIFY(question);
        question->hide();
        question->resize(0, 0);
        question->adjustSize(); // as it does before a window manager is asked
        auto* page = question->findChild<QScrollArea*>();
        QVERIFY(page);
        question->layout()->activate();
        const QLayout* lines = page->widget()->layout();
        QVERIFY2(page->height() >= lines->totalHeightForWidth(page->width()),
                 qPrintable(QString::number(page->height())));
    }

    void aShorterSentenceTakesLessRoom() {
        ServerSettings settings(m_theme);
        settings.resize(1000, 2000);
        settings.show();
        auto words = enrolled();
        const auto height = [&](const QString& sentence) {
            words.state = SyncState::Offline;
            words.sentence = sentence;
            settings.tell(words);
            QCoreApplication::processEvents();
            for (const auto* text : settings.account().findChildren<theme::Text*>())
                if (text->text() == sentence)
                    return text->minimumHeight();
            return -1;
        };
        const QString little = QStringLiteral("The server is busy.");
        const int before = height(little);
        const int much = height(QStringLiteral("The server is busy. ").repeated(12));
        QVERIFY(much > 2 * before);
        QCOMPARE(height(little), before);
    }

    void whatWasTypedStaysUntilItWasTaken() {
        using Outcome = AccountSettings::Outcome;
        ServerSettings settings(m_theme);
        settings.resize(1000, 900);
        settings.show();
        QVERIFY(QTest::qWaitForWindowActive(&settings));
        auto& account = settings.account();
        auto* address = field(account, "Address");
        auto* code = field(account, "Enrollment code");
        address->setText(QStringLiteral("https://training.example"));
        button(account, "Enroll this laptop")->click(); // without a code
        QVERIFY(code->hasFocus());
        code->setText(QStringLiteral("AAAA-BBBB"));
        const auto goes = [&](Outcome outcome) {
            account.beginEnrolling();
            QVERIFY(!button(account, "Asking the server")->isEnabled());
            account.endEnrolling(outcome);
            QVERIFY(button(account, "Enroll this laptop")->isEnabled());
            QCOMPARE(address->text(), QStringLiteral("https://training.example"));
        };
        goes(Outcome::NotReached);
        QCOMPARE(code->text(), QStringLiteral("AAAA-BBBB"));
        QVERIFY(address->hasFocus());
        goes(Outcome::CodeRefused);
        QCOMPARE(code->text(), QStringLiteral("AAAA-BBBB"));
        QVERIFY(code->hasFocus());
        auto* elsewhere = field(settings.proxy(), "Address of the proxy");
        settings.proxy().findChild<QComboBox*>()->setCurrentIndex(2);
        elsewhere->setFocus(); // who has gone on stays there
        goes(Outcome::NotReached);
        QVERIFY(elsewhere->hasFocus());
        goes(Outcome::Enrolled);
        QCOMPARE(code->text(), QString());
    }

    void oneActionIsThePrimaryOne() {
        ServerSettings settings(m_theme);
        const auto primary = [&] {
            QStringList names;
            for (const auto* each : settings.account().findChildren<QPushButton*>())
                if (!each->isHidden() && each->property("kind") == QStringLiteral("primary"))
                    names << each->text();
            return names.join(u',');
        };
        QCOMPARE(primary(), QStringLiteral("Enroll this laptop"));
        auto words = enrolled();
        settings.tell(words);
        QCOMPARE(primary(), QStringLiteral("Send now"));
        words.state = SyncState::Refused; // only a new code helps
        settings.tell(words);
        QCOMPARE(primary(), QStringLiteral("Enroll again"));
        settings.tell({});
        QCOMPARE(primary(), QStringLiteral("Enroll this laptop"));
    }

    void theTraineeIsNamedWhereTheServerHasToldTheName() {
        ServerSettings settings(m_theme);
        auto words = enrolled();
        words.account = QStringLiteral("p-7k2m");
        words.person = QStringLiteral("Anna Berg");
        settings.tell(words);
        QVERIFY(sees(settings.account(), QStringLiteral("Anna Berg (p-7k2m) at https://training.example")));
    }

    void anAuthorityIsShownWithItsLastDayAndRemoved() {
        ServerSettings settings(m_theme);
        auto& part = settings.authority();
        const Instant now = *fromIso(QStringLiteral("2026-11-23T09:00:00.000Z"));
        auto* remove = button(part, "Remove");
        QVERIFY(sees(part, QStringLiteral("None of its own")));
        QVERIFY(remove->isHidden());
        part.refuse(QStringLiteral("This file holds no certificate."));
        QVERIFY(sees(part, QStringLiteral("holds no certificate")));
        const sync::Authority authority{"x", QStringLiteral("Example Root CA"),
                                        *fromIso(QStringLiteral("2028-03-04T00:00:00.000Z"))};
        part.setAuthority(authority, now);
        QVERIFY(sees(part, QStringLiteral("Example Root CA, good until 4 March 2028")));
        QVERIFY(!sees(part, QStringLiteral("holds no certificate")));
        part.setAuthority(authority, now + std::chrono::hours(24 * 700));
        QVERIFY(sees(part, QStringLiteral("Example Root CA, expired on 4 March 2028")));
        QSignalSpy removed(&part, &AuthoritySettings::removed);
        remove->click();
        QCOMPARE(removed.count(), 1);
        part.setAuthority({}, now);
        QVERIFY(sees(part, QStringLiteral("None of its own")) && remove->isHidden());
    }

    void aFileIsChosenForTheAuthority() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ca.pem"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        ServerSettings settings(m_theme);
        QSignalSpy chosen(&settings.authority(), &AuthoritySettings::chosen);
        button(settings.authority(), "Choose a certificate…")->click();
        auto* dialog = settings.authority().findChild<QFileDialog*>();
        QVERIFY(dialog);
        dialog->selectFile(path);
        QVERIFY(QMetaObject::invokeMethod(dialog, "accept"));
        QCOMPARE(chosen.value(0).value(0).toString(), path);
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
        field(store, "Key")->setText(QStringLiteral("another"));
        QVERIFY(!sees(store, QStringLiteral("The key is wrong."))); // it is not known of this one
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
