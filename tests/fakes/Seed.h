#pragma once

#include <QRandomGenerator>
#include <QString>
#include <QtGlobal>

namespace understudy::fakes {

/// Where this run's chance begins: that of an earlier one by UNDERSTUDY_SEED. Printed, so that it can be had
/// again.
inline quint32 seedOfThisRun() {
    bool given = false;
    const quint32 wanted = qEnvironmentVariable("UNDERSTUDY_SEED").toUInt(&given);
    const quint32 seed = given ? wanted : QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    return seed;
}

} // namespace understudy::fakes
