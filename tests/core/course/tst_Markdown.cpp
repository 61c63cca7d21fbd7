#include "core/course/Markdown.h"

#include <QtTest>

using namespace understudy::course;

class TestMarkdown final : public QObject {
    Q_OBJECT

    static QString html(const char* markdown, const MarkdownRules& rules = {}) {
        return toHtml(QString::fromUtf8(markdown), rules);
    }

private Q_SLOTS:
    void headingsGetIdsThatStay() {
        const auto outline = outlineOf(QStringLiteral(
            "## What's down?\n\n## `kubectl` get\n\n## Again\n\n## Again\n\n## Named {#my-id}\n\n## ???\n"));
        QStringList ids;
        for (const auto& heading : outline.headings)
            ids << heading.id;
        QCOMPARE(ids, (QStringList{QStringLiteral("whats-down"), QStringLiteral("kubectl-get"),
                                   QStringLiteral("again"), QStringLiteral("again-2"),
                                   QStringLiteral("my-id"), QStringLiteral("section")}));
        QCOMPARE(outline.headings[4].text, QStringLiteral("Named"));
        QCOMPARE(html("## Named {#my-id}\n"), QStringLiteral("<h2 id=\"my-id\">Named</h2>\n"));
    }

    void nothingOfTheSourceBecomesMarkup() {
        QVERIFY(!html("<script>alert(1)</script>\n\nx <img src=y onerror=z> y\n")
                     .contains(QStringLiteral("script>alert")));
        QVERIFY(!html("x <img src=y> y").contains(QStringLiteral("<img")));
        QCOMPARE(html("a & b < c \"d\"\n"), QStringLiteral("<p>a &amp; b &lt; c &quot;d&quot;</p>\n"));
        QVERIFY(!html("[x](javascript:alert(1))").contains(QStringLiteral("<a")));
        QVERIFY(html("```shell\necho \"<b>\" & x\n```")
                    .contains(QStringLiteral("data-command=\"echo &quot;&lt;b&gt;&quot; &amp; x\"")));
        QVERIFY(!html("```\"><script>\nx\n```").contains(QStringLiteral("<script")));
    }

    void tablesStrikethroughAndListsAreDrawn() {
        const QString table = html("| a | b |\n|---|--:|\n| 1 | 2 |\n| 3 | 4 |\n");
        QCOMPARE(table, QStringLiteral("<div class=\"table\"><table><thead><tr><th>a</th><th "
                                       "class=\"right\">b</th></tr></thead><tbody><tr><td>1</td><td "
                                       "class=\"right\">2</td></tr><tr><td>3</td><td "
                                       "class=\"right\">4</td></tr></tbody></table></div>\n"));
        QVERIFY(html("~~gone~~").contains(QStringLiteral("<del>gone</del>")));
        QCOMPARE(html("3. a\n4. b\n"), QStringLiteral("<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"));
    }

    void commandsCanBeCopiedAndRunAndOthersOnlyCopied() {
        MarkdownRules rules;
        rules.commands = true;
        const QString out = html("```shell\nls\n```\n\n```output\nx\n```\n\n```yaml\na: 1\n```\n", rules);
        QVERIFY(out.contains(QStringLiteral("course://do/run/0")));
        QVERIFY(!out.contains(QStringLiteral("course://do/copy/1")));
        QVERIFY(out.contains(QStringLiteral("course://do/copy/2")));
        QVERIFY(!out.contains(QStringLiteral("course://do/run/2")));
        QCOMPARE(shellBlocks(QStringLiteral("a\n```shell\nls -l\nid\n```\n```yaml\nb\n```\n")),
                 QStringList{QStringLiteral("ls -l\nid")});
    }

    void aTermIsMarkedOnceAndAsAWholeWord() {
        MarkdownRules rules;
        rules.glossary = {{QStringLiteral("pod"), QStringLiteral("Containers that go together.")},
                          {QStringLiteral("pod network"), QStringLiteral("Between pods.")}};
        const QString out = html("A podium. The pod network links a Pod and a pod.\n\n- pod\n", rules);
        QVERIFY(out.startsWith(QStringLiteral(
            "<p>A podium. The <dfn tabindex=\"0\">pod network</dfn><span class=\"gloss\" "
            "role=\"note\"><b>Pod network.</b> Between pods.</span> links a <dfn tabindex=\"0\">Pod</dfn>")));
        QCOMPARE(out.count(QStringLiteral("<dfn tabindex=\"0\">")), 2);
    }

