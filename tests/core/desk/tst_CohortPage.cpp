#include "core/desk/CohortPage.h"

#include <QTest>
#include <QUrl>

using namespace understudy;
using desk::CohortPath;

class tst_CohortPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNameOfACohortIsReached();
    void nobodyElseIs();
};

void tst_CohortPage::everyNameOfACohortIsReached() {
    const QStringList known{"2025-11",        "2026/11",  "a/../b", "all",
                            "x/trainees.csv", "50 % <b>", "/",      "x?y#z"};
    for (const auto& name : known) {
        desk::View view;
        view.cohort = name;
        const auto address = desk::addressOf(view);
        QVERIFY2(address.startsWith("/cohorts/of-") && address.count(u'/') == 2, qPrintable(address));
        const auto rest = QUrl::fromPercentEncoding(address.mid(9).toLatin1());
        QCOMPARE(desk::cohortPath(rest, known), std::optional(CohortPath{name, {}}));
        for (const QString file : {"trainees.csv", "statements.csv"})
            QCOMPARE(desk::cohortPath(rest + u'/' + file, known), std::optional(CohortPath{name, file}));
    }
    QCOMPARE(desk::cohortPath("all", known), std::optional(CohortPath{}));
    QCOMPARE(desk::cohortPath("all/trainees.csv", {}), std::optional(CohortPath{{}, "trainees.csv"}));
}

void tst_CohortPage::nobodyElseIs() {
    for (const QString rest : {"of-2026", "of-2026/11", "of-", "2025-11", "of-2025-11/other.csv", "all/", ""})
        QVERIFY2(!desk::cohortPath(rest, {"2025-11"}), qPrintable(rest));
}

QTEST_APPLESS_MAIN(tst_CohortPage)
#include "tst_CohortPage.moc"
