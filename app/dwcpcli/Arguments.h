#pragma once

#include "labs/dwcpverbs/Verbs.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace understudy::dwcpcli {

// How the program ends.
inline constexpr int Done = 0;
inline constexpr int Refused = 1;
inline constexpr int WrongUse = 2;
inline constexpr int NoAnswer = 4;

enum class Format { Table, Json, Yaml, Csv };

/// What the program was called for.
struct Wish {
    const dwcp::Verb* verb = nullptr; ///< nothing: only help or the version was asked for
    std::map<std::string, std::string> options;
    Format format = Format::Table;
    std::string file; ///< to write to instead of the terminal
    std::string help; ///< to print instead of doing anything
    bool wait = false;
};

/// Reads the words behind the program's name; otherwise a sentence that says what is wrong.
std::variant<Wish, std::string> read(const std::vector<std::string>& words);

} // namespace understudy::dwcpcli
