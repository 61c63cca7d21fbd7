#include "labs/podshell/Script.h"

#include "labs/podshell/Lexer.h"

#include <algorithm>

namespace understudy::podshell {

namespace {

constexpr std::size_t longestScript = 64 * 1024;
constexpr int deepest = 40;

/// Makes steps of tokens.
class Parser {
public:
    explicit Parser(const std::string& text)
        : m_lexer(text) {
        advance();
    }
    Script run();

private:
    void advance() { m_token = m_lexer.next(); }
    bool is(const char* text) const { return m_token.kind != Token::Kind::End && m_token.text == text; }
    bool isEnd() const { return m_token.kind == Token::Kind::End; }
    void fail();
    void skipLines();
    void expect(const char* word);
    void list(std::initializer_list<const char*> until);
    void andOr();
    void pipeline();
    bool compound();
    void ifClause();
    void whileClause();
    void forClause();
    bool redirect(Simple& simple);
    Simple simple();
    std::size_t add(Step step) {
        m_script.steps.push_back(std::move(step));
        return m_script.steps.size() - 1;
    }
    std::size_t addGo(Step::Kind kind) {
        Step step;
        step.kind = kind;
        return add(std::move(step));
    }
    void land(std::size_t step) { m_script.steps[step].target = m_script.steps.size(); }

