#pragma once

#include <libssh/libssh.h>

#include <memory>
#include <type_traits>

namespace understudy::ssh {

struct FreeKey {
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
struct FreeSession {
    void operator()(ssh_session session) const { ssh_free(session); }
};
struct FreeEvent {
    void operator()(ssh_event event) const { ssh_event_free(event); }
};
struct FreeText {
    void operator()(char* text) const { ssh_string_free_char(text); }
};

using KeyHandle = std::unique_ptr<std::remove_pointer_t<ssh_key>, FreeKey>;
using SessionHandle = std::unique_ptr<std::remove_pointer_t<ssh_session>, FreeSession>;
using EventHandle = std::unique_ptr<std::remove_pointer_t<ssh_event>, FreeEvent>;
using TextHandle = std::unique_ptr<char, FreeText>;

/// True when nothing comes any more; ssh_is_connected() alone stays true after some errors of a server's
/// session.
inline bool isGone(ssh_session session) {
    return ssh_is_connected(session) == 0 || (ssh_get_status(session) & (SSH_CLOSED | SSH_CLOSED_ERROR)) != 0;
}

} // namespace understudy::ssh
