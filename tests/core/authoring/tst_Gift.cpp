#include "core/authoring/Gift.h"
#include "core/course/Loader.h"
#include "core/course/Markdown.h"
#include "tests/fakes/SmallPack.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::authoring;
using course::Question;
using course::QuestionKind;

/// Moodle's GIFT both ways.
class TestGift final : public QObject {
    Q_OBJECT

    static Question only(const char* gift) {
        const GiftQuiz read = readGift(gift, QStringLiteral("a.gift"));
        return read.questions.size() == 1 ? read.questions.front() : Question();
    }
    static QString told(const GiftQuiz& quiz) {
        QStringList out;
        for (const auto& problem : quiz.left.list())
            out << problem.text();
        return out.join(u'\n');
    }
    static Question asked(const QString& id, QuestionKind kind, const QString& text,
                          const QString& explanation) {
        Question out;
        out.id = id;
        out.kind = kind;
        out.topic = QStringLiteral("T");
        out.text = text;
        out.explanation = explanation;
        return out;
    }
    /// As it must be after a way there and back.
    static Question expected(Question question, const QString& module) {
        question.id = question.id.section(u'#', -1);
        if (question.page.startsWith(module + u'/'))
            question.page = question.page.mid(module.size() + 1);
        for (QString* text : {&question.text, &question.explanation, &question.topic})
            *text = text->trimmed();
        for (auto& option : question.options) {
            option.text = option.text.trimmed();
            option.why = option.why.trimmed();
        }
        for (auto& text : question.accepted)
            text = text.trimmed();
        for (auto& pair : question.pairs)
            pair = {pair.left.trimmed(), pair.right.trimmed()};
        return question;
    }
    void comesBack(const course::Quiz& quiz, int lostAtMost) {
        QStringList lost;
        const QString gift = giftOf(quiz, lost);
        const GiftQuiz back = readGift(gift.toUtf8(), QStringLiteral("back.gift"));
        std::vector<Question> sent;
        for (const auto& question : quiz.questions) {
            if (std::none_of(lost.begin(), lost.end(), [&](const QString& one) {
                    return one.startsWith(question.id.section(u'#', -1) + u' ');
                }))
                sent.push_back(expected(question, quiz.module));
        }
        QVERIFY2(lost.size() <= lostAtMost, qPrintable(lost.join(u'\n')));
        QCOMPARE(back.questions.size(), sent.size());
        for (std::size_t i = 0; i < sent.size(); ++i)
            QVERIFY2(back.questions[i] == sent[i],
                     qPrintable(sent[i].id + u'\n' + told(back) + u'\n' + gift));
    }

private Q_SLOTS:
    void aChoiceWithOneRightAnswerKeepsItsFeedback() {
        const auto q =
            only("::Name:: Who votes {\n=the controllers #right, they do\n~the workers #they only run VMs\n"
                 "#### Only controllers vote.\n}");
        QCOMPARE(q.kind, QuestionKind::Single);
        QCOMPARE(q.text, QStringLiteral("Who votes"));
        QCOMPARE(q.explanation, QStringLiteral("Only controllers vote."));
        QCOMPARE(q.options.size(), std::size_t(2));
        QVERIFY(q.options[0].right && !q.options[1].right);
        QCOMPARE(q.options[1].why, QStringLiteral("they only run VMs"));
    }

    void severalRightAnswersAreKnownByTheirWeights() {
        const auto q =
            only("Which hold state? {~%50%etcd#yes ~%50%the database#yes ~%-100%the gateway#it passes on}");
        QCOMPARE(q.kind, QuestionKind::Multiple);
        QVERIFY(q.options[0].right && q.options[1].right && !q.options[2].right);
    }

    void unequalWeightsAreTold() {
        const auto quiz = readGift("Which? {~%70%a#x ~%30%b#x ~c#x ####e}", QStringLiteral("w.gift"));
        QVERIFY2(told(quiz).contains(QStringLiteral("w.gift:1:1: Answers had different weights")),
                 qPrintable(told(quiz)));
    }

    void trueAndFalseAreReadInAllTheirSpellings() {
        QVERIFY(only("The sky is up {TRUE}").truth);
        QVERIFY(only("The sky is up {T#wrong#right}").truth);
        const auto q = only("Grant is buried {F#nobody is#so it is}");
        QCOMPARE(q.kind, QuestionKind::TrueFalse);
        QVERIFY(!q.truth);
        QCOMPARE(q.explanation, QStringLiteral("nobody is so it is"));
    }

