// Stock kubectl says what the files in golden/ say. A line of them that starts with "$ " is a command, during
// which the lab's time stands still; with "~ " time flows as soon as kubectl waits for something; with "% "
// so too, and the lines come in any order. "| " is standard output, "! " the error output, "= " the exit
// status.
// "@ advance 20s" moves the time, "@ editor COMMAND" is what edit starts, "@ file NAME" is followed by an
// indented file. UNDERSTUDY_GOLDEN=write writes what is said now; read the difference before committing it.
#include "tests/fakes/LabServer.h"

using namespace understudy;

namespace {

const char* const scenario =
    "lab: test\nseed: 7\nfaults:\n"
    "  - {id: crash, at: -9h, do: crash_loop, on: staging/report-builder, exit: 2, message: no such table}\n";

struct Step {
    QChar kind;
    QString line;
    QStringList lines; ///< what followed
};

QList<Step> read(const QString& name) {
    QFile file(name);
    QList<Step> steps;
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(name));
    const auto lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (const auto& line : lines) {
        const QChar first = line.isEmpty() ? QChar() : line[0];
        if (QStringLiteral("#$~%>@").contains(first) && !first.isNull())
            steps.append({first, line.mid(2), {}});
        else if (!steps.isEmpty() && !line.isEmpty())
            steps.last().lines.append(line);
    }
    return steps;
}

/// Without what differs from run to run: ages, moments, ports, folders, uids.
QString settled(QString text, const QString& home) {
    static const QList<std::pair<QRegularExpression, QString>> rules = [] {
        const auto rule = [](const char* pattern, const char* by) {
            return std::pair(QRegularExpression(QLatin1String(pattern)), QString::fromLatin1(by));
        };
        return QList{
            rule("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID"),
            rule("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z| [+-]\\d{4})?", "TIME"),
            rule("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}",
                 "TIME"),
            rule("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT"),
            rule("/tmp/(LIVE|MERGED)-\\d+", "/tmp/\\1"),
            rule("/tmp/kubectl-edit-\\w+\\.yaml", "/tmp/EDITED"),
            rule("(resourceVersion: )\"?\\d+\"?", "\\1N"),
            rule("(uid|controller-uid)=UID", "\\1=UID"),
            rule("node-debugger-([\\w-]+)-\\w{5}", "node-debugger-\\1-xxxxx"),
            rule("\\b\\d+(y(\\d+d)?|d(\\d+h)?|h(\\d+m)?|m\\d+s)(?![\\w.])", "AGE"),
            rule("\\d+m   (\\d+%   )?\\d+Mi(   \\d+%)? *$", "USED"),
            rule("(?<!cpu: |:   )(?<=[ (]|^)\\d+[ms](?=$|[ )])(?! +\\(\\d+%\\))", "AGE"),
        };
    }();
    text.replace(home, QStringLiteral("HOME"));
    QStringList lines;
    for (QString line : text.split(u'\n')) {
        static const QRegularExpression gap(QStringLiteral("(?<=\\S) {2,}(?=\\S)"));
        if (gap.match(line).hasMatch() && !line.startsWith(u'+') && !line.startsWith(u'-'))
            line.replace(gap, QStringLiteral("   "));
        for (const auto& [pattern, by] : rules)
            line.replace(pattern, by);
        while (line.endsWith(u' '))
            line.chop(1);
        lines.append(line);
    }
    while (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines.join(u'\n');
}

/// The words of a line; what stands in single quotes is one.
QStringList words(const QString& line) {
    QStringList out(1);
    bool quoted = false, any = false;
    for (const QChar c : line) {
        if (c == u'\'')
            quoted = !quoted, any = true;
        else if (c == u' ' && !quoted && (!out.last().isEmpty() || any))
            out.append(QString()), any = false;
        else if (c != u' ' || quoted)
            out.last().append(c);
    }
    return out;
}

QStringList prefixed(const char* mark, const QString& text, bool sorted) {
    QStringList out;
    if (text.isEmpty())
        return out;
    for (const auto& line : text.split(u'\n'))
        out.append(line.isEmpty() ? QString(QLatin1Char(*mark)) : QLatin1String(mark) + line);
    if (sorted)
        out.sort();
    return out;
}

} // namespace

class TestKubectl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itSaysWhatItShould_data() {
        QTest::addColumn<QString>("file");
        const QDir folder(qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                          QStringLiteral("/tests/labs/kubeapi/golden"));
        for (const auto& name : folder.entryList({QStringLiteral("*.txt")}))
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }
    void itSaysWhatItShould() {
        if (fakes::LabServer::kubectlProgram().isEmpty())
            QSKIP("build/tools/bin/kubectl is missing; packaging/kubectl.sh fetches it");
        QFETCH(QString, file);
        m_lab = std::make_unique<fakes::LabServer>(scenario, 1'763'370'000'000'000);
        m_editor.clear();
        auto steps = read(file);
        QVERIFY(!steps.isEmpty());
        const bool writing = qEnvironmentVariable("UNDERSTUDY_GOLDEN") == QStringLiteral("write");
        QString whole;
        for (auto& step : steps) {
            const QStringList said = perform(step);
            if (!writing)
                QVERIFY2(said == step.lines,
                         qPrintable(step.line + QStringLiteral("\nsays\n") + said.join(u'\n') +
                                    QStringLiteral("\nnot\n") + step.lines.join(u'\n')));
            whole += step.kind + QStringLiteral(" ") + step.line + u'\n' +
                     (said.isEmpty() ? QString() : said.join(u'\n') + u'\n');
        }
        QFile out(file);
        if (writing && out.open(QIODevice::WriteOnly))
            out.write(whole.toUtf8());
        m_lab.reset();
    }

private:
    QStringList perform(const Step& step) {
        if (step.kind == u'#')
            return step.lines;
        if (step.kind == u'@') {
            direct(step);
            return step.lines;
        }
        const auto flow = step.kind == u'$' ? fakes::LabServer::Flow::Still : fakes::LabServer::Flow::Waiting;
        const auto ran = m_lab->run(words(step.line), flow, m_editor);
        const bool sorted = step.kind == u'%';
        QString out = settled(ran.out, m_lab->folder());
        if (step.kind == u'>')
            out = out.section(u'\n', -1);
        QStringList said = prefixed("| ", out, sorted);
        said += prefixed("! ", settled(ran.err, m_lab->folder()), sorted);
        if (ran.status != 0)
            said.append(QStringLiteral("= %1").arg(ran.status));
        return said;
    }
    void direct(const Step& step) {
        const QString verb = step.line.section(u' ', 0, 0), rest = step.line.section(u' ', 1);
        if (verb == QStringLiteral("advance")) {
            const auto span = cluster::parseDuration(rest.toStdString());
            for (cluster::Micros done = 0; span && done < *span; done += cluster::second)
                m_lab->push(cluster::second);
        } else if (verb == QStringLiteral("editor")) {
            m_editor = rest;
        } else if (verb == QStringLiteral("file")) {
            QFile file(m_lab->folder() + u'/' + rest);
            QVERIFY(file.open(QIODevice::WriteOnly));
            for (const auto& line : step.lines)
                file.write(line.mid(2).toUtf8() + '\n');
        }
    }
    std::unique_ptr<fakes::LabServer> m_lab;
    QString m_editor;
};

QTEST_GUILESS_MAIN(TestKubectl)
#include "tst_Kubectl.moc"
