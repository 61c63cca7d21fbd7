// How fast bytes come over SSH from a local OpenSSH server, beside stock ssh in the same run: through a
// terminal
// (`ssh -tt host cat FILE >/dev/null`) and as a command's stream. Prints medians and ratios; 1.00 is as fast
// as stock ssh, more is faster.
//   bench_core_ssh_stream [MEGABYTES [RUNS]]

#include "tests/fakes/SshCase.h"

#include <QElapsedTimer>
#include <QEventLoop>

#include <algorithm>
#include <cstdio>

using namespace understudy;

namespace {

struct Bench {
    fakes::SshCase home;
    QString file;
    qint64 bytes = 0;

    bool prepare(qint64 megabytes) {
        file = home.path("text");
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly))
            return false;
        QByteArray lines;
        for (int i = 0; lines.size() < 1'000'000; ++i)
            lines += QByteArray::number(i) +
                     " 2025-11-19T09:00:00Z INFO gateway request served in 12 ms status=200\n";
        for (bytes = 0; bytes < megabytes * 1'000'000; bytes += lines.size())
            out.write(lines);
        return home.sshd.start();
    }

    /// Seconds from the start of the login to the end of the last byte.
    double stock(bool terminal) const {
        const QString known = home.path("known");
        QFile out(known);
        if (out.open(QIODevice::WriteOnly))
            out.write(QStringLiteral("[127.0.0.1]:%1 %2\n")
                          .arg(home.sshd.port())
                          .arg(home.sshd.hostKeyLine())
                          .toLatin1());
        out.close();
        QProcess ssh;
        ssh.setStandardInputFile(QProcess::nullDevice());
        ssh.setStandardOutputFile(QProcess::nullDevice());
        ssh.setStandardErrorFile(QProcess::nullDevice());
        QStringList words{"-F", "none",
                          "-o", "UserKnownHostsFile=" + known,
                          "-o", "BatchMode=yes",
                          "-o", "IdentitiesOnly=yes",
                          "-i", home.sshd.identity(),
                          "-p", QString::number(home.sshd.port())};
        if (terminal)
            words += "-tt";
        QElapsedTimer timer;
        timer.start();
        ssh.start("ssh", words + QStringList{"127.0.0.1", "cat", file});
        ssh.waitForFinished(-1);
        return ssh.exitCode() == 0 ? static_cast<double>(timer.nsecsElapsed()) / 1e9 : -1;
    }
    double ours(bool terminal) {
        auto session = home.session();
        std::unique_ptr<terminal::ByteStream> stream;
        qint64 came = 0;
        QEventLoop loop;
        QElapsedTimer timer;
        timer.start();
        session->connect(home.target(), {}, [&](const Result<void>& in) {
            if (!in.ok())
                loop.quit();
        });
        const QString command = QStringLiteral("cat ") + file;
        stream = terminal ? session->openShell(80, 24, QStringLiteral("xterm"), command)
                          : session->openCommand(command);
        stream->received = [&](std::string_view some) {
            came += static_cast<qint64>(some.size());
            stream->grant(some.size());
        };
        stream->ended = [&](const terminal::StreamEnd&) { loop.quit(); };
        loop.exec();
        return came >= bytes ? static_cast<double>(timer.nsecsElapsed()) / 1e9 : -1;
    }
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    const qint64 megabytes = std::max(1, words.value(1, "200").toInt());
    const int runs = std::max(1, words.value(2, "5").toInt());
    Bench bench;
    if (!bench.prepare(megabytes)) {
        std::fprintf(stderr, "%s\n", qPrintable(bench.home.sshd.reason()));
        return 77;
    }
    std::printf("%lld MB, %d runs each, taken in turn; logging in is part of the time\n",
                static_cast<long long>(bench.bytes / 1'000'000), runs);
    for (const bool terminal : {true, false}) {
        std::vector<double> theirs;
        std::vector<double> ours;
        for (int run = 0; run < runs; ++run) {
            theirs.push_back(bench.stock(terminal));
            ours.push_back(bench.ours(terminal));
        }
        if (*std::min_element(theirs.begin(), theirs.end()) < 0 ||
            *std::min_element(ours.begin(), ours.end()) < 0) {
            std::fprintf(stderr, "a run did not bring all bytes\n");
            return 1;
        }
        const double size = static_cast<double>(bench.bytes) / 1e6;
        std::printf("%-16s stock ssh %7.1f MB/s   ours %7.1f MB/s   ratio %.2f\n",
                    terminal ? "on a terminal" : "command's stream", size / median(theirs),
                    size / median(ours), median(theirs) / median(ours));
    }
    return 0;
}
