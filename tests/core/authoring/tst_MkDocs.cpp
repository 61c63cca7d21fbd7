#include "core/authoring/MkDocs.h"
#include "core/course/Loader.h"
#include "tests/fakes/SmallPack.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace understudy;
using namespace understudy::authoring;

namespace {

const QByteArray png("\x89PNG\r\n\x1a\n rest", 13);

std::map<QString, QByteArray> smallSite() {
    std::map<QString, QByteArray> f;
    f[QStringLiteral("mkdocs.yml")] = R"(site_name: Team handbook
theme: {name: material}
markdown_extensions:
  - pymdownx.emoji: {emoji_index: !!python/name:x.y}
nav:
  - index.md
  - Guides:
      - First steps: guides/start.md
      - More:
          - guides/deep.md
  - Web: https://example.org/
  - Gone: gone.md
)";
    f[QStringLiteral("docs/index.md")] = R"(---
title: Welcome
description: Where things are.
tags: [a, b]
---
# Welcome here

Read [the first steps](guides/start.md#do-it_now) and [more](guides/deep.md#nowhere), or [the web](https://example.org/a).

![](pictures/map.png) and ![remote](https://example.org/x.png), [mail](mailto:a@b.c), ask a.b@c.de.

[out](../../etc/passwd), [absolute](/etc/passwd), [drive](C:/x.md), [back](..\x.md).
)";
    f[QStringLiteral("docs/guides/start.md")] = R"(# Do it now

<div class="big">Big</div> words, <kbd>Ctrl</kbd> and x <!-- hidden
over lines --> y.

!!! warning "Not on Friday"
    Never deploy.

    ```bash
    kubectl get pods
    ```

??? question "The graph is red. What first?"
    Look at the errors.

=== "Linux"
    Use apt.

## Do it_now { #do-it_now .x }

```yaml title="a.yml" hl_lines="1"
a: b
```

```rust
fn main() {}
```

    indented code

*[HDE]: Hypervisor and domain engine

See [home](../index.md), [ref][1] and `[not](a-link.md)`.

[1]: deep.md "Deep"
)";
    f[QStringLiteral("docs/guides/deep.md")] =
        "Deep text without a heading.\r\n\r\nSecond\r\n======\r\n\r\nThird.\r\n\r\n# Fourth\r\n\r\nEnd.\r\n";
    f[QStringLiteral("docs/unlisted.md")] = "Not in the nav.\n";
    f[QStringLiteral("docs/pictures/map.png")] = png;
    return f;
}

} // namespace

/// Sites of Markdown as modules.
class TestMkDocs final : public QObject {
    Q_OBJECT

    static QString told(const course::Problems& left) {
        QStringList out;
        for (const auto& problem : left.list())
            out << problem.text();
        return out.join(u'\n');
    }
    static QString textOf(const Draft& draft, const char* name) {
        const auto it = draft.files.find(QLatin1String(name));
        return it == draft.files.end() ? QString() : QString::fromUtf8(it->second);
    }
    static void checksClean(const Draft& draft) {
        const auto loaded = course::load(fakes::MemoryFiles(draft.files));
        QStringList problems;
        for (const auto& problem : loaded.problems)
            problems << problem.text();
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    }
    Draft imported(const std::map<QString, QByteArray>& files, const QString& module = {}) {
        auto draft = draftOfMkDocs(fakes::MemoryFiles(files), QStringLiteral("handbook"), module, {});
        return draft.ok() ? std::move(*draft) : Draft();
    }

private Q_SLOTS:
    void aSiteBecomesModulesThatCheckClean() {
        const Draft draft = imported(smallSite());
        checksClean(draft);
        const auto course = course::load(fakes::MemoryFiles(draft.files)).course;
        QCOMPARE(course.title, QStringLiteral("Team handbook"));
        QCOMPARE(course.modules.size(), std::size_t(2));
        QCOMPARE(course.modules[1].id, QStringLiteral("02-guides"));
        QCOMPARE(course.modules[1].pages.size(), std::size_t(2));
        QCOMPARE(course.modules[1].pages[0].title, QStringLiteral("First steps"));
        QCOMPARE(course.modules[1].glossary.front().term, QStringLiteral("HDE"));
        QCOMPARE(course.modules[0].summary, QStringLiteral("Where things are."));
    }

