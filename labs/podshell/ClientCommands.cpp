// redis-cli and psql.
#include "labs/podshell/Command.h"

#include "labs/podweb/PodWeb.h"
#include "labs/podweb/Redis.h"

#include <algorithm>

namespace understudy::podshell {

using namespace cluster;
using podweb::PodWeb;
using podweb::Reached;

namespace {

/// RESP as redis-cli prints it to a pipe or to a terminal.
std::string plain(const std::string& resp, std::size_t& at, bool terminal) {
    const auto end = resp.find("\r\n", at);
    if (end == std::string::npos)
        return {};
    const char kind = resp[at];
    const std::string line = resp.substr(at + 1, end - at - 1);
    at = end + 2;
    if (kind == '+')
        return line + "\n";
    if (kind == '-')
        return "(error) " + line + "\n";
    if (kind == ':')
        return (terminal ? "(integer) " : "") + line + "\n";
    const long count = std::strtol(line.c_str(), nullptr, 10);
    if (kind == '$') {
        if (count < 0)
            return terminal ? "(nil)\n" : "\n";
        const std::string text = resp.substr(at, static_cast<std::size_t>(count));
        at += static_cast<std::size_t>(count) + 2;
        const bool lines = text.find('\n') != std::string::npos;
        return (terminal && !lines ? "\"" + text + "\"" : text) + "\n";
    }
    std::string out;
    for (long i = 0; i < count; ++i)
        out += (terminal ? std::to_string(i + 1) + ") " : "") + plain(resp, at, terminal);
    return count == 0 ? (terminal ? "(empty array)\n" : "\n") : out;
}

std::string hostOf(const Call& call, const char* usual) {
    const auto pod = call.place.here();
    return call.option('h', "host").value_or(pod && call.place.pod.starts_with(usual) ? "127.0.0.1" : usual);
}

Ran redisCli(const Call& call) {
    const auto port = std::atoi(call.option('p').value_or("6379").c_str());
    const std::string host = hostOf(call, "redis");
    const auto reached = call.place.network().reach(host, port);
    const std::string where = "Could not connect to Redis at " + host + ":" + std::to_string(port) + ": ";
    if (reached.how == Reached::How::UnknownName)
        return failed(where + "Name or service not known\n");
    if (reached.how != Reached::How::Connected ||
        PodWeb(call.place.now()).listens(*reached.pod, reached.port, reached.local) != PodWeb::Port::Redis)
        return failed(where + "Connection refused\n");
    const podweb::Redis redis(call.place.now(), *reached.pod);
    const auto words = call.operands("hpna");
    Ran ran;
    const auto ask = [&](const std::vector<std::string>& command) {
        const std::string resp = redis.answer(command);
        std::size_t at = 0;
        ran.out += plain(resp, at, call.terminal);
        ran.code = resp[0] == '-' ? 1 : ran.code;
    };
    if (!words.empty())
        ask(words);
    std::string input = words.empty() ? call.input + "\n" : "";
    while (const auto command = podweb::takeRedisCommand(input))
        if (!command->empty())
            ask(*command);
    return ran;
}

std::string table(const std::string& column, const std::string& value, bool bare) {
    if (bare)
        return value + "\n";
    const std::size_t width = std::max(column.size(), value.size());
    const std::string left(width - column.size() - (width - column.size()) / 2, ' ');
    return " " + std::string((width - column.size()) / 2, ' ') + column + left + " \n" +
           std::string(width + 2, '-') + "\n " + padded(value, width, true) + "\n(1 row)\n\n";
}

/// One statement, as far as the model knows an answer.
Ran statement(const Call& call, std::string sql) {
    std::transform(sql.begin(), sql.end(), sql.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    while (!sql.empty() && (sql.back() == ';' || sql.back() == ' ' || sql.back() == '\n'))
        sql.pop_back();
    const bool bare = call.flag('t', "hpUdc") || call.flag('A', "hpUdc");
    const auto has = [&sql](const char* text) { return sql.find(text) != std::string::npos; };
    const bool replica = hostOf(call, "postgres-primary").find("replica") != std::string::npos ||
                         call.place.pod.starts_with("postgres-replica");
    if (sql.empty())
        return {};
    if (has("version()"))
        return said(
            table("version", "PostgreSQL 15.5 (Debian 15.5-1.pgdg120+1) on x86_64-pc-linux-gnu", bare));
    if (sql == "select 1")
        return said(table("?column?", "1", bare));
    if (has("pg_is_in_recovery"))
        return said(table("pg_is_in_recovery", replica ? "t" : "f", bare));
    if (has("pg_stat_activity") && has("count(")) {
        const int open = 96 + call.place.now().noise().below(40, "connections", call.now() / minute);
        return said(table("count", std::to_string(open), bare));
    }
    if (has("max_connections"))
        return said(table("max_connections", "200", bare));
    if (has("now()"))
        return said(table("now", toRfc3339(call.place.now().epoch() + call.now()), bare));
    for (const char* verb : {"insert", "update", "delete", "drop", "create", "alter", "truncate"})
        if (sql.starts_with(verb))
            return failed("ERROR:  cannot execute " + std::string(verb) + " in a read-only transaction\n");
    return failed("ERROR:  permission denied for schema public\n");
}

Ran psql(const Call& call) {
    const std::string host = hostOf(call, "postgres-primary");
    const int port = std::atoi(call.option('p').value_or(host == "pgbouncer" ? "6432" : "5432").c_str());
    const bool local = call.place.pod.starts_with("postgres") && !call.option('h', "host");
    const auto reached = call.place.network().reach(local ? "127.0.0.1" : host, port);
    const std::string where =
        "psql: error: connection to server at \"" + host + "\", port " + std::to_string(port) + " failed: ";
    if (reached.how == Reached::How::UnknownName)
        return failed("psql: error: could not translate host name \"" + host +
                          "\" to address: Name or service not known\n",
                      2);
    if (reached.how != Reached::How::Connected)
        return failed(
            where + (reached.how == Reached::How::Lost ? "Connection timed out\n" : "Connection refused\n"),
            2);
    if (const auto sql = call.option('c', "command"))
        return statement(call, *sql);
    Ran ran;
    for (std::size_t from = 0; from < call.input.size();) {
        const auto end = std::min(call.input.find(';', from), call.input.size());
        const Ran one = statement(call, call.input.substr(from, end - from));
        ran.out += one.out;
        ran.err += one.err;
        ran.code = one.code != 0 ? 3 : ran.code;
        from = end + 1;
    }
    return ran;
}

} // namespace

const CommandTable& clientCommands() {
    static const auto redisReads = [](const Call& call) { return call.operands("hpna").empty(); };
    static const auto psqlReads = [](const Call& call) { return !call.option('c', "command"); };
    static const CommandTable table{{"psql", {psql, psqlReads}}, {"redis-cli", {redisCli, redisReads}}};
    return table;
}

} // namespace understudy::podshell
