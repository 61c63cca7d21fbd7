#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace understudy::dwcp {

/// An option of a verb: --name VALUE, or --name alone for a truth.
struct Option {
    enum class Kind { Text, Number, Duration, List, Truth };
    std::string name;
    Kind kind = Kind::Text;
    bool needed = false;
};

/// One command of dwcp-cli, `dwcp-cli GROUP NAME`, as the program and the API both know it.
struct Verb {
    enum class Effect { Reads, Changes, Risky, Destroys };
    std::string group, name, summary;
    Effect effect = Effect::Reads;
    std::vector<Option> options;

    bool changes() const { return effect != Effect::Reads; }
};

const std::vector<Verb>& verbs();
/// Nothing when there is no such verb; `cluster decommission` is found as well as the manual's spelling.
const Verb* findVerb(std::string_view group, std::string_view name);
std::vector<std::string> groups();
/// Those of the group, or of all when there is no such group, that are written most alike.
std::string nearest(std::string_view word, const std::vector<std::string>& among);

} // namespace understudy::dwcp
