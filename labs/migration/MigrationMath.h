#pragma once

#include "labs/membership/Records.h"

namespace understudy::cluster {

/// What a transfer is made of.
struct Transfer {
    int streams = 8;
    int level = 5;           ///< zstd, 1 to 19
    bool bbr = true;         ///< else CUBIC, which loss slows down far more
    bool dictionary = false; ///< trained: saves 0.05 more
    double savedAtMost = 1;  ///< guests that cannot be compressed
    int shared = 1;          ///< migrations at the same time on the node
};

/// Mbps of one stream: its window once a round trip, so that nearby a few fill the line.
double streamMbps(const Path& path);
/// Mbps of n streams on that path: grows with the streams and bends before 0.9 of the line.
double throughputMbps(const Path& path, const Transfer& transfer);
/// The share of the memory that needs not be sent.
double savedShare(Path::Mode mode, const Transfer& transfer);
/// Mbps that two cores can encode, on the wire.
double encodeMbps(int level, double saved);
/// The share of the memory that is written again while it is sent.
double dirtyShare(Path::Mode mode, double guest);
/// Seconds the VM stands still.
double downtimeSeconds(Path::Mode mode, const std::string& strategy, double memoryMbit, double saved,
                       double mbps, double transferSeconds);
int defaultStreams(Path::Mode mode);
double voteSeconds(Path::Mode mode);

inline constexpr double mbitPerGb = 8590;
inline constexpr double startSeconds = 3.0; ///< the target starts the VM and gossip spreads where it is

} // namespace understudy::cluster
