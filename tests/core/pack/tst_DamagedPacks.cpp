#include "core/course/Diagram.h"
#include "core/course/Library.h"
#include "core/pack/Shelf.h"
#include "tests/fakes/PackMaker.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QtTest>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace understudy;
using namespace understudy::pack;
using fakes::PackMaker;

namespace {

constexpr int packs = 1000;
#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
#else
constexpr bool sanitized = false;
#endif

QByteArray flipped(QByteArray bytes, QRandomGenerator& random, qsizetype from = 0) {
    const qsizetype at = from + random.bounded(static_cast<int>(bytes.size() - from));
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.bounded(8)));
    return bytes;
}

/// A zip with one more way to be wrong than the product could write.
QByteArray withOneMore(const PackMaker::Entries& entries, const QByteArray& name, const QByteArray& bytes) {
    PackMaker::Entries more = entries;
    more.emplace_back(name, bytes);
    return PackMaker::withDigest(PackMaker::zipped(more));
}

} // namespace

/// A thousand damaged packs, as files and as folders: by accident, and by somebody who knows the format and
/// even has the key. Each is refused with a sentence, nothing is written outside the shelf, and what was
/// installed stays.
class TestDamagedPacks final : public QObject {
    Q_OBJECT

    PackMaker m_maker;
    QTemporaryDir m_place;
    QRandomGenerator m_random{0};
    RealDisk m_disk;
    PackMaker::Entries m_entries;
    QByteArray m_zip; ///< without its digest
    QString m_folder;
    QMap<QString, int> m_refused; ///< by what was wrong

    int upTo(int limit) { return m_random.bounded(limit); }
    QByteArray text() {
        QByteArray out;
        for (int i = 40 + upTo(400); i > 0; --i)
            out += static_cast<char>('a' + upTo(26));
        return out;
    }
    QByteArray badName() {
        static const QByteArray names[] = {"../up.md",
                                           "../../../../tmp/up.md",
                                           "/tmp/up.md",
                                           "modules/../../up.md",
                                           "..\\up.md",
                                           "modules\\up.md",
                                           "C:up.md",
                                           "c:/up.md",
                                           "//host/up.md",
                                           "modules//up.md",
                                           "modules/./up.md",
                                           ".bashrc",
                                           "modules/.ssh/config",
                                           "con",
                                           "modules/NUL.md",
                                           "lpt1.txt",
                                           "up.md.",
                                           "up.md ",
                                           "up?.md",
                                           "up\n.md",
                                           "e\xcc\x81.md",
                                           "a\xe2\x80\xae"
                                           "b.md",
                                           "\xff\xfe.md",
                                           "\xc0\xae\xc0\xae/up.md",
                                           QByteArray("up.md\0.txt", 10),
                                           QByteArray(300, 'x')};
        return names[upTo(int(std::size(names)))];
    }
    /// The list with one more entry, signed by the right key: a publisher's tools gone wrong.
    PackMaker::Entries signedWith(const QByteArray& name, const QByteArray& bytes, qint64 claimed) {
        QJsonObject list = QJsonDocument::fromJson(m_entries[0].second).object();
        QJsonArray files = list[QStringLiteral("files")].toArray();
        files.append(
            QJsonObject{{QStringLiteral("name"), QString::fromUtf8(name)},
                        {QStringLiteral("size"), claimed},
                        {QStringLiteral("sha256"), QString::fromLatin1(course::sha256(bytes).toHex())}});
        list[QStringLiteral("files")] = files;
        PackMaker::Entries out = m_entries;
        out[0].second = QJsonDocument(list).toJson();
        out[1].second = minisign::sign(m_maker.key(), out[0].second, "id=small version=1.2.0 serial=5");
        out.emplace_back(name, bytes);
        return out;
    }

