#include "core/http/Connection.h"
#include "tests/core/http/QuietStream.h"
#include "tests/fuzz/Demand.h"

#include <cstdint>
#include <deque>

using namespace understudy;
using namespace understudy::http;
using tests::QuietStream;

// A small house of clients: each byte of the input is something one of them, the handler or the clock does.
// Whatever happens, nobody is told more answers than were asked for, and in the end nothing is held.
namespace {

class House final {
public:
    House()
        : m_crowd(3, 20'000) {
        m_options.maxBody = 4000;
        m_options.encodedBodies = false;
    }
    ~House() {
        m_open.clear();
        m_bodies.clear();
        m_raw.clear();
        work();
        for (const auto& one : m_crowd.all())
            one->close();
        fuzz::demand(m_crowd.size() == 0 && m_crowd.held() == 0);
        for (const auto& wire : m_wires)
            *wire = {};
    }
    void enter() {
        if (m_wires.size() >= 6)
            return;
        const bool room = m_crowd.makeRoom(Connection::Moment());
        m_wires.push_back(std::make_shared<QuietStream::Wire>());
        const auto one = std::make_shared<Connection>(m_house, std::make_unique<QuietStream>(m_wires.back()));
        m_crowd.add(one);
        room ? one->start() : one->refuse(503);
    }
    void say(std::size_t who, std::string_view bytes) {
        if (who >= m_wires.size() || m_wires[who]->closed)
            return;
        if (const auto got = std::exchange(m_wires[who]->got, nullptr))
            got(bytes.empty() ? boost::asio::error::eof : boost::system::error_code(), bytes);
    }
    void stick(std::size_t who) {
        if (who >= m_wires.size())
            return;
        auto& wire = *m_wires[who];
        wire.stuck = !wire.stuck;
        if (const auto written = std::exchange(wire.written, nullptr); written && !wire.closed)
            written({}, 0);
    }
    void answer(unsigned how) {
        if (m_open.empty())
            return;
        const auto exchange = std::move(m_open.front());
        m_open.pop_front();
        if (how % 4 == 0)
            m_bodies.push_back(exchange->begin({200, {}, "first"}));
        else if (how % 4 == 1)
            m_raw.push_back(exchange->upgrade(
                {101, {{"Upgrade", "x"}}, {}},
                {[](RawConnection& c, std::string_view bytes) { c.write(std::string(bytes)); }, [] {}}));
        else if (how % 4 == 2)
            exchange->reply({how % 8 == 2 ? 204 : 200, {}, std::string(how * 40, 'a')});
        // otherwise it is dropped, and answered with 500
        work();
    }
    void goOn(unsigned how) {
        if (!m_bodies.empty() && how % 2 == 0)
            m_bodies.back()->write(std::string(how, 'b'));
        else if (!m_bodies.empty())
            m_bodies.pop_back();
        else if (!m_raw.empty())
            m_raw.pop_back();
        work();
    }
    void wait(int seconds) {
        for (const auto& one : m_crowd.all())
            one->tick(std::chrono::steady_clock::now() + std::chrono::seconds(seconds));
    }
    void windDown() {
        m_house.closing = true;
        for (const auto& one : m_crowd.all())
            one->windDown();
    }

private:
    void work() {
        m_context.restart();
        m_context.poll();
    }

    boost::asio::io_context m_context;
    Server::Options m_options;
    std::deque<std::shared_ptr<Exchange>> m_open;
    std::vector<std::shared_ptr<BodyWriter>> m_bodies;
    std::vector<std::shared_ptr<RawConnection>> m_raw;
    Handler m_handler = [this](const Request& request, std::shared_ptr<Exchange> exchange) {
        fuzz::demand(request.path.starts_with('/') && request.body.size() <= 4000);
        m_open.push_back(std::move(exchange));
    };
    Crowd m_crowd;
    std::vector<std::shared_ptr<QuietStream::Wire>> m_wires;
    Connection::House m_house{m_options, m_handler, std::make_shared<Mailbox>(m_context), m_crowd};
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    House house;
    house.enter();
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    while (rest.size() >= 2) {
        const auto act = static_cast<unsigned char>(rest[0]);
        const auto more = static_cast<unsigned char>(rest[1]);
        rest.remove_prefix(2);
        const std::size_t who = act >> 5;
        switch (act & 7) {
        case 0:
            house.enter();
            break;
        case 1:
            house.stick(who);
            break;
        case 2:
            house.answer(more);
            break;
        case 3:
            house.goOn(more);
            break;
        case 4:
            house.wait(more);
            break;
        case 5:
            more == 0 ? house.windDown() : house.say(who, {});
            break;
        default: {
            const auto count = std::min<std::size_t>(rest.size(), more + 1u);
            house.say(who, rest.substr(0, count));
            rest.remove_prefix(count);
        }
        }
    }
    return 0;
}
