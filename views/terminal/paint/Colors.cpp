#include "views/terminal/paint/Colors.h"

#include <cmath>

namespace understudy::terminal {
namespace {

double luminance(const QColor& color) {
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto part = [share](int x, int y) {
        return static_cast<int>(std::lround(x * share + y * (1 - share)));
    };
    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

} // namespace

Colors::Colors(const theme::Theme& theme)
    : m_theme(theme) {
    reload();
}

void Colors::reload() {
    m_readable.clear();
    m_text = m_theme.color(theme::Color::TermFg);
    m_ground = m_theme.color(theme::Color::TermBg);
    m_cursor = m_theme.color(theme::Color::TermCursor);
    m_selection = m_theme.color(theme::Color::TermSelection);
    for (int i = 0; i < 16; ++i) {
        m_table[static_cast<std::size_t>(i)] = m_theme.terminal(i);
    }
    const auto step = [](int i) { return i == 0 ? 0 : 55 + 40 * i; }; // xterm's cube
    for (int i = 0; i < 216; ++i) {
        m_table[static_cast<std::size_t>(16 + i)] = QColor(step(i / 36), step(i / 6 % 6), step(i % 6));
    }
    for (int i = 0; i < 24; ++i) {
        const int gray = 8 + 10 * i;
        m_table[static_cast<std::size_t>(232 + i)] = QColor(gray, gray, gray);
    }
    for (int i = 0; i < 256; ++i) {
        if (const auto color = m_host.color(i)) {
            m_table[static_cast<std::size_t>(i)] = QColor::fromRgb(QRgb(*color));
        }
    }
    const auto dynamic = [this](int osc, QColor& color) {
        if (const auto changed = m_host.dynamic(osc)) {
            color = QColor::fromRgb(QRgb(*changed));
        }
    };
    dynamic(10, m_text);
    dynamic(11, m_ground);
    dynamic(12, m_cursor);
    dynamic(17, m_selection);
}

void Colors::setHost(const HostColors& changed) {
    if (m_host != changed) {
        m_host = changed;
        reload();
    }
}

double Colors::contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QColor Colors::readable(const QColor& text, const QColor& ground, double least) const {
    const quint64 key =
        quint64(text.rgb()) << 32 | (quint64(ground.rgb()) & 0xFFFFFFu) | (least > 4 ? 1u << 24 : 0u);
    if (const auto known = m_readable.constFind(key); known != m_readable.constEnd()) {
        return QColor::fromRgb(*known);
    }
    QColor best = text;
    if (contrast(text, ground) < least) {
        best = contrast(m_text, ground) >= least                       ? m_text
               : contrast(m_ground, ground) > contrast(m_text, ground) ? m_ground
                                                                       : m_text;
    }
    if (m_readable.size() > 20'000) {
        m_readable.clear();
    }
    m_readable.insert(key, best.rgb());
    return best;
}

QColor Colors::paint(Paint paint, const QColor& fallback) const {
    if (isIndexed(paint)) {
        return m_table[paint & 0xFFu];
    }
    return isRgb(paint) ? QColor::fromRgb(QRgb(paint & 0xFFFFFFu)) : fallback;
}

Ink Colors::ink(const Cell& cell, bool reverseVideo) const {
    if (cell.bg == OwnPaint) {
        return {m_theme.color(theme::Color::WarnText), m_theme.color(theme::Color::WarnSoft)};
    }
    Paint fg = cell.fg;
    Paint bg = cell.bg;
    Ink ink{paint(fg, m_text), paint(bg, m_ground)};
    if (bool(cell.attributes & Reverse) != reverseVideo) {
        std::swap(ink.text, ink.ground);
        std::swap(fg, bg);
    }
    if (cell.attributes & Invisible) {
        ink.text = ink.ground;
        return ink;
    }
    if (cell.attributes & Faint) {
        ink.text = mixed(ink.text, ink.ground, 0.62);
    }
    if (isIndexed(bg) && (bg & 0xFFu) < 16) {
        ink.text = readable(ink.text, ink.ground, 4.5);
    } else if (isRgb(fg) || (isIndexed(fg) && (fg & 0xFFu) >= 16) || bg != DefaultPaint) {
        ink.text = readable(ink.text, ink.ground, 3.0);
    }
    return ink;
}

Palette Colors::palette() const {
    const auto number = [](const QColor& color) {
        return static_cast<std::uint32_t>(color.rgb() & 0xFFFFFFu);
    };
    Palette palette;
    for (std::size_t i = 0; i < 16; ++i) {
        palette.ansi[i] = number(m_theme.terminal(static_cast<int>(i)));
    }
    palette.text = number(m_theme.color(theme::Color::TermFg));
    palette.background = number(m_theme.color(theme::Color::TermBg));
    palette.cursor = number(m_theme.color(theme::Color::TermCursor));
    return palette;
}

} // namespace understudy::terminal
