#include "core/authoring/Starter.h"

#include "core/authoring/YamlText.h"

namespace understudy::authoring {
namespace {

constexpr auto page = R"(---
title: The first page
minutes: 3
objectives:
  - Say what a page of a course pack is made of
---
A page is Markdown. This one shows what is there to write with; change it, and `understudy course serve` shows the
change as soon as you save.

## What a page can hold

Sections start at two hash signs. Text may be *light* or **strong**, and `names of commands` stand in backquotes.

```yaml
kind: example
says: every block names its language
```

![A page leads to a quiz; both are files of a module](../diagrams/first.svg "The files of a module")

**Note.** A paragraph that starts like this one is drawn as a note.

## What holds it together

The file `module.yaml` names the pages in reading order. A page that it does not name is a mistake, and so is a link that
leads nowhere: `understudy course check` says where.

**What would you do?** A colleague adds a page, and nobody can find it. What was forgotten?

> Its name in `module.yaml`, under `pages`.
)";

constexpr auto diagram = R"(digraph {
  rankdir=LR
  page [label="page" color=ink shape=box]
  quiz [label="quiz" color=accent shape=box]
  page -> quiz [color=muted]
}
)";

constexpr auto quiz = R"(title: First questions
pass: 2
minutes: 3
questions:
  - id: q01
    kind: single
    topic: Pages
    difficulty: 1
    page: first-page#what-holds-it-together
    text: Where is the order of the pages written down?
    options:
      - {text: In the front matter of each page, why: "That holds the title, the minutes and the objectives of one page."}
      - {text: "In module.yaml", right: true}
      - {text: In the names of the files, why: "Names may begin with a number, but nothing reads an order from them."}
    explanation: "`module.yaml` lists the pages under `pages`, in the order in which they are read."
  - id: q02
    kind: true-false
    topic: Pages
    difficulty: 1
    page: first-page#what-a-page-can-hold
    text: A block of code may be left without a language.
    truth: false
    explanation: "The check asks for a language after the fence, so that the reader can color the block."
)";

constexpr auto module = R"(title: First module
number: 1
hours: 0.1
summary: What a page and a quiz look like.
objectives: [Know the files of a module]
pages: [first-page]
glossary:
  - {term: Pack, text: "A folder of text files that holds a course; signed, it can be opened by trainees."}
)";

constexpr auto track = R"(title: First week
blocks:
  - week: 1
    days: [1, 1]
    title: Start
    items:
      - {page: 01-first/first-page}
      - {quiz: 01-first, due: "17:00"}
)";

constexpr auto readme = R"(# %1

A course pack for Understudy. What it may hold is told on the page for authors, resources/course/README.md in the source
and in share/doc/understudy where it is installed.

    understudy course serve .     see it in the window; every save is seen at once
    understudy course check .     all mistakes, as FILE:LINE:COLUMN

What to do next:

1. In pack.yaml, say who you are (`publisher`).
2. Write your own pages in modules/01-first/pages and name them in module.yaml.
3. Write a question or two to each page in quiz.yaml. Every wrong answer says why one might think it.
4. When it checks clean, make a key once (`understudy course keygen --out KEYS`, and keep it safe), and make the file
   that trainees install: `understudy course pack . COURSE.understudy-pack --key KEYS/understudy.key`.
   For each new version raise `version` and `serial` in pack.yaml.
)";

} // namespace

Draft starterPack(const QString& name) {
    const QString title = name.simplified().isEmpty() ? QStringLiteral("My course") : name.simplified();
    Draft draft;
    draft.add(QStringLiteral("pack.yaml"),
              packYaml(idOf(title, QStringLiteral("my-course")), title, {QStringLiteral("01-first")}, {},
                       {QStringLiteral("first-week")}));
    const auto put = [&](const char* file, const char* text) {
        draft.files[QLatin1String(file)] = QByteArray(text);
    };
    put("modules/01-first/module.yaml", module);
    put("modules/01-first/pages/first-page.md", page);
    put("modules/01-first/diagrams/first.dot", diagram);
    put("modules/01-first/quiz.yaml", quiz);
    put("tracks/first-week.yaml", track);
    draft.add(QStringLiteral("README.md"), QString::fromUtf8(readme).arg(title));
    return draft;
}

} // namespace understudy::authoring