    /// A damaged file, and in @p kind what is wrong with it.
    QByteArray damagedFile(QString& kind) {
        switch (upTo(16)) {
        case 0:
            kind = QStringLiteral("a bit flipped");
            return flipped(PackMaker::withDigest(m_zip), m_random);
        case 1:
            kind = QStringLiteral("cut short");
            return PackMaker::withDigest(m_zip).left(upTo(int(m_zip.size())));
        case 2:
            kind = QStringLiteral("cut short, with a digest");
            return PackMaker::withDigest(m_zip.left(upTo(int(m_zip.size()))));
        case 3: {
            kind = QStringLiteral("a bit of the directory flipped, with a digest");
            const auto directory = m_zip.indexOf(QByteArrayLiteral("PK\x01\x02"));
            return PackMaker::withDigest(flipped(m_zip, m_random, directory));
        }
        case 4: {
            kind = QStringLiteral("a changed file");
            auto entries = m_entries;
            auto& bytes = entries[std::size_t(2 + upTo(int(entries.size()) - 2))].second;
            bytes = flipped(bytes, m_random);
            return PackMaker::withDigest(PackMaker::zipped(entries));
        }
        case 5: {
            kind = QStringLiteral("a changed list or signature");
            auto entries = m_entries;
            const int which = upTo(2);
            auto& bytes =
                entries[std::size_t(which)].second; // the signature's first line is anybody's comment
            bytes = flipped(bytes, m_random, which == 1 ? bytes.indexOf('\n') + 1 : 0);
            return PackMaker::withDigest(PackMaker::zipped(entries));
        }
        case 6:
            kind = QStringLiteral("a name that leads outside");
            return withOneMore(m_entries, badName(), text());
        case 7: {
            kind = QStringLiteral("a name that leads outside, in place of another");
            auto entries = m_entries;
            entries[std::size_t(upTo(int(entries.size())))].first = badName();
            return PackMaker::withDigest(PackMaker::zipped(entries));
        }
        case 8: {
            kind = QStringLiteral("a name that leads outside, signed");
            const QByteArray bytes = text();
            return PackMaker::withDigest(PackMaker::zipped(signedWith(badName(), bytes, bytes.size())));
        }
        case 9: {
            kind = QStringLiteral("a link");
            QByteArray zip = m_zip;
            auto at = zip.indexOf(QByteArrayLiteral("PK\x01\x02"));
            for (int skip = upTo(int(m_entries.size())); skip > 0; --skip)
                at = zip.indexOf(QByteArrayLiteral("PK\x01\x02"), at + 1);
            zip[at + 41] = char(0xA1);
            return PackMaker::withDigest(zip);
        }
        case 10: {
            kind = QStringLiteral("twice the same, or apart by case");
            auto entries = m_entries;
            auto again = entries[std::size_t(upTo(int(entries.size())))];
            if (upTo(2) == 0)
                again.first = again.first.toUpper();
            entries.insert(entries.begin() + upTo(int(entries.size())), again);
            return PackMaker::withDigest(PackMaker::zipped(entries));
        }
        case 11: {
            kind = QStringLiteral("something between, before or behind");
            QByteArray zip = m_zip;
            zip.insert(upTo(int(zip.size())), text());
            return PackMaker::withDigest(zip);
        }
        case 12: {
            kind = QStringLiteral("a bomb");
            auto entries = m_entries;
            entries[std::size_t(upTo(int(entries.size())))].second = QByteArray((1 + upTo(4)) << 20, 'x');
            return PackMaker::withDigest(PackMaker::zipped(entries));
        }
        case 13:
            kind = QStringLiteral("a bomb, signed");
            return PackMaker::withDigest(
                PackMaker::zipped(signedWith("bomb.md", text(), qint64(1 + upTo(1000)) << (20 + upTo(30)))));
        case 14: {
            kind = QStringLiteral("a header that lies of its sizes");
            QByteArray zip = m_zip;
            const auto at =
                qMax<qsizetype>(0, zip.indexOf(QByteArrayLiteral("PK\x03\x04"), upTo(int(zip.size() / 2))));
            for (int i = 0; i < 4; ++i)
                zip[at + (upTo(2) == 0 ? 18 : 22) + i] = static_cast<char>(upTo(256));
            return PackMaker::withDigest(zip == m_zip ? zip.chopped(1) : zip);
        }
        default: {
            kind = QStringLiteral("not a pack at all");
            QByteArray noise(upTo(5000), '\0');
            for (char& one : noise)
                one = static_cast<char>(upTo(256));
            return upTo(2) == 0 ? noise : PackMaker::withDigest("PK\x03\x04" + noise);
        }
        }
    }

