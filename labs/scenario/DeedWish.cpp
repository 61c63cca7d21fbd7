#include "labs/scenario/DeedWish.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

/// One word, or a list of them.
std::vector<std::string> words(StrictYaml& yaml, const YAML::Node& node, const char* key) {
    const YAML::Node value = node[key];
    if (!value.IsDefined())
        return {};
    auto found = value.IsScalar() ? std::vector{value.Scalar()} : yaml.list(node, key);
    if (found.empty() ||
        std::any_of(found.begin(), found.end(), [](const auto& each) { return each.empty(); }))
        yaml.fail(value, std::string("\"") + key + "\" must be a word or a list of words.");
    return found;
}

std::string allVerbs() {
    std::string text;
    for (const auto& each : deedVerbs())
        text += (text.empty() ? "" : ", ") + each;
    return text;
}

// "silence HighErrorRate": the longest verb it begins with, and the rest. Without one all of it is named.
void readNever(const std::string& text, DeedWish& wish) {
    std::string verb;
    for (const auto& each : deedVerbs())
        if (each.size() > verb.size() && text.starts_with(each) &&
            (text.size() == each.size() || text[each.size()] == ' '))
            verb = each;
    if (!verb.empty())
        wish.verbs = {verb};
    std::string rest = text.substr(verb.size());
    rest.erase(0, std::min(rest.find_first_not_of(' '), rest.size()));
    if (!rest.empty())
        wish.objects = {rest};
    wish.never = true;
}

} // namespace

const std::vector<std::string>& deedVerbs() {
    static const std::vector<std::string> all{"get",          "list",
                                              "watch",        "create",
                                              "patch",        "update",
                                              "delete",       "logs",
                                              "exec",         "attach",
                                              "port-forward", "top",
                                              "scale",        "rollout history",
                                              "rollout undo", "rollout restart",
                                              "silence",      "promql",
                                              "traces",       "dwcp-cli",
                                              "inject",       "run"};
    return all;
}

DeedWish readDeedWish(StrictYaml& yaml, const YAML::Node& node) {
    DeedWish wish;
    if (!yaml.map(node, {"verb", "object", "args", "namespace", "before", "after", "min", "never"}))
        return wish;
    wish.verbs = words(yaml, node, "verb");
    for (const auto& verb : wish.verbs)
        if (std::find(deedVerbs().begin(), deedVerbs().end(), verb) == deedVerbs().end())
            yaml.fail(node["verb"], "Nobody can do \"" + verb + "\" here. There are " + allVerbs() + ".");
    wish.objects = words(yaml, node, "object");
    wish.args = words(yaml, node, "args");
    wish.ns = yaml.text(node, "namespace", "");
    wish.before = yaml.text(node, "before", "");
    wish.after = yaml.text(node, "after", "");
    const double least = yaml.number(node, "min", 1);
    if (!(least >= 1 && least <= 1000) || least != static_cast<int>(least))
        yaml.fail(node["min"], "\"min\" must be a whole number from 1 to 1000.");
    else
        wish.least = static_cast<int>(least);
    if (node["never"].IsDefined()) {
        for (const char* key : {"verb", "object", "min"})
            if (node[key].IsDefined())
                yaml.fail(node[key], std::string("\"never\" says it all: without \"") + key + "\".");
        readNever(yaml.text(node, "never"), wish);
    }
    if (wish.verbs.empty() && wish.objects.empty() && wish.args.empty())
        yaml.fail(node, "This names no deed. Say \"verb\", \"object\", \"args\" or \"never\".");
    return wish;
}

} // namespace understudy::cluster
