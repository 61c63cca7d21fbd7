#include "core/course/Loader.h"
#include "core/course/Stats.h"
#include "tests/fakes/SmallPack.h"

#include <QtTest>

using namespace understudy;
using namespace understudy::course;

namespace {

QString all(const std::vector<Problem>& problems) {
    QStringList out;
    for (const auto& problem : problems)
        out << problem.text();
    return out.join(u'\n');
}

constexpr auto modul = "modules/01-one/module.yaml";
constexpr auto page = "modules/01-one/pages/redis.md";
constexpr auto gateway = "modules/01-one/pages/gateway.md";
constexpr auto quiz = "modules/01-one/quiz.yaml";
constexpr auto lab = "labs/lab-1-1/lab.yaml";
constexpr auto guide = "labs/lab-1-1/guide.md";
constexpr auto track = "tracks/week.yaml";

} // namespace

class TestLoader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWholePackLoadsWithoutProblems() {
        const auto loaded = load(fakes::MemoryFiles(fakes::smallPack()));
        QVERIFY2(loaded.problems.empty(), qPrintable(all(loaded.problems)));
        const Course& course = loaded.course;
        QCOMPARE(course.id, QStringLiteral("small"));
        QCOMPARE(course.serial, 3);
        QCOMPARE(loaded.minimumApp, QStringLiteral("0.1.0"));
        QCOMPARE(course.modules.size(), 2u);
        const Page* redis = course.page(QStringLiteral("01-one/redis"));
        QVERIFY(redis);
        QCOMPARE(redis->title, QStringLiteral("Redis"));
        QVERIFY(redis->markdown.startsWith(QStringLiteral("Sessions live")));
        QCOMPARE(course.following(redis->id)->id, QStringLiteral("01-one/gateway"));
        QVERIFY(!course.before(redis->id));
        QVERIFY(!course.following(QStringLiteral("01-one/gateway")));
    }

    void hoursOngoingThingsAndPathsAreRead() {
        const auto loaded = load(fakes::MemoryFiles(fakes::smallPack()));
        QVERIFY2(loaded.problems.empty(), qPrintable(all(loaded.problems)));
        const Track& hours = *loaded.course.track(QStringLiteral("hours"));
        const TrackBlock& block = hours.blocks.at(0);
        QCOMPARE(block.parts.size(), std::size_t(4));
        QCOMPARE(block.parts[1].at, QStringLiteral("11:00"));
        QCOMPARE(block.parts[1].title, QStringLiteral("Second"));
        QCOMPARE(block.items.size(), std::size_t(4));
        QCOMPARE(block.items[1].ref, QStringLiteral("01-one/gateway"));
        QCOMPARE(block.partOf(block.items[2]).half, TrackPart::Half::Morning);
        QCOMPARE(block.firstDayOf(block.items[2]), 2);
        QCOMPARE(block.lastDayOf(block.items[2]), 2);
        const Track& later = *loaded.course.track(QStringLiteral("later"));
        QCOMPARE(later.ongoing.size(), std::size_t(2));
        QCOMPARE(later.ongoing[1].every, Recurring::Every::Quarter);
        QVERIFY(later.ongoing[1].later);
        QCOMPARE(later.path.size(), std::size_t(6));
        QCOMPARE(later.path[0].title, QStringLiteral("By the hour"));
        QCOMPARE(later.path[2].score, 80);
        QVERIFY(later.path[3].said());
        QCOMPARE(later.path[3].months, 3);
        QVERIFY(!later.path[5].said());
    }

    void allSevenKindsOfQuestionsAreRead() {
        const auto loaded = load(fakes::MemoryFiles(fakes::smallPack()));
        const Quiz* read = loaded.course.quiz(QStringLiteral("01-one/quiz"));
        QVERIFY(read);
        QCOMPARE(read->questions.size(), 7u);
        QCOMPARE(read->pass, 5);
        QCOMPARE(read->questions[0].id, QStringLiteral("01-one/quiz#q01"));
        QCOMPARE(read->questions[0].page, QStringLiteral("01-one/redis"));
        QCOMPARE(read->questions[0].anchor, QStringLiteral("when-it-is-down"));
        QCOMPARE(read->questions[0].options[1].id, QStringLiteral("b"));
        QCOMPARE(read->questions[0].options[1].why, QStringLiteral("Redis only caches."));
        QCOMPARE(read->questions[2].truth, false);
        QCOMPARE(read->questions[3].number, 200.0);
        QCOMPARE(read->questions[3].unit, QStringLiteral("ms"));
        QCOMPARE(read->questions[4].options.size(), 3u);
        QCOMPARE(read->questions[5].page, QStringLiteral("02-two/checks"));
        QCOMPARE(read->questions[5].pairs[1].right, QStringLiteral("cache"));
        QCOMPARE(read->questions[6].accepted, QStringList{QStringLiteral("breaker")});
    }

    void allKindsOfChecksAreRead() {
        const auto loaded = load(fakes::MemoryFiles(fakes::smallPack()));
        const Lab* read = loaded.course.lab(QStringLiteral("lab-1-1"));
        QVERIFY(read);
        QCOMPARE(read->limitMinutes, 60);
        QCOMPARE(read->charts[1].threshold.normalTo, std::optional(70.0));
        QCOMPARE(read->steps.size(), 1u);
        const LabStep& step = read->steps[0];
        QCOMPARE(step.title, QStringLiteral("List the services"));
        QVERIFY(step.markdown.startsWith(QStringLiteral("Ask for all.")));
        QCOMPARE(step.checks.size(), 7u);
        QCOMPARE(step.checks[0].id, QStringLiteral("lab-1-1#services"));
        QCOMPARE(step.checks[0].ns, QStringLiteral("*"));
        QCOMPARE(step.checks[1].pattern, QStringLiteral("PNG"));
        QCOMPARE(step.checks[2].op, QStringLiteral("=="));
        QCOMPARE(step.checks[3].number, 0.001);
        QCOMPARE(step.checks[4].accepted, QStringList{QStringLiteral("b")});
        QCOMPARE(step.checks[4].why, QStringLiteral("Look."));
        QCOMPARE(step.checks[5].tolerance, 0.05);
        QVERIFY(step.checks[6].kind == Check::Kind::Answer);
    }

    void aTrackNamesItsThings() {
        const auto loaded = load(fakes::MemoryFiles(fakes::smallPack()));
        const auto& items = loaded.course.tracks.at(0).blocks.at(0).items;
        QCOMPARE(items[0].title, QStringLiteral("Redis"));
        QCOMPARE(items[0].minutes, 10);
        QCOMPARE(items[2].ref, QStringLiteral("01-one/quiz"));
        QCOMPARE(items[2].due, QStringLiteral("17:00"));
        QCOMPARE(items[3].kind, TrackItem::Kind::Later);
        QVERIFY(items[3].ref.isEmpty());
    }

    void everyMistakeIsToldWithItsPlace_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("said"); // "file:line:column: words of the sentence"
        auto row = [](const char* name, const char* file, const char* from, const char* to,
                      const char* said) {
            QTest::newRow(name) << QString::fromLatin1(file) << QByteArray(from) << QByteArray(to)
                                << QString::fromUtf8(said);
        };
        row("unknown key", "pack.yaml", "title: Small", "tilte: Small",
            "pack.yaml:2:1: The key \"tilte\" is unknown");
        row("missing key", "pack.yaml", "publisher: The Testers\n", "",
            "pack.yaml:1:1: The key \"publisher\" is missing");
        row("serial", "pack.yaml", "serial: 3", "serial: three",
            "pack.yaml:4:9: \"serial\" must be a whole number");
        row("version", "pack.yaml", "1.0.0", "v1", "pack.yaml:3:10: \"version\" must be numbers");
        row("missing module", "pack.yaml", "02-two]", "02-two, 03-three]",
            "modules/03-three/module.yaml: The file is missing");
        row("bad id", "pack.yaml", "[01-one, 02-two]", "[01-one, 02-two, 02_Two]",
            "pack.yaml:7:27: \"02_Two\" is not an id");
        row("missing lab", "pack.yaml", "labs: [lab-1-1]", "labs: [lab-1-1, lab-9-9]",
            "labs/lab-9-9/lab.yaml: The file is missing");
        row("lab left out", "pack.yaml", "labs: [lab-1-1]", "labs: []",
            "labs/lab-1-1/lab.yaml: pack.yaml does not name this lab");
        row("not YAML", modul, "summary: About", "summary: [About",
            "modules/01-one/module.yaml:5:11: This is not valid YAML");
        row("colon in text", modul, "summary: About Redis.", "summary: Note: Redis",
            "modules/01-one/module.yaml:4:14: This is not valid YAML");
        row("key twice", modul, "number: 1", "number: 1\nnumber: 2",
            "modules/01-one/module.yaml:3:1: The key \"number\" stands here for the second time");
        row("missing page", modul, "[redis, gateway]", "[redis, gateway, cache]",
            "modules/01-one/module.yaml:6:25: The file modules/01-one/pages/cache.md is missing");
        row("orphan page", modul, "[redis, gateway]", "[redis]",
            "modules/01-one/pages/gateway.md: No module.yaml names this page");
        row("page twice", modul, "[redis, gateway]", "[redis, gateway, redis]",
            "modules/01-one/module.yaml:6:25: The id \"redis\" is used twice");
        row("no such lab", modul, "labs: [lab-1-1]", "labs: [lab-1-2]",
            "modules/01-one/module.yaml:7:8: There is no lab \"lab-1-2\"");
        row("term twice", modul, "term: API p95", "term: redis",
            "modules/01-one/module.yaml:10:5: The term \"redis\" is explained twice");
        row("hours", modul, "1.5", "a few", "modules/01-one/module.yaml:3:8: \"hours\" must be a number");
        row("no front matter", page, "---\ntitle", "title",
            "modules/01-one/pages/redis.md:1:1: A page starts with front matter");
        row("front matter key", page, "minutes: 10", "minute: 10",
            "modules/01-one/pages/redis.md:3:1: The key \"minute\" is unknown");
        row("minutes", page, "minutes: 10", "minutes: 0",
            "modules/01-one/pages/redis.md:3:10: \"minutes\" must be a whole number from 1");
        row("no objectives", page, "objectives:\n  - Say what Redis does\n", "objectives: []\n",
            "modules/01-one/pages/redis.md:4:13: \"objectives\" must be a list");
        row("dead page link", page, "gateway.md#routing", "gateways.md",
            "modules/01-one/pages/redis.md:11:31: The link leads nowhere: modules/01-one/pages/gateways.md");
        row("dead anchor", page, "gateway.md#routing", "gateway.md#route",
            "modules/01-one/pages/redis.md:11:31: modules/01-one/pages/gateway.md has no heading \"route\". "
            "Headings: routing");
        row("dead own anchor", page, "(#when-it-is-down)", "(#nowhere)",
            "modules/01-one/pages/redis.md:12:1: There is no heading \"nowhere\"");
        row("missing picture", page, "diagrams/path.svg", "diagrams/paths.svg",
            "modules/01-one/pages/redis.md:15:1: The picture modules/01-one/diagrams/paths.svg is missing");
        row("picture without words", page, "![The path; Redis is dashed]", "![]",
            "modules/01-one/pages/redis.md:15:1: The picture has no words");
        row("file link", page, "https://redis.io/", "file:///etc/passwd",
            "modules/01-one/pages/redis.md:13:5: A link leads to a page");
        row("action link", page, "https://redis.io/", "course://do/run/0",
            "modules/01-one/pages/redis.md:13:5: A link leads to a page");
        row("path outside", page, "../diagrams/path.svg", "../../../../etc/x.svg",
            "modules/01-one/pages/redis.md:15:1: A picture must be a file of the pack");
        row("raw HTML", page, "People can", "<b>People</b> can",
            "modules/01-one/pages/redis.md:11:1: HTML is not drawn");
        row("script", page, "People can", "<script>alert(1)</script>\n\nPeople can",
            "modules/01-one/pages/redis.md:11:1: HTML is not drawn");
        row("no language", page, "```output", "```",
            "modules/01-one/pages/redis.md:21:1: Name the block's language");
        row("unknown language", page, "```output", "```fish",
            "modules/01-one/pages/redis.md:21:1: The language \"fish\" is unknown");
        row("title repeated", page, "## When it is down", "# Redis",
            "modules/01-one/pages/redis.md:9:1: The title comes from the front matter");
        row("no answer", page, "> Look at", "Look at",
            "modules/01-one/pages/redis.md:27:1: After \"What would you do?\"");
        row("no right option", quiz, "{text: Slower, right: true}", "{text: Slower, why: x}",
            "modules/01-one/quiz.yaml:12:7: No option is right");
        row("two right options", quiz, "{text: Nobody signs in, why: Redis only caches.}",
            "{text: Nobody signs in, right: true}", "modules/01-one/quiz.yaml:12:7: 2 options are right");
        row("no why", quiz, ", why: Redis only caches.", "",
            "modules/01-one/quiz.yaml:13:9: A wrong option says \"why\"");
        row("one right of several", quiz, "{text: B, right: true}", "{text: B, why: x}",
            "modules/01-one/quiz.yaml:22:7: A \"multiple\" question has at least two");
        row("all right", quiz, "{text: C, why: Not this.}", "{text: C, right: true}",
            "modules/01-one/quiz.yaml:22:7: All options are right");
        row("twin options", quiz, "{text: C, why: Not this.}", "{text: a, why: Not this.}",
            "modules/01-one/quiz.yaml:22:7: \"a\" stands here twice");
        row("unknown kind", quiz, "kind: single", "kind: singel",
            "modules/01-one/quiz.yaml:6:11: The kind \"singel\" is unknown");
        row("question id twice", quiz, "id: q02", "id: q01",
            "modules/01-one/quiz.yaml:15:5: The id \"q01\" is used twice");
        row("question's page", quiz, "page: redis#when-it-is-down", "page: rediss",
            "modules/01-one/quiz.yaml:5:5: There is no page \"01-one/rediss\"");
        row("question's anchor", quiz, "page: redis#when-it-is-down", "page: redis#x",
            "modules/01-one/quiz.yaml:5:5: The page \"01-one/redis\" has no heading \"x\"");
        row("truth", quiz, "truth: false", "truth: no",
            "modules/01-one/quiz.yaml:26:98: \"truth\" must be true or false");
        row("number", quiz, "number: 200", "number: many",
            "modules/01-one/quiz.yaml:27:115: \"number\" must be a number");
        row("pass", quiz, "pass: 5", "pass: 8",
            "modules/01-one/quiz.yaml:2:7: 8 right answers are needed, but 7 questions are asked");
        row("short ordering", quiz, "[first, second, third]", "[first, second]",
            "modules/01-one/quiz.yaml:28:96: An ordering has three");
        row("lone pair", quiz, ", {left: Redis, right: cache}", "",
            "modules/01-one/quiz.yaml:35:12: A matching has two");
        row("no explanation", quiz, "    explanation: Because.\n  - id: q02", "  - id: q02",
            "modules/01-one/quiz.yaml:5:5: The key \"explanation\" is missing");
        row("drawn from too few", quiz, "pass: 5", "pass: 5\ndraw: 8",
            "modules/01-one/quiz.yaml:3:7: 8 questions are drawn, but there are only 7");
        row("pass above what is drawn", quiz, "pass: 5", "pass: 5\ndraw: 4",
            "modules/01-one/quiz.yaml:2:7: 5 right answers are needed, but 4 questions are asked");
        row("difficulty", quiz, "difficulty: 1\n", "difficulty: 4\n",
            "modules/01-one/quiz.yaml:8:17: \"difficulty\" must be a whole number from 1 to 3");
        row("points at others", quiz, "{text: C, why: Not this.}", "{text: None of the above, why: x}",
            "modules/01-one/quiz.yaml:22:7: \"None of the above\" speaks of other options");
        row("longest is right", quiz, "{text: Slower, right: true}",
            "{text: Slower than on most other days, right: true}\n      - {text: Faster, why: x}",
            "modules/01-one/quiz.yaml:12:7: The right option is the longest (30 characters");
        row("asked twice", quiz, "text: Which?", "text: \"What happens??\"",
            "modules/01-one/quiz.yaml:20:11: 01-one/quiz#q01 asks the same in the same words");
        row("unknown fact of a question", quiz, "facts: [p95]", "facts: [p99]",
            "modules/01-one/quiz.yaml:27:5: There is no fact \"p99\"");
        row("number against the fact", quiz, "number: 200", "number: 300",
            "modules/01-one/quiz.yaml:27:5: The question rests on the fact p95, but \"200 ms\"");
        row("text against the fact", gateway, "[200 ms]", "[20 ms]",
            "modules/01-one/pages/gateway.md:8:40: \"20 ms\" is not what the fact p95 says: \"200 ms\" or");
        row("unknown fact of a page", gateway, "fact:p95", "fact:p90",
            "modules/01-one/pages/gateway.md:8:40: There is no fact \"p90\"");
        row("fact twice", "facts/common.yaml", "facts:\n",
            "facts:\n  - {id: p95, value: 1 s, says: x, source: y}\n",
            "facts/common.yaml:3:5: The id \"p95\" is used twice");
        row("two ways of a check", lab, "shell: {run: \"file g.png\", match: \"PNG\"}",
            "shell: {run: x}, promql: {query: up, op: \"<\", number: 1}",
            "labs/lab-1-1/lab.yaml:15:9: A check has exactly one");
        row("bad pattern", lab, "match: \"PNG\"", "match: \"(PNG\"",
            "labs/lab-1-1/lab.yaml:15:68: \"(PNG\" is not a regular expression");
        row("bad comparison", lab, "op: \"<\"", "op: \"=<\"",
            "labs/lab-1-1/lab.yaml:17:58: \"=<\" is not a comparison");
        row("right choice", lab, "right: [b]", "right: [c]",
            "labs/lab-1-1/lab.yaml:20:61: \"c\" is right, but is not one of the choices");
        row("chart color", lab, "colour: 3", "colour: 9",
            "labs/lab-1-1/lab.yaml:9:54: \"colour\" must be a whole number from 1 to 8");
        row("band", lab, "normal: [40, 70]", "normal: [70, 40]",
            "labs/lab-1-1/lab.yaml:9:65: \"normal\" is a pair");
        row("step without a section", lab, "id: list", "id: lists",
            "labs/lab-1-1/lab.yaml:11:9: guide.md has no section for this step");
        row("lab's module", lab, "module: 01-one", "module: 09-nine",
            "labs/lab-1-1/lab.yaml:2:9: There is no module");
        row("guide's link", guide, "pages/redis.md", "pages/red.md",
            "labs/lab-1-1/guide.md:3:18: The link leads nowhere");
        row("scenario of another", "labs/lab-1-1/scenario.yaml", "lab-1-1", "lab-2-2",
            "labs/lab-1-1/scenario.yaml:1:6: This scenario says it is for");
        row("no such page in track", track, "01-one/redis", "01-one/rediss",
            "tracks/week.yaml:7:9: There is no page");
        row("no quiz", track, "quiz: 01-one", "quiz: 02-two",
            "tracks/week.yaml:9:9: The module \"02-two\" has no quiz");
        row("due", track, "\"17:00\"", "\"5 pm\"", "tracks/week.yaml:9:29: \"due\" is a time");
        row("days", track, "[1, 2]", "[2, 1]", "tracks/week.yaml:4:11: \"days\" is the first and last");
        row("minutes of practice", track, ", minutes: 60", "",
            "tracks/week.yaml:10:9: The key \"minutes\" is missing");
        row("planned twice", track, "{later: The rest, minutes: 60}", "{lab: lab-1-1}",
            "tracks/week.yaml:10:9: \"lab-1-1\" stands in this track before");
        row("neither blocks nor a path", "tracks/later.yaml",
            "ongoing:", "path: []\nongoing: []\nx:", "tracks/later.yaml:1:1: A track has");
        row("hours that overlap", "tracks/hours.yaml", "at: \"11:00\"", "at: \"10:30\"",
            "tracks/hours.yaml:12:9: Parts stand in the order of their time and do not overlap");
        row("two mornings", "tracks/hours.yaml", "half: afternoon", "half: morning",
            "tracks/hours.yaml:22:9: Parts stand in the order");
        row("hours the wrong way", "tracks/hours.yaml", "until: \"13:00\"", "until: \"10:00\"",
            "tracks/hours.yaml:12:9: A session has its hours");
        row("a day of another block", "tracks/hours.yaml", "day: 2\n        half: afternoon",
            "day: 3\n        half: afternoon", "tracks/hours.yaml:22:14: This day is not one of");
        row("half of what", "tracks/hours.yaml", "half: morning", "half: noon",
            "tracks/hours.yaml:19:15: \"half\" is morning or afternoon");
        row("both ways", "tracks/hours.yaml",
            "    parts:", "    items: [{later: Nothing, minutes: 5}]\n    parts:",
            "tracks/hours.yaml:3:5: A block has either");
        row("how often", "tracks/later.yaml", "every: month", "every: moon",
            "tracks/later.yaml:3:13: \"every\" is week, month");
        row("again twice", "tracks/later.yaml", "Deep dive", "Post-mortems",
            "tracks/later.yaml:4:5: \"Post-mortems\" stands in this track before");
        row("condition of nothing", "tracks/later.yaml", "track: hours", "track: days",
            "tracks/later.yaml:6:5: There is no track \"days\"");
        row("condition of a path", "tracks/later.yaml", "track: hours", "track: later",
            "tracks/later.yaml:6:5: The track \"later\" has no blocks");
        row("condition of no module", "tracks/later.yaml", "module: 01-one", "module: 09-one",
            "tracks/later.yaml:7:5: There is no module");
        row("condition with no words", "tracks/later.yaml", "months: 3, says: In the role", "months: 3",
            "tracks/later.yaml:9:5: \"says\" tells");
        row("condition of two things", "tracks/later.yaml", "{lab: lab-1-1}",
            "{lab: lab-1-1, page: 01-one/redis}", "tracks/later.yaml:11:5: A condition names one thing");
        row("two in one item", track, "{lab: lab-1-1}", "{lab: lab-1-1, page: 01-one/redis}",
            "tracks/week.yaml:8:9: An item has exactly one");
    }

    void everyMistakeIsToldWithItsPlace() {
        QFETCH(QString, file);
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, said);
        auto texts = fakes::smallPack();
        QByteArray& text = texts[file];
        const auto at = text.indexOf(from);
        QVERIFY2(at >= 0, "the text to change is there");
        text.replace(at, from.size(), to);
        const auto loaded = load(fakes::MemoryFiles(texts));
        const bool told =
            std::any_of(loaded.problems.begin(), loaded.problems.end(),
                        [&](const Problem& problem) { return problem.text().startsWith(said); });
        QVERIFY2(told, qPrintable(QStringLiteral("wanted: %1\ngot:\n%2").arg(said, all(loaded.problems))));
    }

    void allMistakesAreToldInOneRun() {
        auto texts = fakes::smallPack();
        texts[QStringLiteral("pack.yaml")].replace("title: Small", "tilte: Small");
        texts[QString::fromLatin1(quiz)].replace("truth: false", "truth: no");
        texts[QString::fromLatin1(page)].replace("gateway.md#routing", "gone.md");
        const auto loaded = load(fakes::MemoryFiles(texts));
        QCOMPARE(loaded.problems.size(), 4u); // the misspelled key is unknown, and the right one missing
    }

    void bytesThatAreNotTextAreRefused() {
        for (const auto& name :
             {QString::fromLatin1(page), QString::fromLatin1(modul), QStringLiteral("pack.yaml")}) {
            auto texts = fakes::smallPack();
            texts[name].insert(texts[name].size() / 2, "\xff\xfe");
            const auto loaded = load(fakes::MemoryFiles(texts));
            QVERIFY2(all(loaded.problems).contains(name + QStringLiteral(":1:1: The file is not UTF-8")),
                     qPrintable(all(loaded.problems)));
        }
    }

    void deepNestingEndsInASentence() {
        auto texts = fakes::smallPack();
        texts[QString::fromLatin1(quiz)] = QByteArray(100000, '[');
        QVERIFY(!load(fakes::MemoryFiles(texts)).problems.empty());
        texts = fakes::smallPack();
        texts[QString::fromLatin1(page)] += QByteArray(20000, '>') + " x\n" + QByteArray(20000, '[') + "\n";
        const auto loaded = load(fakes::MemoryFiles(texts));
        QCOMPARE(loaded.course.modules.size(), 2u);
    }

    void anEmptyFolderIsNotAPack() {
        const auto loaded = load(fakes::MemoryFiles({}));
        QCOMPARE(loaded.problems.size(), 1u);
        QCOMPARE(loaded.problems[0].file, QStringLiteral("pack.yaml"));
    }

    void whatIsInAPackIsCounted() {
        const fakes::MemoryFiles files(fakes::smallPack());
        const auto counted = stats(files, load(files).course);
        QCOMPARE(counted[QStringLiteral("modules")].toInt(), 2);
        QCOMPARE(counted[QStringLiteral("pages")].toInt(), 3);
        QCOMPARE(counted[QStringLiteral("questions")].toInt(), 7);
        QCOMPARE(counted[QStringLiteral("questionsByModule")].toObject()[QStringLiteral("01-one")].toInt(),
                 7);
        QCOMPARE(counted[QStringLiteral("diagrams")].toInt(), 1);
        QCOMPARE(counted[QStringLiteral("labs")].toInt(), 1);
        QCOMPARE(counted[QStringLiteral("checks")].toInt(), 7);
        QCOMPARE(counted[QStringLiteral("glossary")].toInt(), 2);
        QVERIFY(counted[QStringLiteral("words")].toInt() > 40);
    }
};

QTEST_GUILESS_MAIN(TestLoader)
#include "tst_Loader.moc"
