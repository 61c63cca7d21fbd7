#include "labs/podshell/Command.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace understudy::podshell {

using namespace cluster;

std::shared_ptr<const Pod> Place::here() const {
    if (stage.worlds() != world)
        return nullptr;
    auto found = now().store().find<Pod>(ns, pod);
    return found && found->meta.uid == uid ? found : nullptr;
}

const ContainerStatus* Place::status() const {
    const auto found = here();
    if (!found || found->containers.empty())
        return nullptr;
    for (const auto& each : found->containers)
        if (each.name == container)
            return &each;
    return &found->containers[0]; // an ephemeral one lives as long as the pod's first
}

Micros Place::started() const {
    const auto* known = status();
    return known ? known->state.started : 0;
}

bool Place::alive() const {
    const auto* known = status();
    return known && known->state.run == Run::Running && known->state.started == since;
}

Ran said(std::string out, int code) {
    Ran ran;
    ran.out = std::move(out);
    ran.code = code;
    return ran;
}

Ran failed(std::string err, int code) {
    Ran ran;
    ran.err = std::move(err);
    ran.code = code;
    return ran;
}

Arguments Call::operands(const std::string& withValue) const {
    Arguments out;
    bool only = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (only || word.size() < 2 || word[0] != '-') {
            out.push_back(word);
        } else if (word == "--") {
            only = true;
        } else if (word[1] != '-' && withValue.find(word.back()) != std::string::npos) {
            ++i; // its value
        }
    }
    return out;
}

std::optional<std::string> Call::option(char letter, const std::string& name) const {
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--")
            break;
        if (!name.empty() && word.starts_with("--" + name)) {
            if (word.size() > name.size() + 2 && word[name.size() + 2] == '=')
                return word.substr(name.size() + 3);
            if (word == "--" + name && i + 1 < words.size())
                return words[i + 1];
        }
        if (letter == 0 || word.size() < 2 || word[0] != '-' || word[1] == '-')
            continue;
        if (word[1] == letter && word.size() > 2)
            return word.substr(2);
        if (word.back() == letter && i + 1 < words.size())
            return words[i + 1];
    }
    return std::nullopt;
}

bool Call::flag(char letter, const std::string& withValue) const {
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--")
            break;
        if (word.size() < 2 || word[0] != '-' || word[1] == '-')
            continue;
        if (word.find(letter, 1) != std::string::npos)
            return true;
        if (withValue.find(word.back()) != std::string::npos)
            ++i;
    }
    return false;
}

const Known* findCommand(const std::string& asked) {
    std::string name = asked;
    for (const char* folder : {"/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/"})
        if (asked.starts_with(folder))
            name = asked.substr(std::string(folder).size());
    for (const auto* table : {&fileCommands(), &textCommands(), &systemCommands(), &networkCommands(),
                              &clientCommands(), &archiveCommands()})
        if (const auto found = table->find(name); found != table->end())
            return &found->second;
    return nullptr;
}

std::vector<std::string> commandNames() {
    std::vector<std::string> names{"bash", "sh"};
    for (const auto* table : {&fileCommands(), &textCommands(), &systemCommands(), &networkCommands(),
                              &clientCommands(), &archiveCommands()})
        for (const auto& [name, known] : *table)
            names.push_back(name);
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

std::string padded(const std::string& text, std::size_t width, bool right) {
    const std::string room(width > text.size() ? width - text.size() : 0, ' ');
    return right ? room + text : text + room;
}

std::string fixed(double value, int digits) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

} // namespace understudy::podshell
