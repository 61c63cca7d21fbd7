#include "labs/membership/Reputation.h"

#include <cmath>

namespace understudy::cluster {

void Reputation::begin(const std::string& node, const std::string& fault, const std::string& mode,
                       double wrong) {
    // Who lies about metrics or keeps a false state votes like the others; who is slow votes too late.
    const bool votes = mode == "vote" || mode == "equivocate" || mode == "collude" || mode == "slow";
    Account& account = m_accounts[node];
    account.faults[fault] = {mode, votes ? wrong : 0};
    account.modes.insert(mode);
    account.told = false;
    arm();
}

void Reputation::end(const std::string& fault) {
    for (auto& [node, account] : m_accounts) {
        account.faults.erase(fault);
        account.modes.clear();
        for (const auto& [id, what] : account.faults)
            account.modes.insert(what.first);
    }
}

void Reputation::look() {
    for (const auto& each : m_members.workers())
        if (m_network.lossAt(each.id) > 0) {
            m_accounts.try_emplace(each.id);
            arm();
        }
}

void Reputation::silence(const std::string& node, bool silent, std::optional<double> score) {
    Account& account = m_accounts[node];
    const Micros now = m_queue.now();
    if (silent && !account.silentSince) {
        account.silentSince = now;
    } else if (!silent && account.silentSince) {
        account.silent += now - *account.silentSince;
        account.silentSince.reset();
        account.told = false;
    }
    if (score) {
        account.points = static_cast<int>(std::lround(*score * 100));
        account.score.set(now, *score);
    }
    arm();
}

double Reputation::score(const std::string& node, Micros when) const {
    const auto found = m_accounts.find(node);
    return found == m_accounts.end() ? 1 : found->second.score.at(when);
}

std::int64_t Reputation::votes(const std::string& node) const {
    Micros voting = m_queue.now() - m_start;
    if (const auto found = m_accounts.find(node); found != m_accounts.end()) {
        voting -= found->second.silent;
        if (found->second.silentSince)
            voting -= m_queue.now() - *found->second.silentSince;
    }
    return voting / round;
}

std::int64_t Reputation::wrong(const std::string& node) const {
    const auto found = m_accounts.find(node);
    return found == m_accounts.end() ? 0 : found->second.wrong;
}

double Reputation::agreement(const std::string& node, Micros span) const {
    const auto found = m_accounts.find(node);
    if (found == m_accounts.end())
        return 1;
    const Account& account = found->second;
    const double share = wrongShare(node, account);
    std::int64_t cast = 0, against = 0;
    const Micros until = account.silentSince.value_or(m_queue.now());
    for (std::int64_t turn = until / round; turn > (until - span) / round; --turn) {
        ++cast;
        // A vote against the majority is where the score went down, or would have below nothing.
        const double before = account.score.at(turn * round - 1), after = account.score.at(turn * round);
        against += after < before || (after == 0 && before == 0 && votesWrong(node, share, turn)) ? 1 : 0;
    }
    return cast == 0 ? 1 : 1 - static_cast<double>(against) / static_cast<double>(cast);
}

bool Reputation::lies(const std::string& node) const {
    const auto found = m_accounts.find(node);
    return found != m_accounts.end() && !found->second.faults.empty();
}

bool Reputation::misbehaves(const std::string& node, const std::string& mode) const {
    const auto found = m_accounts.find(node);
    return found != m_accounts.end() && found->second.modes.contains(mode);
}

double Reputation::wrongShare(const std::string& node, const Account& account) const {
    // Lost packets make some votes late; never so many that an honest node would sink.
    double share = std::min(0.08, 3 * m_network.lossAt(node));
    for (const auto& [id, what] : account.faults)
        share = std::max(share, what.second);
    return share;
}

// Of four votes in a row as many are wrong as the share says, in an order of their own: the share holds
// within minutes and not only in the long run.
bool Reputation::votesWrong(const std::string& node, double share, std::int64_t turn) const {
    const std::int64_t block = turn >= 0 ? turn / 4 : (turn - 3) / 4;
    const double phase = m_noise.uniform("vote phase/" + node, 0);
    const auto upTo = [&](std::int64_t b) { return std::floor(4 * share * static_cast<double>(b) + phase); };
    const auto count = static_cast<int>(upTo(block + 1) - upTo(block));
    int before = 0;
    for (std::int64_t other = 4 * block; other < 4 * block + 4; ++other)
        before += m_noise.bits("vote/" + node, other) < m_noise.bits("vote/" + node, turn) ? 1 : 0;
    return before < count;
}

void Reputation::arm() {
    if (m_armed)
        return;
    m_armed = true;
    const Micros now = m_queue.now();
    const std::int64_t turn = now >= 0 ? now / round : (now - round + 1) / round;
    m_queue.at((turn + 1) * round, [this] {
        m_armed = false;
        vote();
    });
}

void Reputation::vote() {
    const Micros now = m_queue.now();
    const double threshold = m_settings.number("acp.reputation.quarantine_threshold");
    std::vector<std::pair<std::string, double>> low;
    bool busy = false;
    for (auto& [node, account] : m_accounts) {
        if (account.silentSince)
            continue;
        const double share = wrongShare(node, account);
        if (share <= 0 && account.points >= 100)
            continue;
        busy = true;
        const bool against = votesWrong(node, share, now / round);
        if (against) {
            ++account.wrong;
            account.lastWrong = now;
            if (mismatch)
                mismatch(node);
        }
        account.points = std::clamp(account.points + (against ? -10 : 1), 0, 100);
        account.score.set(now, account.points / 100.0);
        if (account.points < threshold * 100 && !account.told) {
            account.told = true;
            low.emplace_back(node, account.points / 100.0);
        }
    }
    for (const auto& [node, score] : low)
        if (fell)
            fell(node, score);
    if (busy)
        arm();
}

} // namespace understudy::cluster
