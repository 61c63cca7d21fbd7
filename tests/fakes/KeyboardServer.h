#pragma once

#include "core/ssh/Handles.h"
#include "core/ssh/Key.h"

#include <QTcpServer>

#include <libssh/server.h>

#include <atomic>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace understudy::fakes {

/// An SSH server that asks questions of its own (RFC 4256), as hosts with a second factor do: round after
/// round, with several fields in one.
class KeyboardServer final {
public:
    struct Round {
        QByteArray name;
        QByteArray instruction;
        std::vector<std::pair<QByteArray, bool>> fields; ///< text, echo
        QList<QByteArray> right;
    };

    explicit KeyboardServer(std::vector<Round> rounds)
        : m_rounds(std::move(rounds)) {
        auto pair = ssh::KeyPair::makeEd25519();
        m_hostKey = pair->publicKey.line();
        ssh_key key = nullptr;
        ssh_pki_import_privkey_base64(pair->privateKey.constData(), nullptr, nullptr, nullptr, &key);
        m_bind = ssh_bind_new();
        const bool config = false;
        ssh_bind_options_set(m_bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &config);
        ssh_bind_options_set(m_bind, SSH_BIND_OPTIONS_IMPORT_KEY, key);
        m_listener.listen(QHostAddress::LocalHost);
        m_listener.pauseAccepting(); // the thread does
        m_thread = std::thread([this, fd = static_cast<int>(m_listener.socketDescriptor())] { listen(fd); });
    }
    ~KeyboardServer() {
        m_stopping = true;
        m_thread.join();
        ssh_bind_free(m_bind);
    }
    quint16 port() const { return m_listener.serverPort(); }
    QString hostKeyLine() const { return m_hostKey; }
    int refusals() const { return m_refusals; }

private:
    void listen(int fd) {
        while (!m_stopping) {
            pollfd wait{fd, POLLIN, 0};
            if (::poll(&wait, 1, 20) <= 0)
                continue;
            const int client = ::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC);
            const ssh::SessionHandle session(ssh_new());
            const timeval patience{10, 0}; // a client that hangs must not hang the test
            ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            if (ssh_bind_accept_fd(m_bind, session.get(), client) == SSH_OK &&
                ssh_handle_key_exchange(session.get()) == SSH_OK)
                serve(session.get());
            ssh_disconnect(session.get());
        }
    }
    void serve(ssh_session session) {
        ssh_set_auth_methods(session, SSH_AUTH_METHOD_INTERACTIVE);
        std::size_t round = 0;
        while (!m_stopping) {
            ssh_message message = ssh_message_get(session);
            if (!message)
                return;
            if (ssh_message_type(message) == SSH_REQUEST_AUTH &&
                ssh_message_subtype(message) == SSH_AUTH_METHOD_INTERACTIVE)
                talk(session, message, round);
            else if (ssh_message_type(message) == SSH_REQUEST_SERVICE)
                ssh_message_service_reply_success(message);
            else {
                if (ssh_message_type(message) == SSH_REQUEST_AUTH)
                    ssh_message_auth_set_methods(message, SSH_AUTH_METHOD_INTERACTIVE);
                ssh_message_reply_default(message);
            }
            ssh_message_free(message);
        }
    }
    void talk(ssh_session session, ssh_message message, std::size_t& round) {
        if (!ssh_message_auth_kbdint_is_response(message)) {
            round = 0;
            return ask(message, m_rounds.front());
        }
        const QList<QByteArray>& right = m_rounds.at(round).right;
        bool good = ssh_userauth_kbdint_getnanswers(session) == right.size();
        for (int i = 0; good && i < right.size(); ++i)
            good = right.at(i) == ssh_userauth_kbdint_getanswer(session, static_cast<unsigned int>(i));
        if (good && ++round < m_rounds.size())
            return ask(message, m_rounds.at(round));
        if (good) {
            ssh_message_auth_reply_success(message, 0);
        } else {
            ++m_refusals;
            ssh_message_auth_set_methods(message, SSH_AUTH_METHOD_INTERACTIVE);
            ssh_message_reply_default(message);
        }
    }
    static void ask(ssh_message message, const Round& round) {
        std::vector<const char*> texts;
        std::vector<char> echo;
        for (const auto& [text, shown] : round.fields) {
            texts.push_back(text.constData());
            echo.push_back(shown ? 1 : 0);
        }
        ssh_message_auth_interactive_request(message, round.name.constData(), round.instruction.constData(),
                                             static_cast<unsigned int>(texts.size()), texts.data(),
                                             echo.data());
    }

    const std::vector<Round> m_rounds;
    QTcpServer m_listener;
    QString m_hostKey;
    ssh_bind m_bind = nullptr;
    std::atomic<bool> m_stopping = false;
    std::atomic<int> m_refusals = 0;
    std::thread m_thread;
};

} // namespace understudy::fakes