    /// Damages a copy of the signed folder, and says how.
    QString damageFolder(const QString& folder) {
        const int which = 2 + upTo(int(m_entries.size()) - 2);
        const auto& [name, bytes] = m_entries[std::size_t(which)];
        const QString path = folder + u'/' + QString::fromUtf8(name);
        const QString list = folder + QStringLiteral("/pack.json");
        switch (upTo(14)) {
        case 0:
            fakes::writeFile(path, flipped(bytes, m_random));
            return QStringLiteral("a bit of a file flipped");
        case 1:
            fakes::writeFile(list, flipped(m_entries[0].second, m_random));
            return QStringLiteral("a bit of the list flipped");
        case 2:
            fakes::writeFile(list + QStringLiteral(".minisig"),
                             flipped(m_entries[1].second, m_random, m_entries[1].second.indexOf('\n') + 1));
            return QStringLiteral("a bit of the signature flipped");
        case 3:
            fakes::writeFile(path, bytes.left(upTo(int(bytes.size()))));
            return QStringLiteral("a file cut short");
        case 4:
            fakes::writeFile(list, m_entries[0].second.left(upTo(int(m_entries[0].second.size()))));
            return QStringLiteral("the list cut short");
        case 5:
            QFile::rename(path, m_place.filePath(QStringLiteral("outside")));
            QFile::link(m_place.filePath(QStringLiteral("outside")), path);
            return QStringLiteral("a link to the right bytes");
        case 6:
            QFile::link(QStringLiteral("/etc/passwd"), folder + QStringLiteral("/modules/link.md"));
            return QStringLiteral("a link more");
        case 7:
            QFile::link(QStringLiteral(".."), folder + QStringLiteral("/modules/loop"));
            return QStringLiteral("a folder that leads in a circle");
        case 8:
            fakes::writeFile(folder + QStringLiteral("/modules/") + QString::number(upTo(1000)), text());
            return QStringLiteral("a file more");
        case 9:
            QFile::remove(path);
            return QStringLiteral("a file missing");
        case 10:
            QFile::remove(path);
            QDir().mkpath(path + QStringLiteral("/in"));
            return QStringLiteral("a folder in place of a file");
        case 11:
            QFile::remove(path);
            ::mkfifo(QFile::encodeName(path).constData(), 0600);
            return QStringLiteral("a pipe in place of a file");
        case 12:
            ::truncate(QFile::encodeName(upTo(2) == 0 ? path : list).constData(), off_t(1)
                                                                                      << (25 + upTo(12)));
            return QStringLiteral("a file of gigabytes that takes no space");
        default: {
            QByteArray latin = QString::fromUtf8(bytes).toLatin1() + '\xe9';
            fakes::writeFile(path, upTo(2) == 0 ? latin : QByteArray("\xff\xfe") + bytes);
            return QStringLiteral("another encoding");
        }
        }
    }

    /// Everything in the place but the shelf, which alone may change.
    QStringList outside() const {
        QStringList out;
        QDirIterator walk(m_place.path(),
                          QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                          QDirIterator::Subdirectories);
        while (walk.hasNext())
            if (const QString path = walk.next();
                !path.startsWith(m_place.filePath(QStringLiteral("a/b/shelf"))))
                out << path;
        out.sort();
        return out;
    }

