#include "labs/promql/PromQl.h"

#include "labs/promql/Functions.h"
#include "labs/promql/Lexer.h"
#include "labs/promql/Match.h"

#include <algorithm>
#include <set>

namespace understudy::promql {

namespace {

constexpr int deepest = 100;
constexpr std::size_t longest = 16 * 1024;

const std::set<std::string> aggregations{"sum",     "avg",   "min",    "max",    "count",    "topk",
                                         "bottomk", "group", "stddev", "stdvar", "quantile", "count_values"};
// What Prometheus 2.42 has and the lab has not.
const std::set<std::string> unsupported{"holt_winters", "histogram_count", "histogram_sum",
                                        "histogram_fraction"};

/// Recursive descent over the tokens. The first problem stops everything: later steps see the end.
class Parser final {
public:
    explicit Parser(std::vector<Token> tokens)
        : m_tokens(std::move(tokens)) {}

    std::variant<ExprPtr, Refusal> run() {
        ExprPtr expr = binary(0);
        if (m_problem.empty() && peek().kind != Tok::End)
            fail("unexpected \"" + peek().text + "\"");
        if (!m_problem.empty())
            return Refusal{m_problem};
        return expr;
    }

private:
    const Token& peek() const { return m_tokens[m_problem.empty() ? m_at : m_tokens.size() - 1]; }
    Token next() {
        Token token = peek();
        if (m_at + 1 < m_tokens.size())
            ++m_at;
        return token;
    }
    bool accept(const char* text) {
        if (peek().text != text || (peek().kind != Tok::Op && peek().kind != Tok::Name))
            return false;
        next();
        return true;
    }
    void expect(const char* text) {
        if (!accept(text))
            fail(std::string("expected \"") + text + "\"" +
                 (peek().kind == Tok::End ? ", got the end" : ", got \"" + peek().text + "\""));
    }
    ExprPtr fail(const std::string& words) {
        if (m_problem.empty())
            m_problem = "1:" + std::to_string(peek().at + 1) + ": parse error: " + words;
        return std::make_shared<Expr>();
    }

    static int strength(const std::string& op) {
        if (op == "or")
            return 1;
        if (op == "and" || op == "unless")
            return 2;
        if (op == "==" || op == "!=" || op == "<" || op == ">" || op == "<=" || op == ">=")
            return 3;
        if (op == "+" || op == "-")
            return 4;
        if (op == "*" || op == "/" || op == "%" || op == "atan2")
            return 5;
        return op == "^" ? 6 : 0;
    }

    ExprPtr binary(int least) {
        if (++m_depth > deepest)
            return fail("the expression is nested too deeply");
        ExprPtr left = unary();
        while (m_problem.empty()) {
            const Token token = peek();
            const int power = token.kind == Tok::Op || token.kind == Tok::Name ? strength(token.text) : 0;
            if (power == 0 || power <= least)
                break;
            next();
            Expr expr;
            expr.kind = ExprKind::Binary;
            expr.text = token.text;
            modifiers(expr, power);
            ExprPtr right = binary(power == 6 ? 5 : power);
            expr.args = {left, right};
            checkBinary(expr);
            left = std::make_shared<Expr>(std::move(expr));
        }
        --m_depth;
        return left;
    }

    void modifiers(Expr& expr, int power) {
        if (accept("bool")) {
            expr.boolean = true;
            if (power != 3)
                fail("bool modifier can only be used on comparison operators");
        }
        if (peek().text == "on" || peek().text == "ignoring") {
            expr.matching.given = true;
            expr.matching.on = next().text == "on";
            expr.matching.labels = labelList();
            if (peek().text == "group_left" || peek().text == "group_right") {
                expr.matching.card =
                    next().text == "group_left" ? Matching::Card::ManyToOne : Matching::Card::OneToMany;
                if (power <= 2)
                    fail("no grouping allowed for set operations");
                if (peek().text == "(")
                    expr.matching.include = labelList();
            }
        }
    }

    void checkBinary(Expr& expr) {
        const ValueType left = expr.args[0]->type, right = expr.args[1]->type;
        const int power = strength(expr.text);
        if (left == ValueType::Text || right == ValueType::Text || left == ValueType::Matrix ||
            right == ValueType::Matrix)
            fail("binary expression must contain only scalar and instant vector types");
        const bool scalars = left == ValueType::Scalar && right == ValueType::Scalar;
        if (power <= 2 && (left == ValueType::Scalar || right == ValueType::Scalar))
            fail("set operator \"" + expr.text + "\" not allowed in binary scalar expression");
        if (scalars && power == 3 && !expr.boolean)
            fail("comparisons between scalars must use BOOL modifier");
        if (expr.matching.given && (left == ValueType::Scalar || right == ValueType::Scalar))
            fail("vector matching only allowed between instant vectors");
        expr.type = scalars ? ValueType::Scalar : ValueType::Vector;
    }

