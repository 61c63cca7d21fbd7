// A fleet of trainees through two weeks of virtual time, against the real server as fast as it takes them:
// nothing may be lost, nothing doubled. Prints the load by the hour of the day and the sums for ten million.
// Run by tests/bench/fleet.
#include "tests/bench/BenchServer.h"
#include "tests/fakes/Fleet.h"
#include "tests/fakes/HttpWire.h"
#include "tests/fakes/StatementMaker.h"

#include <QDirIterator>

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

using namespace understudy;
using fakes::Fleet;
using fakes::HttpWire;
using fakes::StatementMaker;

namespace {

constexpr int realADay = 60; // statements of one trainee on a working day: pages, answers, steps of labs

/// One connection to the server; what it is given goes out in order.
class Line final {
public:
    Line(std::uint16_t port, std::string pair)
        : m_wire(port, 120)
        , m_head(HttpWire::headOf("POST", "/xapi/statements", std::move(pair)))
        , m_thread([this] { work(); }) {}
    void give(Fleet::Delivery delivery) {
        std::unique_lock lock(m_mutex);
        m_taken.wait(lock, [this] { return m_queue.size() < 2000; });
        m_queue.push_back(std::move(delivery));
        m_given.notify_one();
    }
    void finish() {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_given.notify_one();
        m_thread.join();
    }
    long statements = 0;
    std::string trouble; ///< after finish()

private:
    void work() {
        for (;;) {
            std::unique_lock lock(m_mutex);
            m_given.wait(lock, [this] { return m_ending || !m_queue.empty(); });
            if (m_queue.empty())
                return;
            const auto delivery = std::move(m_queue.front());
            m_queue.pop_front();
            m_taken.notify_one();
            lock.unlock();
            post(delivery);
        }
    }
    void post(const Fleet::Delivery& delivery) {
        std::string body = "[", expected = "[";
        for (const auto& fact : delivery.facts) {
            const char* comma = body.size() > 1 ? "," : "";
            body += comma + StatementMaker::statement(delivery.person, fact.number, fact.id, fact.millis,
                                                      delivery.device);
            expected += comma + ('"' + fact.id + '"');
        }
        const auto request = HttpWire::whole(m_head, body + "]");
        auto answer = m_wire.ask(request);
        for (int again = 0; again < 20 && (answer.status == 0 || answer.status >= 500); ++again)
            answer = m_wire.ask(request); // as a workstation would
        if (trouble.empty() && (answer.status != 200 || answer.body != expected + "]"))
            trouble = std::to_string(answer.status) + ' ' + answer.body.substr(0, 300);
        statements += static_cast<long>(delivery.facts.size());
    }

    HttpWire m_wire;
    std::string m_head;
    std::deque<Fleet::Delivery> m_queue;
    bool m_ending = false;
    std::mutex m_mutex;
    std::condition_variable m_given, m_taken;
    std::thread m_thread; // last: it uses the rest
};

/// What arrives when, in virtual time.
class Curve final {
public:
    void count(const Fleet::Delivery& delivery) {
        const auto second = static_cast<std::size_t>(delivery.second);
        if (second >= m_statements.size())
            return;
        m_statements[second] += static_cast<int>(delivery.facts.size());
        ++m_posts[second];
    }
    /// By the hour, of the working days: statements and POSTs a second, on average.
    void print() const {
        std::array<double, 24> statements{}, posts{};
        for (std::size_t i = 0; i < m_statements.size(); ++i) {
            if (i / Fleet::Day % 7 >= 5)
                continue;
            statements[i / 3600 % 24] += m_statements[i] / 36000.0;
            posts[i / 3600 % 24] += m_posts[i] / 36000.0;
        }
        const double most = *std::max_element(statements.begin(), statements.end());
        std::printf("\nWorking days, by the hour: statements/s arriving (POSTs/s)\n");
        for (std::size_t hour = 6; hour < 24; ++hour)
            std::printf(
                "%02zu:00 %8.2f (%.2f) %s\n", hour, statements[hour], posts[hour],
                std::string(static_cast<std::size_t>(statements[hour] / most * 60 + 0.5), '#').c_str());
    }
    /// Statements and POSTs a second in the busiest five minutes.
    std::pair<double, double> peak() const { return {busiest(m_statements), busiest(m_posts)}; }

private:
    static double busiest(const std::vector<int>& seconds) {
        long window = 0, most = 0;
        for (std::size_t i = 0; i < seconds.size(); ++i) {
            window += seconds[i] - (i >= 300 ? seconds[i - 300] : 0);
            most = std::max(most, window);
        }
        return double(most) / 300;
    }
    std::vector<int> m_statements = std::vector<int>(std::size_t(Fleet::Days) * Fleet::Day);
    std::vector<int> m_posts = std::vector<int>(std::size_t(Fleet::Days) * Fleet::Day);
};

/// Every id the server tells, repeats and all.
std::vector<std::string> idsThere(std::uint16_t port, const std::string& pair) {
    HttpWire wire(port, 120);
    std::vector<std::string> ids;
    std::string target = "/xapi/statements?ascending=true&format=ids&limit=0";
    while (!target.empty()) {
        const auto answer = wire.ask(HttpWire::headOf("GET", target, pair) + "\r\n");
        if (answer.status != 200)
            qFatal("a page of statements was answered with %d", answer.status);
        const auto page = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
        for (const auto& one : page[QStringLiteral("statements")].toArray())
            ids.push_back(one[QStringLiteral("id")].toString().toStdString());
        target = page[QStringLiteral("more")].toString().toStdString();
    }
    return ids;
}

qint64 sizeOf(const QString& folder) {
    qint64 size = 0;
    for (QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories); files.hasNext();)
        size += files.nextFileInfo().size();
    return size;
}