    void aShortAnswerBecomesABlankInItsSentence() {
        const auto q = only("Sessions live in {=Redis =%100%redis cache =%50%memory} and nowhere else.");
        QCOMPARE(q.kind, QuestionKind::FillIn);
        QCOMPARE(q.text, QStringLiteral("Sessions live in _____ and nowhere else."));
        QCOMPARE(q.accepted, (QStringList{QStringLiteral("Redis"), QStringLiteral("redis cache")}));
    }

    void numbersHaveATolerance_data() {
        QTest::addColumn<QByteArray>("gift");
        QTest::addColumn<double>("number");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("exact") << QByteArray("When? {#1822}") << 1822.0 << 0.0;
        QTest::newRow("tolerance") << QByteArray("When? {#1822:5}") << 1822.0 << 5.0;
        QTest::newRow("range") << QByteArray("Pi? {#3.141..3.143}") << 3.142 << 0.001;
        QTest::newRow("listed") << QByteArray("When? {#=1822:0#exact =%50%1822:2#near}") << 1822.0 << 0.0;
        QTest::newRow("negative") << QByteArray("Cold? {#-5:1}") << -5.0 << 1.0;
        QTest::newRow("escaped") << QByteArray("When? {#1822\\:5}") << 1822.0 << 5.0;
    }
    void numbersHaveATolerance() {
        QFETCH(QByteArray, gift);
        const auto q = only(gift.constData());
        QCOMPARE(q.kind, QuestionKind::Numeric);
        QTEST(q.number, "number");
        QVERIFY(std::abs(q.tolerance - *static_cast<double*>(QTest::qData("tolerance", QMetaType::Double))) <
                1e-9);
    }

    void pairsAreMatched() {
        const auto q = only("Match. {=Kafka -> bus =Redis -> cache = -> disk}");
        QCOMPARE(q.kind, QuestionKind::Matching);
        QCOMPARE(q.pairs, (std::vector<course::Pair>{{QStringLiteral("Kafka"), QStringLiteral("bus")},
                                                     {QStringLiteral("Redis"), QStringLiteral("cache")}}));
        QVERIFY(told(readGift("Match. {=a -> b =c -> d = -> e}", QStringLiteral("m.gift")))
                    .contains(QStringLiteral("belongs to nothing")));
    }

    void escapedMarksAreText() {
        const auto q = only("Which is a set\\: \\{a\\} or a\\~b? {=\\{a\\} \\#1#yes\\=ok ~a\\\\b\\nc#no}");
        QCOMPARE(q.text, QStringLiteral("Which is a set: {a} or a\\~b?"));
        QCOMPARE(q.options[0].text, QStringLiteral("{a} #1"));
        QCOMPARE(q.options[0].why, QStringLiteral("yes=ok"));
        QCOMPARE(course::toPlain(q.options[1].text), QStringLiteral("a\\b c"));
    }

    void htmlBecomesMarkdownAndWhatHasNoPlaceIsTold() {
        const auto quiz = readGift(
            "[html]<p>Is <b>this</b> &lt;ok&gt;?<img src=\"x\"></p>{T####<p>Yes, <code>it</code> is.</p>}",
            QStringLiteral("h.gift"));
        QCOMPARE(quiz.questions.front().text, QStringLiteral("Is **this** \\<ok>?"));
        QCOMPARE(quiz.questions.front().explanation, QStringLiteral("Yes, `it` is."));
        QVERIFY2(told(quiz).contains(QStringLiteral("HTML without a place in Markdown was dropped: img")),
                 qPrintable(told(quiz)));
    }

    void plainTextIsShownAsItIs() {
        const auto q = only("[plain]What is 2 * 3 * 4 in _this_? {#24}");
        QCOMPARE(course::toPlain(q.text), QStringLiteral("What is 2 * 3 * 4 in _this_?"));
    }

