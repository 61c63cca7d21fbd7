#include "labs/replay/Futures.h"

#include "labs/replay/JournalLine.h"
#include "labs/replay/SafeFile.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace understudy::replay {

using cluster::Beginning;
using cluster::Entry;
using cluster::Outcome;

namespace {

constexpr qint64 LongestLine = 32 * 1024 * 1024; // more than the API takes in one request

Outcome answer(int status, const QString& words) { return {status, words.toStdString(), "text/plain"}; }

/// The last line of a file, read from behind.
QByteArray lastLine(QFile& file) {
    QByteArray end;
    qint64 from = file.size();
    while (from > 0 && end.size() < LongestLine) {
        const qint64 piece = std::min<qint64>(from, 4096);
        file.seek(from -= piece);
        end.prepend(file.read(piece));
        const qsizetype cut = end.lastIndexOf('\n', -2);
        if (cut >= 0)
            return end.mid(cut + 1);
    }
    return end;
}

std::string_view view(const QByteArray& line) {
    return {line.constData(), static_cast<std::size_t>(line.size() - (line.endsWith('\n') ? 1 : 0))};
}

} // namespace

Futures::Futures(const QString& folder)
    : m_folder(folder + QStringLiteral("/futures")) {}

bool Futures::isName(const QString& name) {
    static const QRegularExpression form(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{0,39}\\z"));
    return form.match(name).hasMatch();
}

QString Futures::fileOf(const QString& name) const {
    return m_folder + u'/' + name + QStringLiteral(".jsonl");
}

// Written whole under another name first, and linked to its own, which fails where there is one.
Outcome Futures::keep(std::string& name, const Beginning& beginning,
                      const std::vector<Entry>& entries) const {
    const QString wanted = QString::fromStdString(name);
    if (!name.empty() && !isName(wanted))
        return answer(422, tr("A future is named by letters, digits, dots, dashes and underscores, at most "
                              "40 of them. Choose another name."));
    const QString taken = tr("There is a future %1 already. Choose another name.").arg(wanted);
    if (!name.empty() && QFile::exists(fileOf(wanted)))
        return answer(409, taken);
    const auto cannot = [] {
        return answer(cluster::notKept, tr("The future cannot be kept (%1), so nothing was done. Make room "
                                           "on the disk, then try again.")
                                            .arg(whyNot()));
    };
    if (!QDir().mkpath(m_folder))
        return cannot();
    std::string text = lineOf(beginning) + '\n';
    for (const Entry& entry : entries)
        text += lineOf(entry) + '\n';
    const QByteArray fresh = QFile::encodeName(m_folder + QStringLiteral("/.new"));
    const int file = ::open(fresh.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return cannot();
    Outcome done;
    if (!writeAll(file, text) || ::fsync(file) != 0)
        done = cannot();
    ::close(file);
    for (int number = 1; done.status == 200; ++number) {
        const QString called = wanted.isEmpty() ? QStringLiteral("future-%1").arg(number) : wanted;
        if (::link(fresh.constData(), QFile::encodeName(fileOf(called)).constData()) == 0) {
            name = called.toStdString();
            break;
        }
        if (errno != EEXIST)
            done = cannot();
        else if (!wanted.isEmpty())
            done = answer(409, taken);
    }
    ::unlink(fresh.constData());
    if (done.status == 200)
        syncFolder(m_folder);
    return done;
}

Outcome Futures::drop(const QString& name) const {
    if (!isName(name) || !QFile::exists(fileOf(name)))
        return answer(404, tr("There is no kept future %1. `lab forks` lists those there are.").arg(name));
    if (::unlink(QFile::encodeName(fileOf(name)).constData()) != 0)
        return answer(500, tr("The future %1 cannot be deleted (%2).").arg(name, whyNot()));
    syncFolder(m_folder);
    return answer(200, {});
}

std::vector<KeptFuture> Futures::all() const {
    std::vector<KeptFuture> found;
    for (const QFileInfo& info : QDir(m_folder).entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files)) {
        KeptFuture future;
        future.name = info.completeBaseName();
        if (!isName(future.name))
            continue;
        future.kept = Instant(std::chrono::milliseconds(info.lastModified().toMSecsSinceEpoch()));
        QFile file(info.filePath());
        std::optional<Beginning> beginning;
        std::optional<Entry> last;
        if (file.open(QIODevice::ReadOnly)) {
            beginning = readBeginning(view(file.readLine(LongestLine)));
            last = readEntry(view(lastLine(file)));
        }
        if (beginning && last) {
            future.lab = QString::fromStdString(beginning->lab);
            future.began = beginning->epoch;
            future.reached = last->at;
        } else {
            future.problem = tr("Its file %1 is damaged and cannot be read.").arg(info.filePath());
        }
        found.push_back(std::move(future));
    }
    std::sort(found.begin(), found.end(), [](const KeptFuture& a, const KeptFuture& b) {
        return a.kept != b.kept ? a.kept > b.kept : a.name > b.name;
    });
    return found;
}

Result<KeptJournal> Futures::load(const QString& name) const {
    if (!isName(name) || !QFile::exists(fileOf(name)))
        return Error{Errc::NotFound,
                     tr("There is no kept future %1. `lab forks` lists those there are.").arg(name),
                     {}};
    auto kept = JournalFile::load(fileOf(name));
    if (!kept)
        return kept.error();
    if (kept->torn > 0 || kept->entries.empty())
        return Error{Errc::BadInput, tr("The kept future %1 is damaged and cannot be opened.").arg(name), {}};
    return kept;
}

} // namespace understudy::replay
