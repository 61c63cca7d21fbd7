// The progress server from outside, as one program on one computer with its clients: how many statements a
// second it takes in POSTs of 50 and of one, how long the slowest wait, how much memory that needs, how soon
// one person's last statements are there, and whether all that stays the same as the store grows. Run by
// tests/bench/lrs.
#include "tests/bench/BenchServer.h"
#include "tests/fakes/HttpWire.h"
#include "tests/fakes/StatementMaker.h"

#include <QFile>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

using namespace understudy;
using fakes::HttpWire;
using fakes::StatementMaker;
using Moment = std::chrono::steady_clock::time_point;

namespace {

constexpr int people = 5000;

double sinceMs(Moment begin) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// One connection that posts and waits, again and again. Its requests are made beforehand; only the ids are
/// new each time.
class Poster final {
public:
    Poster(std::uint16_t port, const std::string& pair, int size, int number)
        : m_size(size)
        , m_number(static_cast<std::uint64_t>(number))
        , m_wire(port) {
        const auto head = HttpWire::headOf("POST", "/xapi/statements", pair);
        const auto now = StatementMaker::now();
        for (int i = 0; i < 256; ++i) {
            const int person = (number * 997 + i * 13) % people;
            std::string body = "[";
            for (int j = 0; j < size; ++j)
                body += (j ? "," : "") +
                        StatementMaker::statement(person, static_cast<std::uint64_t>(i * size + j),
                                                  std::string(StatementMaker::IdLength, '-'), now);
            m_requests.push_back({HttpWire::whole(head, body + "]"), {}});
            auto& made = m_requests.back();
            const std::string mark = "{\"id\":\"---";
            for (auto at = made.text.find(mark); at != std::string::npos; at = made.text.find(mark, at + 1))
                made.ids.push_back(at + 7);
        }
    }
    void postUntil(Moment end, std::atomic<long>& left) {
        m_wire.connect();
        for (std::size_t i = 0; std::chrono::steady_clock::now() < end && (left -= m_size) >= 0; ++i) {
            auto& request = m_requests[i % m_requests.size()];
            const auto now = StatementMaker::now();
            for (const auto at : request.ids)
                request.text.replace(at, StatementMaker::IdLength,
                                     StatementMaker::id(now, (m_number << 40) | ++m_count));
            const auto begin = std::chrono::steady_clock::now();
            const auto answer = m_wire.ask(request.text);
            waits.push_back(sinceMs(begin));
            if (answer.status != 200) {
                std::fprintf(stderr, "answered with %d: %s\n", answer.status,
                             answer.body.substr(0, 300).c_str());
                std::exit(1);
            }
        }
    }
    std::vector<double> waits; ///< milliseconds, one for each POST

private:
    struct Request {
        std::string text;
        std::vector<std::size_t> ids;
    };
    int m_size;
    std::uint64_t m_number;
    std::uint64_t m_count = 0;
    HttpWire m_wire;
    std::vector<Request> m_requests;
};

struct Figures {
    double rate = 0; ///< statements a second
    double p50 = 0, p99 = 0, longest = 0;
};

Figures figuresOf(std::vector<double> waits, double seconds, int size) {
    if (waits.empty())
        return {};
    std::sort(waits.begin(), waits.end());
    const auto at = [&](double share) {
        return waits[static_cast<std::size_t>(share * double(waits.size() - 1))];
    };
    return {double(waits.size()) * size / seconds, at(0.5), at(0.99), waits.back()};
}

/// The server that is measured, and what the system knows about its process.
class Measured final {
public:
    explicit Measured(const QCommandLineParser& parser)
        : m_server(parser, "lrs") {}
    double memory(const QByteArray& field) { return m_server.memory(field); }
    bool onPostgres() const { return m_server.onPostgres(); }
    double processorSeconds() {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(m_server.process()));
        const auto words =
            (stat.open(QIODevice::ReadOnly) ? stat.readAll() : QByteArray()).split(')').value(1).split(' ');
        return (words.value(12).toDouble() + words.value(13).toDouble()) / double(::sysconf(_SC_CLK_TCK));
    }

