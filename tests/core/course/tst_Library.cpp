#include "core/course/Library.h"
#include "core/course/Loader.h"
#include "tests/fakes/SmallPack.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::course;

/// Opens packs that somebody changed on the way.
class TestLibrary final : public QObject {
    Q_OBJECT

    minisign::SecretKey m_key = minisign::makeKey(systemRandomness());
    std::unique_ptr<QTemporaryDir> m_dir;

    QString at(const QString& name) const { return m_dir->filePath(name); }
    QStringList keys() const { return {m_key.publicKey.text()}; }

    QByteArray read(const QString& name) const {
        QFile file(at(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString& name, const QByteArray& bytes) const {
        QFile file(at(name));
        QVERIFY(QDir().mkpath(QFileInfo(file).path()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    /// The sentence of the refusal; empty when the pack was opened.
    QString refusal(PackRefusal* out = nullptr, int lowest = 0) const {
        PackRefusal why;
        const auto library = Library::open(m_dir->path(), keys(), lowest, &why);
        if (out)
            *out = why;
        return library.ok() ? QString() : library.error().sentence;
    }
    /// The same where every file is read.
    QString refusalOfAll() const {
        const auto library = Library::prove(m_dir->path(), keys(), 0);
        return library.ok() ? QString() : library.error().sentence;
    }
    /// Signs whatever list is given, as a publisher with bad intentions or bad tools could.
    void signList(const QByteArray& json,
                  const QByteArray& comment = "id=small version=1.0.0 serial=3") const {
        write(QStringLiteral("pack.json"), json);
        write(QStringLiteral("pack.json.minisig"), minisign::sign(m_key, json, comment));
    }

private Q_SLOTS:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(fakes::writeSigned(m_dir->path(), fakes::builtPack(), m_key));
    }

    void aSignedPackOpensAndServesItsPages() {
        const auto library = Library::open(m_dir->path(), keys(), 3);
        QVERIFY(library.ok());
        const QString id = QStringLiteral("01-one/redis");
        const auto html = (*library)->pageHtml(id);
        QVERIFY(html.ok());
        QVERIFY(html->contains(QStringLiteral("<h2 id=\"when-it-is-down\">When it is down</h2>")));
        QVERIFY(html->contains(QStringLiteral("href=\"course://dwcp/page/01-one/gateway#routing\"")));
        QVERIFY(html->contains(QStringLiteral("href=\"course://dwcp/page/02-two/checks\"")));
        QVERIFY(html->contains(QStringLiteral("href=\"course://dwcp/lab/lab-1-1\"")));
        QVERIFY(html->contains(QStringLiteral("href=\"course://dwcp/quiz/01-one\"")));
        QVERIFY(html->contains(QStringLiteral("class=\"outside\" href=\"https://redis.io/\"")));
        QVERIFY(html->contains(QStringLiteral("data-command=\"kubectl get pods\"")));
        QVERIFY(html->contains(QStringLiteral("href=\"course://do/run/0\"")));
        QVERIFY(html->contains(QStringLiteral("<dfn tabindex=\"0\">Redis</dfn>")));
        QCOMPARE(html->count(QStringLiteral("<dfn tabindex=\"0\">")), 2);
        QVERIFY(html->contains(QStringLiteral("class=\"s-danger")) ||
                html->contains(QStringLiteral("s-danger")));
        QVERIFY(html->contains(QStringLiteral("<figcaption>The sign-in path</figcaption>")));
        QVERIFY(html->contains(QStringLiteral("<p class=\"box pitfall\">")));
        QVERIFY(html->contains(QStringLiteral("<details class=\"answer\">")));
        QCOMPARE((*library)->headings(id).size(), 1u);
        QCOMPARE((*library)->blocks(id).size(), 2u);
        QCOMPARE((*library)->blocks(id)[0].language, QStringLiteral("shell"));
        QVERIFY(!(*library)->pageHtml(QStringLiteral("01-one/none")).ok());
        QCOMPARE((*library)->inlineHtml(QStringLiteral("a `b` **c**")),
                 QStringLiteral("a <code>b</code> <strong>c</strong>"));
    }

    void filesAreServedFromTheListOnly() {
        const auto library = Library::open(m_dir->path(), keys(), 0);
        QVERIFY(library.ok());
        const auto picture = (*library)->resource(QStringLiteral("modules/01-one/diagrams/path.svg"));
        QVERIFY(picture.ok());
        QCOMPARE(picture->type, QByteArray("image/svg+xml"));
        for (const char* name :
             {"../pack.yaml", "/etc/passwd", "modules/01-one/../01-one/diagrams/path.svg", "", "pack.yaml",
              "modules/01-one/quiz.yaml", "modules/01-one/diagrams/", "pack.json"})
            QVERIFY2(!(*library)->resource(QString::fromLatin1(name)).ok(), name);
    }

    void aFileChangedAfterOpeningIsNotServed() {
        const auto library = Library::open(m_dir->path(), keys(), 0);
        QVERIFY(library.ok());
        const auto name = QStringLiteral("modules/01-one/diagrams/path.svg");
        QByteArray bytes = read(name);
        bytes.replace("Redis", "Rebis");
        write(name, bytes);
        const auto served = (*library)->resource(name);
        QVERIFY(!served.ok());
        QCOMPARE(served.error().code, Errc::Corrupt);
    }

    void aPageChangedWithoutChangingItsSizeIsRefusedWhenItIsOpened() {
        const auto name = QStringLiteral("modules/01-one/pages/redis.md");
        QByteArray bytes = read(name);
        bytes.replace("Redis", "Rebis");
        write(name, bytes);
        const auto library = Library::open(m_dir->path(), keys(), 0);
        QVERIFY(library.ok());
        const auto html = (*library)->pageHtml(QStringLiteral("01-one/redis"));
        QVERIFY(!html.ok());
        QCOMPARE(html.error().code, Errc::Corrupt);
        QVERIFY(html.error().sentence.contains(QStringLiteral("Install the pack again")));
        QVERIFY((*library)->headings(QStringLiteral("01-one/redis")).empty());
        QVERIFY((*library)->pageHtml(QStringLiteral("01-one/gateway")).ok());
        QVERIFY(refusalOfAll().contains(QStringLiteral("1 of its")));
    }

    void openingReadsNoPageAndKnowsThemAll() {
        const auto lazy = Library::open(m_dir->path(), keys(), 0);
        const auto whole = Library::prove(m_dir->path(), keys(), 0);
        QVERIFY(lazy.ok() && whole.ok());
        QVERIFY((*lazy)->course().modules == (*whole)->course().modules);
        QVERIFY((*lazy)->course().tracks == (*whole)->course().tracks);
        QVERIFY((*lazy)->course().page(QStringLiteral("01-one/redis"))->markdown.isEmpty());
        const auto text = (*lazy)->markdown(QStringLiteral("01-one/redis"));
        QVERIFY(text.ok());
        QVERIFY(text->startsWith(QStringLiteral("Sessions live")));
    }

    void aPackWithoutAListOfPagesIsReadWhole() {
        QJsonObject json = QJsonDocument::fromJson(read(QStringLiteral("pack.json"))).object();
        QVERIFY(json.contains(QStringLiteral("contents")));
        json.remove(QStringLiteral("contents"));
        signList(QJsonDocument(json).toJson());
        QVERIFY2(refusal().isEmpty(), qPrintable(refusal()));
        const auto name = QStringLiteral("modules/01-one/pages/redis.md");
        write(name, read(name).replace("Redis", "Rebis"));
        QVERIFY(refusal().contains(QStringLiteral("1 of its")));
    }

    void aListOfPagesThatContradictsThePagesIsRefusedWhenAllIsRead() {
        QByteArray json = read(QStringLiteral("pack.json"));
        json.replace("\"title\": \"Redis\"", "\"title\": \"Rabbit\"");
        signList(json);
        QVERIFY(refusalOfAll().contains(QStringLiteral("different")));
    }

    void anAuthorsFolderIsServedUnsigned() {
        QTemporaryDir folder;
        QVERIFY(fakes::writePack(folder.path(), fakes::builtPack()));
        auto files = SourceFolder::open(folder.path());
        QVERIFY(files.ok());
        auto loaded = load(*files);
        QVERIFY(loaded.problems.empty());
        const auto library =
            Library::ofSource(std::make_unique<SourceFolder>(std::move(*files)), std::move(loaded.course));
        QVERIFY(library->pageHtml(QStringLiteral("01-one/redis")).ok());
        QVERIFY(library->resource(QStringLiteral("modules/01-one/diagrams/path.svg")).ok());
    }

    void oneFlippedBitAnywhereIsRefused() {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        int tried = 0;
        auto names = fakes::builtPack();
        names[QStringLiteral("pack.json")] = {};
        names[QStringLiteral("pack.json.minisig")] = {};
        for (const auto& [name, text] : names) {
            const QByteArray good = read(name);
            // The first line of a signature is an untrusted comment: it says nothing, and nothing rests on
            // it.
            const qsizetype first = name.endsWith(QStringLiteral("minisig")) ? good.indexOf('\n') + 1 : 0;
            for (qsizetype i = first; i < good.size();
                 i += (name.startsWith(QStringLiteral("pack.json")) ? 53 : 97)) {
                QByteArray bad = good;
                bad[i] = static_cast<char>(bad[i] ^ (1 << random.bounded(8)));
                write(name, bad);
                QVERIFY2(!refusalOfAll().isEmpty(),
                         qPrintable(QStringLiteral("%1 byte %2").arg(name).arg(i)));
                ++tried;
            }
            write(name, good);
        }
        QVERIFY(refusal().isEmpty());
        qInfo("%d damaged packs, all refused", tried);
        QVERIFY(tried > 90);
    }

    void aChangedMissingAndExtraFileAreNamed() {
        write(QStringLiteral("modules/01-one/pages/redis.md"), "changed");
        QFile::remove(at(QStringLiteral("modules/02-two/pages/checks.md")));
        write(QStringLiteral("modules/02-two/extra.md"), "extra");
        PackRefusal why;
        const QString sentence = refusal(&why);
        QCOMPARE(
            sentence,
            QStringLiteral("3 of its %1 files differ from what the The Testers signed.").arg(why.fileCount));
        QCOMPARE(why.files.size(), 3u);
        QCOMPARE(why.files[0].what, QStringLiteral("Changed"));
        QCOMPARE(why.files[1].what, QStringLiteral("Missing"));
        QCOMPARE(why.files[2].what, QStringLiteral("Not in the list"));
        QCOMPARE(why.files[2].path, QStringLiteral("modules/02-two/extra.md"));
        QCOMPARE(why.version, QStringLiteral("1.0.0"));
        QVERIFY(why.signedBy.startsWith(QStringLiteral("The Testers, key ")));
    }

    void anOlderPackIsRefused() {
        QVERIFY(refusal(nullptr, 3).isEmpty());
        QVERIFY(refusal(nullptr, 4).contains(QStringLiteral("older than the one you have")));
    }

    void twoFilesThatChangedPlacesAreRefused() {
        const QByteArray one = read(QStringLiteral("modules/01-one/pages/redis.md"));
        const QByteArray two = read(QStringLiteral("modules/01-one/pages/gateway.md"));
        write(QStringLiteral("modules/01-one/pages/redis.md"), two);
        write(QStringLiteral("modules/01-one/pages/gateway.md"), one);
        PackRefusal why;
        QVERIFY(!refusal(&why).isEmpty());
        QCOMPARE(why.files.size(), 2u);
    }

    void aLinkIsRefusedEvenWithTheRightBytes() {
        const QString name = at(QStringLiteral("modules/01-one/pages/redis.md"));
        QTemporaryDir outside;
        QVERIFY(QFile::copy(name, outside.filePath(QStringLiteral("copy.md"))));
        QVERIFY(QFile::remove(name));
        QVERIFY(QFile::link(outside.filePath(QStringLiteral("copy.md")), name));
        PackRefusal why;
        QVERIFY(!refusal(&why).isEmpty());
        QCOMPARE(why.files.at(0).what, QStringLiteral("A link"));
    }

    void aFolderThatIsALinkIsRefused() {
        QVERIFY(QDir().rename(at(QStringLiteral("modules/02-two")), at(QStringLiteral("elsewhere"))));
        QTemporaryDir outside;
        QVERIFY(QDir().rename(at(QStringLiteral("elsewhere")), outside.filePath(QStringLiteral("two"))));
        QVERIFY(QFile::link(outside.filePath(QStringLiteral("two")), at(QStringLiteral("modules/02-two"))));
        PackRefusal why;
        QVERIFY(!refusal(&why).isEmpty());
        QCOMPARE(why.files.back().path, QStringLiteral("modules/02-two"));
    }

    void anUnsignedPackIsRefused() {
        QFile::remove(at(QStringLiteral("pack.json.minisig")));
        QVERIFY(refusal().contains(QStringLiteral("not signed")));
        QFile::remove(at(QStringLiteral("pack.json")));
        QVERIFY(refusal().contains(QStringLiteral("no course pack")));
    }

    void anotherKeyIsNotKnown() {
        const auto other = minisign::makeKey(systemRandomness());
        PackRefusal why;
        const auto library = Library::open(m_dir->path(), {other.publicKey.text()}, 0, &why);
        QVERIFY(!library.ok());
        QVERIFY(why.error.sentence.contains(QStringLiteral("key that this program does not know")));
        QVERIFY(Library::open(m_dir->path(), {other.publicKey.text(), m_key.publicKey.text()}, 0).ok());
        QVERIFY(!Library::open(m_dir->path(), {}, 0).ok());
    }

    void aKeyThatBorrowsTheNumberOfAnotherDoesNotPass() {
        auto forger = minisign::makeKey(systemRandomness());
        forger.publicKey.id = m_key.publicKey.id;
        const QByteArray json = read(QStringLiteral("pack.json"));
        write(QStringLiteral("pack.json.minisig"),
              minisign::sign(forger, json, "id=small version=1.0.0 serial=3"));
        QVERIFY(refusal().contains(QStringLiteral("changed after signing")));
    }

    void aSignatureOfAnotherVersionIsRefused() {
        signList(read(QStringLiteral("pack.json")), "id=small version=1.0.0 serial=4");
        QVERIFY(refusal().contains(QStringLiteral("belongs to another pack or version")));
    }

    void aPackForANewerProgramIsRefused() {
        QByteArray json = read(QStringLiteral("pack.json"));
        json.replace("\"minimum-app\": \"0.1.0\"", "\"minimum-app\": \"99.0\"");
        signList(json);
        QVERIFY(refusal().contains(QStringLiteral("needs Understudy 99.0")));
    }

    void aListWithBadIntentionsIsRefusedInItsOwnWords_data() {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QString>("said");
        const QByteArray hash(64, 'a');
        auto file = [&](const char* name, const char* size) {
            return QByteArray("{\"name\":\"") + name + "\",\"size\":" + size + ",\"sha256\":\"" + hash +
                   "\"}";
        };
        const QString outside = QStringLiteral("outside its folder");
        QTest::newRow("parent") << file("../x.md", "1") << outside;
        QTest::newRow("inner parent") << file("a/../../x.md", "1") << outside;
        QTest::newRow("absolute") << file("/etc/passwd", "1") << outside;
        QTest::newRow("backslash") << file("a\\\\b", "1") << outside;
        QTest::newRow("drive") << file("C:x", "1") << outside;
        QTest::newRow("hidden") << file(".ssh/config", "1") << outside;
        QTest::newRow("control") << file("a\\u0000b", "1") << outside;
        QTest::newRow("bidi") << file("a\\u202eb", "1") << outside;
        QTest::newRow("the list itself") << file("pack.json", "1") << outside;
        QTest::newRow("4 GiB") << file("x.md", "4294967296") << QStringLiteral("4096 MiB");
        QTest::newRow("negative") << file("x.md", "-1") << QStringLiteral("impossible size");
        QTest::newRow("fraction") << file("x.md", "1.5") << QStringLiteral("impossible size");
        QTest::newRow("endless") << file("x.md", "1e300") << QStringLiteral("impossible size");
        QTest::newRow("twice") << file("pack.yaml", "1") << QStringLiteral("lists a file twice");
        QTest::newRow("twice by case") << file("Pack.yaml", "1") << QStringLiteral("lists a file twice");
        QTest::newRow("strange entry")
            << QByteArray("{\"name\":\"x\"}") << QStringLiteral("does not understand");
        QTest::newRow("no entry") << QByteArray("7") << QStringLiteral("does not understand");
    }

    void aListWithBadIntentionsIsRefusedInItsOwnWords() {
        QFETCH(QByteArray, entry);
        QFETCH(QString, said);
        QByteArray json = read(QStringLiteral("pack.json"));
        const auto end = json.lastIndexOf(']');
        json.insert(end, "," + entry);
        signList(json);
        QVERIFY2(refusal().contains(said), qPrintable(refusal()));
    }

    void aHugeTotalIsRefusedBeforeAnythingIsRead() {
        QByteArray json = read(QStringLiteral("pack.json"));
        QByteArray many;
        for (int i = 0; i < 17; ++i)
            many += ",{\"name\":\"x" + QByteArray::number(i) + "\",\"size\":16777216,\"sha256\":\"" +
                    QByteArray(64, 'a') + "\"}";
        json.insert(json.lastIndexOf(']'), many);
        signList(json);
        QVERIFY2(refusal().contains(QStringLiteral("272 MiB in all")), qPrintable(refusal()));
    }

    void aListThatIsNotJsonIsRefused() {
        for (const auto& json :
             {QByteArray("{"), QByteArray("[]"), QByteArray("{}"), QByteArray(5000, '[')}) {
            signList(json);
            QVERIFY(!refusal().isEmpty());
        }
    }

    void debiansMinisignAgreesAboutOurPacks() {
        if (QStandardPaths::findExecutable(QStringLiteral("minisign")).isEmpty())
            QSKIP("minisign is not installed");
        const QStringList arguments{QStringLiteral("-V"), QStringLiteral("-P"), m_key.publicKey.text(),
                                    QStringLiteral("-m"), at(QStringLiteral("pack.json"))};
        QCOMPARE(QProcess::execute(QStringLiteral("minisign"), arguments), 0);
        write(QStringLiteral("pack.json"), read(QStringLiteral("pack.json")) + " ");
        QVERIFY(QProcess::execute(QStringLiteral("minisign"), arguments) != 0);
    }
};

QTEST_GUILESS_MAIN(TestLibrary)
#include "tst_Library.moc"
