#include "views/reader/paper/WholeFile.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSaveFile>

namespace understudy::reader {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::reader)
};

} // namespace

Result<void> writeWhole(const QByteArray& bytes, const QString& file) {
    const QFileInfo there(file);
    if (there.exists() && !there.isFile())
        return Error{
            Errc::Refused,
            Words::tr("%1 is not a file that can be replaced. Choose another name.").arg(there.fileName()),
            {}};
    QSaveFile out(file);
    out.setDirectWriteFallback(false);
    if (out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() && out.commit())
        return {};
    return Error{
        Errc::Io,
        Words::tr("%1 could not be saved. Choose a folder that you may write to, or make room on the "
                  "disk.")
            .arg(there.fileName()),
        out.errorString()};
}

} // namespace understudy::reader
