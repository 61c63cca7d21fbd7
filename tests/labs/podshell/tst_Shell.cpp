#include "labs/podshell/Shell.h"

#include "labs/podshell/RootFs.h"
#include "tests/fakes/SmallProduction.h"

using namespace understudy;
using namespace understudy::podshell;

namespace {

/// A container of the small production, with a clock that the test pushes.
class Container {
public:
    explicit Container(const std::string& app = "leaky-service", const std::string& scenario = {})
        : m_made(fakes::smallProduction("lab: test\nseed: 7\n" + scenario))
        , m_stage(m_made->topology(), m_made->scenario(), 1, 1'763'370'000'000'000, 1.0) {
        for (const auto& pod : m_stage.world().store().list<cluster::Pod>("production"))
            if (pod->meta.labels.at("app") == app && !m_pod)
                m_pod = pod;
        furnish(place());
    }
    Place place() {
        Place place{m_stage,
                    m_pod->meta.ns,
                    m_pod->meta.name,
                    m_pod->meta.uid,
                    m_pod->spec.containers[0].name,
                    disk,
                    nullptr,
                    m_stage.worlds(),
                    m_pod->containers[0].state.started};
        place.signalFirst = [this](int signal) { signalled = signal; };
        return place;
    }
    void push(cluster::Micros by) { m_stage.catchUp(m_real += by); }
    const cluster::World& world() const { return m_stage.world(); }
    cluster::Stage& stage() { return m_stage; }
    const cluster::Pod& pod() const { return *m_pod; }

    struct Ended {
        std::string out, err;
        int code = -1;
    };
    /// Until it ends, with time that passes when it waits.
    Ended run(const Arguments& command, const std::string& input = {}, bool hasInput = false) {
        Shell shell(place(), command, {hasInput || !input.empty(), false});
        shell.input(input);
        shell.inputEnds();
        return finish(shell);
    }
    Ended sh(const std::string& script, const std::string& input = {}) {
        return run({"sh", "-c", script}, input);
    }
    Ended finish(Shell& shell) {
        Ended ended;
        for (int n = 0; n < 20'000 && !shell.ended(); ++n) {
            shell.step(1024 * 1024);
            ended.out += shell.takeOut();
            ended.err += shell.takeErr();
            if (!shell.ended() && shell.due())
                push(std::max<cluster::Micros>(1, *shell.due() - world().now()));
        }
        ended.out += shell.takeOut();
        ended.err += shell.takeErr();
        ended.code = shell.ended().value_or(-1);
        return ended;
    }

    Disk disk{4 * 1024 * 1024};
    int signalled = 0;

private:
    std::unique_ptr<cluster::World> m_made;
    cluster::Stage m_stage;
    std::int64_t m_real = 1;
    std::shared_ptr<const cluster::Pod> m_pod;
};

QString text(const std::string& bytes) { return QString::fromStdString(bytes); }

} // namespace

