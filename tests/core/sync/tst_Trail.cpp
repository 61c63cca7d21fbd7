#include "core/sync/Trail.h"

#include <QTest>

using understudy::sync::Trail;
using Step = Trail::Step;

/// When a list of pages is followed, and when not.
class tst_Trail final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pagesAreFollowedToTheLast() {
        Trail trail;
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(trail.after(QString::number(i), 1), Step::Next);
        QCOMPARE(trail.after({}, 0), Step::End);
    }

    void aPageThatWasReadIsACircle() {
        Trail trail;
        QCOMPARE(trail.after(QStringLiteral("/a"), 5), Step::Next);
        QCOMPARE(trail.after(QStringLiteral("/b"), 5), Step::Next);
        QCOMPARE(trail.after(QStringLiteral("/a"), 5), Step::Circle);
    }

    void someEmptyPagesAreNoHarmButManyInARowLeadNowhere() {
        Trail trail;
        int page = 0;
        const auto next = [&](qsizetype items) { return trail.after(QString::number(page++), items); };
        for (int round = 0; round < 5; ++round) {
            for (int i = 0; i < 9; ++i)
                QCOMPARE(next(0), Step::Next);
            QCOMPARE(next(1), Step::Next);
        }
        for (int i = 0; i < 9; ++i)
            QCOMPARE(next(0), Step::Next);
        QCOMPARE(next(0), Step::Nowhere);
    }
};

QTEST_GUILESS_MAIN(tst_Trail)
#include "tst_Trail.moc"
