#include "labs/scenario/AlertText.h"

#include "labs/promql/PromQl.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace understudy::cluster {

namespace {

constexpr std::array filters{"humanize", "humanize1024", "humanizeDuration", "humanizePercentage"};

std::string formatted(const char* format, double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string scaled(double value, double step, const std::vector<const char*>& larger) {
    static const std::vector<const char*> smaller{"m", "u", "n", "p", "f", "a", "z", "y"};
    if (value == 0 || !std::isfinite(value))
        return formatted("%.4g", value);
    std::string prefix;
    if (std::abs(value) >= 1 || step != 1000) {
        for (std::size_t i = 0; i < larger.size() && std::abs(value) >= step; ++i) {
            prefix = larger[i];
            value /= step;
        }
    } else {
        for (std::size_t i = 0; i < smaller.size() && std::abs(value) < 1; ++i) {
            prefix = smaller[i];
            value *= 1000;
        }
    }
    return formatted("%.4g", value) + prefix;
}

std::string lasting(double value) {
    if (!std::isfinite(value) || value == 0)
        return formatted(std::isfinite(value) ? "%.4gs" : "%.4g", value);
    if (std::abs(value) < 1)
        return scaled(value, 1000, {}) + "s";
    const std::string sign = value < 0 ? "-" : "";
    const double size = std::abs(value);
    const auto whole = static_cast<std::int64_t>(std::min(size, 9e15));
    const std::string s = std::to_string(whole % 60) + "s", m = std::to_string(whole / 60 % 60) + "m ",
                      h = std::to_string(whole / 3600 % 24) + "h ", d = std::to_string(whole / 86'400) + "d ";
    return sign + (whole >= 86'400 ? d + h + m + s
                   : whole >= 3600 ? h + m + s
                   : whole >= 60   ? m + s
                                   : formatted("%.4gs", size));
}

std::string shown(double value, const std::string& filter, const std::string& format) {
    if (filter == "printf")
        return formatted(format.c_str(), value);
    if (filter == "humanize")
        return scaled(value, 1000, {"k", "M", "G", "T", "P", "E", "Z", "Y"});
    if (filter == "humanize1024")
        return scaled(value, 1024, {"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"});
    if (filter == "humanizePercentage")
        return formatted("%.4g%%", value * 100);
    if (filter == "humanizeDuration")
        return lasting(value);
    return promql::printValue(value);
}

/// "%.2f" and the like: one number, nothing else that printf would look for.
bool plainFormat(const std::string& text) {
    if (text.size() < 4 || text.front() != '"' || text.back() != '"' || text[1] != '%')
        return false;
    const std::string inner = text.substr(2, text.size() - 4);
    const char kind = text[text.size() - 2];
    return inner.size() <= 3 && (kind == 'f' || kind == 'g' || kind == 'e') &&
           std::all_of(inner.begin(), inner.end(),
                       [](char c) { return c == '.' || (c >= '0' && c <= '9'); }) &&
           std::count(inner.begin(), inner.end(), '.') <= 1;
}

} // namespace

std::string AlertText::parse(const std::string& text) {
    m_pieces.clear();
    for (std::size_t at = 0; at < text.size();) {
        const auto open = text.find("{{", at);
        if (open != at)
            m_pieces.push_back({Piece::Kind::Words, text.substr(at, open - at), ""});
        if (open == std::string::npos)
            break;
        const auto close = text.find("}}", open);
        if (close == std::string::npos)
            return "\"{{\" has no \"}}\".";
        const std::string words = text.substr(open + 2, close - open - 2);
        if (const std::string problem = action(words); !problem.empty())
            return problem;
        at = close + 2;
    }
    return {};
}

std::string AlertText::action(const std::string& words) {
    std::istringstream in(words);
    std::vector<std::string> parts;
    for (std::string part; in >> part;)
        parts.push_back(part);
    const auto filter = [](const std::string& name) {
        return std::find(filters.begin(), filters.end(), name) != filters.end();
    };
    if (parts.size() == 1 && parts[0] == "$value") {
        m_pieces.push_back({Piece::Kind::Value, "", ""});
    } else if (parts.size() == 1 && parts[0].starts_with("$labels.") && parts[0].size() > 8) {
        m_pieces.push_back({Piece::Kind::Label, parts[0].substr(8), ""});
    } else if (parts.size() == 3 && parts[0] == "$value" && parts[1] == "|" && filter(parts[2])) {
        m_pieces.push_back({Piece::Kind::Value, "", parts[2]});
    } else if ((parts.size() == 3 && parts[0] == "printf" && plainFormat(parts[1]) && parts[2] == "$value") ||
               (parts.size() == 4 && parts[0] == "$value" && parts[1] == "|" && parts[2] == "printf" &&
                plainFormat(parts[3]))) {
        const std::string& format = parts[parts.size() == 3 ? 1 : 3];
        m_pieces.push_back({Piece::Kind::Value, format.substr(1, format.size() - 2), "printf"});
    } else {
        return "{{" + words +
               "}} is not understood here. Use $labels.NAME, $value, $value | humanize, humanize1024, "
               "humanizeDuration or humanizePercentage, or printf \"%.2f\" $value.";
    }
    return {};
}

std::string AlertText::expand(const std::map<std::string, std::string>& labels, double value) const {
    std::string out;
    for (const Piece& piece : m_pieces) {
        if (piece.kind == Piece::Kind::Words) {
            out += piece.text;
        } else if (piece.kind == Piece::Kind::Value) {
            out += shown(value, piece.filter, piece.text);
        } else if (const auto found = labels.find(piece.text); found != labels.end()) {
            out += found->second;
        }
    }
    return out;
}

} // namespace understudy::cluster
