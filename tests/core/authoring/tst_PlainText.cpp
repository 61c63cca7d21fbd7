#include "core/authoring/PlainText.h"
#include "core/authoring/YamlText.h"
#include "core/course/Markdown.h"
#include "core/course/Yaml.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace understudy;
using namespace understudy::authoring;

/// Texts of other kinds as Markdown, and texts as YAML.
class TestPlainText final : public QObject {
    Q_OBJECT

    static QString anyWords(QRandomGenerator& random) {
        static const QString letters =
            QStringLiteral("ab1 *_`<>[]()#-+.!\\&;~|:=\n\"'{},?%@$^/\t\u00e9\u2028");
        QString out;
        for (int i = 0, n = random.bounded(1, 30); i < n; ++i)
            out += letters[random.bounded(letters.size())];
        return out;
    }

private Q_SLOTS:
    void plainWordsAreShownAsTheyAre() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int i = 0; i < 20'000; ++i) {
            const QString words = anyWords(random).remove(QChar(0x2028));
            const QString shown = course::toPlain(escapedMarkdown(words));
            QVERIFY2(shown == words.simplified(),
                     qPrintable(words + QStringLiteral("\n-> ") + escapedMarkdown(words) +
                                QStringLiteral("\n-> ") + shown));
        }
    }

    void anyTextIsItselfAgainInYaml() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int i = 0; i < 3000; ++i) {
            const QString words = u'x' + anyWords(random) + u'x';
            course::Problems problems;
            const QString yaml =
                QStringLiteral("a: {b: %1, c: %2}\n").arg(yamlText(words), yamlList({words, words}));
            auto map = course::YamlMap::parse(yaml.toUtf8(), QStringLiteral("y"), problems);
            QVERIFY2(map, qPrintable(yaml));
            auto inner = map->map("a");
            QVERIFY2(inner && inner->text("b") == words && inner->texts("c") == QStringList({words, words}),
                     qPrintable(yaml));
        }
    }

    void wordsThatYamlTakesForOtherThingsAreQuoted() {
        for (const char* word : {"true", "No", "null", "12", "", "- x", "a: b", "a #b", "~"})
            QVERIFY2(yamlText(QLatin1String(word)).startsWith(u'"'), word);
        QCOMPARE(yamlText(QStringLiteral("In two words")), QStringLiteral("In two words"));
    }

    void htmlKeepsItsSense() {
        QStringList dropped;
        QCOMPARE(markdownOfHtml(
                     QStringLiteral("<p>One <em>two</em></p><ul><li>a</li><li>b &amp; c</li></ul>"), dropped),
                 QStringLiteral("One *two*\n\n- a\n\n- b & c"));
        QCOMPARE(markdownOfHtml(
                     QStringLiteral("<a href=\"https://a.b/c\">here</a> <a href=\"javascript:x\">there</a>"),
                     dropped),
                 QStringLiteral("[here](https://a.b/c) there"));
        QVERIFY(dropped.isEmpty());
        markdownOfHtml(QStringLiteral("<script>x</script><table>"), dropped);
        QCOMPARE(dropped, (QStringList{QStringLiteral("script"), QStringLiteral("table")}));
    }
};

QTEST_GUILESS_MAIN(TestPlainText)
#include "tst_PlainText.moc"
