// curl and wget.
#include "labs/podshell/Web.h"

#include "labs/podweb/PodWeb.h"
#include "labs/podweb/RawPort.h"

#include <algorithm>

namespace understudy::podshell {

using namespace cluster;
using podweb::Reached;
using podweb::WebAnswer;

namespace {

constexpr Micros givesUp = 127 * second; ///< as the kernel gives up a connection that nobody answers

/// What curl was told by its words.
struct Wish {
    std::string url, method = "GET", outFile, format, problem;
    bool silent = false, showsErrors = false, headOnly = false, withHead = false, failsOnErrors = false,
         verbose = false, follows = false, remoteName = false;
    Micros patience = givesUp;
};

struct Address {
    std::string scheme = "http", host, path = "/";
    int port = 80;
};

Address addressOf(std::string url) {
    Address out;
    if (const auto colon = url.find("://"); colon != std::string::npos) {
        out.scheme = url.substr(0, colon);
        url.erase(0, colon + 3);
    }
    out.port = out.scheme == "https" ? 443 : 80;
    const auto slash = url.find_first_of("/?#");
    out.host = url.substr(0, slash);
    if (slash != std::string::npos)
        out.path = (url[slash] == '/' ? "" : "/") + url.substr(slash);
    if (const auto at = out.host.rfind('@'); at != std::string::npos)
        out.host.erase(0, at + 1);
    if (const auto colon = out.host.rfind(':'); colon != std::string::npos) {
        out.port = std::atoi(out.host.c_str() + colon + 1);
        out.host.resize(colon);
    }
    return out;
}

void shortOptions(Wish& wish, const std::string& word, const Call& call, std::size_t& at) {
    const auto value = [&](std::size_t i) {
        if (i + 1 < word.size())
            return word.substr(i + 1);
        return ++at < call.words.size() ? call.words[at] : std::string();
    };
    for (std::size_t i = 1; i < word.size(); ++i) {
        switch (word[i]) {
        case 's':
            wish.silent = true;
            break;
        case 'S':
            wish.showsErrors = true;
            break;
        case 'I':
            wish.headOnly = true;
            wish.method = "HEAD";
            break;
        case 'i':
            wish.withHead = true;
            break;
        case 'f':
            wish.failsOnErrors = true;
            break;
        case 'v':
            wish.verbose = true;
            break;
        case 'L':
            wish.follows = true;
            break;
        case 'O':
            wish.remoteName = true;
            break;
        case 'k':
        case 'g':
            break;
        case 'o':
            wish.outFile = value(i);
            return;
        case 'w':
            wish.format = value(i);
            return;
        case 'X':
            wish.method = value(i);
            return;
        case 'm':
            wish.patience =
                static_cast<Micros>(std::max(0.001, std::strtod(value(i).c_str(), nullptr)) * 1e6);
            return;
        case 'd':
            wish.method = wish.method == "GET" ? "POST" : wish.method;
            value(i);
            return;
        case 'H':
        case 'u':
        case 'A':
            value(i);
            return;
        default:
            wish.problem = std::string("curl: option -") + word[i] + ": is unknown\n";
            return;
        }
    }
}

Wish wishOf(const Call& call) {
    static const std::map<std::string, std::string> longOnes{
        {"--silent", "-s"}, {"--show-error", "-S"},      {"--head", "-I"},     {"--include", "-i"},
        {"--fail", "-f"},   {"--verbose", "-v"},         {"--location", "-L"}, {"--insecure", "-k"},
        {"--output", "-o"}, {"--write-out", "-w"},       {"--request", "-X"},  {"--max-time", "-m"},
        {"--data", "-d"},   {"--connect-timeout", "-m"}, {"--header", "-H"},   {"--user", "-u"}};
    Wish wish;
    for (std::size_t at = 1; at < call.words.size() && wish.problem.empty(); ++at) {
        const std::string& word = call.words[at];
        if (const auto known = longOnes.find(word); known != longOnes.end())
            shortOptions(wish, known->second, call, at);
        else if (word.starts_with("--"))
            wish.problem = "curl: option " + word + ": is unknown\n";
        else if (word.size() > 1 && word[0] == '-')
            shortOptions(wish, word, call, at);
        else
            wish.url = word;
    }
    if (wish.problem.empty() && wish.url.empty())
        wish.problem = "curl: no URL specified!\n";
    if (!wish.problem.empty())
        wish.problem += "curl: try 'curl --help' or 'curl --manual' for more information\n";
    return wish;
}

/// A failure of curl, after that much time, in its words unless it was told to be silent.
Ran curlFails(const Wish& wish, int code, const std::string& words, Micros after = 0) {
    Ran ran;
    ran.code = code;
    const std::string text =
        !wish.silent || wish.showsErrors ? "curl: (" + std::to_string(code) + ") " + words + "\n" : "";
    if (after == 0) {
        ran.err = text;
        return ran;
    }
    ran.takes = after;
    ran.next = [text, code] { return failed(text, code); };
    return ran;
}

std::string meter(std::size_t bytes, Micros took) {
    const auto scaled = [](double value) {
        return value < 100'000      ? fixed(value, 0)
               : value < 10'240'000 ? fixed(value / 1024, 0) + "k"
                                    : fixed(value / 1048576, 0) + "M";
    };
    const std::string size = scaled(static_cast<double>(bytes));
    const std::string speed =
        scaled(static_cast<double>(bytes) / std::max(0.001, static_cast<double>(took) / 1e6));
    return "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
           "                                 Dload  Upload   Total   Spent    Left  Speed\n"
           "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\r100 " +
           padded(size, 5, true) + "  100 " + padded(size, 5, true) + "    0     0 " +
           padded(speed, 6, true) + "      0 --:--:-- --:--:-- --:--:-- " + padded(speed, 5, true) + "\n";
}

std::string formatted(std::string format, const WebAnswer& answer, const Reached& reached, Micros took) {
    const auto replace = [&format](const std::string& what, const std::string& by) {
        for (auto at = format.find(what); at != std::string::npos; at = format.find(what, at + by.size()))
            format.replace(at, what.size(), by);
    };
    const double seconds = static_cast<double>(took) / 1e6;
    replace("%{http_code}", std::to_string(answer.status));
    replace("%{response_code}", std::to_string(answer.status));
    replace("%{time_total}", fixed(seconds, 6));
    replace("%{time_starttransfer}", fixed(seconds * 0.98, 6));
    replace("%{time_connect}", fixed(std::min(seconds, 0.000412), 6));
    replace("%{size_download}", std::to_string(answer.body.size()));
    replace("%{remote_ip}", reached.ip);
    replace("%{content_type}", answer.type);
    replace("\\n", "\n");
    replace("\\t", "\t");
    return format;
}

std::string httpDate(const Call& call) { return toRfc3339(call.place.now().epoch() + call.now()); }

/// The answer is there: prints it as it was wished.
Ran printed(const Call& call, const Wish& wish, const Address& target, const Reached& reached,
            const WebAnswer& answer, Micros took) {
    Ran ran;
    const std::string head = answer.http(httpDate(call), false);
    if (wish.verbose)
        ran.err += "* Connected to " + target.host + " (" + reached.ip + ") port " +
                   std::to_string(target.port) + "\n> " + wish.method + " " + target.path +
                   " HTTP/1.1\n> Host: " + target.host + ":" + std::to_string(target.port) + "\n> \n< " +
                   head.substr(0, head.find('\r')) + "\n";
    if (wish.failsOnErrors && answer.status >= 400)
        return curlFails(wish, 22, "The requested URL returned error: " + std::to_string(answer.status));
    const std::string body = wish.headOnly ? head : (wish.withHead ? head : std::string()) + answer.body;
    const auto slash = target.path.rfind('/');
    const std::string file = wish.remoteName ? target.path.substr(slash + 1) : wish.outFile;
    if (!file.empty() && file != "-") {
        const auto trouble = call.place.disk.write(call.path(file), body, call.now());
        if (trouble != Disk::Trouble::None)
            return curlFails(wish, 23, "Failed writing body: " + std::string(Disk::words(trouble)));
    } else if (call.terminal && answer.type == "application/octet-stream" && !wish.headOnly) {
        return failed("Warning: Binary output can mess up your terminal. Use \"--output -\" to tell \n"
                      "Warning: curl to output it to your terminal anyway, or consider \"--output \n"
                      "Warning: <FILE>\" to save to a file.\n",
                      23);
    } else {
        ran.out = body;
    }
    // Like curl: the meter is for those whose output goes elsewhere than to their terminal.
    if (!wish.silent && (!call.terminal || !file.empty()))
        ran.err += meter(answer.body.size(), took);
    ran.out += formatted(wish.format, answer, reached, took);
    return ran;
}

Ran fetch(const Call& call, const Wish& wish, int hops);

Ran arrived(const Call& call, const Wish& wish, const Address& target, const Reached& reached,
            const WebAnswer& answer, Micros took, int hops) {
    if (wish.follows && answer.status == 302 && hops < 10)
        for (const auto& [name, value] : answer.headers)
            if (name == "Location") {
                Wish next = wish;
                next.url = target.host + ":" + std::to_string(target.port) + value;
                return fetch(call, next, hops + 1);
            }
    return printed(call, wish, target, reached, answer, took);
}

Ran fetch(const Call& call, const Wish& wish, int hops) {
    const Address target = addressOf(wish.url);
    if (target.host.empty())
        return curlFails(wish, 3, "URL using bad/illegal format or missing URL");
    if (target.scheme != "http" && target.scheme != "https")
        return curlFails(wish, 1, "Protocol \"" + target.scheme + "\" not supported or disabled in libcurl");
    const auto reached = call.place.network().reach(target.host, target.port);
    const std::string where = target.host + " port " + std::to_string(target.port);
    if (reached.how == Reached::How::UnknownName)
        return curlFails(wish, 6, "Could not resolve host: " + target.host);
    if (reached.how == Reached::How::Refused)
        return curlFails(wish, 7,
                         "Failed to connect to " + where + " after 0 ms: Couldn't connect to server");
    if (reached.how == Reached::How::Lost)
        return curlFails(wish, 28,
                         wish.patience < givesUp
                             ? "Connection timed out after " + std::to_string(wish.patience / 1000) +
                                   " milliseconds"
                             : "Failed to connect to " + where + " after 127000 ms: Connection timed out",
                         wish.patience);
    if (target.scheme == "https")
        return curlFails(wish, 35, "error:0A00010B:SSL routines::wrong version number");
    const podweb::PodWeb web(call.place.now());
    if (web.listens(*reached.pod, reached.port, reached.local) != podweb::PodWeb::Port::Http)
        return curlFails(wish, 52, "Empty reply from server", 20'000);
    WebAnswer answer = web.ask(*reached.pod, {wish.method, target.path, reached.port, reached.local});
    const Micros took = answer.takes + call.place.network().roundTrip(reached);
    if (took > wish.patience)
        return curlFails(wish, 28,
                         "Operation timed out after " + std::to_string(wish.patience / 1000) +
                             " milliseconds with 0 bytes received",
                         wish.patience);
    Ran ran;
    ran.takes = took;
    ran.next = [call, wish, target, reached, answer = std::move(answer), took, hops] {
        return arrived(call, wish, target, reached, answer, took, hops);
    };
    return ran;
}

} // namespace

Ran curl(const Call& call) {
    if (call.words.size() > 1 && (call.words[1] == "--version" || call.words[1] == "-V"))
        return said("curl 7.88.1 (x86_64-pc-linux-gnu)\nProtocols: http https\n");
    const Wish wish = wishOf(call);
    return wish.problem.empty() ? fetch(call, wish, 0) : failed(wish.problem, 2);
}

Ran wget(const Call& call) {
    const auto words = call.operands("OTt");
    if (words.empty())
        return failed("wget: missing URL\n");
    const std::string outFile = call.option('O', "output-document").value_or("");
    const bool silent =
        call.flag('q', "OTt") || std::find(call.words.begin(), call.words.end(), "-qO-") != call.words.end();
    const bool toOut =
        outFile == "-" || std::find(call.words.begin(), call.words.end(), "-qO-") != call.words.end();
    Call as = call;
    const Address target = addressOf(words[0]);
    const auto slash = target.path.find_last_of('/');
    const std::string last = target.path.substr(slash + 1);
    const std::string file = toOut ? "-" : !outFile.empty() ? outFile : last.empty() ? "index.html" : last;
    as.words = {"curl", "-sSfL", "-o", file, words[0]};
    Ran ran = curl(as);
    if (!silent)
        ran.err = "Connecting to " + target.host + ":" + std::to_string(target.port) + "\n" + ran.err;
    return ran;
}

Ran rawAnswer(const Call& call, const Reached& reached, const std::string& bytes) {
    podweb::RawPort port(call.place.now(), reached.pod, reached.port, reached.local);
    Ran ran;
    if (!port.speaks())
        return ran;
    ran.out = port.receive(bytes).bytes;
    return ran;
}

} // namespace understudy::podshell