    void categoriesAreTopicsAndCommentsAreNotRead() {
        const auto quiz = readGift("// hello\n$CATEGORY: $course$/top/Ops/Read//Write\n\nA {T}\n\n// c\nB "
                                   "{F}\n\n$CATEGORY: Other\nC {T}\n",
                                   QStringLiteral("c.gift"));
        QCOMPARE(quiz.questions.size(), std::size_t(3));
        QCOMPARE(quiz.questions[0].topic, QStringLiteral("Read/Write"));
        QCOMPARE(quiz.questions[1].topic, QStringLiteral("Read/Write"));
        QCOMPARE(quiz.questions[2].topic, QStringLiteral("Other"));
        const auto edged = readGift("$CATEGORY: //W&.$//x//\n\nA {T}\n", QStringLiteral("f"));
        QCOMPARE(edged.questions.at(0).topic, QStringLiteral("W&.$/x"));
    }

    void whatCannotBeCarriedOverIsToldWithItsLine_data() {
        QTest::addColumn<QByteArray>("gift");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("essay") << QByteArray("\nTell. {}")
                               << QStringLiteral("x:2:1: Left out. Essays are not marked");
        QTest::newRow("text") << QByteArray("Just a text.")
                              << QStringLiteral("x:1:1: Left out. This is a text without a question");
        QTest::newRow("open") << QByteArray("What {=a")
                              << QStringLiteral("x:1:1: Left out. The answers have no }");
        QTest::newRow("closed") << QByteArray("What =a}")
                                << QStringLiteral("x:1:1: Left out. A } stands here");
        QTest::newRow("none right") << QByteArray("What {~a ~b}")
                                    << QStringLiteral("Left out. No answer is right");
        QTest::newRow("wildcard") << QByteArray("What {=a*b}") << QStringLiteral("stands for any text");
        QTest::newRow("word") << QByteArray("What {#five}")
                              << QStringLiteral("No right number could be read");
        QTest::newRow("bytes") << QByteArray("What \xff {T}") << QStringLiteral("not UTF-8");
        QTest::newRow("feedback") << QByteArray("What {=a ~b}") << QStringLiteral("\"b\" has no feedback");
        QTest::newRow("two right") << QByteArray("What {=a =b ~c#x}")
                                   << QStringLiteral("Any one of 2 answers was right");
    }
    void whatCannotBeCarriedOverIsToldWithItsLine() {
        QFETCH(QByteArray, gift);
        QFETCH(QString, sentence);
        const QString list = told(readGift(gift, QStringLiteral("x")));
        QVERIFY2(list.contains(sentence), qPrintable(list));
    }

    void aQuizOfAllKindsComesBackAsItWas() {
        const auto loaded = course::load(fakes::MemoryFiles(fakes::smallPack()));
        QVERIFY(loaded.problems.empty());
        comesBack(*loaded.course.quiz(QStringLiteral("01-one/quiz")), 1); // the ordering
    }

    void everyQuestionOfTheCourseComesBackAsItWas() {
        const auto files = course::SourceFolder::open(qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                                                      QStringLiteral("/resources/course/dwcp-v3"));
        QVERIFY(files.ok());
        const auto loaded = course::load(*files);
        std::size_t questions = 0;
        for (const auto& module : loaded.course.modules) {
            if (!module.quiz)
                continue;
            questions += module.quiz->questions.size();
            const auto orderings =
                std::count_if(module.quiz->questions.begin(), module.quiz->questions.end(),
                              [](const auto& q) { return q.kind == QuestionKind::Ordering; });
            comesBack(*module.quiz, static_cast<int>(orderings));
        }
        QVERIFY(questions >= 420);
    }

