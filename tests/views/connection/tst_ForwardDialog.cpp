#include "views/connection/ForwardDialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace understudy;
using namespace understudy::connection;
using ssh::LocalForward;

/// A port is asked for in three fields, or in the word people have in their notes.
class tst_ForwardDialog final : public QObject {
    Q_OBJECT
    theme::Theme m_theme;
    std::vector<LocalForward> m_asked;
    bool m_remember = false;
    std::optional<Error> m_refusal;

    std::unique_ptr<ForwardDialog> open(const ForwardDialog::Offer& offer = {"gate", {}, true}) {
        m_asked.clear();
        auto dialog = std::make_unique<ForwardDialog>(
            m_theme, offer, [this](const LocalForward& asked, bool remember) -> Result<void> {
                m_asked.push_back(asked);
                m_remember = remember;
                if (m_refusal)
                    return *m_refusal;
                return {};
            });
        dialog->show();
        return dialog;
    }
    static QLineEdit* field(const QDialog& dialog, const QString& name) {
        for (auto* line : dialog.findChildren<QLineEdit*>())
            if (line->accessibleName() == name)
                return line;
        return nullptr;
    }
    static void type(const QDialog& dialog, const QString& name, const QString& text) {
        QLineEdit* line = field(dialog, name);
        QVERIFY2(line, qPrintable(name));
        line->clear();
        QTest::keyClicks(line, text);
    }
    static void press(const QDialog& dialog, const QString& text) {
        for (auto* button : dialog.findChildren<QPushButton*>())
            if (button->text() == text)
                return button->click();
        QFAIL(qPrintable(text));
    }
    static QString complaint(const QDialog& dialog) {
        const auto* words = dialog.findChild<QLabel*>("complaint");
        return words->isVisibleTo(&dialog) ? words->text() : QString();
    }

private Q_SLOTS:
    void init() { m_refusal.reset(); }

    void thePortAloneIsEnough() {
        const auto dialog = open();
        type(*dialog, "Far port", "9090");
        QTest::keyClick(field(*dialog, "Far port"), Qt::Key_Return);
        QVERIFY(!dialog->isVisible());
        QCOMPARE(m_asked, std::vector{(LocalForward{0, "localhost", 9090})});
        QVERIFY(!m_remember);
    }

    void everythingMayBeSaid() {
        const auto dialog = open();
        type(*dialog, "Far address", "db.example.com");
        type(*dialog, "Far port", "5432");
        type(*dialog, "Port here", "15432");
        auto* box = dialog->findChild<QCheckBox*>();
        QCOMPARE(box->text(), QStringLiteral("Open it again next time"));
        QVERIFY(!box->isChecked());
        box->click();
        press(*dialog, "Forward");
        QCOMPARE(m_asked, std::vector{(LocalForward{15432, "db.example.com", 5432})});
        QVERIFY(m_remember);
    }

    void whatPeopleHaveInTheirNotesIsTakenApart_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("forward");
        QTest::newRow("option") << "-L 9090:localhost:9091"
                                << "9090 localhost:9091";
        QTest::newRow("command") << "ssh -N -L 8080:web:80 gate"
                                 << "8080 web:80";
        QTest::newRow("without -L") << "8080:web:80"
                                    << "8080 web:80";
        QTest::newRow("address") << "db:5432"
                                 << "0 db:5432";
        QTest::newRow("IPv6 address") << "[2001:db8::1]:80"
                                      << "0 [2001:db8::1]:80";
    }
    void whatPeopleHaveInTheirNotesIsTakenApart() {
        QFETCH(QString, text);
        QFETCH(QString, forward);
        const auto dialog = open();
        type(*dialog, "Far address", text);
        press(*dialog, "Forward");
        QVERIFY2(m_asked.size() == 1, qPrintable(complaint(*dialog)));
        QCOMPARE(m_asked.front().text(), forward);
    }

    void whatOtherComputersCouldUseIsRefused() {
        const auto dialog = open();
        type(*dialog, "Far port", "9090");
        type(*dialog, "Port here", "0.0.0.0:9090:localhost:9090");
        press(*dialog, "Forward");
        QVERIFY(dialog->isVisible() && m_asked.empty());
        QVERIFY2(complaint(*dialog).contains("127.0.0.1 only"), qPrintable(complaint(*dialog)));
    }

    void wrongFieldsAreSaidAndKeepTheDialogOpen() {
        const auto dialog = open();
        press(*dialog, "Forward");
        QVERIFY(complaint(*dialog).contains("far port"));
        for (const char* port : {"0", "70000", "http"}) {
            type(*dialog, "Far port", port);
            QVERIFY(complaint(*dialog).isEmpty()); // gone with the first letter
            press(*dialog, "Forward");
            QVERIFY2(complaint(*dialog).contains("far port"), port);
        }
        type(*dialog, "Far port", "80");
        type(*dialog, "Port here", "99999");
        press(*dialog, "Forward");
        QVERIFY(complaint(*dialog).contains("port here"));
        type(*dialog, "Port here", "0");
        type(*dialog, "Far address", "http://web");
        press(*dialog, "Forward");
        QVERIFY(dialog->isVisible() && !complaint(*dialog).isEmpty());
        QVERIFY(m_asked.empty());
    }

    void aPortThatIsNotToBeHadIsSaidInPlace() {
        m_refusal = Error{Errc::Busy, "Another program of this computer uses port 9090.", {}};
        const auto dialog = open();
        type(*dialog, "Far port", "9090");
        press(*dialog, "Forward");
        QVERIFY(dialog->isVisible());
        QCOMPARE(complaint(*dialog), m_refusal->sentence);
        m_refusal.reset();
        press(*dialog, "Forward");
        QVERIFY(!dialog->isVisible());
        QCOMPARE(m_asked.size(), std::size_t(2));
    }

    void whatTheConfigurationNamesIsFilledInAndNotOpened() {
        const auto dialog = open({"gate", {{9090, "localhost", 9090}, {5000, "db", 5432}}, false});
        QVERIFY(m_asked.empty());
        QCOMPARE(field(*dialog, "Far port")->text(), QStringLiteral("9090"));
        auto* offers = dialog->findChild<QComboBox*>();
        QCOMPARE(offers->accessibleName(), QStringLiteral("In ~/.ssh/config"));
        offers->setCurrentIndex(1);
        QVERIFY(
            !dialog->findChild<QCheckBox*>()->isVisibleTo(dialog.get())); // nothing is saved of such hosts
        press(*dialog, "Forward");
        QCOMPARE(m_asked, std::vector{(LocalForward{5000, "db", 5432})});
    }
};

QTEST_MAIN(tst_ForwardDialog)
#include "tst_ForwardDialog.moc"