    ExprPtr unary() {
        if (peek().kind == Tok::Op && (peek().text == "-" || peek().text == "+")) {
            if (++m_depth > deepest)
                return fail("the expression is nested too deeply");
            const std::string op = next().text;
            // A sign binds looser than ^ and tighter than *.
            ExprPtr inner = binary(5);
            --m_depth;
            if (inner->type == ValueType::Matrix || inner->type == ValueType::Text)
                return fail("unary expression only allowed on expressions of type scalar or instant vector");
            if (op == "+")
                return inner;
            auto expr = std::make_shared<Expr>();
            expr->kind = ExprKind::Unary;
            expr->text = op;
            expr->type = inner->type;
            expr->args = {inner};
            return expr;
        }
        return postfix(primary());
    }

    ExprPtr postfix(ExprPtr inner) {
        while (m_problem.empty()) {
            if (peek().text == "[" && peek().kind == Tok::Op) {
                inner = range(inner);
            } else if (peek().text == "offset" && peek().kind == Tok::Name) {
                next();
                const bool back = accept("-");
                const std::int64_t ms = duration();
                if ((inner->kind != ExprKind::Selector && inner->kind != ExprKind::Subquery) ||
                    inner->inParens)
                    return fail("offset modifier must be preceded by an instant vector selector or range "
                                "vector selector or a subquery");
                if (inner->offsetMs != 0)
                    return fail("offset may not be set multiple times");
                auto expr = std::make_shared<Expr>(*inner);
                expr->offsetMs = back ? -ms : ms;
                inner = expr;
            } else if (peek().text == "@" && peek().kind == Tok::Op) {
                return fail("the @ modifier is not supported here");
            } else {
                break;
            }
        }
        return inner;
    }

    ExprPtr range(const ExprPtr& inner) {
        next();
        const std::int64_t length = duration();
        auto expr = std::make_shared<Expr>();
        if (accept(":")) {
            if (inner->type != ValueType::Vector)
                return fail("subquery is only allowed on instant vector");
            expr->kind = ExprKind::Subquery;
            expr->args = {inner};
            expr->stepMs = peek().text == "]" ? 0 : duration();
        } else {
            if (inner->kind != ExprKind::Selector || inner->rangeMs > 0 || inner->inParens)
                return fail("ranges only allowed for vector selectors");
            if (inner->offsetMs != 0)
                return fail("no offset modifiers allowed before range");
            *expr = *inner;
        }
        expr->type = ValueType::Matrix;
        expr->rangeMs = length;
        expect("]");
        return expr;
    }

    std::int64_t duration() {
        const Token token = peek();
        const auto ms = token.kind == Tok::Duration ? parseDurationMs(token.text) : std::nullopt;
        if (!ms || *ms <= 0) {
            fail("bad duration \"" + token.text + "\"");
            return 1;
        }
        next();
        return *ms;
    }

    ExprPtr primary() {
        const Token token = peek();
        auto expr = std::make_shared<Expr>();
        if (token.kind == Tok::Number) {
            next();
            expr->number = token.number;
            return expr;
        }
        if (token.kind == Tok::Text) {
            next();
            expr->kind = ExprKind::Text;
            expr->type = ValueType::Text;
            expr->text = token.text;
            return expr;
        }
        if (accept("(")) {
            auto inner = std::make_shared<Expr>(*binary(0));
            expect(")");
            inner->inParens = true;
            return inner;
        }
        if (token.kind == Tok::Op && token.text == "{")
            return selector("");
        if (token.kind != Tok::Name)
            return fail(token.kind == Tok::End ? "unexpected end of input"
                                               : "unexpected \"" + token.text + "\"");
        next();
        if (aggregations.contains(token.text) &&
            (peek().text == "(" || peek().text == "by" || peek().text == "without"))
            return aggregate(token.text);
        if (peek().text == "(" && peek().kind == Tok::Op)
            return call(token.text);
        for (const char* word : {"bool", "on", "ignoring", "group_left", "group_right", "without", "atan2"})
            if (token.text == word)
                return fail("unexpected \"" + token.text + "\"");
        return selector(token.text);
    }

