#include "core/company/ProfileBook.h"

#include "tests/fakes/Files.h"

#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using namespace understudy::company;

class tst_ProfileBook final : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_number = 0;

    QString file() const { return m_folder.filePath(QStringLiteral("clusters-%1.json").arg(m_number)); }
    static Profile named(const QString& name) {
        Profile profile;
        profile.id = QStringLiteral("id of ") + name;
        profile.name = name;
        profile.host = "bastion";
        profile.prometheus.address = "http://127.0.0.1:9090";
        return profile;
    }
private Q_SLOTS:
    void init() { ++m_number; }

    void whatIsSavedIsThereNextTime() {
        ProfileBook book(file());
        QVERIFY(book.all().empty() && !book.trouble());
        QVERIFY(book.save(named("One")));
        QVERIFY(book.save(named("Two")));
        Profile one = named("One");
        one.jaeger.address = "http://127.0.0.1:16686";
        QVERIFY(book.save(one));
        ProfileBook again(file());
        QCOMPARE(again.all(), (std::vector<Profile>{one, named("Two")}));
        QCOMPARE(again.freeName("Two"), QString("Two 2"));
        QCOMPARE(QFile(file()).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void whatWasRemovedComesBackInItsPlace() {
        ProfileBook book(file());
        for (const char* name : {"One", "Two", "Three"})
            QVERIFY(book.save(named(name)));
        const auto place = book.remove("id of Two");
        QVERIFY(place);
        QCOMPARE(*place, std::size_t(1));
        QVERIFY(!book.remove("id of Two"));
        QVERIFY(book.restore(named("Two"), *place));
        QCOMPARE(ProfileBook(file()).all()[1].name, QString("Two"));
    }

    void aDamagedFileIsKeptAside() {
        fakes::writeFile(file(), "{\"version\": 1, \"clusters\": [{\"id\": \"x\", \"name\": \"Good\"}, 7]}");
        ProfileBook book(file());
        QCOMPARE(book.all().size(), std::size_t(1));
        QVERIFY(book.trouble());
        QVERIFY(book.save(named("New")));
        QVERIFY(fakes::readFile(file() + ".damaged").contains("7]"));
        QVERIFY(!ProfileBook(file()).trouble());
    }

    void aPlaceThatTakesNothingIsSaid() {
        ProfileBook book(m_folder.filePath("no/such/folder/clusters.json"));
        const auto written = book.save(named("One"));
        QVERIFY(!written);
        QVERIFY(written.error().sentence.contains("could not be saved"));
        QVERIFY(book.all().empty());
    }
};

QTEST_GUILESS_MAIN(tst_ProfileBook)
#include "tst_ProfileBook.moc"
