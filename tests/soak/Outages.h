#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <vector>

namespace understudy::soak {

class Hosts;

/// The network between the window and its hosts: gone for 20 s and back for 20 s, in three ways in turn.
/// Keeps how long the ten tabs needed each time to stream again.
class Outages final : public QObject {
public:
    static constexpr std::chrono::seconds half{20};

    explicit Outages(Hosts& hosts);

    void begin();
    void end(); ///< the network is there from now on
    int count() const { return m_count; }
    bool allBack() const; ///< every tab has streamed since the network was last back
    QString text() const;

private:
    void turn();
    void look();
    static void network(const char* way);

    Hosts& m_hosts;
    QTimer m_turns;
    QTimer m_looks;
    std::chrono::steady_clock::time_point m_since;
    int m_count = 0;
    int m_late = 0; ///< times when not all were back before the next one
    bool m_gone = false;
    bool m_waiting = false;
    std::vector<double> m_seconds;
};

} // namespace understudy::soak
