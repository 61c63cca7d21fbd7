#pragma once

#include <QString>

namespace understudy::journal {

/// One connection's hold on the files of a journal. Who exchanges them must hold them alone: what another
/// connection writes after that would go into a file that nobody reads again.
class Hold final {
public:
    /// Waits while somebody else holds them alone.
    explicit Hold(const QString& path);
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    /// Nobody else holds them, in this program or another one, and nobody can before share().
    bool isAlone() const { return m_alone; }
    void share();

private:
    int m_file = -1;
    bool m_alone = false;
};

} // namespace understudy::journal
