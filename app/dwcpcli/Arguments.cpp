#include "app/dwcpcli/Arguments.h"

#include <algorithm>
#include <set>

namespace understudy::dwcpcli {

using dwcp::Option;
using dwcp::Verb;

namespace {

const char* placeholder(Option::Kind kind) {
    switch (kind) {
    case Option::Kind::Number:
        return " N";
    case Option::Kind::Duration:
        return " 30s";
    case Option::Kind::List:
        return " A,B";
    case Option::Kind::Truth:
        return "";
    default:
        return " WORD";
    }
}

std::string usageOf(const Verb& verb) {
    std::string text = "dwcp-cli " + verb.group + " " + verb.name;
    for (const auto& option : verb.options) {
        const std::string one = "--" + option.name + placeholder(option.kind);
        text += option.needed ? " " + one : " [" + one + "]";
    }
    return text;
}

std::string effectOf(const Verb& verb) {
    return verb.effect == Verb::Effect::Destroys ? "\nCannot be taken back; data may be lost."
           : verb.effect == Verb::Effect::Risky  ? "\nLook twice before you run it."
                                                 : "";
}

std::string generalHelp() {
    std::string text = "Usage: dwcp-cli GROUP COMMAND [--OPTION VALUE]...\n\nGroups:\n";
    for (const auto& group : dwcp::groups()) {
        std::string names;
        for (const auto& verb : dwcp::verbs())
            if (verb.group == group)
                names += (names.empty() ? "" : ", ") + verb.name;
        text += "  " + group + std::string(group.size() < 12 ? 12 - group.size() : 1, ' ') + names + "\n";
    }
    return text +
           "\nOptions of all commands:\n"
           "  --output table|json|yaml   how to print; table when left out\n"
           "  --help                     what a group or a command takes\n"
           "  --version\n\n"
           "Ends with 0 when done, 1 when the cluster refused or is not healthy, 2 when called wrongly,\n"
           "4 when the cluster does not answer.\n";
}

std::string helpOf(const std::string& group) {
    std::string text = "dwcp-cli " + group + ":\n";
    for (const auto& verb : dwcp::verbs())
        if (verb.group == group)
            text += "\n  " + usageOf(verb) + "\n      " + verb.summary + "\n";
    return text;
}

std::string unknownGroup(const std::string& word) {
    const std::string near = dwcp::nearest(word, dwcp::groups());
    return "there is no group \"" + word + "\"." +
           (near.empty() ? " dwcp-cli --help lists them." : " Did you mean " + near + "?");
}

std::string unknownVerb(const std::string& group, const std::string& word) {
    std::vector<std::string> names;
    for (const auto& verb : dwcp::verbs())
        if (verb.group == group)
            names.push_back(verb.name);
    const std::string near = dwcp::nearest(word, names);
    return "there is no \"" + group + " " + word + "\"." +
           (near.empty() ? " dwcp-cli " + group + " --help lists the commands."
                         : " Did you mean dwcp-cli " + group + " " + near + "?");
}

bool isFormat(const std::string& word) {
    return word == "table" || word == "json" || word == "yaml" || word == "csv";
}

Format formatOf(const std::string& word) {
    return word == "json"   ? Format::Json
           : word == "yaml" ? Format::Yaml
           : word == "csv"  ? Format::Csv
                            : Format::Table;
}

/// Words one after the other, an option's value behind it or after an equals sign.
class Reader final {
public:
    explicit Reader(const std::vector<std::string>& words)
        : m_words(words) {}

    std::variant<Wish, std::string> options(const Verb& verb) {
        Wish wish;
        wish.verb = &verb;
        for (m_at = 2; m_at < m_words.size(); ++m_at) {
            std::string name = m_words[m_at];
            if (name == "-h" || name == "--help") {
                wish.help = usageOf(verb) + "\n\n" + verb.summary + "." + effectOf(verb) + "\n";
                return wish;
            }
            if (name == "-o")
                name = "--output";
            if (!name.starts_with("--"))
                return "\"" + name + "\" is out of place. Options begin with --.";
            if (const std::string wrong = take(verb, name.substr(2), wish); !wrong.empty())
                return wrong;
        }
        for (const auto& option : verb.options)
            if (option.needed && !wish.options.contains(option.name))
                return "--" + option.name + " is missing: " + usageOf(verb);
        return wish;
    }

private:
    std::string take(const Verb& verb, std::string name, Wish& wish) {
        std::string value;
        const auto equals = name.find('=');
        const bool joined = equals != std::string::npos;
        if (joined) {
            value = name.substr(equals + 1);
            name.resize(equals);
        }
        if (name == "wait" && verb.group == "migration") {
            wish.wait = true;
            return {};
        }
        const auto option = std::find_if(verb.options.begin(), verb.options.end(),
                                         [&](const Option& each) { return each.name == name; });
        const bool known = option != verb.options.end();
        if (!known && name != "output")
            return "\"" + verb.group + " " + verb.name + "\" has no --" + name + ": " + usageOf(verb);
        if (known && option->kind == Option::Kind::Truth) {
            wish.options[name] = joined ? value : "true";
            return {};
        }
        if (!joined) {
            if (m_at + 1 >= m_words.size())
                return "--" + name + " needs a value.";
            value = m_words[++m_at];
        }
        if (name == "output")
            return output(known, value, wish);
        if (!m_seen.insert(name).second)
            return "--" + name + " is there twice.";
        wish.options[name] = value;
        return {};
    }

    static std::string output(bool toFile, const std::string& value, Wish& wish) {
        if (isFormat(value)) {
            wish.format = formatOf(value);
            return {};
        }
        if (!toFile || value.empty())
            return "--output is table, json or yaml.";
        wish.file = value;
        const auto point = value.rfind('.');
        const std::string ending = point == std::string::npos ? "" : value.substr(point + 1);
        if (wish.format == Format::Table)
            wish.format = isFormat(ending) ? formatOf(ending) : Format::Json;
        return {};
    }

    const std::vector<std::string>& m_words;
    std::size_t m_at = 0;
    std::set<std::string> m_seen;
};

} // namespace

std::variant<Wish, std::string> read(const std::vector<std::string>& words) {
    Wish wish;
    if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
        wish.help = generalHelp();
        return wish;
    }
    if (words[0] == "--version") {
        wish.help = std::string("dwcp-cli v3.0.0 (Understudy ") + UNDERSTUDY_VERSION + ")\n";
        return wish;
    }
    const auto groups = dwcp::groups();
    if (std::find(groups.begin(), groups.end(), words[0]) == groups.end())
        return unknownGroup(words[0]);
    if (words.size() == 1 || words[1] == "--help" || words[1] == "-h") {
        wish.help = helpOf(words[0]);
        return wish;
    }
    const Verb* verb = dwcp::findVerb(words[0], words[1]);
    if (!verb)
        return unknownVerb(words[0], words[1]);
    return Reader(words).options(*verb);
}

} // namespace understudy::dwcpcli
