#include "core/pack/Archive.h"
#include "tests/fakes/PackMaker.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

using namespace understudy;
using namespace understudy::pack;

/// Opens pack files, and such as look like them.
class TestArchive final : public QObject {
    Q_OBJECT

    fakes::PackMaker m_maker;
    fakes::PackMaker::Entries m_entries;

    QString write(const QByteArray& bytes) const {
        return fakes::writeFile(m_maker.at(QStringLiteral("made.understudy-pack")), bytes);
    }
    /// The sentence of the refusal; empty when everything in it was taken.
    QString refusal(const QByteArray& bytes, int lowest = 0) const {
        course::PackRefusal why;
        auto archive = Archive::open(write(bytes), m_maker.keys(), lowest, why);
        if (!archive.ok())
            return archive.error().sentence;
        const auto unpacked =
            archive->unpack([](const QString&, const QByteArray&) { return Result<void>(); });
        return unpacked.ok() ? QString() : unpacked.error().sentence;
    }
    QString refusalOf(const fakes::PackMaker::Entries& entries) const {
        return refusal(fakes::PackMaker::withDigest(fakes::PackMaker::zipped(entries)));
    }

private Q_SLOTS:
    void initTestCase() {
        m_entries = fakes::PackMaker::entriesOf(m_maker.folder(QStringLiteral("1.0.0"), 3));
    }

    void aSignedFolderIsOneFileAndComesOutOfItAsItWas() {
        const QString folder = m_maker.folder(QStringLiteral("1.2.0"), 7);
        const QString file = m_maker.at(QStringLiteral("one") + QLatin1String(suffix));
        QVERIFY(writeArchive(folder, file).ok());
        course::PackRefusal why;
        auto archive = Archive::open(file, m_maker.keys(), 7, why);
        QVERIFY2(archive.ok(), qPrintable(archive.ok() ? QString() : archive.error().sentence));
        QCOMPARE(archive->manifest().version, QStringLiteral("1.2.0"));
        const QString out = m_maker.at(QStringLiteral("out"));
        const auto unpacked = archive->unpack([&](const QString& name, const QByteArray& bytes) {
            fakes::writeFile(out + u'/' + name, bytes);
            return Result<void>();
        });
        QVERIFY2(unpacked.ok(), qPrintable(unpacked.ok() ? QString() : unpacked.error().sentence));
        QVERIFY(course::Library::prove(out, m_maker.keys(), 7).ok());
    }

    void theSamePackIsTheSameBytes() {
        const QString folder = m_maker.folder(QStringLiteral("1.3.0"), 8);
        QVERIFY(writeArchive(folder, m_maker.at(QStringLiteral("a"))).ok());
        QVERIFY(writeArchive(folder, m_maker.at(QStringLiteral("b"))).ok());
        QCOMPARE(fakes::readFile(m_maker.at(QStringLiteral("a"))),
                 fakes::readFile(m_maker.at(QStringLiteral("b"))));
    }

    void stockUnzipReadsIt() {
        if (QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty())
            QSKIP("python3 is not installed");
        const QString file = m_maker.archive(QStringLiteral("1.4.0"), 9);
        QCOMPARE(
            QProcess::execute(QStringLiteral("python3"),
                              {QStringLiteral("-m"), QStringLiteral("zipfile"), QStringLiteral("-t"), file}),
            0);
    }

    void aFolderChangedAfterSigningIsNotPacked() {
        const QString folder = m_maker.folder(QStringLiteral("1.5.0"), 10);
        const QString page = folder + QStringLiteral("/modules/01-one/pages/redis.md");
        fakes::writeFile(page, fakes::readFile(page).replace("Redis", "Rebis"));
        const QString file = m_maker.at(QStringLiteral("none"));
        const auto written = writeArchive(folder, file);
        QVERIFY(!written.ok());
        QVERIFY(written.error().sentence.contains(QStringLiteral("changed after signing")));
        QVERIFY(!QFile::exists(file));
    }

    void whatWePackIsWhatWeWouldOpen() {
        QVERIFY2(refusalOf(m_entries).isEmpty(), qPrintable(refusalOf(m_entries)));
    }

    void anotherKeyIsRefusedBeforeAnythingElseIsRead() {
        const fakes::PackMaker stranger;
        course::PackRefusal why;
        const auto archive =
            Archive::open(stranger.archive(QStringLiteral("9.9.9"), 99), m_maker.keys(), 0, why);
        QVERIFY(!archive.ok());
        QVERIFY(archive.error().sentence.contains(QStringLiteral("key that this program does not know")));
        QVERIFY(why.version.isEmpty());
    }

    void anOlderPackIsRefused() {
        const auto bytes = fakes::readFile(m_maker.archive(QStringLiteral("1.0.0"), 3));
        QVERIFY(refusal(bytes, 3).isEmpty());
        QVERIFY(refusal(bytes, 4).contains(QStringLiteral("older than the one you have")));
    }

