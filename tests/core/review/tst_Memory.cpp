#include "core/review/Memory.h"

#include <QtTest>

using namespace understudy::review;

class TestMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Whole days for "again" and "good" as the published implementation of FSRS-5 in TypeScript gives them
    /// for its default weights (its test of the interval history).
    void intervalsAreThoseOfThePublishedAlgorithm() {
        const std::vector<int> grades{3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3};
        const std::vector<double> wanted{4, 14, 44, 125, 328, 0, 0, 7, 16, 34, 71, 142};
        Memory memory = begun(Grade(grades.front()));
        double days = 0;
        std::vector<double> got;
        for (std::size_t i = 1; i < grades.size(); ++i) {
            memory = after(memory, days, Grade(grades[i]));
            days = grades[i] == 1 ? 0 : std::round(interval(memory, 0.9));
            got.push_back(days);
        }
        QCOMPARE(got, wanted);
    }

    void theFirstAnswerSetsBothValues() {
        const std::vector<double> stability{0.40255, 1.18385, 3.173, 15.69105};
        const std::vector<double> difficulty{7.1949, 6.48830527, 5.28243442, 3.22450159};
        for (std::size_t i = 0; i < 4; ++i) {
            const Memory memory = begun(Grade(int(i) + 1));
            QCOMPARE(memory.stability, stability[i]);
            QVERIFY(std::abs(memory.difficulty - difficulty[i]) < 1e-7);
        }
    }

    void stabilityIsTheTimeUntilNineInTen() {
        const Memory memory = begun(Grade::Good);
        QCOMPARE(recall(memory, 0), 1.0);
        QVERIFY(std::abs(recall(memory, memory.stability) - 0.9) < 1e-12);
        QVERIFY(std::abs(interval(memory, 0.9) - memory.stability) < 1e-12);
        QVERIFY(recall(memory, 100) < recall(memory, 10));
    }

    void valuesStayInTheirBandsWhateverIsAnswered() {
        quint32 seed = 20260101;
        Memory memory = begun(Grade::Again);
        for (int i = 0; i < 100'000; ++i) {
            seed = seed * 1664525u + 1013904223u;
            memory = after(memory, double(seed >> 20) / 8, Grade(int((seed >> 10) % 4) + 1));
            QVERIFY(std::isfinite(memory.stability) && memory.stability >= 0.01);
            QVERIFY(memory.difficulty >= 1 && memory.difficulty <= 10);
        }
    }
};

QTEST_APPLESS_MAIN(TestMemory)
#include "tst_Memory.moc"
