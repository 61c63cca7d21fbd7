#include "core/course/Markdown.h"
#include "tests/journeys/OutputShape.h"
#include "tests/journeys/RealLab.h"

#include <QElapsedTimer>
#include <QSet>

using namespace understudy;
using namespace understudy::journeys;

namespace {

const QString plainWorld = QStringLiteral("lab: free\nseed: 1\nbase: small\n"
                                          "clock: {start: now, history: 24h}\nfaults: []\n");

/// Pages of module 2 that walk through the morning of Lab 2.1.
const QSet<QString> mornings{QStringLiteral("02-daily-operations/morning-health-check"),
                             QStringLiteral("02-daily-operations/alerting"),
                             QStringLiteral("02-daily-operations/log-review"),
                             QStringLiteral("02-daily-operations/backup-verification"),
                             QStringLiteral("02-daily-operations/security-scan-review")};

/// A block in which a command other than the last one, or the last one, does not end with 0, and why. Named
/// by words that occur in it.
struct Exception {
    QString page, words, reason;
    int status;
};
const std::vector<Exception> exceptions{
    {QStringLiteral("02-daily-operations/backup-verification"), QStringLiteral("verify-backups"),
     QStringLiteral("the script ends with 1 since a backup failed that night"), 1},
    {QStringLiteral("lab-2-1"), QStringLiteral("verify-backups"),
     QStringLiteral("the script ends with 1 since a backup failed, and the block goes on"), 0},
};

} // namespace

/// What a page invites to run works: every command block of every page and lab guide, on the real lab host.
class TestPageCommands : public QObject {
    Q_OBJECT
    course::Loaded m_pack;
    std::unique_ptr<RealLab> m_real;
    int m_blocks = 0;
    QElapsedTimer m_clock;

    static const Exception* exceptionFor(const QString& page, const QString& block) {
        for (const Exception& each : exceptions)
            if (each.page == page && block.contains(each.words))
                return &each;
        return nullptr;
    }

    /// What is wrong with the block, or nothing.
    QString faultOf(const QString& page, const course::Claim& claim) {
        ++m_blocks;
        const QString& block = claim.command;
        const Exception* exception = exceptionFor(page, block);
        const auto seen = m_real->run((exception ? QString() : QStringLiteral("set -e\n")) + block);
        if (!seen.ok())
            return seen.error().sentence;
        if (seen->status != (exception ? exception->status : 0))
            return QStringLiteral("status %1, wanted %2: %3%4")
                .arg(seen->status)
                .arg(exception ? exception->status : 0)
                .arg(QString::fromUtf8(seen->output.right(300)), QString::fromUtf8(seen->errors));
        // The status of a pipe is that of its last part; the others speak on standard error.
        if (!exception && (seen->errors.contains("rror") || seen->errors.contains("not found")))
            return QString::fromUtf8(seen->errors);
        const QString printed = QString::fromUtf8(seen->output + '\n' + seen->errors);
        if (const QString missing = missingLine(claim.output, printed); !missing.isEmpty())
            return QStringLiteral("does not print \"%1\", but:\n%2").arg(missing, printed.left(1500));
        return {};
    }

    void runAll(const QString& page, const std::vector<course::Claim>& blocks) {
        QStringList faults;
        for (const course::Claim& block : blocks)
            if (const QString fault = faultOf(page, block); !fault.isEmpty())
                faults << page + QStringLiteral("\n  ") + block.command + QStringLiteral("\n  -> ") + fault;
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
    }

private Q_SLOTS:
    void initTestCase() {
        m_clock.start();
        m_pack = builtPack();
        QVERIFY2(m_pack.problems.empty(), "the built pack has problems; see understudy-course check");
        m_real = std::make_unique<RealLab>();
        QVERIFY(m_real->start());
    }
    void cleanupTestCase() {
        m_real.reset();
        qInfo() << m_blocks << "blocks in" << m_clock.elapsed() << "ms";
    }

    void everyCommandOfThePageWorks_data() {
        QTest::addColumn<QString>("page");
        for (const course::Module& module : m_pack.course.modules)
            for (const course::Page& page : module.pages)
                QTest::newRow(qPrintable(page.id)) << page.id;
    }
    void everyCommandOfThePageWorks() {
        QFETCH(QString, page);
        const course::Page* found = m_pack.course.page(page);
        const course::Lab* morning = m_pack.course.lab(QStringLiteral("lab-2-1"));
        QVERIFY(found && morning);
        const bool ofLab = mornings.contains(page);
        QCOMPARE(m_real->world(ofLab ? morning->id : QStringLiteral("free"),
                               ofLab ? scenarioOf(*morning) : plainWorld),
                 QString());
        runAll(page, course::claimsOf(found->markdown));
    }

    void everyCommandOfTheGuideWorks_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(m_pack.course.labs.size()); ++i)
            QTest::newRow(qPrintable(m_pack.course.labs[std::size_t(i)].id)) << i;
    }
    void everyCommandOfTheGuideWorks() {
        QFETCH(int, index);
        const course::Lab& lab = m_pack.course.labs[std::size_t(index)];
        QCOMPARE(m_real->world(lab.id, scenarioOf(lab)), QString());
        std::vector<course::Claim> blocks;
        for (const course::LabStep& step : lab.steps)
            for (course::Claim& claim : course::claimsOf(step.markdown))
                blocks.push_back(std::move(claim));
        QVERIFY(!blocks.empty());
        runAll(lab.id, blocks);
    }
};

QTEST_GUILESS_MAIN(TestPageCommands)
#include "tst_PageCommands.moc"
