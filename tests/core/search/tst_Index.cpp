#include "core/course/Loader.h"
#include "core/search/Index.h"
#include "tests/fakes/SmallPack.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::search;

namespace {

Item page(const char* title, const char* text, const char* where = "Module 1") {
    return {Kind::Page, QString("p/%1").arg(title), {}, title, where, text};
}

std::vector<Item> shelf() {
    return {page("Circuit breaker patterns", "A breaker counts failures and opens."),
            page("Graceful degradation", "When Redis is down, sign-in works; see the circuit breaker."),
            page("When to roll back", "Roll the deployment back above 1%."),
            page("Deployment verification", "A rollback is quick. The canary gets 5%."),
            {Kind::Lab, "lab-3-1", "", "Lab 3.1: API error-rate spike", "25 min", "Fixed by a rollback."},
            {Kind::Command, "lab-3-1", "fix", "kubectl rollout undo deployment/dwcp-api -n production",
             "Lab 3.1", ""},
            {Kind::Term, "01-architecture", "", "hit ratio", "Module 1",
             "Share of look-ups that a cache answers."},
            {Kind::Action, "start-lab-2-1", "", "Start lab 2.1", "", ""}};
}

} // namespace

class TestIndex : public QObject {
    Q_OBJECT
    std::unique_ptr<Index> m_index;

    QStringList titles(const QString& typed, std::optional<Kind> only = {}) const {
        QStringList out;
        for (const Group& group : m_index->find(typed, only))
            for (const Hit& hit : group.hits)
                out << hit.item.title;
        return out;
    }
    QString first(const QString& typed) const { return titles(typed).value(0); }

private Q_SLOTS:
    void init() {
        auto made = Index::build(shelf());
        QVERIFY(made.ok());
        m_index = std::move(*made);
    }

    void whatIsCalledAsTypedComesFirst() {
        QCOMPARE(first("circuit breaker patterns"), QString("Circuit breaker patterns"));
        QCOMPARE(first("circuit breaker"), QString("Circuit breaker patterns"));
        QCOMPARE(first("Graceful"), QString("Graceful degradation"));
        QCOMPARE(first("hit ratio"), QString("hit ratio"));
        QCOMPARE(first("start lab 2.1"), QString("Start lab 2.1"));
    }

    void wordsAreFoundByTheirBeginningInAnyOrder() {
        QCOMPARE(first("break circ"), QString("Circuit breaker patterns"));
        QCOMPARE(first("deg"), QString("Graceful degradation"));
        QCOMPARE(first("verifications deploying"), QString("Deployment verification"));
        QCOMPARE(first("opening breakers").isEmpty(), false);
    }

    void slipsOfTheFingerAreForgiven() {
        QCOMPARE(first("cirkuit braeker"), QString("Circuit breaker patterns"));
        QCOMPARE(first("degradatoin"), QString("Graceful degradation"));
    }

    void writtenTogetherAndApartIsTheSame() {
        QVERIFY(titles("roll back").contains("Deployment verification"));
        QVERIFY(titles("rollback").contains("When to roll back"));
        QVERIFY(titles("rollback").contains("Lab 3.1: API error-rate spike"));
    }

    void aScopeKeepsToItsKind() {
        QCOMPARE(titles("roll", Kind::Command),
                 QStringList("kubectl rollout undo deployment/dwcp-api -n production"));
    }

    void marksSayWhatAnswered() {
        const auto groups = m_index->find("redis");
        QCOMPARE(groups.size(), 1u);
        const Hit& hit = groups[0].hits[0];
        QVERIFY(hit.marks.empty());
        QVERIFY(!hit.excerptMarks.empty());
        QCOMPARE(hit.excerpt.mid(hit.excerptMarks[0].from, hit.excerptMarks[0].length), QString("Redis"));
        const auto named = m_index->find("circ");
        QCOMPARE(named[0].hits[0].marks, (std::vector<Mark>{{0, 4}}));
    }