/// @p bytesEach 0: nothing was stored.
void printSums(const Curve& curve, const Fleet::Options& options, double bytesEach) {
    const double scale = 1e7 / options.trainees * realADay / options.aDay;
    const auto [statements, posts] = curve.peak();
    std::printf(
        "\nTen million trainees in the same two weeks and one time zone, %d statements each a working day:\n",
        realADay);
    std::printf("  busiest five minutes  %10.0f statements/s arriving\n", statements * scale);
    std::printf("  on average            %10.0f statements/s over the two weeks\n",
                1e7 * realADay * 10 / (14.0 * 86400));
    std::printf("Spread over a year:\n  busiest five minutes  %10.0f statements/s of a day\n",
                statements * scale / 26);
    if (bytesEach > 0)
        std::printf("  each trainee leaves   %10.2f MB (%.0f bytes a statement, indexes included), all of "
                    "them %.1f TB a year\n",
                    realADay * 10 * bytesEach / 1e6, bytesEach, 1e7 * realADay * 10 * bytesEach / 1e12);
    std::printf("(POSTs: %.2f statements each at the peak)\n", statements / std::max(posts, 1e-9));
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    BenchServer::readOptions(
        parser,
        {{QStringLiteral("trainees"), QStringLiteral("how many"), QStringLiteral("N"),
          QStringLiteral("2000")},
         {QStringLiteral("a-day"), QStringLiteral("statements of each on a working day"), QStringLiteral("N"),
          QStringLiteral("8")},
         {QStringLiteral("seed"), QStringLiteral("of chance"), QStringLiteral("N"), QStringLiteral("1")},
         {QStringLiteral("connections"), QStringLiteral("to the server"), QStringLiteral("N"),
          QStringLiteral("32")},
         {QStringLiteral("curve-only"), QStringLiteral("send nothing: print what would arrive when")}});
    const auto number = [&](const char* name) { return parser.value(QLatin1String(name)).toInt(); };
    const Fleet::Options options{number("trainees"), number("a-day"),
                                 static_cast<std::uint32_t>(number("seed"))};
    Curve curve;
    if (parser.isSet(QStringLiteral("curve-only"))) {
        Fleet fleet(options, [&](const Fleet::Delivery& delivery) { curve.count(delivery); });
        fleet.live();
        std::printf("%d trainees, %ld statements in %ld requests, at most %d waited on one device\n",
                    options.trainees, fleet.tally.made, fleet.tally.requests, fleet.tally.longestQueue);
        curve.print();
        printSums(curve, options, 0);
        return 0;
    }
    BenchServer server(parser, "fleet");
    std::vector<std::unique_ptr<Line>> lines;
    for (int i = 0; i < std::max(1, number("connections")); ++i)
        lines.push_back(std::make_unique<Line>(server.port(), server.pair()));
    Fleet fleet(options, [&](Fleet::Delivery delivery) {
        curve.count(delivery);
        lines[static_cast<std::size_t>(delivery.person) % lines.size()]->give(std::move(delivery));
    });
    const auto begin = std::chrono::steady_clock::now();
    fleet.live();
    long sent = 0;
    std::string trouble;
    for (auto& line : lines) {
        line->finish();
        sent += line->statements;
        trouble = trouble.empty() ? line->trouble : trouble;
    }
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const auto& tally = fleet.tally;
    std::printf("seed %u: %d trainees, two weeks, %ld statements in %ld requests; %ld flights, %d flaky "
                "links (%ld requests lost, %ld "
                "replies lost, %ld doubled), %d cloned disks; at most %d waited on one device\n",
                options.seed, options.trainees, tally.made, tally.requests, tally.flights, tally.flaky,
                tally.lostRequests, tally.lostReplies, tally.doubled, tally.cloned, tally.longestQueue);
    std::printf("%ld statements were sent in %.0f s: %.0f/s, two weeks in %.0f times less\n", sent, took,
                double(sent) / took, 14 * 86400 / took);
    std::fflush(stdout);
    if (!trouble.empty()) {
        std::printf("A workstation was told: %s\n", trouble.c_str());
        return 1;
    }
    auto there = idsThere(server.port(), server.pair());
    auto& made = fleet.ids;
    std::sort(there.begin(), there.end());
    std::sort(made.begin(), made.end());
    const bool doubled = std::adjacent_find(there.begin(), there.end()) != there.end();
    curve.print();
    printSums(curve, options, double(sizeOf(server.folder())) / double(made.size()));
    if (there != made || doubled) {
        std::printf("WRONG: %zu were made, %zu are there%s\n", made.size(), there.size(),
                    doubled ? ", some of them twice" : "");
        return 1;
    }
    std::printf("%zu statements of %d trainees are there, each once: nothing lost, nothing doubled\n",
                there.size(), options.trainees);
    return 0;
}