    void boxesTabsAndLanguagesAreThoseOfAPack() {
        const QString page = textOf(imported(smallSite()), "modules/02-guides/pages/start.md");
        QVERIFY2(page.contains(QStringLiteral("> [!WARNING]\n> **Not on Friday**\n>\n> Never deploy.\n>\n> "
                                              "```text\n> kubectl get pods\n> ```\n")),
                 qPrintable(page));
        QVERIFY(page.contains(QStringLiteral(
            "**What would you do?** The graph is red. What first?\n\n> Look at the errors.\n")));
        QVERIFY(page.contains(QStringLiteral("**Linux**\n\nUse apt.\n")));
        QVERIFY(page.contains(QStringLiteral("```yaml\na: b\n```")));
        QVERIFY(page.contains(QStringLiteral("```text\nfn main() {}\n```")));
        QVERIFY(page.contains(QStringLiteral("````text\nindented code\n````")));
        QVERIFY(page.contains(QStringLiteral("Big words, `Ctrl` and x \n y.")));
        QVERIFY(page.contains(QStringLiteral("`[not](a-link.md)`")));
    }

    void linksAndPicturesLeadInsideThePack() {
        const Draft draft = imported(smallSite());
        const QString home = textOf(draft, "modules/01-team-handbook/pages/overview.md");
        QVERIFY2(home.contains(QStringLiteral(
                     "[the first steps](../../02-guides/pages/start.md#do-it-now) and "
                     "[more](../../02-guides/pages/deep.md), or [the web](https://example.org/a)")),
                 qPrintable(home));
        QVERIFY(
            home.contains(QStringLiteral("![map](../pictures/map.png) and remote, mail, ask `a.b@c.de`.")));
        QVERIFY(home.contains(QStringLiteral("out, absolute, drive, back.")));
        QCOMPARE(draft.files.at(QStringLiteral("modules/01-team-handbook/pictures/map.png")), png);
        const QString start = textOf(draft, "modules/02-guides/pages/start.md");
        QVERIFY(start.contains(QStringLiteral("[home](../../01-team-handbook/pages/overview.md)")));
        QVERIFY(start.contains(QStringLiteral("[1]: deep.md \"Deep\"")));
        for (const auto& [name, bytes] : draft.files)
            QVERIFY2(course::isSafeName(name), qPrintable(name));
    }

    void whatIsNotCarriedOverIsToldWithItsLine() {
        const QString list = told(imported(smallSite()).left);
        for (const char* line :
             {"docs/index.md:2:1: Front matter without a place in a pack was left out: tags.",
              "docs/index.md:8:1: The link to a heading",
              "docs/index.md:10:1: A picture became its words: https://example.org/x.png",
              "docs/index.md:10:1: The picture pictures/map.png has no words",
              "docs/index.md:12:1: A link became its words: ../../etc/passwd (it leads out of the source).",
              "docs/guides/start.md:3:1: HTML is not drawn: the tag <div>",
              "docs/guides/start.md:9:1: The commands became text.",
              "docs/guides/start.md:16:1: A tab became a title",
              "docs/guides/start.md:25:1: The language \"rust\" is unknown here",
              "mkdocs.yml:11:1: Left out: \"https://example.org/\"", "mkdocs.yml:12:1: Left out: \"gone.md\"",
              "docs/unlisted.md: Left out: the nav does not name this page."}) {
            const QString expected = QLatin1String(line);
            const QString place = expected.section(QStringLiteral(": "), 0, 0);
            QVERIFY2(
                list.contains(expected) ||
                    (expected.contains(QStringLiteral("The link to a heading")) && list.contains(place)) ||
                    (expected.startsWith(QStringLiteral("mkdocs")) &&
                     list.contains(expected.section(QStringLiteral(":1: "), 1))),
                qPrintable(expected + QStringLiteral("\nin\n") + list));
        }
    }