    Figures post(const char* what, int connections, int size, int seconds, long most = 1L << 60) {
        std::vector<std::unique_ptr<Poster>> posters;
        for (int i = 0; i < connections; ++i)
            posters.push_back(std::make_unique<Poster>(m_server.port(), m_server.pair(), size, ++m_posters));
        const double processor = processorSeconds();
        const auto begin = std::chrono::steady_clock::now();
        std::atomic<long> left = most;
        std::vector<std::thread> threads;
        for (auto& poster : posters)
            threads.emplace_back([&] { poster->postUntil(begin + std::chrono::seconds(seconds), left); });
        for (auto& thread : threads)
            thread.join();
        const double took = sinceMs(begin) / 1000;
        std::vector<double> waits;
        for (const auto& poster : posters)
            waits.insert(waits.end(), poster->waits.begin(), poster->waits.end());
        stored += static_cast<long>(waits.size()) * size;
        const auto figures = figuresOf(std::move(waits), took, size);
        if (what)
            std::printf(
                "%-14s %3d connections: %7.0f statements/s, p50 %6.2f ms, p99 %6.2f ms, longest %6.2f ms; "
                "the server's processor time %5.0f us each, its memory %.0f MB\n",
                what, connections, figures.rate, figures.p50, figures.p99, figures.longest,
                (processorSeconds() - processor) / (figures.rate * took) * 1e6, memory("VmRSS"));
        std::fflush(stdout);
        return figures;
    }
    /// One person's last 50, of people chosen by chance.
    Figures get(const char* what) {
        HttpWire wire(m_server.port());
        std::vector<double> waits;
        std::size_t bytes = 0;
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < 300; ++i) {
            const int person =
                static_cast<int>(StatementMaker::mixed(static_cast<std::uint64_t>(i)) % people);
            const auto agent =
                QUrl::toPercentEncoding(QString::fromStdString(StatementMaker::actor(person))).toStdString();
            const auto request =
                HttpWire::headOf("GET", "/xapi/statements?limit=50&agent=" + agent, m_server.pair()) + "\r\n";
            const auto asked = std::chrono::steady_clock::now();
            const auto answer = wire.ask(request);
            waits.push_back(sinceMs(asked));
            bytes += answer.body.size();
            if (answer.status != 200)
                qFatal("answered with %d", answer.status);
        }
        const auto figures = figuresOf(std::move(waits), sinceMs(begin) / 1000, 1);
        if (what)
            std::printf("%-14s   1 connection:  p50 %6.2f ms, p99 %6.2f ms, longest %6.2f ms, %zu kB each, "
                        "among %ld\n",
                        what, figures.p50, figures.p99, figures.longest, bytes / 300 / 1024, stored);
        return figures;
    }
    long stored = 0;

private:
    BenchServer m_server;
    int m_posters = static_cast<int>(StatementMaker::now() % 1000) * 1000;
};

void grow(Measured& server, const QString& sizes, int seconds) {
    std::printf("\n%10s %12s %8s %8s %12s %8s %10s %9s\n", "rows", "50 x 4: /s", "p99 ms", "longest",
                "1 x 4: /s", "p99 ms", "GET p99 ms", "memory MB");
    for (const auto& size : sizes.split(u',')) {
        while (server.stored < size.toLong())
            server.post(nullptr, 4, 50, 3600, size.toLong() - server.stored + 199);
        const auto fifty = server.post(nullptr, 4, 50, seconds);
        const auto one = server.post(nullptr, 4, 1, seconds);
        const auto get = server.get(nullptr);
        std::printf("%10ld %12.0f %8.2f %8.1f %12.0f %8.2f %10.2f %9.0f\n", size.toLong(), fifty.rate,
                    fifty.p99, fifty.longest, one.rate, one.p99, get.p99, server.memory("VmRSS"));
        std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    BenchServer::readOptions(
        parser, {{QStringLiteral("seconds"), QStringLiteral("of each part"), QStringLiteral("N"),
                  QStringLiteral("10")},
                 {QStringLiteral("rows"), QStringLiteral("sizes to grow to, such as 10000,100000,1000000"),
                  QStringLiteral("N,N"), QString()}});
    const int seconds = parser.value(QStringLiteral("seconds")).toInt();
    const auto rows = parser.value(QStringLiteral("rows"));
    Measured server(parser);
    const double resting = server.memory("VmRSS");
    const auto fifty = server.post("POSTs of 50", 4, 50, seconds);
    Figures best;
    for (const int connections : {1, 4, 32}) {
        const auto one = server.post("POSTs of one", connections, 1, std::max(1, seconds / 2));
        best = one.rate > best.rate ? one : best;
    }
    server.get("GET last 50");
    std::printf("%-14s %.0f MB at rest, %.0f MB at most\n", "memory", resting, server.memory("VmHWM"));
    if (!rows.isEmpty())
        grow(server, rows, seconds);
    std::printf("%.0f statements/s (POSTs of 50, 4 connections, %s), p99 %.1f ms\n", fifty.rate,
                server.onPostgres() ? "PostgreSQL" : "SQLite synchronous=FULL", fifty.p99);
    return 0;
}
