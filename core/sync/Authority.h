#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

namespace understudy::sync {

/// Certificates of a company's own authority, trusted for the training server besides those of the system.
struct Authority {
    QByteArray pem;    ///< the certificates alone, whatever else was in the file; "" for none
    QString name;      ///< of the one that has signed itself: its common name
    Instant expires{}; ///< the last moment of that one

    bool isEmpty() const { return pem.isEmpty(); }
    bool operator==(const Authority&) const = default;
};

/// One that was kept, expired or not; an empty one where there is no certificate.
Authority authorityIn(const QByteArray& pem);

/// What a file holds that the trainee has chosen, as PEM or DER; else what is wrong with it and what to do.
Result<Authority> authorityOf(const QByteArray& file, Instant now);

} // namespace understudy::sync
