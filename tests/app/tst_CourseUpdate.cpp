#include "tests/fakes/Files.h"

#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

namespace fakes = understudy::fakes;

/// An update of the course as a publisher makes it and a trainee installs it, by the programs alone.
class TestCourseUpdate final : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QString m_key, m_said;

    QString at(const QString& name) const { return m_dir.filePath(name); }
    int run(const QStringList& arguments) {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-course"),
                      arguments);
        if (!process.waitForFinished(120'000))
            return -1;
        m_said = QString::fromUtf8(process.readAllStandardOutput());
        return process.exitCode();
    }
    int install(const QString& file) {
        return run(
            {QStringLiteral("install"), file, QStringLiteral("--profile"), at(QStringLiteral("profile"))});
    }
    QByteArray state() const {
        return fakes::readFile(at(QStringLiteral("profile/courses/dwcp-v3/current")));
    }

private Q_SLOTS:
    /// The course of this tree under a higher number, signed with the key that the build made for itself.
    void initTestCase() {
        m_key = QDir::cleanPath(qEnvironmentVariable("UNDERSTUDY_SHARE") +
                                QStringLiteral("/../../keys/understudy.key"));
        if (!QFile::exists(m_key))
            QSKIP("the course pack is not built");
        const QString source =
            qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/resources/course/dwcp-v3");
        QDirIterator files(source, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            QByteArray bytes = fakes::readFile(path);
            const QString name = QDir(source).relativeFilePath(path);
            if (name == QStringLiteral("pack.yaml")) {
                const QString text = QString::fromUtf8(bytes);
                bytes = QString(text)
                            .replace(QRegularExpression(QStringLiteral("(?m)^serial: .*$")),
                                     QStringLiteral("serial: 900"))
                            .replace(QRegularExpression(QStringLiteral("(?m)^version: .*$")),
                                     QStringLiteral("version: 9.0.0"))
                            .toUtf8();
            }
            fakes::writeFile(at(QStringLiteral("src/")) + name, bytes);
        }
        QCOMPARE(
            run({QStringLiteral("pack"), at(QStringLiteral("src")), at(QStringLiteral("new.understudy-pack")),
                 QStringLiteral("--key"), m_key, QStringLiteral("--labs"),
                 qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/labs/catalog")}),
            0);
    }

    void nothingIsLeftBesideTheFile() {
        const QStringList here =
            QDir(m_dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        QCOMPARE(here, (QStringList{"new.understudy-pack", "src"}));
    }

    void aDamagedFileChangesNothing() {
        QByteArray bytes = fakes::readFile(at(QStringLiteral("new.understudy-pack")));
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        fakes::writeFile(at(QStringLiteral("bad.understudy-pack")), bytes);
        QCOMPARE(install(at(QStringLiteral("bad.understudy-pack"))), 1);
        QVERIFY2(m_said.contains(QStringLiteral("cut short or changed on the way")), qPrintable(m_said));
        QVERIFY(!QFile::exists(at(QStringLiteral("profile/courses/dwcp-v3/current"))));
    }

    void theUpdateIsInstalledOnce() {
        QCOMPARE(install(at(QStringLiteral("new.understudy-pack"))), 0);
        QVERIFY2(m_said.contains(QStringLiteral("Version 9.0.0 is installed")), qPrintable(m_said));
        QCOMPARE(state(), QByteArray("9.0.0-900\n-\n"));
        QVERIFY(QFile::exists(at(QStringLiteral("profile/courses/dwcp-v3/9.0.0-900/pack.json"))));
        QCOMPARE(install(at(QStringLiteral("new.understudy-pack"))), 1);
        QVERIFY2(m_said.contains(QStringLiteral("the one you have already")), qPrintable(m_said));
    }

    void aFileThatIsNoPackAndAFolderThatIsNotSignedAreToldSo() {
        QCOMPARE(install(at(QStringLiteral("src/pack.yaml"))), 1);
        QVERIFY2(m_said.contains(QStringLiteral("not a course pack")), qPrintable(m_said));
        QCOMPARE(
            run({QStringLiteral("pack"), at(QStringLiteral("src")), at(QStringLiteral("x.understudy-pack"))}),
            1);
        QVERIFY2(m_said.contains(QStringLiteral("not signed")), qPrintable(m_said));
        QCOMPARE(run({QStringLiteral("pack"), at(QStringLiteral("src")), at(QStringLiteral("x.zip"))}), 1);
        QVERIFY2(m_said.contains(QStringLiteral(".understudy-pack")), qPrintable(m_said));
    }
};

QTEST_GUILESS_MAIN(TestCourseUpdate)
#include "tst_CourseUpdate.moc"
