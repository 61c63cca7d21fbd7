// ping, nslookup and nc: names, routes and ports as the cluster has them.
#include "labs/podshell/Command.h"

#include "labs/podshell/Web.h"

namespace understudy::podshell {

using namespace cluster;
using podweb::Network;
using podweb::Reached;

namespace {

std::string milliseconds(Micros time) { return fixed(static_cast<double>(time) / 1000, 3); }

/// One round of a ping that goes on; what was sent and came back is counted in it.
struct Ping {
    Call call;
    std::string name, ip;
    bool answered = false;
    int wanted = 0, sent = 0;
    std::vector<Micros> times;

    Ran round();
    Ran end() const;
};

Ran Ping::end() const {
    Micros least = 0, most = 0, sum = 0;
    for (const auto time : times) {
        least = least == 0 ? time : std::min(least, time);
        most = std::max(most, time);
        sum += time;
    }
    const int got = static_cast<int>(times.size());
    std::string out = "\n--- " + name + " ping statistics ---\n" + std::to_string(sent) +
                      " packets transmitted, " + std::to_string(got) + " received, " +
                      std::to_string(100 - 100 * got / std::max(1, sent)) + "% packet loss\n";
    if (got > 0)
        out += "rtt min/avg/max = " + milliseconds(least) + "/" + milliseconds(sum / got) + "/" +
               milliseconds(most) + " ms\n";
    return said(out, got > 0 ? 0 : 1);
}

Ran Ping::round() {
    Ran ran;
    ++sent;
    if (sent == 1)
        ran.out = "PING " + name + " (" + ip + ") 56(84) bytes of data.\n";
    if (answered) {
        Reached there;
        there.local = ip.starts_with("127.");
        const Micros time = call.place.network().roundTrip(there);
        times.push_back(time);
        ran.out += "64 bytes from " + ip + ": icmp_seq=" + std::to_string(sent) +
                   " ttl=63 time=" + milliseconds(time) + " ms\n";
    }
    const bool last = wanted > 0 && sent >= wanted;
    ran.takes = last && answered ? 1 : second;
    ran.next = [again = *this, last]() mutable { return last ? again.end() : again.round(); };
    return ran;
}

Ran ping(const Call& call) {
    const auto words = call.operands("cWiws");
    if (words.empty())
        return failed("ping: usage error: Destination address required\n", 2);
    Ping ping{call, words[0], call.place.network().resolve(words[0]), false, 0, 0, {}};
    if (ping.ip.empty())
        return failed("ping: " + words[0] + ": Name or service not known\n", 2);
    ping.wanted = std::atoi(call.option('c').value_or("0").c_str());
    // A service's address answers no echo; pods, nodes and the loopback do.
    bool service = false;
    for (const auto& each : call.place.now().store().list<Service>())
        service = service || each->clusterIp == ping.ip;
    const auto reached = call.place.network().reach(words[0], 8080);
    ping.answered = !service && (reached.pod || ping.ip != words[0] || ping.ip.starts_with("127.")) &&
                    reached.how != Reached::How::Lost;
    return ping.round();
}

Ran nslookup(const Call& call) {
    const auto words = call.operands();
    if (words.empty())
        return failed("Usage: nslookup HOST\n");
    const Network network = call.place.network();
    const std::string ip = network.resolve(words[0]);
    const std::string server =
        std::string("Server:\t\t") + Network::dnsAddress + "\nAddress:\t" + Network::dnsAddress + "#53\n\n";
    if (ip.empty())
        return said(server + "** server can't find " + words[0] + ": NXDOMAIN\n", 1);
    return said(server + "Name:\t" + network.fullName(words[0]) + "\nAddress: " + ip + "\n\n");
}

Ran nc(const Call& call) {
    const auto words = call.operands("w");
    if (words.size() < 2)
        return failed("nc: give a host and a port\n");
    const int port = std::atoi(words[1].c_str());
    const auto reached = call.place.network().reach(words[0], port);
    if (reached.how == Reached::How::UnknownName)
        return failed("nc: getaddrinfo for host \"" + words[0] + "\" port " + words[1] +
                      ": Name or service not known\n");
    const std::string where = words[0] + " " + words[1] + " port [tcp/*]";
    if (reached.how == Reached::How::Lost) {
        Ran ran = failed("nc: connect to " + where + " failed: Connection timed out\n");
        ran.takes = std::max(1, std::atoi(call.option('w').value_or("127").c_str())) * second;
        return ran;
    }
    if (reached.how == Reached::How::Refused)
        return failed("nc: connect to " + where + " failed: Connection refused\n");
    if (call.flag('z', "w"))
        return call.flag('v', "w") ? failed("Connection to " + where + " succeeded!\n", 0) : said("");
    return rawAnswer(call, reached, call.input);
}

} // namespace

const CommandTable& networkCommands() {
    static const auto ncReads = [](const Call& call) { return !call.flag('z', "w"); };
    static const CommandTable table{{"curl", {curl}},      {"dig", {nslookup}},      {"host", {nslookup}},
                                    {"nc", {nc, ncReads}}, {"nslookup", {nslookup}}, {"ping", {ping}},
                                    {"wget", {wget}}};
    return table;
}

} // namespace understudy::podshell
