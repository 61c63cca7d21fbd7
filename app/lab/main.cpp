#include "app/lab/Hash.h"
#include "app/lab/Serve.h"
#include "app/lab/Verify.h"

#include <QCoreApplication>

#include <cstdio>
#include <unistd.h>

int main(int argc, char** argv) {
    using namespace understudy;
    // What the program that started us has open (the window's browser leaves its sockets so) is not for the
    // trainee's shells, and would be held open by any of them that stays.
    ::close_range(3, ~0U, 0);
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("understudy-lab"));
    QCoreApplication::setApplicationVersion(QStringLiteral(UNDERSTUDY_VERSION));
    const auto options = lab::readOptions(QCoreApplication::arguments());
    if (!options) {
        lab::complain(options.error());
        return lab::WrongUse;
    }
    if (options->help) {
        std::printf("%s", qPrintable(lab::helpText()));
        return lab::Done;
    }
    if (options->version) {
        std::printf("understudy-lab %s\n", UNDERSTUDY_VERSION);
        return lab::Done;
    }
    if (options->command == QLatin1String("hash"))
        return lab::hash(*options);
    if (options->command == QLatin1String("verify"))
        return lab::verifyLabs(*options);
    return lab::serve(*options);
}
