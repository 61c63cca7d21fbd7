#include "views/terminal/paint/BoxDrawing.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>
#include <string_view>

namespace understudy::terminal {
namespace {

// For U+2500 to U+257F the arms left, up, right, down: 0 none, 1 light, 2 heavy, 3 double; all 9s: not drawn
// here.
constexpr std::string_view Arms = "1010"
                                  "2020"
                                  "0101"
                                  "0202"
                                  "1010"
                                  "2020"
                                  "0101"
                                  "0202"
                                  "1010"
                                  "2020"
                                  "0101"
                                  "0202"
                                  "0011"
                                  "0021"
                                  "0012"
                                  "0022"
                                  "1001"
                                  "2001"
                                  "1002"
                                  "2002"
                                  "0110"
                                  "0120"
                                  "0210"
                                  "0220"
                                  "1100"
                                  "2100"
                                  "1200"
                                  "2200"
                                  "0111"
                                  "0121"
                                  "0211"
                                  "0112"
                                  "0212"
                                  "0221"
                                  "0122"
                                  "0222"
                                  "1101"
                                  "2101"
                                  "1201"
                                  "1102"
                                  "1202"
                                  "2201"
                                  "2102"
                                  "2202"
                                  "1011"
                                  "2011"
                                  "1021"
                                  "2021"
                                  "1012"
                                  "2012"
                                  "1022"
                                  "2022"
                                  "1110"
                                  "2110"
                                  "1120"
                                  "2120"
                                  "1210"
                                  "2210"
                                  "1220"
                                  "2220"
                                  "1111"
                                  "2111"
                                  "1121"
                                  "2121"
                                  "1211"
                                  "1112"
                                  "1212"
                                  "2211"
                                  "1221"
                                  "2112"
                                  "1122"
                                  "2221"
                                  "2122"
                                  "2212"
                                  "1222"
                                  "2222"
                                  "1010"
                                  "2020"
                                  "0101"
                                  "0202"
                                  "3030"
                                  "0303"
                                  "0031"
                                  "0013"
                                  "0033"
                                  "3001"
                                  "1003"
                                  "3003"
                                  "0130"
                                  "0310"
                                  "0330"
                                  "3100"
                                  "1300"
                                  "3300"
                                  "0131"
                                  "0313"
                                  "0333"
                                  "3101"
                                  "1303"
                                  "3303"
                                  "3031"
                                  "1013"
                                  "3033"
                                  "3130"
                                  "1310"
                                  "3330"
                                  "3131"
                                  "1313"
                                  "3333"
                                  "9999"
                                  "9999"
                                  "9999"
                                  "9999"
                                  "9999"
                                  "9999"
                                  "9999"
                                  "1000"
                                  "0100"
                                  "0010"
                                  "0001"
                                  "2000"
                                  "0200"
                                  "0020"
                                  "0002"
                                  "1020"
                                  "0102"
                                  "2010"
                                  "0201";

int dashesOf(char32_t c) {
    if (c >= 0x2504 && c <= 0x250B) {
        return c <= 0x2507 ? 3 : 4;
    }
    return c >= 0x254C && c <= 0x254F ? 2 : 0;
}

/// One arm as one or two bars from the middle to an edge.
void arm(QPainter& painter, const QRectF& box, int side, int kind, const QColor& color, double pixel) {
    const double light = std::max(pixel, std::round(box.height() / 18 / pixel) * pixel);
    const double thick = kind == 2 ? 2 * light : light;
    const auto snap = [pixel](double v) { return std::round(v / pixel) * pixel; };
    const double x = snap(box.center().x() - thick / 2);
    const double y = snap(box.center().y() - thick / 2);
    const auto bar = [&](double shift) {
        switch (side) {
        case 0:
            painter.fillRect(QRectF(box.left(), y + shift, x + thick + std::abs(shift) - box.left(), thick),
                             color);
            break;
        case 1:
            painter.fillRect(QRectF(x + shift, box.top(), thick, y + thick + std::abs(shift) - box.top()),
                             color);
            break;
        case 2:
            painter.fillRect(QRectF(x - std::abs(shift), y + shift, box.right() - x + std::abs(shift), thick),
                             color);
            break;
        default:
            painter.fillRect(
                QRectF(x + shift, y - std::abs(shift), thick, box.bottom() - y + std::abs(shift)), color);
        }
    };
    if (kind == 3) {
        bar(-2 * light);
        bar(2 * light);
    } else {
        bar(0);
    }
}

bool paintLines(QPainter& painter, char32_t c, const QRectF& box, const QColor& color, double pixel) {
    const std::string_view arms = Arms.substr((c - 0x2500) * 4, 4);
    if (arms[0] == '9') {
        return false;
    }
    if (const int dashes = dashesOf(c); dashes > 0) {
        const bool across = arms[0] != '0';
        const double thick = (arms[0] == '2' || arms[1] == '2' ? 2 : 1) * pixel;
        const double length = (across ? box.width() : box.height()) / dashes;
        for (int i = 0; i < dashes; ++i) {
            const double start = i * length + length * 0.2;
            painter.fillRect(across
                                 ? QRectF(box.x() + start, box.center().y() - thick / 2, length * 0.6, thick)
                                 : QRectF(box.center().x() - thick / 2, box.y() + start, thick, length * 0.6),
                             color);
        }
        return true;
    }
    for (int side = 0; side < 4; ++side) {
        if (const int kind = arms[static_cast<std::size_t>(side)] - '0'; kind > 0) {
            arm(painter, box, side, kind, color, pixel);
        }
    }
    return true;
}

void paintArc(QPainter& painter, char32_t c, const QRectF& box, const QColor& color, double pixel) {
    const bool right = c == 0x256D || c == 0x2570; // ╭ and ╰ go to the right
    const bool down = c == 0x256D || c == 0x256E;
    const QPointF center(std::floor(box.center().x() / pixel) * pixel + pixel / 2,
                         std::floor(box.center().y() / pixel) * pixel + pixel / 2);
    const double radius = box.width() / 2;
    QPainterPath path({right ? box.right() : box.left(), center.y()});
    path.quadTo(center, {center.x(), center.y() + (down ? radius : -radius)});
    path.lineTo(center.x(), down ? box.bottom() : box.top());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, pixel, Qt::SolidLine, Qt::FlatCap));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.restore();
}

