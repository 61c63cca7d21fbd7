#include "core/prose/Proof.h"
#include "core/prose/ReadingEase.h"
#include "tests/fakes/SmallPack.h"

#include <QtTest>

using namespace understudy;
using namespace understudy::prose;

namespace {

constexpr auto redis = "modules/01-one/pages/redis.md";
constexpr auto dictionaries = "/usr/share/hunspell";
constexpr auto known = "Redis\nAPI # in capitals\nkubectl\n";

} // namespace

/// The proof-reader, on the small pack with one text changed.
class TestProof : public QObject {
    Q_OBJECT

    static QStringList findings(const char* file, const QByteArray& from, const QByteArray& to) {
        auto texts = fakes::smallPack();
        QByteArray& text = texts[QString::fromLatin1(file)];
        if (!text.contains(from))
            qFatal("the text to change is not there");
        text.replace(from, to);
        const fakes::MemoryFiles files(texts);
        const auto loaded = course::load(files);
        const auto spelling = Spelling::open(QString::fromLatin1(dictionaries), QString::fromLatin1(known));
        if (!spelling.ok())
            qFatal("%s", qPrintable(spelling.error().sentence));
        QStringList said;
        for (const course::Problem& problem : proof(files, loaded.course, **spelling))
            said << problem.text();
        return said;
    }

private Q_SLOTS:
    void aMisspelledWordIsToldWithItsPlaceAndWhatMayBeMeant() {
        const QStringList said = findings(redis, "People can still", "It is down:\npeeple can still");
        const auto found = said.filter("peeple");
        QCOMPARE(found.size(), 1);
        QVERIFY2(found[0].startsWith(QString(redis) + ":12:1: \"peeple\" is not in the dictionary"),
                 qPrintable(found[0]));
        QVERIFY2(found[0].contains("people"), qPrintable(found[0]));
    }

    void codeNamesAndNumbersHaveNoSpelling() {
        const QStringList said =
            findings(redis, "Redis is fast", "`kubctl` on node-7x at dwcp.io/x sees GiB and HTTPS");
        QVERIFY2(said.filter(redis).isEmpty(), qPrintable(said.join('\n')));
    }

    void aQuestionAndAGlossaryAreReadToo() {
        const QStringList quiz =
            findings("modules/01-one/quiz.yaml", "text: What happens?", "text: Whaat is?");
        QVERIFY2(quiz.filter("q01: \"Whaat\"").size() == 1, qPrintable(quiz.join('\n')));
        const QStringList terms = findings("modules/01-one/module.yaml", "Keeps sessions.", "Keeps sesions.");
        QVERIFY2(terms.filter("Redis: \"sesions\"").size() == 1, qPrintable(terms.join('\n')));
    }

    void aTermIsExplainedNoLaterThanItIsUsed() {
        const QStringList said = findings("modules/02-two/module.yaml", "pages: [checks]",
                                          "pages: [checks]\nglossary: [{term: sessions, text: Logins.}]");
        const auto found = said.filter("explained only in 02-two");
        QCOMPARE(found.size(), 1);
        QVERIFY2(found[0].startsWith(QString(redis) + ":7:1: \"sessions\""), qPrintable(found[0]));
    }

    void aPageOfLongWordsIsToldToBeHard() {
        const QStringList said = findings(
            redis, "Sessions live in Redis.",
            QByteArray("Administrative organizational responsibilities notwithstanding, considerable "
                       "institutional capabilities necessitate interdepartmental communication.")
                .repeated(10));
        QVERIFY2(said.filter("Reading ease is").size() == 1, qPrintable(said.join('\n')));
    }

    void easeFollowsFleschsFormula() {
        // 206.835 - 1.015 * 6/1 - 84.6 * 6/6
        const Measure easy = measure(passagesOf("The cat sat on the mat."));
        QCOMPARE(easy.words, 6);
        QCOMPARE(easy.sentences, 1);
        QCOMPARE(easy.syllables, 6);
        QCOMPARE(easy.ease(), 206.835 - 1.015 * 6 - 84.6);
        QCOMPARE(syllablesOf("service"), 2);
        QCOMPARE(syllablesOf("table"), 2);
        QCOMPARE(syllablesOf("failed"), 1);
    }

    void aMissingDictionaryIsNamed() {
        const auto none = Spelling::open("/nowhere", {});
        QVERIFY(!none.ok());
        QVERIFY2(none.error().sentence.contains("hunspell-en-us"), qPrintable(none.error().sentence));
    }
};

QTEST_APPLESS_MAIN(TestProof)
#include "tst_Proof.moc"
