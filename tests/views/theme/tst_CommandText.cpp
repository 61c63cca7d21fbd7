#include "views/theme/CommandText.h"

#include <QRandomGenerator>
#include <QTest>

using namespace understudy::theme;

class tst_CommandText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anOptionIsNeverBrokenAtItsHyphens() {
        QCOMPARE(commandLines("kubectl get deployments --all-namespaces", 34),
                 (QStringList{"kubectl get deployments", "--all-namespaces"}));
        QCOMPARE(commandLines("kubectl -n dwcp get pods -l app=dwcp-api", 26),
                 (QStringList{"kubectl -n dwcp get pods", "-l app=dwcp-api"}));
    }

    void aWordWiderThanTheBoxGoesOnInTheNextLine() {
        QCOMPARE(commandLines("cat /var/log/production", 10),
                 (QStringList{"cat", "/var/log/p", "roduction"}));
    }

    void linesOfTheCommandStayLines() {
        QCOMPARE(commandLines("cd /srv\nls -l", 40), (QStringList{"cd /srv", "ls -l"}));
    }

    void noCharacterOfACommandIsLost() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int turn = 0; turn < 500; ++turn) {
            QString command;
            for (int i = random.bounded(80); i > 0; --i)
                command += QLatin1String("ab-/ =.")[random.bounded(7)];
            const int columns = random.bounded(1, 30);
            QString kept = command;
            QString shown;
            for (const QString& line : commandLines(command, columns)) {
                QVERIFY2(line.size() <= columns, qPrintable(command));
                shown += line;
            }
            QCOMPARE(shown.remove(QLatin1Char(' ')), kept.remove(QLatin1Char(' ')));
        }
    }

    void aNarrowBoxGrowsInsteadOfCutting() {
        Theme theme;
        CommandText text(theme, "kubectl get deployments --all-namespaces --show-labels");
        text.show(); // a hidden widget is told its size later
        text.resize(600, text.heightForWidth(600));
        QCOMPARE(text.minimumHeight(), theme.px(17));
        text.resize(140, 17);
        QVERIFY(text.minimumHeight() >= 3 * theme.px(17));
        theme.setTextPercent(200);
        QVERIFY(text.minimumHeight() >= 5 * theme.px(17));
    }
};

QTEST_MAIN(tst_CommandText)
#include "tst_CommandText.moc"