    void refuse(const QString& kind, const QString& sentence) {
        QVERIFY2(sentence.size() > 20 && sentence.endsWith(u'.'), qPrintable(kind + u'\n' + sentence));
        ++m_refused[kind];
    }

private Q_SLOTS:
    void initTestCase() {
        const auto seed = qEnvironmentVariableIsSet("SEED")
                              ? qEnvironmentVariableIntValue("SEED")
                              : int(QRandomGenerator::global()->bounded(1 << 30));
        qInfo("SEED=%d", seed);
        m_random.seed(quint32(seed));
        m_folder = m_maker.folder(QStringLiteral("1.2.0"), 5);
        m_entries = PackMaker::entriesOf(m_folder);
        m_zip = PackMaker::zipped(m_entries);
        if (!sanitized) { // which takes terabytes of addresses by itself
            rlimit most{std::size_t(4) << 30, std::size_t(4) << 30}; // a bomb that goes off is seen
            QCOMPARE(::setrlimit(RLIMIT_AS, &most), 0);
        }
    }

    void sixHundredDamagedFilesAreRefused() {
        const QString file = m_place.filePath(QStringLiteral("pack.understudy-pack"));
        Shelf shelf(m_place.filePath(QStringLiteral("a/b/shelf")), QStringLiteral("small"), m_disk);
        course::PackRefusal why;
        const Volume builtIn{{}, QStringLiteral("1.0.0"), 3};
        const auto old =
            shelf.install(m_maker.archive(QStringLiteral("1.1.0"), 4), m_maker.keys(), builtIn, why);
        QVERIFY2(old.ok(), qPrintable(why.error.sentence));
        fakes::writeFile(file, {});
        const auto before = outside();
        for (int i = 0; i < packs * 6 / 10; ++i) {
            QString kind;
            fakes::writeFile(file, damagedFile(kind));
            const auto made = shelf.install(file, m_maker.keys(), *old, why);
            QVERIFY2(!made.ok(), qPrintable(kind));
            refuse(kind, made.error().sentence);
            QCOMPARE(outside(), before);
            QCOMPARE(shelf.current(), std::optional(*old));
        }
        auto inside = QDir(m_place.filePath(QStringLiteral("a/b/shelf")))
                          .entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
        QCOMPARE(inside, (QStringList{"1.1.0-4", "current", "lock"}));
        fakes::writeFile(file, PackMaker::withDigest(m_zip)); // undamaged it is taken
        QVERIFY2(shelf.install(file, m_maker.keys(), *old, why).ok(), qPrintable(why.error.sentence));
        QCOMPARE(shelf.current()->version, QStringLiteral("1.2.0"));
    }

    void fourHundredDamagedFoldersAreRefused() {
        for (int i = 0; i < packs * 4 / 10; ++i) {
            const QString folder = m_place.filePath(QStringLiteral("folder"));
            for (const auto& [name, bytes] : m_entries)
                fakes::writeFile(folder + u'/' + QString::fromUtf8(name), bytes);
            const QString kind = damageFolder(folder);
            const auto proved = course::Library::prove(folder, m_maker.keys(), 0);
            QVERIFY2(!proved.ok(), qPrintable(kind));
            refuse(kind, proved.error().sentence);
            // Opened without reading all of it, it still serves nothing but what was signed.
            if (const auto opened = course::Library::open(folder, m_maker.keys(), 0); opened.ok())
                for (const auto& [name, bytes] : m_entries)
                    if (const auto served = (*opened)->resource(QString::fromUtf8(name)); served.ok())
                        QCOMPARE(served->bytes, course::cleanSvg(bytes).value());
            QVERIFY(QDir(folder).removeRecursively());
            QFile::remove(m_place.filePath(QStringLiteral("outside")));
        }
    }

    void cleanupTestCase() {
        int all = 0;
        for (auto it = m_refused.begin(); it != m_refused.end(); ++it) {
            qInfo("%4d %s", it.value(), qPrintable(it.key()));
            all += it.value();
        }
        qInfo("%d damaged packs refused", all);
        QCOMPARE(all, packs);
        QVERIFY(m_refused.size() > 20);
    }
};

QTEST_GUILESS_MAIN(TestDamagedPacks)
#include "tst_DamagedPacks.moc"