    ExprPtr selector(const std::string& name) {
        auto expr = std::make_shared<Expr>();
        expr->kind = ExprKind::Selector;
        expr->type = ValueType::Vector;
        if (!name.empty())
            expr->matchers.push_back({"__name__", MatchOp::Equal, name});
        if (accept("{")) {
            while (m_problem.empty() && peek().text != "}") {
                const Token label = next();
                const std::string op = next().text;
                const Token value = next();
                if (label.kind != Tok::Name || value.kind != Tok::Text)
                    return fail("expected label=\"value\" in a selector");
                const MatchOp how = op == "="    ? MatchOp::Equal
                                    : op == "!=" ? MatchOp::NotEqual
                                    : op == "=~" ? MatchOp::Regex
                                                 : MatchOp::NotRegex;
                if (op != "=" && op != "!=" && op != "=~" && op != "!~")
                    return fail("expected label matching operator but got \"" + op + "\"");
                if (label.text == "__name__" && !name.empty())
                    return fail("metric name must not be set twice: \"" + name + "\" or \"" + value.text +
                                "\"");
                expr->matchers.push_back({label.text, how, value.text});
                if (!accept(","))
                    break;
            }
            expect("}");
        }
        for (const Matcher& matcher : expr->matchers)
            if (matcher.op == MatchOp::Regex || matcher.op == MatchOp::NotRegex)
                if (const Pattern pattern(matcher.value); !pattern.usable())
                    return fail("error parsing regexp: " + pattern.problem());
        const bool some = std::any_of(expr->matchers.begin(), expr->matchers.end(),
                                      [](const Matcher& each) { return !matches({each}, {}); });
        if (m_problem.empty() && !some)
            return fail("vector selector must contain at least one non-empty matcher");
        return expr;
    }

    std::vector<std::string> labelList() {
        std::vector<std::string> labels;
        expect("(");
        while (m_problem.empty() && peek().text != ")") {
            if (peek().kind != Tok::Name) {
                fail("expected a label");
                break;
            }
            labels.push_back(next().text);
            if (!accept(","))
                break;
        }
        expect(")");
        return labels;
    }

    ExprPtr aggregate(const std::string& name) {
        Expr expr;
        expr.kind = ExprKind::Aggregate;
        expr.type = ValueType::Vector;
        expr.text = name;
        const auto grouping = [&] {
            if (peek().text != "by" && peek().text != "without")
                return;
            expr.without = next().text == "without";
            expr.grouping = labelList();
        };
        grouping();
        expr.args = arguments();
        if (expr.grouping.empty() && !expr.without)
            grouping();
        const bool text = name == "count_values";
        const bool two = text || name == "topk" || name == "bottomk" || name == "quantile";
        if (m_problem.empty() && expr.args.size() != (two ? 2U : 1U))
            return fail("wrong number of arguments for aggregate expression provided, expected " +
                        std::to_string(two ? 2 : 1) + ", got " + std::to_string(expr.args.size()));
        if (m_problem.empty() && expr.args.back()->type != ValueType::Vector)
            return fail(std::string("expected type instant vector in aggregation expression, got ") +
                        nameOf(expr.args.back()->type));
        if (m_problem.empty() && two && expr.args[0]->type != (text ? ValueType::Text : ValueType::Scalar))
            return fail(std::string("expected type ") + (text ? "string" : "scalar") +
                        " in aggregation parameter, got " + nameOf(expr.args[0]->type));
        return std::make_shared<Expr>(std::move(expr));
    }

    std::vector<ExprPtr> arguments() {
        std::vector<ExprPtr> args;
        expect("(");
        if (peek().text != ")")
            do
                args.push_back(binary(0));
            while (m_problem.empty() && accept(","));
        expect(")");
        return args;
    }

    ExprPtr call(const std::string& name) {
        if (unsupported.contains(name))
            return fail("the function \"" + name + "\" is not supported here");
        const auto* signature = signatureOf(name);
        if (!signature)
            return fail("unknown function with name \"" + name + "\"");
        auto expr = std::make_shared<Expr>();
        expr->kind = ExprKind::Call;
        expr->text = name;
        expr->args = arguments();
        expr->type = signature->result;
        if (const auto wrong = wrongArguments(*expr, *signature))
            return fail(*wrong);
        return expr;
    }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::string m_problem;
};

} // namespace

std::variant<ExprPtr, Refusal> parse(const std::string& text) {
    if (text.size() > longest)
        return Refusal{"parse error: the expression is too long"};
    auto tokens = lex(text);
    if (auto* problem = std::get_if<std::string>(&tokens))
        return Refusal{"parse error: " + *problem};
    return Parser(std::get<std::vector<Token>>(std::move(tokens))).run();
}

std::variant<std::vector<Matcher>, Refusal> parseSelector(const std::string& text) {
    const auto parsed = parse(text);
    if (const auto* refusal = std::get_if<Refusal>(&parsed))
        return *refusal;
    const Expr& expr = *std::get<ExprPtr>(parsed);
    if (expr.kind != ExprKind::Selector || expr.rangeMs > 0 || expr.offsetMs != 0 || expr.inParens)
        return Refusal{"parse error: expected a series selector"};
    return expr.matchers;
}

} // namespace understudy::promql
