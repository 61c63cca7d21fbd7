// How fast the server takes statements, on SQLite that syncs the disk before each answer: POSTs of 50 and of
// one, client and server on one computer. bench_core_lrs_statements [FOLDER [SECONDS]]; the folder's disk is
// measured.
#include "core/lrs/Service.h"

#include "tests/core/http/RunningServer.h"

#include <QTemporaryDir>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

using namespace understudy;
using Moment = std::chrono::steady_clock::time_point;

namespace {

/// One keep-alive connection that posts and waits, again and again.
class Poster final {
public:
    Poster(std::uint16_t port, std::string head, int size, const Clock& clock)
        : m_head(std::move(head))
        , m_size(size)
        , m_ids(clock, systemRandomness())
        , m_socket(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            std::abort();
    }
    ~Poster() { ::close(m_socket); }
    Poster(const Poster&) = delete;
    Poster& operator=(const Poster&) = delete;

    void postUntil(Moment end) {
        for (auto now = std::chrono::steady_clock::now(); now < end;) {
            const std::string body = batch();
            const std::string request = m_head + std::to_string(body.size()) + "\r\n\r\n" + body;
            const auto begin = std::chrono::steady_clock::now();
            exchange(request);
            now = std::chrono::steady_clock::now();
            waits.push_back(std::chrono::duration<double, std::milli>(now - begin).count());
        }
    }
    std::vector<double> waits; ///< milliseconds, one for each POST

private:
    /// Of the size and shape of the trainee's answers: about 1.3 kB each.
    std::string batch() {
        std::string body = "[";
        for (int i = 0; i < m_size; ++i)
            body +=
                (i ? "," : "") + std::string("{\"id\":\"") + m_ids.next().toStdString() +
                R"(","actor":{"objectType":"Agent","account":{"homePage":"https://understudy.example","name":"p-abc"}},)"
                R"("verb":{"id":"http://adlnet.gov/expapi/verbs/answered","display":{"en-US":"answered"}},)"
                R"("object":{"objectType":"Activity","id":"https://understudy.example/xapi/question/q)" +
                std::to_string(m_count++ % 200) +
                R"(","definition":{"type":"http://adlnet.gov/expapi/activities/cmi.interaction",)"
                R"("interactionType":"choice"}},"result":{"response":"a[,]c","success":true,"duration":"PT4.25S"},)"
                R"("context":{"registration":"0190a6a0-0000-7000-8000-0000000000aa","contextActivities":{"parent":)"
                R"([{"objectType":"Activity","id":"https://understudy.example/xapi/quiz/1"}],"grouping":)"
                R"([{"objectType":"Activity","id":"https://understudy.example/xapi/course/dwcp-v3"}]},"extensions":)"
                R"({"https://understudy.example/xapi/ext/fact":{"kind":"question-answered","body":{"quiz":"q","text":")" +
                std::string(300, 'x') + R"("}}}},"timestamp":"2025-11-10T12:00:00.000Z"})";
        return body + "]";
    }
    void exchange(const std::string& request) {
        for (std::size_t sent = 0; sent < request.size();) {
            const auto n = ::send(m_socket, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
            if (n <= 0)
                std::abort();
            sent += static_cast<std::size_t>(n);
        }
        std::string answer;
        char piece[16384];
        for (;;) {
            const auto n = ::recv(m_socket, piece, sizeof piece, 0);
            if (n <= 0)
                std::abort();
            answer.append(piece, static_cast<std::size_t>(n));
            if (answer.find("\r\n\r\n") != std::string::npos && answer.ends_with("]"))
                break; // ids end with the array
        }
        if (!answer.starts_with("HTTP/1.1 200"))
            std::abort();
    }

    std::string m_head;
    int m_size;
    IdMaker m_ids;
    int m_socket;
    int m_count = 0;
};

void measure(const char* what, int connections, int size, int seconds, std::uint16_t port,
             const std::string& head, const Clock& clock) {
    std::vector<std::unique_ptr<Poster>> posters;
    for (int i = 0; i < connections; ++i)
        posters.push_back(std::make_unique<Poster>(port, head, size, clock));
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (auto& poster : posters)
        threads.emplace_back(
            [&poster, end = begin + std::chrono::seconds(seconds)] { poster->postUntil(end); });
    for (auto& thread : threads)
        thread.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::vector<double> waits;
    for (const auto& poster : posters)
        waits.insert(waits.end(), poster->waits.begin(), poster->waits.end());
    std::sort(waits.begin(), waits.end());
    const auto at = [&](double share) {
        return waits[static_cast<std::size_t>(share * double(waits.size() - 1))];
    };
    std::printf("%-28s %3d connections: %7.0f statements/s, p50 %6.2f ms, p99 %6.2f ms, max %6.2f ms\n", what,
                connections, double(waits.size()) * size / took.count(), at(0.5), at(0.99), waits.back());
}

} // namespace

int main(int argc, char** argv) {
    QTemporaryDir own(argc > 1 ? QString::fromLocal8Bit(argv[1]) + QStringLiteral("/bench-XXXXXX")
                               : QStringLiteral("bench-XXXXXX"));
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 10;
    const SystemClock clock;
    auto database = store::Database::open(own.path().toStdString());
    if (!database)
        return 1;
    std::unique_ptr<tests::RunningServer> server;
    auto service = lrs::Service::open(**database, clock, {},
                                      [&](std::function<void()> work) { (*server)->post(std::move(work)); });
    if (!service)
        return 1;
    access::Access access((*database)->sql(), clock, lrs::Service::Options().homePage);
    const auto made =
        access.addDevice(*access.addPerson("staff", "staff", access::Role::Administrator), "bench", "bench");
    server = std::make_unique<tests::RunningServer>(
        [&](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
            (*service)->handle(request, std::move(exchange));
        });
    const auto pair = QByteArray::fromStdString(made->credential.user + ':' + made->password).toBase64();
    const std::string head =
        "POST /xapi/statements HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Experience-API-Version: 2.0.0\r\n"
        "Content-Type: application/json\r\nAuthorization: Basic " +
        pair.toStdString() + "\r\nContent-Length: ";
    measure("POSTs of 50", 4, 50, seconds, server->port(), head, clock);
    measure("POSTs of one", 1, 1, seconds, server->port(), head, clock);
    measure("POSTs of one", 4, 1, seconds, server->port(), head, clock);
    measure("POSTs of one", 32, 1, seconds, server->port(), head, clock);
    return 0;
}
