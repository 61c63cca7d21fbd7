#include "app/server/commands/Command.h"

#include "core/lrs/Service.h"

#include <QCoreApplication>
#include <QDir>

#include <cstdio>
#include <pwd.h>
#include <unistd.h>

namespace understudy::server {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

} // namespace

std::string operatorName() {
    const auto* entry = ::getpwuid(::getuid());
    return "system:" + (entry ? std::string(entry->pw_name) : std::to_string(::getuid()));
}

QString shareFolder() {
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/understudy"));
}

QString courseFolder(const Options& options) {
    const auto given = options.value("course");
    return given.isEmpty() ? shareFolder() + QStringLiteral("/course/dwcp-v3") : given;
}

void say(const QString& line) {
    std::fprintf(stdout, "%s\n", qPrintable(line));
    std::fflush(stdout);
}

QString printable(const std::string& text) {
    QString all;
    for (const char32_t c : QString::fromStdString(text).toStdU32String())
        all += QChar::isPrint(c) ? QString::fromUcs4(&c, 1)
                                 : QStringLiteral("\\u%1").arg(quint32(c), 4, 16, QLatin1Char('0'));
    return all;
}

void complain(const QString& sentence, const QString& detail) {
    std::fprintf(stderr, "understudy-server: %s%s\n", qPrintable(sentence),
                 detail.isEmpty() ? "" : qPrintable(QStringLiteral(" (%1)").arg(detail)));
}

int failed(const Error& error) {
    complain(error.sentence, error.detail);
    return error.code == Errc::BadInput ? WrongUse : Failed;
}

Result<QString> dataFolder(const Options& options) {
    const auto folder = QDir(options.value("data")).absolutePath();
    if (!QDir().mkpath(folder))
        return Error{Errc::ReadOnly,
                     tr("The data folder %1 cannot be made. Check the folder above it.").arg(folder),
                     {}};
    return folder;
}

Result<std::unique_ptr<store::Database>> openDatabase(const Options& options) {
    const auto folder = dataFolder(options);
    if (!folder)
        return folder.error();
    return store::Database::open(placeOf(options));
}

std::string placeOf(const Options& options) {
    const auto url = options.value("database");
    return (url.isEmpty() ? QDir(options.value("data")).absolutePath() : url).toStdString();
}

Result<std::string> homePageOf(store::Database& database) {
    auto known = database.value("home-page");
    if (!known || !known->empty())
        return known;
    return lrs::Service::Options().homePage;
}

Result<std::unique_ptr<Office>> Office::open(const Options& options) {
    return in(store::Database::openKnown(placeOf(options)));
}

Result<std::unique_ptr<Office>> Office::found(const Options& options) { return in(openDatabase(options)); }

Result<std::unique_ptr<Office>> Office::in(Result<std::unique_ptr<store::Database>> database) {
    if (!database)
        return database.error();
    auto home = homePageOf(**database);
    if (!home)
        return home.error();
    return std::unique_ptr<Office>(new Office(std::move(*database), std::move(*home)));
}

Result<access::Person> Office::person(const QString& name) {
    auto found = people().person(name.toStdString());
    if (!found)
        return found.error();
    if (!*found)
        return Error{
            Errc::NotFound, tr("There is nobody called \"%1\". `user list` names everybody.").arg(name), {}};
    return **found;
}

Result<void> Office::change(const char* deed, const std::string& subject,
                            const std::function<Result<void>()>& work) {
    return sql().transact([&]() -> Result<void> {
        if (auto done = work(); !done)
            return done;
        return access::Audit(sql(), m_clock).note(operatorName(), deed, subject, "local");
    });
}

} // namespace understudy::server
