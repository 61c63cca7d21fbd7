#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace understudy::promql {

enum class Tok { End, Name, Number, Duration, Text, Op };

struct Token {
    Tok kind = Tok::End;
    std::string text;
    double number = 0;
    std::size_t at = 0; ///< offset in the expression
};

/// Cuts an expression into tokens; or says what is wrong.
std::variant<std::vector<Token>, std::string> lex(const std::string& text);

} // namespace understudy::promql