    void anyWordsComeBackAsTheyWere() {
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        qInfo("seed %u", seed);
        static const QStringList pieces{
            QStringLiteral("~"),      QStringLiteral("="),           QStringLiteral("#"),
            QStringLiteral("{"),      QStringLiteral("}"),           QStringLiteral(":"),
            QStringLiteral("\\"),     QStringLiteral("n"),           QStringLiteral("->"),
            QStringLiteral("%50%"),   QStringLiteral("[html]"),      QStringLiteral("//"),
            QStringLiteral("\n\n"),   QStringLiteral("*"),           QStringLiteral("word"),
            QStringLiteral(" "),      QStringLiteral("::"),          QStringLiteral("####"),
            QStringLiteral("\u00e4"), QStringLiteral("$CATEGORY: x")};
        const auto words = [&] {
            QString out;
            for (int i = 0, n = random.bounded(1, 7); i < n; ++i)
                out += pieces[random.bounded(pieces.size())];
            return (out + u'x').trimmed();
        };
        for (int round = 0; round < 300; ++round) {
            course::Quiz quiz{QStringLiteral("m/quiz"), QStringLiteral("m"), words(), 1, 1, {}, 0};
            Question choice = asked(QStringLiteral("m/quiz#a"), QuestionKind::Single, words(), words());
            choice.page = QStringLiteral("p"), choice.anchor = QStringLiteral("q");
            choice.options = {{QStringLiteral("a"), words(), true, words()},
                              {QStringLiteral("b"), words(), false, words()}};
            Question fill = asked(QStringLiteral("m/quiz#b"), QuestionKind::FillIn, words(), words());
            fill.accepted = {words().remove(QStringLiteral("->")).remove(u'>'), words().remove(u'>')};
            Question match = asked(QStringLiteral("m/quiz#c"), QuestionKind::Matching, words(), words());
            match.pairs = {{words().remove(QStringLiteral("->")).remove(u'>') + u'l', words()},
                           {QStringLiteral("k"), words()}};
            quiz.questions = {choice, fill, match};
            comesBack(quiz, 0);
            if (QTest::currentTestFailed())
                return;
        }
    }

    void aFileWithFeedbackBecomesAPackThatChecksClean() {
        const auto draft =
            draftOfGift("$CATEGORY: Votes\n\nWho votes? {=controllers ~workers of any kind#they run VMs "
                        "####So it is.}\n\n"
                        "Five of them tolerate {#1:0####One liar.} liars.\n",
                        QStringLiteral("/home/me/my votes.gift"), {}, QStringLiteral("/nowhere"));
        QVERIFY(draft.ok());
        const auto loaded = course::load(fakes::MemoryFiles(draft->files));
        for (const auto& problem : loaded.problems)
            qWarning("%s", qPrintable(problem.text()));
        QVERIFY(loaded.problems.empty());
        QCOMPARE(loaded.course.quiz(QStringLiteral("01-my-votes/quiz"))->questions.front().anchor,
                 QStringLiteral("votes"));
    }

    void aModuleThatIsThereGetsItsQuizAndNothingIsWrittenOver() {
        QTemporaryDir dir;
        auto texts = fakes::smallPack();
        QVERIFY(fakes::writePack(dir.path(), texts));
        const QByteArray gift = "Fine? {T####Yes.}";
        const auto into = draftOfGift(gift, QStringLiteral("q.gift"), QStringLiteral("02-two"), dir.path());
        QVERIFY(into.ok());
        QVERIFY(write(*into, dir.path()).ok());
        const auto files = course::SourceFolder::open(dir.path());
        QVERIFY(course::load(*files).problems.empty());
        const auto over = draftOfGift(gift, QStringLiteral("q.gift"), QStringLiteral("01-one"), dir.path());
        QVERIFY(over.ok());
        const auto refused = write(*over, dir.path());
        QVERIFY(!refused.ok());
        QVERIFY2(refused.error().sentence.contains(QStringLiteral("quiz.yaml is there already")),
                 qPrintable(refused.error().sentence));
    }

    void nothingIsWrittenThroughALink() {
        QTemporaryDir dir, elsewhere;
        QVERIFY(QFile::link(elsewhere.path(), dir.filePath(QStringLiteral("modules"))));
        Draft draft;
        draft.add(QStringLiteral("modules/x.md"), QStringLiteral("x"));
        QVERIFY(!write(draft, dir.path()).ok());
        Draft out;
        out.add(QStringLiteral("../x.md"), QStringLiteral("x"));
        QVERIFY(!write(out, dir.path()).ok());
        QVERIFY(QDir(elsewhere.path()).isEmpty());
    }

    void aFileWithoutAQuestionIsRefused() {
        const auto draft = draftOfGift("Nothing here.", QStringLiteral("n.gift"), {}, {});
        QVERIFY(!draft.ok());
        QVERIFY(draft.error().sentence.contains(
            QStringLiteral("no question that can be carried over (1 were found)")));
    }
};

QTEST_GUILESS_MAIN(TestGift)
#include "tst_Gift.moc"