    void whatIsNotAPackIsCalledSo() {
        QVERIFY(refusal({}).contains(QStringLiteral("not a course pack")));
        QVERIFY(refusal("hello").contains(QStringLiteral("not a course pack")));
        QVERIFY(refusal(QByteArray(100000, 'x')).contains(QStringLiteral("not a course pack")));
        course::PackRefusal why;
        QVERIFY(Archive::open(m_maker.at(QStringLiteral("nowhere")), {}, 0, why).error().code ==
                Errc::NotFound);
        QVERIFY(!Archive::open(m_maker.at(QString()), {}, 0, why).ok()); // a folder
    }

    void aCopyThatWasCutShortIsCalledDamaged() {
        const QByteArray whole = fakes::PackMaker::withDigest(fakes::PackMaker::zipped(m_entries));
        for (const qsizetype left : {whole.size() - 1, whole.size() / 2, qsizetype(200)})
            QVERIFY(refusal(whole.left(left)).contains(QStringLiteral("cut short or changed on the way")));
        QVERIFY(refusal(whole + 'x').contains(QStringLiteral("cut short or changed on the way")));
    }

    void nothingMayStandBeforeBetweenOrBehindTheFiles() {
        const QByteArray zip = fakes::PackMaker::zipped(m_entries);
        const auto second = zip.indexOf(QByteArrayLiteral("PK\x03\x04"), 4);
        const auto directory = zip.indexOf(QByteArrayLiteral("PK\x01\x02"));
        for (const qsizetype at : {qsizetype(0), second, directory, zip.size() - 22, zip.size()}) {
            QByteArray more = zip;
            more.insert(at, "more");
            QVERIFY(!refusal(fakes::PackMaker::withDigest(more)).isEmpty());
        }
    }

    void filesInAnotherOrderMissingTwiceOrAddedAreRefused() {
        auto changed = m_entries;
        std::swap(changed[3], changed[4]);
        QVERIFY(refusalOf(changed).contains(QStringLiteral("other than what was signed")));
        changed = m_entries;
        changed.pop_back();
        QVERIFY(!refusalOf(changed).isEmpty());
        changed = m_entries;
        changed.push_back(changed.back());
        QVERIFY(!refusalOf(changed).isEmpty());
        changed = m_entries;
        changed.emplace_back("modules/more.md", "more");
        QVERIFY(!refusalOf(changed).isEmpty());
        std::swap(changed[0], changed[1]);
        QVERIFY(!refusalOf(changed).isEmpty());
    }

    void aNameThatLeadsOutsideIsNeverTaken() {
        for (const char* name : {"../up.md", "/tmp/up.md", "..\\up.md", "C:up.md", "modules/../../up.md",
                                 "nul", "up.md\0.txt", "e\xcc\x81.md", "\xff\xfe.md"}) {
            auto changed = m_entries;
            changed.back().first = name;
            QVERIFY2(refusalOf(changed).contains(QStringLiteral("other than what was signed")), name);
        }
    }

    void aLinkInTheDirectoryIsRefused() {
        QByteArray zip = fakes::PackMaker::zipped(m_entries);
        const auto directory = zip.indexOf(QByteArrayLiteral("PK\x01\x02"));
        zip[directory + 41] = char(0xA1); // S_IFLNK in the place of S_IFREG
        QVERIFY(refusal(fakes::PackMaker::withDigest(zip))
                    .contains(QStringLiteral("other than what was signed")));
    }

    void aBombIsNotUnpacked() {
        auto changed = m_entries;
        changed[2].second = QByteArray(64 * 1024 * 1024, 'x'); // stored or not: larger than the list says
        QVERIFY(refusalOf(changed).contains(QStringLiteral("other than what was signed")));
        zip::Entry entry;
        entry.name = m_entries[2].first;
        QByteArray body = zip::packed(entry, QByteArray(10000, 'x') + QByteArray(10000, 'y'));
        QVERIFY(!entry.deflated); // more than a hundred to one is never written
        // One that says it is small and is not.
        entry = {};
        QByteArray text;
        for (int i = 0; i < 20000; ++i)
            text += QByteArray::number(i * 7919 % 1000);
        body = zip::packed(entry, text);
        QVERIFY(entry.deflated);
        const auto honest = zip::unpacked(entry, body);
        QVERIFY(honest.ok());
        entry.size = 100;
        QVERIFY(!zip::unpacked(entry, body).ok());
        entry.size = static_cast<quint32>(text.size()) + 1;
        QVERIFY(!zip::unpacked(entry, body).ok());
    }

    void anArchiveOfTheRightFilesMadeOtherwiseIsRefused() {
        QByteArray zip = fakes::PackMaker::zipped(m_entries);
        for (const qsizetype at : {6, 8, 10, 28}) { // flags, method, time, extra fields of the first file
            QByteArray other = zip;
            other[at] = static_cast<char>(other[at] ^ 1);
            QVERIFY2(!refusal(fakes::PackMaker::withDigest(other)).isEmpty(),
                     qPrintable(QString::number(at)));
        }
    }
};

QTEST_GUILESS_MAIN(TestArchive)
#include "tst_Archive.moc"
