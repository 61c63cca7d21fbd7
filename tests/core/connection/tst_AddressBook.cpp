#include "core/connection/AddressBook.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::connection;

namespace {

Connection named(const QString& name) {
    Connection connection;
    connection.id = "id-" + name;
    connection.name = name;
    connection.address.host = name + ".example.com";
    return connection;
}

QStringList names(const AddressBook& book) {
    QStringList out;
    for (const Connection& connection : book.all())
        out << connection.name;
    return out;
}

QByteArray textOf(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

} // namespace

class tst_AddressBook final : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_file;

private Q_SLOTS:
    void init() {
        m_file = m_folder.filePath("connections.json");
        for (const QString& name : QDir(m_folder.path()).entryList(QDir::Files))
            QFile::remove(m_folder.filePath(name));
    }

    void whatIsSavedIsThereAfterARestart() {
        {
            AddressBook book(m_file);
            QVERIFY(!book.trouble());
            QVERIFY(book.save(named("one")).ok());
            QVERIFY(book.save(named("two")).ok());
            Connection changed = named("one");
            changed.watchOnly = true;
            QVERIFY(book.save(changed).ok());
        }
        const AddressBook book(m_file);
        QCOMPARE(names(book), (QStringList{"one", "two"}));
        QVERIFY(book.find("id-one")->watchOnly);
        QCOMPARE(QFile::permissions(m_file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void oneThatWasRemovedComesBackToItsPlace() {
        AddressBook book(m_file);
        for (const char* name : {"one", "two", "three"})
            QVERIFY(book.save(named(name)).ok());
        const auto place = book.remove("id-two");
        QVERIFY(place.ok());
        QCOMPARE(names(AddressBook(m_file)), (QStringList{"one", "three"}));
        QVERIFY(book.restore(named("two"), *place).ok());
        QCOMPARE(names(AddressBook(m_file)), (QStringList{"one", "two", "three"}));
        QVERIFY(!book.remove("id-nobody").ok());
    }

    void aCopyGetsANameOfItsOwn() {
        AddressBook book(m_file);
        QVERIFY(book.save(named("one")).ok());
        QCOMPARE(book.freeName("one"), QString("one 2"));
        QCOMPARE(book.freeName("two"), QString("two"));
    }

    void aDamagedFileIsKeptAsideAndSaidSo_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kept");
        QTest::newRow("cut short") << QByteArray("{\"connections\": [{\"id\": \"a\"") << 0;
        QTest::newRow("other format") << QByteArray("[1, 2]") << 0;
        QTest::newRow("one bad entry")
            << QByteArray("{\"connections\": [{\"id\": \"a\", \"host\": \"h\"}, {\"id\": \"b\"}]}") << 1;
        QTest::newRow("the same id twice")
            << QByteArray(
                   "{\"connections\": [{\"id\": \"a\", \"host\": \"h\"}, {\"id\": \"a\", \"host\": \"i\"}]}")
            << 1;
    }
    void aDamagedFileIsKeptAsideAndSaidSo() {
        QFETCH(QByteArray, text);
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        AddressBook book(m_file);
        QVERIFY(book.trouble().has_value());
        QTEST(int(book.all().size()), "kept");
        QCOMPARE(textOf(m_file), text);
        QVERIFY(book.save(named("new")).ok());
        QCOMPARE(textOf(m_file + ".damaged"), text);
        QVERIFY(!AddressBook(m_file).trouble());
    }

    void whatCouldNotBeWrittenIsNotShownAsSaved() {
        AddressBook book(m_folder.filePath("no/such/folder/connections.json"));
        const auto saved = book.save(named("one"));
        QVERIFY(!saved.ok());
        QVERIFY(!saved.error().sentence.isEmpty());
        QVERIFY(book.all().empty());
    }
};

QTEST_GUILESS_MAIN(tst_AddressBook)
#include "tst_AddressBook.moc"
