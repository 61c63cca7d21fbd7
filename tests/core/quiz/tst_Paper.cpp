#include "core/quiz/Paper.h"

#include <QSet>
#include <QtTest>

using namespace understudy;
using namespace understudy::quiz;

namespace {

course::Quiz bankOf(int questions, int draw) {
    course::Quiz bank;
    bank.id = "m/quiz";
    bank.draw = draw;
    for (int i = 0; i < questions; ++i) {
        course::Question question;
        question.id = QString("m/quiz#q%1").arg(i);
        question.topic = i % 10 == 0 ? "Rare" : i % 2 == 0 ? "Even" : "Odd";
        bank.questions.push_back(question);
    }
    return bank;
}

QStringList idsOf(const course::Quiz& quiz) {
    QStringList ids;
    for (const course::Question& question : quiz.questions)
        ids << question.id;
    return ids;
}

QString attempt(int number) { return QString("attempt-%1").arg(number); }

} // namespace

class TestPaper : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBankThatDrawsNothingIsAskedAsItStands() {
        const course::Quiz bank = bankOf(7, 0);
        QCOMPARE(paperOf(bank, attempt(1)), bank);
    }

    void anAttemptAlwaysDrawsTheSame() {
        const course::Quiz bank = bankOf(60, 20);
        const QStringList first = idsOf(paperOf(bank, attempt(1)));
        QCOMPARE(first.size(), 20);
        QCOMPARE(QSet<QString>(first.begin(), first.end()).size(), 20);
        QCOMPARE(idsOf(paperOf(bank, attempt(1))), first);
        QVERIFY(idsOf(paperOf(bank, attempt(2))) != first);
    }

    void everyTopicIsAskedAboutAsLongAsItHasQuestions() {
        for (int i = 0; i < 50; ++i) {
            QMap<QString, int> byTopic;
            for (const course::Question& question : paperOf(bankOf(60, 18), attempt(i)).questions)
                ++byTopic[question.topic];
            QCOMPARE(byTopic.value("Rare"), 6);
            QCOMPARE(byTopic.value("Even"), 6);
            QCOMPARE(byTopic.value("Odd"), 6);
        }
    }

    void inManyAttemptsEveryQuestionComesUp() {
        QSet<QString> seen;
        for (int i = 0; i < 60; ++i)
            for (const QString& id : idsOf(paperOf(bankOf(60, 20), attempt(i))))
                seen.insert(id);
        QCOMPARE(seen.size(), 60);
    }

    void whatWasAnsweredStaysWhenTheBankGrows() {
        const QStringList answered = idsOf(paperOf(bankOf(60, 20), attempt(1))).mid(0, 8);
        const QStringList later = idsOf(paperOf(bankOf(90, 20), attempt(1), answered));
        QCOMPARE(later.size(), 20);
        for (const QString& id : answered)
            QVERIFY2(later.contains(id), qPrintable(id));
    }

    void aBankSmallerThanItsDrawIsAskedWhole() {
        QCOMPARE(idsOf(paperOf(bankOf(5, 20), attempt(1))).size(), 5);
    }
};

QTEST_APPLESS_MAIN(TestPaper)
#include "tst_Paper.moc"
