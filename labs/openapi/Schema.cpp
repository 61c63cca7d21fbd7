#include "labs/openapi/Schema.h"

#include <algorithm>

namespace understudy::openapi {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(' ');
    if (from == std::string_view::npos)
        return {};
    return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

// Takes the first word off the text.
std::string word(std::string_view& text) {
    const auto space = std::min(text.find(' '), text.size());
    const std::string first(text.substr(0, space));
    text = trimmed(text.substr(space));
    return first;
}

Type readType(std::string_view line, const std::string& about, bool kind) {
    Type type;
    type.about = about;
    type.kind = kind;
    if (kind) {
        type.group = word(line);
        if (type.group == "core")
            type.group.clear();
        type.version = word(line);
    }
    type.name = word(line);
    if (kind) {
        type.plural = word(line);
        type.namespaced = word(line) == "namespaced";
        type.fields = {{"apiVersion", "string", "The group and version this is written in.", false, {}},
                       {"kind", "string", "The kind of the object.", false, {}},
                       {"metadata", "ObjectMeta", "Name, labels and the like.", false, {}}};
    }
    return type;
}

Field readField(std::string_view line, const std::string& about) {
    Field field;
    field.about = about;
    field.name = word(line);
    const auto star = std::min(line.find('*'), line.size());
    field.type = std::string(line.substr(0, star));
    field.merge = std::string(line.substr(std::min(star + 1, line.size())));
    field.required = field.name.ends_with('!');
    if (field.required)
        field.name.pop_back();
    return field;
}

} // namespace

std::vector<Type> parseTypes(std::string_view text) {
    std::vector<Type> types;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const bool indented = line.starts_with(' ');
        const auto bar = std::min(line.find('|'), line.size());
        const std::string about(trimmed(line.substr(std::min(bar + 1, line.size()))));
        line = trimmed(line.substr(0, bar));
        if (line.empty())
            continue;
        if (indented && !types.empty()) {
            types.back().fields.push_back(readField(line, about));
            continue;
        }
        const bool kind = word(line) == "kind";
        types.push_back(readType(line, about, kind));
    }
    return types;
}

const std::vector<Type>& allTypes() {
    static const std::vector<Type> all = [] {
        std::vector<Type> types;
        for (const auto text : {podTypes, coreTypes, workloadTypes, policyTypes})
            for (auto& each : parseTypes(text))
                types.push_back(std::move(each));
        return types;
    }();
    return all;
}

} // namespace understudy::openapi
