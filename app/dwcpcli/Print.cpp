#include "app/dwcpcli/Print.h"

#include <algorithm>
#include <cmath>

namespace understudy::dwcpcli {

namespace {

struct Column {
    std::string title, key;
};

std::string number(double value) {
    char text[40];
    if (std::floor(value) == value && std::abs(value) < 1e15)
        std::snprintf(text, sizeof text, "%.0f", value);
    else
        std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

// Escape sequences of whoever named a VM have no business in a terminal.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    return out;
}

std::string cell(const json::value& value) {
    switch (value.kind()) {
    case json::kind::null:
        return "-";
    case json::kind::bool_:
        return value.get_bool() ? "yes" : "no";
    case json::kind::string:
        return plain(value.get_string());
    case json::kind::array:
    case json::kind::object: {
        if (value.is_array()) {
            std::string all;
            for (const auto& each : value.get_array())
                all += (all.empty() ? "" : ",") + cell(each);
            return all;
        }
        std::string all;
        for (const auto& [key, each] : value.get_object())
            all += (all.empty() ? "" : ",") + plain(key) + "=" + cell(each);
        return all;
    }
    default:
        return number(value.to_number<double>());
    }
}

std::string at(const json::value& row, const std::string& key) {
    const auto* found = row.is_object() ? row.get_object().if_contains(key) : nullptr;
    return found ? cell(*found) : "-";
}

std::string table(const json::array& rows, const std::vector<Column>& columns) {
    std::vector<std::size_t> widths;
    bool titled = false;
    for (const auto& column : columns) {
        widths.push_back(column.title.size());
        titled = titled || !column.title.empty();
    }
    for (const auto& row : rows)
        for (std::size_t i = 0; i < columns.size(); ++i)
            widths[i] = std::max(widths[i], at(row, columns[i].key).size());
    std::string out;
    const auto line = [&](auto&& text) {
        std::string one;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::string word = text(columns[i]);
            one += word;
            if (i + 1 < columns.size())
                one += std::string(widths[i] - word.size() + 2, ' ');
        }
        out += one.substr(0, one.find_last_not_of(' ') + 1) + "\n";
    };
    if (titled && !rows.empty())
        line([](const Column& column) { return column.title; });
    for (const auto& row : rows)
        line([&](const Column& column) { return at(row, column.key); });
    return out;
}

std::string lines(const json::value& data, const std::vector<Column>& columns) {
    std::size_t width = 0;
    for (const auto& column : columns)
        width = std::max(width, column.title.size());
    std::string out;
    for (const auto& column : columns) {
        if (!data.is_object() || !data.get_object().contains(column.key))
            continue;
        const std::string text = at(data, column.key);
        out += column.title.empty()
                   ? text + "\n"
                   : column.title + ":" + std::string(width - column.title.size() + 2, ' ') + text + "\n";
    }
    return out;
}

void pretty(const json::value& value, const std::string& indent, std::string& out) {
    const std::string inner = indent + "  ";
    if (value.is_array() && !value.get_array().empty()) {
        out += "[\n";
        bool first = true;
        for (const auto& each : value.get_array()) {
            out += (first ? "" : ",\n") + inner;
            pretty(each, inner, out);
            first = false;
        }
        out += "\n" + indent + "]";
    } else if (value.is_object() && !value.get_object().empty()) {
        out += "{\n";
        bool first = true;
        for (const auto& [key, each] : value.get_object()) {
            out += (first ? "" : ",\n") + inner + json::serialize(json::value(key)) + ": ";
            pretty(each, inner, out);
            first = false;
        }
        out += "\n" + indent + "}";
    } else {
        out += value.is_double() ? number(value.get_double()) : json::serialize(value);
    }
}

void yaml(const json::value& value, const std::string& indent, std::string& out) {
    if (value.is_object() && !value.get_object().empty()) {
        for (const auto& [key, each] : value.get_object()) {
            const bool nested = (each.is_object() && !each.get_object().empty()) ||
                                (each.is_array() && !each.get_array().empty());
            out += indent + std::string(key) + ":" + (nested ? "\n" : " ");
            if (nested)
                yaml(each, indent + "  ", out);
            else
                yaml(each, "", out);
        }
    } else if (value.is_array() && !value.get_array().empty()) {
        for (const auto& each : value.get_array()) {
            std::string one;
            yaml(each, indent + "  ", one);
            const auto from =
                each.is_object() && !each.get_object().empty() ? indent.size() + 2 : std::size_t(0);
            out += indent + "- " + one.substr(from);
        }
    } else {
        std::string one;
        pretty(value, "", one);
        out += one + "\n"; // JSON's scalars are YAML's too
    }
}

std::string csvCell(const std::string& text) {
    // A formula in a spreadsheet begins with one of these.
    const bool risky = !text.empty() && std::string_view("=+@").find(text[0]) != std::string_view::npos;
    if (!risky && text.find_first_of(",\"\n") == std::string::npos)
        return text;
    std::string out = risky ? "\"'" : "\"";
    for (const char c : text)
        out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
}

std::string csv(const json::value& data) {
    const json::array rows = data.is_array() ? data.get_array() : json::array{data};
    std::string out;
    std::vector<std::string> keys;
    for (const auto& row : rows) {
        if (!row.is_object())
            continue;
        if (keys.empty()) {
            for (const auto& [key, value] : row.get_object())
                keys.emplace_back(key);
            for (std::size_t i = 0; i < keys.size(); ++i)
                out += (i == 0 ? "" : ",") + csvCell(keys[i]);
            out += "\n";
        }
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const std::string word = at(row, keys[i]);
            out += (i == 0 ? "" : ",") + csvCell(word == "-" ? "" : word);
        }
        out += "\n";
    }
    return out;
}

} // namespace

std::string print(const json::object& told, Format format) {
    const auto* found = told.if_contains("data");
    const json::value data = found ? *found : json::value();
    const auto* said = told.if_contains("message");
    const std::string message = said && said->is_string() ? std::string(said->get_string()) : std::string();
    std::string out;
    if (format == Format::Json || format == Format::Yaml) {
        const json::value whole =
            data.is_null() || (data.is_object() && data.get_object().empty() && !message.empty())
                ? json::value(json::object{{"message", message}})
                : data;
        if (format == Format::Yaml) {
            yaml(whole, "", out);
            return out;
        }
        pretty(whole, "", out);
        return out + "\n";
    }
    if (format == Format::Csv)
        return csv(data);
    std::vector<Column> columns;
    if (const auto* view = told.if_contains("view"); view && view->is_array())
        for (const auto& each : view->get_array())
            if (each.is_array() && each.get_array().size() == 2)
                columns.push_back({cell(each.get_array()[0]), cell(each.get_array()[1])});
    if (!columns.empty())
        out = data.is_array() ? table(data.get_array(), columns) : lines(data, columns);
    if (data.is_array() && data.get_array().empty() && message.empty())
        out += "Nothing.\n";
    return message.empty() ? out : out + message + "\n";
}

} // namespace understudy::dwcpcli