class TestShell : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLanguageIsThatOfASmallShell_data() {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("out");
        QTest::addColumn<int>("code");
        const auto row = [](const char* script, const char* out, int code = 0) {
            QTest::newRow(script) << QString::fromUtf8(script) << QString::fromUtf8(out) << code;
        };
        row("echo a  b", "a b\n");
        row("echo 'a  b' \"c  d\" e\\ f", "a  b c  d e f\n");
        row("X=1; echo $X ${X}2 \"$X\" '$X'", "1 12 1 $X\n");
        row("echo ${NOPE:-other}", "other\n");
        row("false; echo $?", "1\n");
        row("true && echo yes || echo no", "yes\n");
        row("false && echo yes || echo no", "no\n");
        row("! false && echo turned", "turned\n");
        row("echo one; echo two # three", "one\ntwo\n");
        row("seq 3 | tail -1", "3\n");
        row("printf 'b\\na\\nb\\n' | sort | uniq -c | sort -rn | head -1", "      2 b\n");
        row("echo $(echo in $(echo inner))", "in inner\n");
        row("echo `hostname | wc -l`", "1\n");
        row("for i in 1 2 3; do echo n$i; done", "n1\nn2\nn3\n");
        row("for f in /src/leaky/*.go; do echo $f; done | head -1", "", 2);
        row("if test -f /etc/hosts; then echo there; else echo gone; fi", "there\n");
        row("if [ 1 -gt 2 ]; then echo a; elif [ a = a ]; then echo b; fi", "b\n");
        row("n=; while [ \"$n\" != xxx ]; do n=${n}x; done; echo $n", "xxx\n");
        row("until true; do echo never; done; echo done", "done\n");
        row("echo hidden > /tmp/f; cat /tmp/f; echo more >> /tmp/f; wc -l < /tmp/f", "hidden\n2\n");
        row("ls /nope 2>/dev/null; echo $?", "2\n");
        row("ls /nope 2>&1 | grep -c cannot", "1\n");
        row("echo gone >/dev/null; echo $?", "0\n");
        row("cd /tmp && pwd; cd /nope; echo $?", "/tmp\n2\n");
        row("exit 5; echo never", "", 5);
        row("sh -c 'exit 3'; echo $?", "3\n");
        row("echo 'echo from a file' > /tmp/s; sh /tmp/s", "from a file\n");
        row("sh -c 'echo $0 $1 $#' name first", "name first 1\n");
        row("kill -9 $$; echo never", "", 137);
        row("cat <<X", "", 2);
        row("echo 'open", "", 2);
        row("if true", "", 2);
        row("| cat", "", 2);
        row("nothing-like-that", "", 127);
        row("/etc/hosts", "", 126);
        row("echo *.none /etc/host* '/etc/host*'", "*.none /etc/hostname /etc/hosts /etc/host*\n");
        row("cd /etc; echo host*", "hostname hosts\n");
        row("export A=b; env | grep ^A=", "A=b\n");
        row("grep -q root /etc/passwd && echo found", "found\n");
        row("grep -n 'nobody\\|nothing' /etc/passwd | cut -c1", "", 127);
        row("echo x | tee /tmp/a | sha256sum | head -c 8", "73cb3858");
        row("seq 1 1000000 | tail -1 | wc -c", "8\n");
    }
    void theLanguageIsThatOfASmallShell() {
        QFETCH(QString, script);
        QFETCH(QString, out);
        QFETCH(int, code);
        Container container;
        const auto ended = container.sh(script.toStdString());
        QCOMPARE(text(ended.out), out);
        QCOMPARE(ended.code, code);
    }
    void timePassesForWhatTakesTime() {
        Container container;
        const auto before = container.world().now();
        QCOMPARE(container.sh("sleep 90; echo up").out, std::string("up\n"));
        QCOMPARE((container.world().now() - before) / cluster::second, cluster::Micros(90));
    }
    void filesTellOfThePod() {
        Container container;
        const auto& pod = container.pod();
        QCOMPARE(text(container.sh("cat /etc/hostname").out), text(pod.meta.name + "\n"));
        QVERIFY(text(container.sh("cat /etc/hosts").out).contains(text(pod.ip)));
        QVERIFY(text(container.sh("cat /etc/resolv.conf").out).contains(QStringLiteral("10.96.0.10")));
        QVERIFY(
            text(container.sh("grep NewReaderSize /src/leaky/pool.go").out).contains(QStringLiteral("raw")));
        const auto used = text(container.sh("cat /sys/fs/cgroup/memory.current").out).trimmed().toLongLong();
        const auto usage = container.world().usage(pod);
        QVERIFY(usage && used > 100'000'000 && qAbs(used - static_cast<qint64>(usage->second)) < 30'000'000);
        QCOMPARE(text(container.sh("echo x > /proc/1/status").out), QString());
        QVERIFY(text(container.sh("echo x > /proc/1/status").err)
                    .contains(QStringLiteral("Read-only file system")));
    }
    void aFullDiskSaysSo() {
        Container container;
        const auto ended = container.run({"tee", "/tmp/big"}, std::string(5 * 1024 * 1024, 'x'));
        QVERIFY2(text(ended.err).contains(QStringLiteral("No space left on device")), ended.err.c_str());
        QCOMPARE(ended.code, 1);
        QVERIFY(container.disk.used() <= container.disk.limit());
    }
    void systemCommandsAgreeWithTheModel() {
        Container container;
        QVERIFY(text(container.sh("ps aux").out).contains(QStringLiteral("/app/leaky-service")));
        QVERIFY(text(container.sh("top -b -n 1").out).contains(QStringLiteral("leaky-service")));
        QVERIFY(text(container.sh("df -h").out).contains(QStringLiteral("overlay")));
        QVERIFY(text(container.sh("free -m").out).startsWith(QStringLiteral("               total")));
        QCOMPARE(text(container.sh("date -u +%Y-%m-%d").out), QStringLiteral("2025-11-17\n"));
        QCOMPARE(container.sh("uptime").code, 0);
        QVERIFY(text(container.sh("id").out).startsWith(QStringLiteral("uid=0")));
        QVERIFY(text(container.sh("env").out).contains(QStringLiteral("HOSTNAME=leaky-service-")));
    }
    void aSignalReachesOnlyTheFirstProcess() {
        Container container;
        container.sh("kill -9 1");
        QCOMPARE(container.signalled, 0);
        container.sh("kill -QUIT 1");
        QCOMPARE(container.signalled, 3);
        QCOMPARE(container.sh("kill 4711").code, 1);
    }
    void namesAndServicesAreTheClusters() {
        Container container;
        QVERIFY(text(container.sh("nslookup redis").out)
                    .contains(QStringLiteral("redis.production.svc.cluster.local")));
        QCOMPARE(container.sh("nslookup nowhere").code, 1);
        QVERIFY(text(container.sh("nc -zv redis 6379").err).contains(QStringLiteral("succeeded!")));
        QVERIFY(
            text(container.sh("nc -zv localhost 9999").err).contains(QStringLiteral("Connection refused")));
        QVERIFY(text(container.sh("ping -c 2 localhost").out)
                    .contains(QStringLiteral("2 received, 0% packet loss")));
        QCOMPARE(container.sh("ping -c 1 redis").code, 1); // the address of a service answers no echo
        QCOMPARE(text(container.sh("printf 'PING\\r\\n' | nc redis 6379").out), QStringLiteral("+PONG\r\n"));
        QCOMPARE(text(container.sh("redis-cli -h redis ping").out), QStringLiteral("PONG\n"));
        QCOMPARE(container.sh("redis-cli -h redis flushall").code, 1);
        QCOMPARE(text(container.sh("psql -tc 'select 1'").out), QStringLiteral("1\n"));
    }
    void curlSaysWhatTheServicesSay() {
        Container container;
        QVERIFY(text(container.sh("curl -s localhost:8080/health").out)
                    .contains(QStringLiteral("\"status\":\"UP\"")));
        QVERIFY(text(container.sh("curl -s localhost:8080/metrics").out)
                    .contains(QStringLiteral("\ngo_goroutines ")));
        QCOMPARE(text(container.sh("curl -s -o /dev/null -w '%{http_code}' localhost:8080/ready").out),
                 QStringLiteral("200"));
        QVERIFY(
            text(container.sh("curl -s http://dwcp-api/v3/vms").out).contains(QStringLiteral("dwcp-api")));
        QVERIFY(text(container.sh("curl -s http://dwcp-api.staging/health").out)
                    .contains(QStringLiteral("dwcp-api")));
        QVERIFY(text(container.sh("curl -sI localhost:8080/health").out)
                    .startsWith(QStringLiteral("HTTP/1.1 200 OK\r\n")));
        QCOMPARE(container.sh("curl -s nowhere").code, 6);
        QCOMPARE(container.sh("curl -s localhost:9999").code, 7);
        QCOMPARE(container.sh("curl -s -f localhost:6060/nothing").code, 22);
        QCOMPARE(container.sh("curl -s -m 2 http://redis:81/").code, 28);
        QCOMPARE(container.sh("curl -s http://redis:6379/").code, 52);
        QVERIFY(text(container.sh("curl localhost:8080/health").err).contains(QStringLiteral("% Total")));
        QCOMPARE(container.sh("curl -s -o /tmp/h.prof localhost:6060/debug/pprof/heap").code, 0);
        QVERIFY(container.disk.find("/tmp/h.prof")->bytes.starts_with("\x1f\x8b"));
        QVERIFY(text(container.sh("wget -qO- localhost:8080/health").out).contains(QStringLiteral("UP")));
        QVERIFY(text(container.sh("curl -s 'localhost:6060/debug/pprof/goroutine?debug=1'").out)
                    .startsWith(QStringLiteral("goroutine profile: total ")));
    }
    void profilesAreForThePodItselfAlone() {
        Container container("dwcp-api");
        const std::string other = container.world().store().list<cluster::Pod>("production").front()->ip;
        QCOMPARE(container.sh("curl -s -m 1 http://" + other + ":6060/debug/pprof/heap").code, 7);
    }
    void theLeakGrowsWithTheLab() {
        Container container("leaky-service", "faults:\n  - {id: leak, at: 0s, do: mem_leak, on: "
                                             "production/leaky-service, rate: 100MB/h}\n");
        const auto goroutines = [&container] {
            return text(container.sh("curl -s localhost:8080/metrics").out)
                .section(QStringLiteral("\ngo_goroutines "), 1)
                .section(QLatin1Char('\n'), 0, 0)
                .toDouble();
        };
        const double before = goroutines();
        container.push(4 * cluster::hour);
        QVERIFY2(qAbs(goroutines() - before - 400e6 / 18800) < 100,
                 qPrintable(QString::number(goroutines())));
    }
    void aShellReadsItsScriptFromTheInput() {
        Container container;
        const auto ended =
            container.run({"sh"}, "for i in a b\ndo\necho $i\ndone\necho 'two\nlines'\nexit 6\n");
        QCOMPARE(text(ended.out), QStringLiteral("a\nb\ntwo\nlines\n"));
        QCOMPARE(ended.code, 6);
    }
    void aTerminalHasAPromptAndCanBeInterrupted() {
        Container container;
        Shell shell(container.place(), {"sh"}, {true, true});
        shell.step(1 << 20);
        QCOMPARE(shell.takeOut(), std::string("/app # "));
        shell.input("sleep 100\n");
        shell.step(1 << 20);
        QVERIFY(shell.due().has_value());
        shell.interrupt();
        shell.step(1 << 20);
        QCOMPARE(shell.takeOut(), std::string("\n/app # "));
        shell.input("echo $?\n");
        shell.step(1 << 20);
        QCOMPARE(shell.takeOut(), std::string("130\n/app # "));
        shell.inputEnds();
        shell.step(1 << 20);
        QCOMPARE(shell.ended().value_or(-1), 0);
    }
    void aPodThatGoesTakesItsShellsWithIt() {
        Container container;
        Shell shell(container.place(), {"sleep", "1000"}, {});
        shell.step(1 << 20);
        QVERIFY(!shell.ended());
        container.stage().world().pods().remove("production", container.pod().meta.name, 0);
        shell.step(1 << 20);
        QCOMPARE(shell.ended().value_or(-1), 137);
    }
    void scriptsWithoutEndDoNotHoldTheLabUp() {
        Container container;
        for (const char* script :
             {"while true; do :; done", "while true; do echo x; done", "echo $(while true; do :; done)",
              "f=x; while true; do f=$f$f; done", "seq 1 999999999999 | wc -l",
              "sh -c 'while true; do curl -s localhost:8080/health; done'",
              "seq 400000 >/tmp/b; while true; do sha256sum /tmp/b; done",
              "seq 400000 >/tmp/b; echo $(while true; do cat /tmp/b | sha256sum; done)"}) {
            Shell shell(container.place(), {"sh", "-c", script}, {});
            for (int n = 0; n < 3; ++n) {
                shell.step(64 * 1024);
                QVERIFY2(shell.takeOut().size() < 2 * 1024 * 1024, script);
            }
        }
    }
    void randomScriptsEndOrWait() {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        static const char* const words[] = {
            "echo", "cat",   "ls",     "|",   ";",  "&&",   "||",   "$(", ")",    "'",    "\"",
            ">",    "<",     "/tmp/x", "for", "in", "do",   "done", "if", "then", "fi",   "$X",
            "X=1",  "2>&1",  "seq",    "9",   "-n", "kill", "1",    "$$", "tar",  "curl", "localhost:8080",
            "\n",   "sleep", "`",      "\\",  "{",  "*"};
        Container container;
        for (int i = 0; i < 3000; ++i) {
            std::string script;
            for (int n = random.bounded(1, 14); n > 0; --n)
                script += std::string(words[random.bounded(int(std::size(words)))]) +
                          (random.bounded(4) ? " " : "");
            Shell shell(container.place(), {"sh", "-c", script}, {});
            for (int n = 0; n < 20 && !shell.ended(); ++n) {
                shell.step(64 * 1024);
                shell.takeOut();
                shell.takeErr();
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestShell)
#include "tst_Shell.moc"
