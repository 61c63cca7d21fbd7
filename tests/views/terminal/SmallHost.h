#pragma once

#include "tests/fakes/PushedClock.h"
#include "views/terminal/TerminalView.h"

#include <QTest>

namespace understudy::fakes {

/// A far end that keeps what it is sent and says what the test wants.
class SmallHost final : public terminal::ByteStream {
public:
    explicit SmallHost(std::string& written)
        : m_written(written) {}
    void write(std::string_view bytes) override { m_written += bytes; }
    void resize(int, int) override {}
    void grant(std::size_t) override {}
    void close() override {}

private:
    std::string& m_written;
};

/// A terminal on the screen with such a host.
struct ConnectedTerminal {
    theme::Theme theme;
    PushedClock clock;
    std::string written;
    terminal::ByteStream* host = nullptr;
    terminal::TerminalView view{theme, clock};

    explicit ConnectedTerminal(QSize size = {700, 400}) {
        view.resize(size);
        view.show();
        connect();
        view.setFocus();
    }
    void connect() {
        written.clear();
        auto made = std::make_unique<SmallHost>(written);
        host = made.get();
        view.setStream(std::move(made));
    }
    void say(std::string_view bytes) { host->received(bytes); }
    /// A command at a prompt with OSC 133 marks, as shells with integration write it.
    void command(const std::string& line, const std::string& output) {
        say("\x1b]133;A\x07$ \x1b]133;B\x07" + line + "\r\n\x1b]133;C\x07" + output + "\x1b]133;D;0\x07");
    }
    QPoint middleOf(int x, int y) const {
        const QPoint at = view.cellPosition({view.topVisibleLine() + static_cast<std::uint64_t>(y), x});
        return at + QPoint(view.painter().cell().width() / 2, view.painter().cell().height() / 2);
    }
};

} // namespace understudy::fakes