void paintBlock(QPainter& painter, char32_t c, const QRectF& box, QColor color) {
    const auto part = [&](double x, double y, double w, double h) {
        const double left = std::round(box.x() + box.width() * x);
        const double top = std::round(box.y() + box.height() * y);
        painter.fillRect(QRectF(left, top, std::round(box.x() + box.width() * (x + w)) - left,
                                std::round(box.y() + box.height() * (y + h)) - top),
                         color);
    };
    if (c == 0x2580) {
        part(0, 0, 1, 0.5);
    } else if (c <= 0x2588) {
        const double share = (c - 0x2580) / 8.0;
        part(0, 1 - share, 1, share);
    } else if (c <= 0x258F) {
        part(0, 0, (0x2590 - c) / 8.0, 1);
    } else if (c == 0x2590) {
        part(0.5, 0, 0.5, 1);
    } else if (c <= 0x2593) {
        color.setAlphaF(color.alphaF() * static_cast<float>(c - 0x2590) * 0.25f);
        part(0, 0, 1, 1);
    } else if (c == 0x2594) {
        part(0, 0, 1, 0.125);
    } else if (c == 0x2595) {
        part(0.875, 0, 0.125, 1);
    } else {
        // Quadrants: upper left 1, upper right 2, lower left 4, lower right 8.
        static constexpr int Quadrants[] = {4, 8, 1, 13, 9, 7, 11, 2, 6, 14};
        const int set = Quadrants[c - 0x2596];
        for (int i = 0; i < 4; ++i) {
            if (set >> i & 1) {
                part(i % 2 * 0.5, i / 2 * 0.5, 0.5, 0.5);
            }
        }
    }
}

} // namespace

bool paintBox(QPainter& painter, char32_t c, const QRectF& box, const QColor& color, double pixel) {
    if (c < 0x2500 || c > 0x259F) {
        return false;
    }
    if (c >= 0x2580) {
        paintBlock(painter, c, box, color);
        return true;
    }
    if (c >= 0x256D && c <= 0x2570) {
        paintArc(painter, c, box, color, pixel);
        return true;
    }
    return paintLines(painter, c, box, color, pixel);
}

} // namespace understudy::terminal
