#pragma once

#include <QString>

namespace understudy::sftp {

/// A number of bytes as one says it, in powers of 1000: "1 byte", "900 bytes", "1.4 MB", "12 MB".
QString sizeWords(quint64 bytes);

} // namespace understudy::sftp
