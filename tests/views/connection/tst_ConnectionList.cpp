#include "views/connection/ConnectionList.h"

#include "tests/fakes/PushedClock.h"
#include "views/connection/ConnectionDialog.h"
#include "views/connection/ConnectionRow.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::connection;

/// By keyboard alone, as one does it who never takes the hand off it.
class tst_ConnectionList final : public QObject {
    Q_OBJECT
    theme::Theme m_theme;
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AddressBook> m_book;
    std::unique_ptr<ConnectionList> m_list;

    QStringList names() const {
        QStringList out;
        for (const Connection& connection : m_book->all())
            out << connection.name;
        return out;
    }
    QString focused() const {
        const auto* row = qobject_cast<ConnectionRow*>(m_list->focusWidget());
        return row ? m_list->find(row->id())->name : QString();
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(m_list->focusWidget(), key, modifiers);
        QCoreApplication::processEvents(); // the row's wishes are queued
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_book = std::make_unique<AddressBook>(m_folder->filePath("connections.json"));
        for (const char* name : {"one", "two", "three"}) {
            Connection connection;
            connection.id = m_ids.next();
            connection.name = name;
            connection.address = {"ada", QString(name) + ".example.com", 22};
            QVERIFY(m_book->save(connection).ok());
        }
        m_list = std::make_unique<ConnectionList>(m_theme, m_clock, m_ids, *m_book, "ada",
                                                  m_folder->filePath(".ssh/config"));
        m_list->resize(1200, 700);
        m_list->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_list.get()));
        m_list->setFocus();
        key(Qt::Key_Tab);
        QCOMPARE(focused(), QString("one"));
    }

    void arrowsGoAlongAndEnterConnects() {
        QSignalSpy wanted(m_list.get(), &ConnectionList::connectRequested);
        key(Qt::Key_Down);
        key(Qt::Key_Down);
        key(Qt::Key_Down); // the last one stays
        QCOMPARE(focused(), QString("three"));
        key(Qt::Key_Up);
        key(Qt::Key_Return);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].toString(), m_book->all()[1].id);
    }

    void oneThatIsRemovedByMistakeComesBack() {
        key(Qt::Key_Down);
        key(Qt::Key_Delete);
        QCOMPARE(names(), (QStringList{"one", "three"}));
        QCOMPARE(focused(), QString("three"));
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(names(), (QStringList{"one", "two", "three"}));
        QCOMPARE(focused(), QString("two"));
        key(Qt::Key_Z, Qt::ControlModifier); // nothing more to take back
        QCOMPARE(names(), (QStringList{"one", "two", "three"}));
    }

    void theLastOneRemovedLeavesTheWayToANewOne() {
        for (int i = 0; i < 3; ++i)
            key(Qt::Key_Delete);
        QVERIFY(names().isEmpty());
        auto* button = qobject_cast<QPushButton*>(m_list->focusWidget());
        QVERIFY(button && button->text().startsWith("Connect to a host"));
        QCOMPARE(AddressBook(m_folder->filePath("connections.json")).all().size(), std::size_t(0));
    }

    void aCopyIsMadeAndFocused() {
        key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(names(), (QStringList{"one", "two", "three", "one 2"}));
        QCOMPARE(focused(), QString("one 2"));
        QVERIFY(m_book->all().front().id != m_book->all().back().id);
    }

    void editingByKeyIsSaved() {
        key(Qt::Key_F2);
        auto* dialog = m_list->findChild<ConnectionDialog*>();
        QVERIFY(dialog);
        for (QLineEdit* line : dialog->findChildren<QLineEdit*>())
            if (line->accessibleName() == "Name")
                line->setText("first");
        for (QPushButton* button : dialog->findChildren<QPushButton*>())
            if (button->text() == "Save")
                button->click();
        QCOMPARE(names().front(), QString("first"));
        QCOMPARE(focused(), QString("first"));
    }

    void aDiskThatTakesNothingIsSaidAndNothingIsLost() {
        QSignalSpy trouble(m_list.get(), &ConnectionList::trouble);
        const QString file = m_folder->filePath("connections.json");
        QVERIFY(QFile::remove(file));
        QVERIFY(QDir().mkpath(file)); // a folder in its place
        key(Qt::Key_Delete);
        QCOMPARE(trouble.size(), 1);
        QCOMPARE(names(), (QStringList{"one", "two", "three"}));
    }

    void everyRowSaysWhatItIsAndWhatKeysDo() {
        for (const ConnectionRow* row : m_list->findChildren<ConnectionRow*>()) {
            QVERIFY(row->accessibleName().contains("example.com"));
            QVERIFY(row->accessibleDescription().contains("Enter connects"));
        }
    }

    void hostsOfTheSshConfigurationAreOfferedAndNeverChanged() {
        QVERIFY(QDir(m_folder->path()).mkdir(".ssh"));
        const QString path = m_folder->filePath(".ssh/config");
        const QByteArray text = "Host gate\n  HostName 10.0.0.9\n  Port 2222\nHost web *.web\n  User bo\n"
                                "  ProxyJump gate\n  ForwardX11 yes\nHost *\n  ServerAliveInterval 30\n";
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        m_list->refresh();
        QStringList rows;
        for (const auto* row : m_list->findChildren<ConnectionRow*>())
            rows << row->accessibleName();
        QCOMPARE(rows.size(), 5); // patterns are no hosts
        QVERIFY2(rows[3].contains("10.0.0.9:2222"), qPrintable(rows[3]));
        QVERIFY2(rows[4].contains("bo@web") && rows[4].contains("through 10.0.0.9:2222"),
                 qPrintable(rows[4]));
        QVERIFY2(rows[4].contains("ForwardX11 is not used here"), qPrintable(rows[4]));
        QSignalSpy wanted(m_list.get(), &ConnectionList::connectRequested);
        m_list->setFocus();
        key(Qt::Key_Tab);
        for (int i = 0; i < 4; ++i)
            key(Qt::Key_Down);
        QCOMPARE(focused(), QString("web"));
        key(Qt::Key_F2);
        key(Qt::Key_Delete);
        QVERIFY(!m_list->window()->findChild<ConnectionDialog*>());
        QCOMPARE(focused(), QString("web"));
        key(Qt::Key_Return);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(m_list->find(wanted[0][0].value<Id>())->address.host, QString("web"));
        key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(names(), (QStringList{"one", "two", "three", "web"}));
        QVERIFY(!m_book->all().back().ofConfig);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text);
    }

    void aBrokenSshConfigurationIsSaidWithItsLine() {
        QVERIFY(QDir(m_folder->path()).mkdir(".ssh"));
        QFile file(m_folder->filePath(".ssh/config"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("Host \"gate\n") > 0);
        file.close();
        m_list->refresh();
        QString said;
        for (const QLabel* label : m_list->findChildren<QLabel*>())
            said += label->text();
        QVERIFY2(said.contains("quote is not closed") && said.contains("config:1"), qPrintable(said));
    }
};

QTEST_MAIN(tst_ConnectionList)
#include "tst_ConnectionList.moc"
