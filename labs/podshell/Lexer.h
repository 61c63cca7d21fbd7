#pragma once

#include "labs/podshell/Script.h"

namespace understudy::podshell {

/// A word or an operator.
struct Token {
    enum class Kind { Spelled, Operator, End } kind = Kind::End;
    std::string text; ///< of an operator, or the plain spelling of a word without quotes
    Word word;
    int number = -1; ///< of a redirection: 2>
};

/// Cuts a script into words and operators.
class Lexer final {
public:
    explicit Lexer(const std::string& text)
        : m_text(text) {}
    Token next();
    bool unfinished = false;

private:
    char peek(std::size_t ahead = 0) const {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    void skipBlanks();
    Token wordToken();
    void dollar(Word& word, bool quoted);
    void doubleQuoted(Word& word);
    void substitution(Word& word, bool quoted);
    void backquoted(Word& word, bool quoted);
    static void add(Word& word, char c, bool quoted);

    const std::string& m_text;
    std::size_t m_at = 0;
};

/// Whether a variable's name may begin with it, or go on with it.
bool isNameStart(char c);
bool isName(char c);

} // namespace understudy::podshell
