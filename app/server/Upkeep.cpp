#include "app/server/Carry.h"

#include "core/xapi/Values.h"

#include <QCoreApplication>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

int audit(const Options& options) {
    bool number = false;
    const int count = options.value("count").toInt(&number);
    if (!number || count < 1)
        return failed({Errc::BadInput, tr("--count is a number of lines."), {}});
    auto office = Office::open(options);
    if (!office)
        return failed(office.error());
    const auto entries = access::Audit((*office)->sql(), (*office)->clock()).newest(count);
    if (!entries)
        return failed(entries.error());
    for (const auto& entry : *entries)
        say(QStringLiteral("%1\t%2\t%3\t%4\t%5")
                .arg(QString::fromStdString(xapi::formatTimestamp(entry.moment)),
                     QString::fromStdString(entry.who), QString::fromStdString(entry.deed),
                     QString::fromStdString(entry.subject), QString::fromStdString(entry.source)));
    return Done;
}

} // namespace

std::vector<Command> upkeepCommands() {
    return {
        {"carry", "FILE", QT_TRANSLATE_NOOP("server", "take what somebody brought by hand; --receipt OUT"),
         carry},
        {"audit", "", QT_TRANSLATE_NOOP("server", "who did what to the server, the newest last"), audit},
    };
}

} // namespace understudy::server
