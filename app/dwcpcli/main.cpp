#include "app/dwcpcli/Arguments.h"
#include "app/dwcpcli/Print.h"
#include "app/dwcpcli/Server.h"

#include <QCoreApplication>
#include <QFile>
#include <QSaveFile>
#include <QThread>
#include <QUrl>
#include <QUrlQuery>

#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace understudy::dwcpcli {

namespace {

int complain(const std::string& sentence, int status) {
    std::fprintf(stderr, "dwcp-cli: %s\n", sentence.c_str());
    return status;
}

QString pathOf(const Wish& wish) {
    QUrlQuery query;
    if (!wish.verb->changes())
        for (const auto& [name, value] : wish.options)
            query.addQueryItem(QString::fromStdString(name),
                               QString::fromUtf8(QUrl::toPercentEncoding(QString::fromStdString(value))));
    const QString text = query.toString(QUrl::FullyEncoded);
    return QStringLiteral("/v3/ops/%1/%2")
               .arg(QString::fromStdString(wish.verb->group), QString::fromStdString(wish.verb->name)) +
           (text.isEmpty() ? QString() : u'?' + text);
}

QByteArray bodyOf(const Wish& wish) {
    if (!wish.verb->changes())
        return {};
    json::object args;
    for (const auto& [name, value] : wish.options)
        args[name] = value;
    return QByteArray::fromStdString(json::serialize(args));
}

std::string errorOf(const Server::Answer& answer) {
    const auto* error = answer.body.is_object() ? answer.body.get_object().if_contains("error") : nullptr;
    if (!error || !error->is_object())
        return "the cluster refused (HTTP " + std::to_string(answer.status) + ").";
    const auto text = [&](const char* key) {
        const auto* value = error->get_object().if_contains(key);
        return value && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    return text("message") + " [" + text("code") + ", " + text("request_id") + "]";
}

/// Asks whoever sits at the terminal; a script has made up its mind.
bool sure(const Wish& wish) {
    if (wish.verb->effect != dwcp::Verb::Effect::Risky || !isatty(STDIN_FILENO))
        return true;
    std::fprintf(stderr, "%s. Go on? [y/N] ", wish.verb->summary.c_str());
    std::string line;
    std::getline(std::cin, line);
    return line == "y" || line == "Y" || line == "yes";
}

/// Asks again each second until the migration has ended.
Server::Answer followed(Server& server, const Wish& wish, Server::Answer answer) {
    const auto* data = answer.body.is_object() ? answer.body.get_object().if_contains("data") : nullptr;
    const auto* id = data && data->is_object() ? data->get_object().if_contains("migration_id") : nullptr;
    if (!wish.wait || !id || !id->is_string())
        return answer;
    const QString path =
        QStringLiteral("/v3/ops/migration/status?migration=") +
        QString::fromUtf8(QUrl::toPercentEncoding(QString::fromStdString(std::string(id->get_string()))));
    for (;;) {
        answer = server.ask(path, {});
        if (answer.status != 200 || !answer.body.is_object())
            return answer;
        const auto& now = answer.body.get_object().at("data").get_object();
        const std::string status(now.at("status").get_string());
        if (status != "preparing" && status != "running" && status != "completing")
            return answer;
        QThread::sleep(1);
    }
}

int write(const std::string& name, const std::string& text) {
    QSaveFile file(QString::fromStdString(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0 ||
        !file.commit())
        return complain(name + " cannot be written: " + file.errorString().toStdString() + ".", Refused);
    std::printf("Written to %s.\n", name.c_str());
    return Done;
}

int run(const Wish& wish) {
    const QString url = qEnvironmentVariable("DWCP_SERVER");
    if (url.isEmpty())
        return complain("DWCP_SERVER is not set. Log in to a host of a lab, where it is.", NoAnswer);
    QFile file(qEnvironmentVariable("DWCP_TOKEN_FILE",
                                    qEnvironmentVariable("LAB_ROOT") + QStringLiteral("/etc/dwcp-token")));
    if (!file.open(QIODevice::ReadOnly))
        return complain("the token cannot be read. Log in to the host again.", NoAnswer);
    if (!sure(wish))
        return complain("nothing was done.", Refused);
    Server server(url, file.readAll().trimmed());
    Server::Answer answer = server.ask(pathOf(wish), bodyOf(wish));
    if (answer.status >= 200 && answer.status < 300)
        answer = followed(server, wish, std::move(answer));
    if (answer.status == 0)
        return complain("the cluster does not answer (" + answer.why.toStdString() + "). Is the lab running?",
                        NoAnswer);
    if (answer.status >= 400 || !answer.body.is_object())
        return complain(errorOf(answer), answer.status == 400 ? WrongUse : Refused);
    const std::string text = print(answer.body.get_object(), wish.format);
    if (!wish.file.empty())
        return write(wish.file, text);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return answer.body.get_object().contains("exit") ? Refused : Done;
}

} // namespace

} // namespace understudy::dwcpcli

int main(int argc, char** argv) {
    using namespace understudy::dwcpcli;
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto wish = read(words);
    if (const auto* wrong = std::get_if<std::string>(&wish))
        return complain(*wrong, WrongUse);
    const Wish& asked = std::get<Wish>(wish);
    if (!asked.help.empty()) {
        std::fputs(asked.help.c_str(), stdout);
        return Done;
    }
    const QCoreApplication app(argc, argv);
    return run(asked);
}
