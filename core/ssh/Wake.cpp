#include "core/ssh/Wake.h"

#include <fcntl.h>
#include <unistd.h>

namespace understudy::ssh {

Wake::Wake() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
        m_read = ends[0];
        m_write = ends[1];
    }
}

Wake::~Wake() {
    if (m_read >= 0)
        ::close(m_read);
    if (m_write >= 0)
        ::close(m_write);
}

void Wake::ring() {
    if (!m_rung.exchange(true)) {
        const char byte = 0;
        (void)!::write(m_write, &byte, 1);
    }
}

void Wake::quiet() {
    char bytes[16];
    while (::read(m_read, bytes, sizeof bytes) == sizeof bytes) {}
    m_rung = false; // after the read: a ring in between is seen by the work that follows
}

} // namespace understudy::ssh
