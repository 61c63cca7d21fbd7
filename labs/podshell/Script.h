#pragma once

#include <optional>
#include <string>
#include <vector>

namespace understudy::podshell {

/// A piece of a word: text as it is, $NAME, or $(commands).
struct Part {
    enum class Kind { Text, Variable, Command } kind = Kind::Text;
    std::string text;
    bool quoted = false; ///< its value is not split into words
};
using Word = std::vector<Part>;

struct Redirect {
    enum class Kind { In, Out, Append, Same } kind = Kind::Out;
    int from = 1; ///< 0, 1 or 2; both 1 and 2 when it is 3
    Word target;  ///< with Same: a number
};

struct Simple {
    std::vector<std::pair<std::string, Word>> assignments;
    std::vector<Word> words;
    std::vector<Redirect> redirects;
};

struct Pipeline {
    std::vector<Simple> parts;
    bool negated = false;
};

/// What is done next: a pipeline, or where to go on.
struct Step {
    enum class Kind { Run, Go, GoIfFailed, GoIfWell, EachBegins, Each } kind = Kind::Run;
    Pipeline pipeline;        ///< with Run
    std::size_t target = 0;   ///< the step to go to
    std::string variable;     ///< with Each and EachBegins
    std::vector<Word> values; ///< with EachBegins
};

/// A text of the shell's language, made into steps: lists, &&, ||, !, pipes, redirections, quotes, variables,
/// $(…), if, while, until and for.
struct Script {
    std::vector<Step> steps;
    std::string trouble;     ///< what is wrong with it, as sh says it; "" for nothing
    bool unfinished = false; ///< it would be right with more lines

    static Script parse(const std::string& text);
};

} // namespace understudy::podshell
