// Everything here is built from + - * / and square roots, which every machine rounds alike: a power from the
// library may differ in its last bit from one computer to the next, and with it the whole run.
#include "labs/migration/MigrationMath.h"

#include <algorithm>
#include <cmath>

namespace understudy::cluster {

namespace {
double fourthRoot(double x) { return std::sqrt(std::sqrt(x)); }
/// x to the power of three quarters.
double threeQuarters(double x) { return std::sqrt(x) * fourthRoot(x); }
} // namespace

double streamMbps(const Path& path) {
    // What is under way at once comes round as often as the distance allows; far away the streams adapt.
    const double rounds = 30 / std::max(path.rttMs, 0.1);
    const double window = 56 * (rounds > 1 ? rounds : threeQuarters(rounds));
    return path.streamCap > 0 ? std::min(path.streamCap, window) : window;
}

double throughputMbps(const Path& path, const Transfer& transfer) {
    double stream = streamMbps(path);
    // CUBIC halves its window at each loss (Mathis: MSS/RTT * 1.22/sqrt(loss)); BBR only sends less.
    if (!transfer.bbr && path.loss > 0)
        stream = std::min(stream, 0.01168 / (path.rttMs / 1000) * 1.22 / std::sqrt(path.loss));
    const double lossless = std::max(0.05, 1 - (transfer.bbr ? 8 : 1) * path.loss);
    const double sum = transfer.streams * stream * lossless;
    const double line = 0.9 * path.mbps;
    const double ratio = sum / line;
    const double bent = sum / fourthRoot(1 + ratio * ratio * ratio * ratio);
    return std::max(1.0, bent / std::max(1, transfer.shared));
}

double savedShare(Path::Mode mode, const Transfer& transfer) {
    struct Level {
        int level;
        double factor;
    };
    static constexpr Level levels[] = {{1, 1.5}, {3, 2.0}, {5, 2.5}, {9, 3.0}, {19, 3.5}};
    double factor = levels[0].factor;
    for (std::size_t i = 1; i < std::size(levels); ++i) {
        const auto& low = levels[i - 1];
        const auto& high = levels[i];
        if (transfer.level > low.level)
            factor = low.factor + (high.factor - low.factor) *
                                      (std::min(transfer.level, high.level) - low.level) /
                                      (high.level - low.level);
    }
    // In a datacenter the quick LZ4 does it, whatever level zstd is set to.
    double saved = mode == Path::Mode::Datacenter ? 0.35 : 1 - 1 / factor;
    if (transfer.dictionary && mode != Path::Mode::Datacenter)
        saved += 0.05;
    return std::min(saved, transfer.savedAtMost);
}

double encodeMbps(int level, double saved) {
    static constexpr std::pair<int, double> speeds[] = {{1, 500}, {3, 300}, {5, 150}, {9, 50}, {19, 10}};
    double speed = speeds[0].second;
    for (std::size_t i = 1; i < std::size(speeds); ++i) {
        const auto& [low, fast] = speeds[i - 1];
        const auto& [high, slow] = speeds[i];
        if (level > low)
            speed = fast + (slow - fast) * (std::min(level, high) - low) / (high - low);
    }
    return speed * 8.39 * (1 - saved) * 2;
}

double dirtyShare(Path::Mode mode, double guest) {
    const double share = mode == Path::Mode::Internet ? 0.35 : mode == Path::Mode::Hybrid ? 0.2 : 0.1;
    return share * guest;
}

double downtimeSeconds(Path::Mode mode, const std::string& strategy, double memoryMbit, double saved,
                       double mbps, double transferSeconds) {
    const double base = mode == Path::Mode::Internet ? 7.2 : mode == Path::Mode::Hybrid ? 2.5 : 0.05;
    if (strategy == "stop-and-copy")
        return base + transferSeconds;
    if (strategy == "post-copy")
        return base;
    return base + memoryMbit * 0.02 * (1 - saved) / mbps;
}

int defaultStreams(Path::Mode mode) { return mode == Path::Mode::Datacenter ? 64 : 8; }

double voteSeconds(Path::Mode mode) {
    return mode == Path::Mode::Internet ? 2.0 : mode == Path::Mode::Hybrid ? 0.5 : 0.05;
}

} // namespace understudy::cluster