    void aGroupShowsFourAndSaysHowManyMore() {
        std::vector<Item> many;
        for (int i = 0; i < 9; ++i)
            many.push_back(page(qPrintable(QString("Quorum %1").arg(i)), "Votes."));
        QVERIFY(m_index->add(many).ok());
        const auto groups = m_index->find("quorum");
        QCOMPARE(groups.size(), 1u);
        QCOMPARE(groups[0].hits.size(), 4u);
        QCOMPARE(groups[0].more, 5);
    }

    void aWordThatStandsEverywhereButInNoTitleIsFound() {
        std::vector<Item> many;
        for (int i = 0; i < 2000; ++i)
            many.push_back(page(qPrintable(QString("Number %1").arg(i)), "The latency of a request."));
        QVERIFY(m_index->add(many).ok());
        const auto groups = m_index->find("latency");
        QCOMPARE(groups.size(), 1u);
        QCOMPARE(groups[0].hits.size(), 4u);
        QVERIFY(groups[0].more > 100);
        QVERIFY(titles("number").contains("Number 0"));
    }

    void aKindIsPutInThePlaceOfItself() {
        QVERIFY(m_index
                    ->replace(Kind::Term, {{Kind::Term, "p/x", "", "failover", "Module 1", "Going over."},
                                           {Kind::Term, "p/y", "", "quorum", "Module 1", "Enough votes."}})
                    .ok());
        QVERIFY(titles("hit ratio", Kind::Term).isEmpty());
        QCOMPARE(titles("fail", Kind::Term), QStringList("failover"));
        QCOMPARE(first("graceful"), QString("Graceful degradation"));
        QVERIFY(m_index->replace(Kind::Term, {}).ok());
        QVERIFY(titles("failover").isEmpty());
        QCOMPARE(m_index->size(), int(shelf().size()) - 1);
    }

    void whatLooksLikeAQueryLanguageIsOnlyWords_data() {
        QTest::addColumn<QString>("typed");
        for (const char* typed : {"\"", "a\" OR b", "title:x", "NEAR(a b)", "*", "-x", "^(",
                                  "'; DROP TABLE item;--", "{title} : x", "AND OR NOT", "\xE2\x80\xA6", "  "})
            QTest::newRow(typed) << QString::fromUtf8(typed);
        QTest::newRow("long") << QString(5000, 'x') + QString(" y").repeated(500);
    }
    void whatLooksLikeAQueryLanguageIsOnlyWords() {
        QFETCH(QString, typed);
        (void)m_index->find(typed);
        QCOMPARE(m_index->size(), int(shelf().size()));
        QCOMPARE(first("graceful"), QString("Graceful degradation"));
    }

    void aCourseIsFoundByItsPartsAndKeysStayHidden() {
        const auto loaded = course::load(fakes::MemoryFiles(fakes::smallPack()));
        const auto& course = loaded.course;
        auto made = Index::build(itemsOf(course, {}));
        QVERIFY(made.ok());
        m_index = std::move(*made);
        QCOMPARE(first("gateway"), QString("Gateway"));
        QVERIFY(titles("when it is down").contains("When it is down"));
        QVERIFY(titles("kubectl").contains("kubectl get pods"));
        QVERIFY(titles("api p95").contains("API p95"));
        QVERIFY(m_index->find("Nobody signs in", Kind::Question).empty());
        const course::Question& asked = course.modules.front().quiz->questions.front();
        QVERIFY(m_index->add({itemOf(course, asked)}).ok());
        QCOMPARE(titles("Nobody signs in", Kind::Question), QStringList(asked.text));
    }

    void anIndexOnDiskIsMadeAnew() {
        const QTemporaryDir folder;
        const QString path = folder.filePath("index.sqlite");
        for (int i = 0; i < 2; ++i) {
            auto made = Index::build(shelf(), path);
            QVERIFY2(made.ok(), qPrintable(made.ok() ? QString() : made.error().detail));
            QCOMPARE((*made)->size(), int(shelf().size()));
        }
        const auto nowhere = Index::build(shelf(), folder.filePath("no/such/folder/x"));
        QVERIFY(!nowhere.ok());
        QVERIFY(!nowhere.error().sentence.isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestIndex)
#include "tst_Index.moc"
