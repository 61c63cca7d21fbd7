#include "labs/replay/JournalFile.h"

#include "labs/replay/Futures.h"
#include "labs/replay/JournalLine.h"
#include "labs/replay/SafeFile.h"

#include <QFile>

#include <fcntl.h>
#include <unistd.h>

namespace understudy::replay {

using cluster::Beginning;
using cluster::Entry;

JournalFile::JournalFile(QString folder)
    : m_folder(std::move(folder)) {}

JournalFile::~JournalFile() {
    if (m_file >= 0)
        ::close(m_file);
}

QString JournalFile::nameIn(const QString& folder) { return folder + QStringLiteral("/journal.jsonl"); }

namespace {

constexpr cluster::Micros longest = 10 * 366 * cluster::day; ///< no lab has ever been on for so long

/// Whether an entry may come after those: numbers rise, and time goes on.
bool follows(const Entry& entry, const std::vector<Entry>& before) {
    return before.empty() ? entry.at >= 0 : entry.n > before.back().n && entry.at >= before.back().at;
}

} // namespace

Result<KeptJournal> JournalFile::load(const QString& name) {
    QFile file(name);
    if (!file.exists())
        return Error{Errc::NotFound, tr("There is no journal %1.").arg(name), {}};
    if (!file.open(QIODevice::ReadOnly))
        return Error{Errc::Io, tr("The journal %1 cannot be read.").arg(name), file.errorString()};
    KeptJournal kept;
    for (int number = 1; !file.atEnd(); ++number) {
        const QByteArray line = file.readLine();
        const bool whole = line.endsWith('\n');
        const std::string_view text(line.constData(),
                                    static_cast<std::size_t>(line.size() - (whole ? 1 : 0)));
        const auto entry = number > 1 && whole ? readEntry(text) : std::nullopt;
        if (number == 1 && whole) {
            if (const auto beginning = readBeginning(text)) {
                kept.beginning = *beginning;
                continue;
            }
        } else if (entry && (entry->at > longest || !follows(*entry, kept.entries))) {
            return Error{
                Errc::BadInput,
                tr("%1:%2: this entry does not come after the one before it, so that the journal cannot "
                   "be performed again. The file was left as it is. Start the lab without it.")
                    .arg(name)
                    .arg(number),
                {}};
        } else if (entry) {
            kept.entries.push_back(*entry);
            continue;
        } else if (number > 1 && !whole) {
            kept.torn = text.size();
            continue;
        }
        return Error{
            Errc::BadInput,
            tr("%1:%2: this is no line of a lab's journal. Start the lab without it.").arg(name).arg(number),
            {}};
    }
    if (file.size() == 0)
        return Error{Errc::BadInput, tr("The journal %1 is empty. Start the lab without it.").arg(name), {}};
    return kept;
}

std::string JournalFile::cannot() const {
    return tr("The lab's journal cannot be written (%1), so nothing was done. Make room on the disk, then "
              "try again.")
        .arg(whyNot())
        .toStdString();
}

std::string JournalFile::begin(const Beginning& beginning, const std::vector<Entry>& entries) {
    std::string text = lineOf(beginning) + '\n';
    for (const Entry& entry : entries)
        text += lineOf(entry) + '\n';
    const QByteArray name = QFile::encodeName(nameIn(m_folder)), fresh = name + ".new";
    const int file = ::open(fresh.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0)
        return cannot();
    const auto giveUp = [&] {
        const std::string sentence = cannot();
        ::close(file);
        ::unlink(fresh.constData());
        return sentence;
    };
    if (!writeAll(file, text) || ::fsync(file) != 0)
        return giveUp();
    // The moment it was at belongs to the journal that goes.
    ::unlink(QFile::encodeName(m_folder + QStringLiteral("/present")).constData());
    if (::rename(fresh.constData(), name.constData()) != 0)
        return giveUp();
    syncFolder(m_folder);
    if (m_file >= 0)
        ::close(m_file);
    m_file = file;
    m_size = static_cast<std::int64_t>(text.size());
    return {};
}

cluster::Outcome JournalFile::lay(std::string& name, const Beginning& beginning,
                                  const std::vector<Entry>& entries) {
    return Futures(m_folder).keep(name, beginning, entries);
}

// A line that did not fit is taken away again: what follows must not be glued to it.
std::string JournalFile::keep(const Entry& entry) {
    const std::string line = lineOf(entry) + '\n';
    const bool written = writeAll(m_file, line);
    if (written && (entry.read || ::fdatasync(m_file) == 0)) {
        m_size += static_cast<std::int64_t>(line.size());
        return {};
    }
    const std::string sentence = cannot();
    if (::ftruncate(m_file, m_size) != 0)
        return sentence; // the half line ends the file: read as torn
    return sentence;
}

} // namespace understudy::replay
