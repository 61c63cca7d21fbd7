#include "core/authoring/Killercoda.h"
#include "core/course/Loader.h"
#include "core/course/Markdown.h"
#include "tests/fakes/SmallPack.h"

#include <QtTest>

using namespace understudy;
using namespace understudy::authoring;

namespace {

std::map<QString, QByteArray> scenario() {
    std::map<QString, QByteArray> f;
    f[QStringLiteral("pods/index.json")] = R"({"title": "Find the [pod]", "description": "A pod is lost.",
  "details": {"intro": {"text": "intro.md", "background": "setup.sh"},
    "steps": [{"title": "Look around", "text": "step1/text.md", "verify": "step1/verify.sh"},
              {"text": "step2.md"}, {"title": "Gone", "text": "../../etc/passwd"}],
    "finish": {"text": "finish.md"}, "assets": {"host01": [{"file": "a", "target": "/"}]}},
  "backend": {"imageid": "kubernetes-kubeadm-1node"}})";
    f[QStringLiteral("pods/intro.md")] = "# Welcome\n\nFirst words.\n";
    f[QStringLiteral("pods/setup.sh")] = "echo\n";
    f[QStringLiteral("pods/step1/text.md")] = R"(# Step one

Run `kubectl get pods -A`{{exec}} and copy `name`{{copy}}.

```
kubectl get nodes
```{{exec}}

```
not to run
```{{copy}}

## Why

Open {{TRAFFIC_HOST1_80}} then. ![x](../assets/x.png)
)";
    f[QStringLiteral("pods/step1/verify.sh")] = "#!/bin/bash\nkubectl get pod found\n";
    f[QStringLiteral("pods/step2.md")] = "# Second step\n\nOnly words.\n";
    f[QStringLiteral("pods/finish.md")] = "Well done.\n";
    f[QStringLiteral("broken/index.json")] = "{\n\n\"title\": }";
    f[QStringLiteral("structure/index.json")] = "{\"items\": []}";
    return f;
}

} // namespace

/// Killercoda scenarios as labs.
class TestKillercoda final : public QObject {
    Q_OBJECT

    Draft m_draft;
    QString text(const char* name) const {
        const auto it = m_draft.files.find(QLatin1String(name));
        return it == m_draft.files.end() ? QString() : QString::fromUtf8(it->second);
    }

private Q_SLOTS:
    void initTestCase() {
        auto draft =
            draftOfKillercoda(fakes::MemoryFiles(scenario()), QStringLiteral("Cluster labs"), {}, {});
        QVERIFY2(draft.ok(), draft.ok() ? "" : qPrintable(draft.error().sentence));
        m_draft = std::move(*draft);
    }

    void stepsBecomeTheGuideAndItsMarksBlocksToRun() {
        const QString guide = text("labs/pods/guide.md");
        QVERIFY2(guide.startsWith(QStringLiteral("## Look around {#look-around}\n")), qPrintable(guide));
        QVERIFY(guide.contains(QStringLiteral("## Second step {#second-step}\n\nOnly words.")));
        QVERIFY(guide.contains(QStringLiteral("### Why")));
        QCOMPARE(course::shellBlocks(guide),
                 (QStringList{QStringLiteral("kubectl get pods -A"), QStringLiteral("kubectl get nodes")}));
        QVERIFY(guide.contains(QStringLiteral("```text\nnot to run\n```\n")));
        QVERIFY(!guide.contains(QStringLiteral("{{exec}}")) && !guide.contains(QStringLiteral("{{copy}}")));
    }

    void whatVerifiedAStepIsListedAndNeverPasses() {
        const QString yaml = text("labs/pods/lab.yaml");
        QVERIFY2(yaml.contains(QStringLiteral("    # To be written as checks; the script said:\n    #   "
                                              "#!/bin/bash\n    #   kubectl get pod found\n")),
                 qPrintable(yaml));
        const auto loaded = course::load(fakes::MemoryFiles(m_draft.files));
        QCOMPARE(loaded.course.lab(QStringLiteral("pods"))->steps.size(), std::size_t(2));
        for (const auto& step : loaded.course.lab(QStringLiteral("pods"))->steps)
            QVERIFY(step.checks.empty());
        QStringList sentences;
        for (const auto& problem : loaded.problems)
            sentences << problem.text();
        QCOMPARE(sentences.size(), 2); // and these are all
        for (const QString& sentence : sentences)
            QVERIFY2(sentence.contains(QStringLiteral("\"checks\" must be a list")), qPrintable(sentence));
    }

    void withChecksWrittenItChecksClean() {
        auto files = m_draft.files;
        QByteArray& yaml = files[QStringLiteral("labs/pods/lab.yaml")];
        yaml.replace(
            "  - id: look-around\n",
            "  - id: look-around\n    checks: [{id: a, says: Done, asked: {verb: list, resource: pods}}]\n");
        yaml.replace(
            "  - id: second-step\n",
            "  - id: second-step\n    checks: [{id: b, says: Done, asked: {verb: list, resource: pods}}]\n");
        const auto loaded = course::load(fakes::MemoryFiles(files));
        for (const auto& problem : loaded.problems)
            qWarning("%s", qPrintable(problem.text()));
        QVERIFY(loaded.problems.empty());
        QCOMPARE(loaded.course.modules.front().pages.size(), std::size_t(2));
        QCOMPARE(loaded.course.modules.front().labs.front(), QStringLiteral("pods"));
    }

    void whatIsNotCarriedOverIsTold() {
        QString list;
        for (const auto& problem : m_draft.left.list())
            list += problem.text() + u'\n';
        for (const char* line :
             {"pods/setup.sh:1:1: The script that runs at the introduction",
              "pods/step1/verify.sh:1:1: Write what this script verifies",
              "The text \"../../etc/passwd\" is not in this folder", "Files under \"assets\" are not copied",
              "\"{{TRAFFIC_HOST1_80}}\"", "pods/step1/text.md:15:1: A picture became its words",
              "broken/index.json:3:1: Left out: this is not JSON",
              "structure/index.json:1:1: Left out: this is no scenario",
              "Step \"second-step\" has no check yet"})
            QVERIFY2(list.contains(QLatin1String(line)),
                     qPrintable(QLatin1String(line) + QStringLiteral("\nin\n") + list));
    }

    void aFolderWithoutAScenarioIsRefused() {
        const auto draft = draftOfKillercoda(fakes::MemoryFiles({{QStringLiteral("a.md"), "x"}}),
                                             QStringLiteral("here"), {}, {});
        QVERIFY(!draft.ok());
        QVERIFY(draft.error().sentence.contains(QStringLiteral("no scenario to import in here")));
    }
};

QTEST_GUILESS_MAIN(TestKillercoda)
#include "tst_Killercoda.moc"
