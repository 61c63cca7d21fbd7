#include "core/terminal/Transcript.h"
#include "tests/fuzz/Demand.h"

using namespace understudy::terminal;
using understudy::fuzz::demand;

namespace {

void checkRows(const Session& session) {
    const Screen& screen = session.screen();
    demand(screen.cursor().x >= 0 && screen.cursor().x < screen.columns());
    demand(screen.cursor().y >= 0 && screen.cursor().y < screen.rows());
    for (int y = 0; y < screen.rows(); ++y) {
        const Row& row = screen.row(y);
        demand(static_cast<int>(row.cells.size()) == screen.columns());
        demand(row.used >= 0 && row.used <= screen.columns());
        for (std::size_t x = 0; x < row.cells.size(); ++x) {
            const bool tail = row.cells[x].attributes & Tail;
            const bool before = x > 0 && row.cells[x - 1].attributes & Wide;
            demand(tail == before); // no half of a wide character stands alone
            demand(static_cast<int>(x) < row.used || row.cells[x] == Cell{});
        }
    }
}

} // namespace

// The first byte says what is allowed. 0xFF and two bytes are a resize, 0xFE a look at the text, then a lost
// connection; everything else is what a host sends.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    Session session(40, 12, 50);
    const unsigned allowed = size > 0 ? data[0] : 0u;
    session.screen().setAllowed(
        {(allowed & 1) != 0, (allowed & 0x0E) == 0x0E, (allowed & 0x10) != 0, (allowed & 0x40) != 0});
    session.screen().setAmbiguousWide((allowed & 0x20) != 0);
    session.screen().setWindow(
        {0, 0, 10, 20, 700, 500, false}); // the largest a host gets when it asks for all
    for (std::size_t at = 1; at < size;) {
        if (data[at] == 0xFF && at + 2 < size) {
            session.resize(data[at + 1] % 140, data[at + 2] % 60);
            at += 3;
            checkRows(session);
            continue;
        }
        std::size_t end = at + 1;
        while (end < size && data[end] != 0xFF && data[end] != 0xFE) {
            ++end;
        }
        if (data[at] == 0xFE) {
            const Transcript transcript(session);
            transcript.text(transcript.all());
            transcript.find("a");
            transcript.word({session.topLine(), 3});
            transcript.line({session.topLine(), 3});
            transcript.lastOutput();
            session.screen().recover();
        }
        session.feed({reinterpret_cast<const char*>(data + at), end - at});
        at = end;
    }
    checkRows(session);
    demand(session.screen().history().size() <= 50);
    return 0;
}
