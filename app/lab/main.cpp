#include "app/lab/Serve.h"

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char** argv) {
    using namespace understudy;
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
    return lab::serve(*options);
}
