#include "labs/podstreams/Terminal.h"

#include <utility>

namespace understudy::podstreams {

std::string Terminal::shown(const std::string& text) {
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
            out += '\r';
        out += text[i];
    }
    return out;
}

void Terminal::rubOut(std::string& echo) {
    if (m_line.empty())
        return;
    while (m_line.size() > 1 && (static_cast<unsigned char>(m_line.back()) & 0xc0) == 0x80)
        m_line.pop_back(); // the rest of a UTF-8 character
    m_line.pop_back();
    echo += "\b \b";
}

void Terminal::control(char key, std::string& echo) {
    switch (key) {
    case '\r':
    case '\n': {
        echo += "\r\n";
        const std::string line = std::exchange(m_line, {}) + "\n";
        m_events.line(line);
        return;
    }
    case 0x7f:
    case '\b':
        return rubOut(echo);
    case 0x03: // ^C
        m_line.clear();
        echo += "^C";
        m_events.interrupts();
        return;
    case 0x04: // ^D
        if (m_line.empty())
            m_events.ends();
        return;
    case 0x15: // ^U
        while (!m_line.empty())
            rubOut(echo);
        return;
    case 0x17: // ^W
        while (!m_line.empty() && m_line.back() == ' ')
            rubOut(echo);
        while (!m_line.empty() && m_line.back() != ' ')
            rubOut(echo);
        return;
    case 0x1b:
        m_escape = Escape::Begun;
        return;
    default:
        return; // Tab and others mean nothing here
    }
}

void Terminal::type(std::string_view keys, std::string& echo) {
    for (const char key : keys) {
        if (m_escape == Escape::Begun) {
            m_escape = key == '[' || key == 'O' ? Escape::Sequence : Escape::None;
        } else if (m_escape == Escape::Sequence) {
            if (key >= 0x40 && key <= 0x7e)
                m_escape = Escape::None;
        } else if (static_cast<unsigned char>(key) < 0x20 || key == 0x7f) {
            control(key, echo);
        } else if (m_line.size() < longestLine) {
            m_line += key;
            echo += key;
        }
    }
}

} // namespace understudy::podstreams
