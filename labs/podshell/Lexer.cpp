#include "labs/podshell/Lexer.h"

#include <algorithm>

namespace understudy::podshell {

bool isNameStart(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isName(char c) { return isNameStart(c) || (c >= '0' && c <= '9'); }

void Lexer::skipBlanks() {
    for (;;) {
        if (peek() == ' ' || peek() == '\t' || peek() == '\r')
            ++m_at;
        else if (peek() == '\\' && peek(1) == '\n')
            m_at += 2;
        else if (peek() == '#')
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
        else
            return;
    }
}

Token Lexer::next() {
    skipBlanks();
    Token token;
    if (m_at >= m_text.size())
        return token;
    token.kind = Token::Kind::Operator;
    if (peek() >= '0' && peek() <= '2' && (peek(1) == '>' || peek(1) == '<')) {
        token.number = peek() - '0';
        ++m_at;
    }
    for (const char* op : {"&&", "||", ";;", "&>", ">>", ">&", "<<", "\n", ";", "&", "|", ">", "<", "(", ")"})
        if (m_text.compare(m_at, std::string(op).size(), op) == 0) {
            token.text = op;
            m_at += token.text.size();
            return token;
        }
    return wordToken();
}

void Lexer::add(Word& word, char c, bool quoted) {
    if (word.empty() || word.back().kind != Part::Kind::Text || word.back().quoted != quoted)
        word.push_back({Part::Kind::Text, "", quoted});
    word.back().text += c;
}

void Lexer::substitution(Word& word, bool quoted) {
    m_at += 2;
    const std::size_t from = m_at;
    int depth = 1;
    char quote = 0;
    for (; m_at < m_text.size(); ++m_at) {
        const char c = m_text[m_at];
        if (quote) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '\\') {
            ++m_at;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && --depth == 0) {
            word.push_back({Part::Kind::Command, m_text.substr(from, m_at - from), quoted});
            ++m_at;
            return;
        }
    }
    m_at = m_text.size();
    unfinished = true;
}

void Lexer::backquoted(Word& word, bool quoted) {
    const auto end = m_text.find('`', m_at + 1);
    if (end == std::string::npos) {
        unfinished = true;
        m_at = m_text.size();
        return;
    }
    word.push_back({Part::Kind::Command, m_text.substr(m_at + 1, end - m_at - 1), quoted});
    m_at = end + 1;
}

void Lexer::dollar(Word& word, bool quoted) {
    if (peek(1) == '(')
        return substitution(word, quoted);
    std::string name;
    if (peek(1) == '{') {
        const auto end = m_text.find('}', m_at);
        if (end == std::string::npos) {
            unfinished = true;
            m_at = m_text.size();
            return;
        }
        name = m_text.substr(m_at + 2, end - m_at - 2);
        m_at = end + 1;
    } else if (std::string_view("?$#@*!0123456789").find(peek(1)) != std::string_view::npos &&
               peek(1) != '\0') {
        name = std::string(1, peek(1));
        m_at += 2;
    } else if (isNameStart(peek(1))) {
        std::size_t end = m_at + 1;
        while (end < m_text.size() && isName(m_text[end]))
            ++end;
        name = m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end;
    } else {
        add(word, '$', quoted);
        ++m_at;
        return;
    }
    word.push_back({Part::Kind::Variable, name, quoted});
}

void Lexer::doubleQuoted(Word& word) {
    ++m_at;
    word.push_back({Part::Kind::Text, "", true});
    while (m_at < m_text.size() && peek() != '"') {
        if (peek() == '\\' && std::string_view("$`\"\\\n").find(peek(1)) != std::string_view::npos &&
            m_at + 1 < m_text.size()) {
            if (peek(1) != '\n')
                add(word, peek(1), true);
            m_at += 2;
        } else if (peek() == '$') {
            dollar(word, true);
        } else if (peek() == '`') {
            backquoted(word, true);
        } else {
            add(word, m_text[m_at++], true);
        }
    }
    unfinished = unfinished || m_at >= m_text.size();
    ++m_at;
}

Token Lexer::wordToken() {
    Token token;
    token.kind = Token::Kind::Spelled;
    const std::size_t from = m_at;
    while (m_at < m_text.size() &&
           std::string_view(" \t\r\n;&|<>()").find(peek()) == std::string_view::npos) {
        if (peek() == '\'') {
            const auto end = m_text.find('\'', m_at + 1);
            unfinished = unfinished || end == std::string::npos;
            const auto to = std::min(end, m_text.size());
            token.word.push_back({Part::Kind::Text, m_text.substr(m_at + 1, to - m_at - 1), true});
            m_at = to + 1;
        } else if (peek() == '"') {
            doubleQuoted(token.word);
        } else if (peek() == '\\') {
            if (m_at + 1 < m_text.size())
                add(token.word, peek(1), true);
            unfinished = unfinished || m_at + 1 >= m_text.size();
            m_at += 2;
        } else if (peek() == '$') {
            dollar(token.word, false);
        } else if (peek() == '`') {
            backquoted(token.word, false);
        } else {
            add(token.word, m_text[m_at++], false);
        }
    }
    m_at = std::min(m_at, m_text.size());
    token.text = m_text.substr(from, m_at - from);
    return token;
}

} // namespace understudy::podshell