    void boxesAreKnownByTheirFirstWords() {
        QVERIFY(html("**Pitfall.** x").contains(QStringLiteral("class=\"box pitfall\"")));
        QVERIFY(html("**On the lab.** x").contains(QStringLiteral("class=\"box on-lab\"")));
        QVERIFY(html("**Remember.** x").contains(QStringLiteral("class=\"box remember\"")));
        QVERIFY(html("**Note.** x").contains(QStringLiteral("class=\"box note\"")));
        QVERIFY(!html("**Bold.** x").contains(QStringLiteral("class")));
        const QString ask = html("**What would you do?** x\n\n> y\n");
        QVERIFY(ask.contains(QStringLiteral("class=\"box ask\"")) &&
                ask.contains(QStringLiteral("<details")));
        QVERIFY(html("> y\n").contains(QStringLiteral("<blockquote>")));
    }

    void aBoxMayHoldMoreThanOneParagraph() {
        const QString box = html("> [!WARNING]\n> First.\n>\n> - a list\n");
        QVERIFY2(box.startsWith(QStringLiteral("<div class=\"box pitfall\" role=\"note\"><strong>Warning."
                                               "</strong>\n<p>")),
                 qPrintable(box));
        QVERIFY(box.contains(QStringLiteral("First.</p>")) &&
                box.contains(QStringLiteral("<li>a list</li>")));
        QVERIFY(!box.contains(u'[') && box.endsWith(QStringLiteral("</div>\n")));
        const QString other = html("> [!ODD]\n> x\n"); // nobody's word for a box
        QVERIFY(other.startsWith(QStringLiteral("<blockquote>")) && other.contains(QStringLiteral("[!ODD]")));
        const QString inside = html("> a\n>\n> > [!NOTE]\n> > b\n>\n> c\n");
        QVERIFY(inside.indexOf(QStringLiteral("</div>")) < inside.indexOf(QStringLiteral("</blockquote>")));
    }

    void footnotesStandAtTheEndAndLeadBack() {
        const QString out = html("One[^b] and two[^a] and one again[^b].\n\n[^a]: Second.\n[^b]: First.\n");
        QVERIFY(out.contains(QStringLiteral("<a id=\"footnote-from-1\" href=\"#footnote-1\"")));
        QCOMPARE(out.count(QStringLiteral("href=\"#footnote-1\"")), 2);
        QCOMPARE(out.count(QStringLiteral("id=\"footnote-from-1\"")), 1);
        QVERIFY(out.indexOf(QStringLiteral("<li id=\"footnote-1\"><p>First.")) <
                out.indexOf(QStringLiteral("<li id=\"footnote-2\"><p>Second.")));
        QVERIFY(out.contains(QStringLiteral("href=\"#footnote-from-2\"")));
        QVERIFY(out.endsWith(QStringLiteral("</ol></section>\n")));
        QVERIFY(html("Not one[^x].\n").contains(QStringLiteral("[^x]"))); // nothing it could lead to
        QVERIFY(!html("a[^x]\n\n[^x]: <script>y</script>\n").contains(QStringLiteral("<script")));
    }

    void aTaskListShowsWhatIsDone() {
        const QString out = html("- [x] Done\n- [ ] Open\n- [y] Words\n");
        QCOMPARE(out.count(QStringLiteral("<li class=\"task\"><input type=\"checkbox\" disabled")), 2);
        QCOMPARE(out.count(QStringLiteral(" checked ")), 1);
        QVERIFY(out.contains(QStringLiteral("[y] Words")));
    }

    void plainAndInlineTextLoseTheirFrames() {
        QCOMPARE(toPlain(QStringLiteral("a *b* `c`\nd")), QStringLiteral("a b c d"));
        QCOMPARE(toInlineHtml(QStringLiteral("a *b*")), QStringLiteral("a <em>b</em>"));
        QVERIFY(toInlineHtml(QStringLiteral("a\n\nb")).startsWith(QStringLiteral("<p>a</p>")));
    }

    void aPictureStandsAloneOrInALine() {
        MarkdownRules rules;
        rules.picture = [](const QString& target, const QString& words, const QString&) {
            return QStringLiteral("[%1|%2]").arg(target, words);
        };
        QCOMPARE(html("![a *b*](c.svg)\n", rules), QStringLiteral("[c.svg|a b]"));
        QCOMPARE(html("![a](c.svg)\n"), QStringLiteral("<p>a</p>\n"));
    }
};

QTEST_GUILESS_MAIN(TestMarkdown)
#include "tst_Markdown.moc"