    Lexer m_lexer;
    Token m_token;
    Script m_script;
    int m_depth = 0;
};

void Parser::fail() {
    if (!m_script.trouble.empty())
        return;
    m_script.unfinished = isEnd();
    m_script.trouble = isEnd()    ? "sh: 1: Syntax error: end of file unexpected"
                       : is("\n") ? "sh: 1: Syntax error: newline unexpected"
                                  : "sh: 1: Syntax error: \"" + m_token.text + "\" unexpected";
}

void Parser::skipLines() {
    while (is("\n") && m_token.kind == Token::Kind::Operator)
        advance();
}

void Parser::expect(const char* word) {
    if (!m_script.trouble.empty())
        return;
    if (is(word))
        advance();
    else
        fail();
}

Script Parser::run() {
    list({});
    if (m_script.trouble.empty() && !isEnd())
        fail();
    if (m_lexer.unfinished) {
        m_script.unfinished = true;
        m_script.trouble = "sh: 1: Syntax error: Unterminated quoted string";
    }
    return std::move(m_script);
}

void Parser::list(std::initializer_list<const char*> until) {
    const auto atEnd = [&] {
        return isEnd() ||
               std::any_of(until.begin(), until.end(), [this](const char* word) { return is(word); });
    };
    if (++m_depth > deepest)
        fail();
    while (m_script.trouble.empty()) {
        while (m_token.kind == Token::Kind::Operator && (is("\n") || is(";")))
            advance();
        if (atEnd())
            break;
        andOr();
        if (m_script.trouble.empty() && !atEnd() && !is("\n") && !is(";"))
            fail();
    }
    --m_depth;
}

void Parser::andOr() {
    pipeline();
    while (m_script.trouble.empty() && (is("&&") || is("||"))) {
        const auto skip = addGo(is("&&") ? Step::Kind::GoIfFailed : Step::Kind::GoIfWell);
        advance();
        skipLines();
        pipeline();
        land(skip);
    }
}

void Parser::pipeline() {
    if (compound())
        return;
    Step step;
    if (is("!")) {
        step.pipeline.negated = true;
        advance();
    }
    for (;;) {
        step.pipeline.parts.push_back(simple());
        if (!m_script.trouble.empty() || !is("|"))
            break;
        advance();
        skipLines();
    }
    add(std::move(step));
}

bool Parser::compound() {
    if (m_token.kind != Token::Kind::Spelled)
        return false;
    if (is("if"))
        ifClause();
    else if (is("while") || is("until"))
        whileClause();
    else if (is("for"))
        forClause();
    else
        return false;
    if (m_script.trouble.empty() && (is("|") || is(">") || is("<")))
        fail(); // a whole loop behind a pipe is more than this shell can
    return true;
}

void Parser::ifClause() {
    std::vector<std::size_t> ends;
    do {
        advance();
        list({"then"});
        expect("then");
        const auto next = addGo(Step::Kind::GoIfFailed);
        list({"elif", "else", "fi"});
        ends.push_back(addGo(Step::Kind::Go));
        land(next);
    } while (m_script.trouble.empty() && is("elif"));
    if (is("else")) {
        advance();
        list({"fi"});
    }
    expect("fi");
    for (const auto end : ends)
        land(end);
}

void Parser::whileClause() {
    const bool until = is("until");
    const std::size_t top = m_script.steps.size();
    advance();
    list({"do"});
    expect("do");
    const auto leave = addGo(until ? Step::Kind::GoIfWell : Step::Kind::GoIfFailed);
    list({"done"});
    expect("done");
    const auto back = addGo(Step::Kind::Go);
    m_script.steps[back].target = top;
    land(leave);
}

void Parser::forClause() {
    advance();
    Step begins;
    begins.kind = Step::Kind::EachBegins;
    begins.variable = m_token.text;
    if (m_token.kind != Token::Kind::Spelled || m_token.text.empty() || !isNameStart(m_token.text[0]))
        return fail();
    advance();
    expect("in");
    while (m_token.kind == Token::Kind::Spelled) {
        begins.values.push_back(m_token.word);
        advance();
    }
    while (is(";") || is("\n"))
        advance();
    expect("do");
    add(begins);
    Step each;
    each.kind = Step::Kind::Each;
    each.variable = begins.variable;
    const auto top = add(std::move(each));
    list({"done"});
    expect("done");
    const auto back = addGo(Step::Kind::Go);
    m_script.steps[back].target = top;
    land(top);
}

bool Parser::redirect(Simple& simple) {
    Redirect redirect;
    if (is(">") || is(">>") || is("&>")) {
        redirect.kind = is(">>") ? Redirect::Kind::Append : Redirect::Kind::Out;
        redirect.from = is("&>") ? 3 : m_token.number >= 0 ? m_token.number : 1;
    } else if (is("<")) {
        redirect.kind = Redirect::Kind::In;
        redirect.from = 0;
    } else if (is(">&")) {
        redirect.kind = Redirect::Kind::Same;
        redirect.from = m_token.number >= 0 ? m_token.number : 1;
    } else {
        return false;
    }
    advance();
    if (m_token.kind != Token::Kind::Spelled) {
        fail();
        return false;
    }
    redirect.target = m_token.word;
    simple.redirects.push_back(std::move(redirect));
    advance();
    return true;
}

Simple Parser::simple() {
    Simple out;
    while (m_script.trouble.empty() && !isEnd()) {
        if (m_token.kind == Token::Kind::Operator) {
            if (redirect(out))
                continue;
            break;
        }
        const auto equals = m_token.text.find('=');
        const bool assigns = out.words.empty() && equals != std::string::npos && equals > 0 &&
                             isNameStart(m_token.text[0]) &&
                             std::all_of(m_token.text.begin(),
                                         m_token.text.begin() + static_cast<std::ptrdiff_t>(equals), isName);
        if (assigns) {
            Word value = m_token.word;
            value.front().text.erase(0, equals + 1);
            out.assignments.emplace_back(m_token.text.substr(0, equals), std::move(value));
        } else {
            out.words.push_back(m_token.word);
        }
        advance();
    }
    if (out.words.empty() && out.assignments.empty() && out.redirects.empty())
        fail();
    return out;
}

} // namespace

Script Script::parse(const std::string& text) {
    if (text.size() > longestScript) {
        Script script;
        script.trouble = "sh: 1: the script is too long for this shell";
        return script;
    }
    return Parser(text).run();
}

} // namespace understudy::podshell
