#include "app/server/Terminal.h"

#include <QCoreApplication>

#include <cstdio>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

/// What is typed is not shown for as long as this lives.
class Unseen final {
public:
    Unseen() {
        if (::tcgetattr(STDIN_FILENO, &m_before) != 0)
            return;
        auto quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        m_changed = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~Unseen() {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

private:
    termios m_before{};
    bool m_changed = false;
};

void ask(const QString& question) {
    std::fprintf(stderr, "%s", qPrintable(question));
    std::fflush(stderr);
}

std::string line() {
    std::string text;
    std::getline(std::cin, text);
    if (!text.empty() && text.back() == '\r')
        text.pop_back();
    return text;
}

} // namespace

Result<std::string> askSecret(const QString& prompt) {
    if (!::isatty(STDIN_FILENO))
        return line();
    const Unseen unseen;
    ask(prompt + QStringLiteral(": "));
    auto first = line();
    ask(QStringLiteral("\n") + tr("Once more: "));
    const auto second = line();
    ask(QStringLiteral("\n"));
    if (first != second)
        return Error{Errc::Refused, tr("The two differ. Nothing was changed."), {}};
    return first;
}

bool confirms(const QString& question, const QString& word) {
    if (!::isatty(STDIN_FILENO))
        return false;
    ask(question);
    return line() == word.toStdString();
}

} // namespace understudy::server
