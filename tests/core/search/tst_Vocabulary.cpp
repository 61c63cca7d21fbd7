#include "core/search/Vocabulary.h"

#include <QtTest>

using namespace understudy::search;

class TestVocabulary : public QObject {
    Q_OBJECT
    const Vocabulary m_words{std::vector<Vocabulary::Word>{{"rollback", 7, 1},
                                                           {"rollout", 9, 2},
                                                           {"roll", 3, 0},
                                                           {"redis", 4, 1},
                                                           {"replica", 8, 1},
                                                           {"pod", 5, 1}}};

private Q_SLOTS:
    void placesAreCountedByBeginning() {
        QCOMPARE(m_words.placesOf("roll"), 19);
        QCOMPARE(m_words.placesOf("r"), 31);
        QCOMPARE(m_words.titlesOf("roll"), 3);
        QCOMPARE(m_words.placesOf("x"), 0);
        QVERIFY(m_words.holds("redis"));
        QVERIFY(!m_words.holds("red"));
    }

    void aSlipOfTheFingerIsForgiven_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("meant");
        QTest::newRow("exchanged") << "rolblack"
                                   << "rollback";
        QTest::newRow("one too many") << "reddis"
                                      << "redis";
        QTest::newRow("one too few") << "rollbck"
                                     << "rollback";
        QTest::newRow("wrong one") << "teplica"
                                   << "replica";
        QTest::newRow("two") << "rolbakc"
                             << "";
    }
    void aSlipOfTheFingerIsForgiven() {
        QFETCH(QString, typed);
        QFETCH(QString, meant);
        QCOMPARE(m_words.near(typed).value(0), meant);
    }

    void shortWordsAreNotGuessed() { QVERIFY(m_words.near("pdo").isEmpty()); }

    void slipsAreCountedUpToALimit() {
        QCOMPARE(slips("redis", "redis", 2), 0);
        QCOMPARE(slips("rdeis", "redis", 2), 1);
        QCOMPARE(slips("reds", "redis", 2), 1);
        QCOMPARE(slips("kubectl", "redis", 2), 3);
        QCOMPARE(slips("", "ab", 2), 2);
    }
};

QTEST_APPLESS_MAIN(TestVocabulary)
#include "tst_Vocabulary.moc"