    void highHeadingsMoveDown() {
        const QString page = textOf(imported(smallSite()), "modules/02-guides/pages/deep.md");
        QVERIFY2(!page.contains(QStringLiteral("\n# ")) && page.contains(QStringLiteral("\n## Fourth")),
                 qPrintable(page));
    }

    void withoutANavTheFoldersGiveTheOrder() {
        auto files = smallSite();
        files.erase(QStringLiteral("mkdocs.yml"));
        std::map<QString, QByteArray> bare;
        for (const auto& [name, bytes] : files)
            bare[name.mid(5)] = bytes;
        const Draft draft = imported(bare);
        checksClean(draft);
        const auto course = course::load(fakes::MemoryFiles(draft.files)).course;
        QCOMPARE(course.modules.size(), std::size_t(2));
        QCOMPARE(course.modules[0].pages.size(), std::size_t(2)); // index first, then unlisted
        QCOMPARE(course.modules[0].pages[0].title, QStringLiteral("Welcome"));
    }

    void allInOneModuleWhenItIsNamed() {
        const Draft draft = imported(smallSite(), QStringLiteral("07-handbook"));
        checksClean(draft);
        const auto course = course::load(fakes::MemoryFiles(draft.files)).course;
        QCOMPARE(course.modules.size(), std::size_t(1));
        QCOMPARE(course.modules[0].pages.size(), std::size_t(3));
    }

    void hostileSettingsAreRefusedInASentence_data() {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("broken") << QByteArray("nav: [a.md\n  - b: {");
        QTest::newRow("list") << QByteArray("- a\n- b\n");
        QTest::newRow("bytes") << QByteArray("site_name: \xff\xfe");
        QTest::newRow("deep") << QByteArray("nav: ") + QByteArray(30'000, '[');
    }
    void hostileSettingsAreRefusedInASentence() {
        QFETCH(QByteArray, yaml);
        auto files = smallSite();
        files[QStringLiteral("mkdocs.yml")] = yaml;
        const auto draft = draftOfMkDocs(fakes::MemoryFiles(files), QStringLiteral("x"), {}, {});
        QVERIFY(!draft.ok());
        QVERIFY(draft.error().sentence.contains(QStringLiteral("mkdocs.yml")));
    }

    void aNavOfAliasesEndsSoon() {
        QByteArray yaml = "nav:\n  - a: &a [index.md, index.md, index.md, index.md]\n";
        QByteArray before = "a";
        for (char c = 'b'; c < 'k'; ++c) {
            yaml += QByteArray("  - ") + c + ": &" + c + " [{x: *" + before + "}, {x: *" + before +
                    "}, {x: *" + before + "}, {x: *" + before + "}]\n";
            before = QByteArray(1, c);
        }
        auto files = smallSite();
        files[QStringLiteral("mkdocs.yml")] = yaml;
        QVERIFY(draftOfMkDocs(fakes::MemoryFiles(files), QStringLiteral("x"), {}, {}).ok());
    }

    void linksOfTheFileSystemAreNotFollowed() {
        QTemporaryDir dir, secret;
        QVERIFY(fakes::writePack(secret.path(), {{QStringLiteral("secret.md"), "# Secret\n\nNobody.\n"}}));
        QVERIFY(fakes::writePack(dir.path(),
                                 {{QStringLiteral("a.md"), "# A\n\nText, [s](s.md), [t](t/secret.md).\n"}}));
        QVERIFY(
            QFile::link(secret.filePath(QStringLiteral("secret.md")), dir.filePath(QStringLiteral("s.md"))));
        QVERIFY(QFile::link(secret.path(), dir.filePath(QStringLiteral("t"))));
        const auto source = course::SourceFolder::open(dir.path());
        const auto draft = draftOfMkDocs(*source, QStringLiteral("x"), {}, {});
        QVERIFY(draft.ok());
        for (const auto& [name, bytes] : draft->files)
            QVERIFY2(!bytes.contains("Nobody"), qPrintable(name));
        QVERIFY(source->refused().contains(QStringLiteral("s.md")));
    }
};

QTEST_GUILESS_MAIN(TestMkDocs)
#include "tst_MkDocs.moc"
