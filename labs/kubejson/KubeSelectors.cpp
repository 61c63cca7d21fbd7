#include "labs/kubejson/KubeSelectors.h"

#include <set>

namespace understudy::kubeapi {

namespace {

std::string trimmed(std::string text) {
    const auto from = text.find_first_not_of(" \t");
    if (from == std::string::npos)
        return {};
    return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

std::vector<std::string> terms(const std::string& selector) {
    std::vector<std::string> out(1);
    int depth = 0;
    for (const char c : selector) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && depth == 0)
            out.emplace_back();
        else
            out.back() += c;
    }
    return out;
}

struct Term {
    std::string key, value;
    bool equal = true;
};

std::optional<Term> comparison(const std::string& term) {
    auto sign = term.find("!=");
    if (sign != std::string::npos)
        return Term{trimmed(term.substr(0, sign)), trimmed(term.substr(sign + 2)), false};
    sign = term.find("==");
    if (sign != std::string::npos)
        return Term{trimmed(term.substr(0, sign)), trimmed(term.substr(sign + 2)), true};
    sign = term.find('=');
    if (sign != std::string::npos)
        return Term{trimmed(term.substr(0, sign)), trimmed(term.substr(sign + 1)), true};
    return std::nullopt;
}

bool fitsSet(const std::string& term, const cluster::StringMap& labels) {
    const auto open = term.find('(');
    const std::string head = trimmed(term.substr(0, open));
    const auto space = head.find(' ');
    const std::string key = head.substr(0, space);
    const bool wanted = trimmed(space == std::string::npos ? "" : head.substr(space)) == "in";
    std::set<std::string> values;
    std::string inside = term.substr(open + 1);
    inside.resize(std::min(inside.size(), inside.find(')')));
    for (const auto& each : terms(inside))
        values.insert(trimmed(each));
    const auto found = labels.find(key);
    if (found == labels.end())
        return !wanted;
    return values.contains(found->second) == wanted;
}

} // namespace

bool fitsLabels(const std::string& selector, const cluster::StringMap& labels) {
    for (const auto& raw : terms(selector)) {
        const std::string term = trimmed(raw);
        if (term.empty())
            continue;
        if (term.find('(') != std::string::npos) {
            if (!fitsSet(term, labels))
                return false;
        } else if (const auto compared = comparison(term)) {
            const auto found = labels.find(compared->key);
            if ((found != labels.end() && found->second == compared->value) != compared->equal)
                return false;
        } else if (labels.contains(term[0] == '!' ? trimmed(term.substr(1)) : term) == (term[0] == '!')) {
            return false;
        }
    }
    return true;
}

bool fitsFields(const std::string& selector, const json::object& object) {
    for (const auto& raw : terms(selector)) {
        const auto term = comparison(trimmed(raw));
        if (!term)
            continue;
        const json::value root(object);
        const json::value* here = &root;
        std::size_t from = 0;
        while (here && from <= term->key.size()) {
            const auto dot = std::min(term->key.find('.', from), term->key.size());
            here = at(*here, {std::string_view(term->key).substr(from, dot - from)});
            from = dot + 1;
        }
        const std::string value = here && here->is_string() ? std::string(here->as_string())
                                  : here && here->is_bool() ? (here->as_bool() ? "true" : "false")
                                                            : "";
        if ((value == term->value) != term->equal)
            return false;
    }
    return true;
}

} // namespace understudy::kubeapi
