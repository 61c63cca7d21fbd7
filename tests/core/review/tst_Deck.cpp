#include "core/review/Deck.h"

#include <QtTest>

#include <algorithm>

using namespace understudy;
using namespace understudy::review;
using namespace std::chrono_literals;

namespace {

const Instant start = Instant(1'760'000'000'000ms);

/// The journal of a trainee who answers and chooses.
class Story final {
public:
    void answer(const QString& question, std::chrono::hours at, bool right, int seconds = 10) {
        add(QString::fromLatin1(journal::kind::Answered), at,
            {{"question", question}, {"right", right}, {"seconds", seconds}});
    }
    void choose(const QString& question, std::chrono::hours at, bool on) {
        add(QString::fromLatin1(journal::kind::ReviewChosen), at, {{"question", question}, {"on", on}});
    }
    Deck deck() const {
        Deck made;
        made.apply(entries);
        return made;
    }
    std::vector<journal::Entry> entries;

private:
    void add(const QString& kind, std::chrono::hours at, const QJsonObject& body) {
        journal::Entry entry;
        entry.seq = qint64(entries.size()) + 1;
        entry.fact.id = QString("fact-%1").arg(entry.seq, 3, 10, QChar('0'));
        entry.fact.kind = kind;
        entry.fact.at = start + at;
        entry.fact.body = body;
        entries.push_back(entry);
    }
};

} // namespace

class TestDeck : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasMissedComesBackAndWhatWasKnownDoesNot() {
        Story story;
        story.answer("missed", 0h, false);
        story.answer("known", 0h, true);
        const Deck deck = story.deck();
        QVERIFY(deck.holds("missed"));
        QVERIFY(!deck.holds("known"));
        QCOMPARE(deck.cards().size(), 1u);
        QCOMPARE(deck.card("missed")->due, start + 24h); // a day at least
    }

    void theGapGrowsWithEachRightAnswerAndShrinksWithAWrongOne() {
        Story story;
        story.answer("q", 0h, false);
        Instant before = story.deck().card("q")->due;
        for (int i = 0; i < 4; ++i) {
            const auto at = std::chrono::ceil<std::chrono::hours>(before - start);
            const auto gap = before - story.deck().card("q")->last;
            story.answer("q", at, true);
            const Card card = *story.deck().card("q");
            QVERIFY(card.due - card.last >= gap);
            before = card.due;
        }
        const auto weeks = before - story.deck().card("q")->last;
        QVERIFY(weeks > 24h * 5);
        story.answer("q", std::chrono::ceil<std::chrono::hours>(before - start), false);
        const Card lapsed = *story.deck().card("q");
        QVERIFY(lapsed.due - lapsed.last < weeks / 2);
        QCOMPARE(lapsed.lapses, 1);
        QCOMPARE(lapsed.answers, 6);
    }

    void aChosenQuestionIsThereBeforeItWasEverAnswered() {
        Story story;
        story.choose("mine", 5h, true);
        const Card card = *story.deck().card("mine");
        QCOMPARE(card.answers, 0);
        QCOMPARE(card.due, start + 5h);
    }

    void lettingGoHoldsUntilTheQuestionIsMissedAgain() {
        Story story;
        story.answer("q", 0h, false);
        story.choose("q", 1h, false);
        QVERIFY(!story.deck().holds("q"));
        QVERIFY(!story.deck().card("q"));
        story.answer("q", 2h, true);
        QVERIFY(!story.deck().holds("q"));
        story.answer("q", 3h, false);
        QVERIFY(story.deck().holds("q"));
        QCOMPARE(story.deck().card("q")->answers, 3);
    }

    void entriesInAnyOrderAndTwiceGiveTheSame() {
        Story story;
        for (int i = 0; i < 30; ++i) {
            story.answer(QString("q%1").arg(i % 7), std::chrono::hours(i * 13), i % 3 == 0, i);
            if (i % 5 == 0)
                story.choose(QString("q%1").arg(i % 4), std::chrono::hours(i * 13 + 1), i % 2 == 0);
        }
        const auto wanted = story.deck().cards();
        auto shuffled = story.entries;
        std::reverse(shuffled.begin(), shuffled.end());
        shuffled.insert(shuffled.end(), story.entries.begin(), story.entries.begin() + 9);
        Deck other;
        other.apply(shuffled);
        QVERIFY(other.cards() == wanted);
        QCOMPARE(other.lastSeq(), qint64(story.entries.size()));
    }

    void theMiddleAnswerTellsHowLongAQuestionTakes() {
        Story story;
        story.answer("q", 0h, false, 8);
        story.answer("q", 48h, true, 300); // the telephone rang
        story.answer("q", 96h, true, 12);
        QCOMPARE(story.deck().card("q")->seconds, 12);
    }
};

QTEST_APPLESS_MAIN(TestDeck)
#include "tst_Deck.moc"
