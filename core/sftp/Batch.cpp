#include "core/sftp/Batch.h"

#include <QDir>
#include <QFileInfo>
#include <QPointer>

namespace understudy::sftp {

namespace {

QString joined(const QString& folder, const QString& name) {
    return folder.isEmpty() || folder.endsWith(QLatin1Char('/')) ? folder + name
                                                                 : folder + QLatin1Char('/') + name;
}

bool isOutside(const Error& error) {
    return error.code == Errc::DiskFull || error.code == Errc::Unsupported || error.code == Errc::Unreachable;
}

} // namespace

std::unique_ptr<Batch> Batch::put(const std::vector<LocalFile>& files, const QString& farFolder) {
    std::unique_ptr<Batch> batch(new Batch(false));
    batch->m_items.reserve(files.size());
    for (const LocalFile& file : files) {
        batch->m_items.push_back({file.path, joined(farFolder, file.name), file.bytes, file.folder});
        batch->m_total += file.bytes;
    }
    return batch;
}

std::unique_ptr<Batch> Batch::get(const QString& farFile, const QString& localFile) {
    std::unique_ptr<Batch> batch(new Batch(true));
    batch->m_items.push_back({localFile, farFile});
    return batch;
}

Batch::~Batch() { ++m_turn; }

template <class T, class Do>
Sftp::Answer<T> Batch::whileOn(Do then) {
    return [here = QPointer<Batch>(this), turn = m_turn, then](const Result<T>& result) {
        if (here && here->m_turn == turn && !here->m_over)
            then(result);
    };
}

int Batch::files() const {
    return static_cast<int>(
        std::count_if(m_items.begin(), m_items.end(), [](const Item& item) { return !item.folder; }));
}

int Batch::file() const {
    const auto end = m_items.begin() + static_cast<std::ptrdiff_t>(std::min(m_at + 1, m_items.size()));
    return static_cast<int>(
        std::count_if(m_items.begin(), end, [](const Item& item) { return !item.folder; }));
}

QString Batch::name() const {
    return m_at < m_items.size() ? m_items[m_at].far.section(QLatin1Char('/'), -1) : QString();
}

quint64 Batch::done() const { return m_before + (m_transfer ? m_transfer->done() : 0); }

QString Batch::localFile() const {
    return m_gets && m_over && m_outcome.copied > 0 ? m_items.front().local : QString();
}

void Batch::start(ssh::Session& session) {
    if (m_over)
        return;
    ++m_turn;
    m_waiting = false;
    m_server = Transfer::serverOf(session);
    if (m_transfer)
        m_transfer->goOn(m_server);
    else if (!m_asking) // the answer goes on by itself
        next();
}

void Batch::next() {
    if (m_at == m_items.size())
        return finish();
    takeUp(m_items[m_at]);
    Q_EMIT progressed();
}

void Batch::takeUp(const Item& item) {
    if (item.folder)
        m_gets ? readFolder(item) : makeFolder(item);
    else if (!m_gets)
        look(item);
    else if (!item.known)
        ask(item);
    else if (QFileInfo::exists(item.local))
        decide();
    else
        copy();
}

void Batch::makeFolder(const Item& item) {
    m_server->makeFolder(item.far, whileOn<void>([this, far = item.far](const Result<void>& made) {
                             if (made)
                                 return ended({});
                             // It may be there already; whether it is a folder is all that matters.
                             m_server->stat(far, whileOn<Attributes>([this, why = made.error()](
                                                                         const Result<Attributes>& about) {
                                                if (about && about->folder())
                                                    ended({});
                                                else
                                                    trouble(why);
                                            }));
                         }));
}

/// What a name on the host is: a file is got, a folder with all that is in it.
void Batch::ask(const Item& item) {
    m_server->stat(item.far, whileOn<Attributes>([this](const Result<Attributes>& about) {
                       if (!about)
                           return trouble(about.error());
                       if (!about->folder())
                           return copy();
                       m_items[m_at].folder = true;
                       readFolder(m_items[m_at]);
                   }));
}

/// Links are left out: they may lead round in a circle.
void Batch::readFolder(const Item& item) {
    if (!QDir().mkpath(item.local))
        return trouble(
            {Errc::Io,
             tr("The folder %1 could not be made on this computer. Choose another one.").arg(item.local),
             {}});
    m_server->list(item.far, whileOn<std::vector<Entry>>([this](const Result<std::vector<Entry>>& found) {
                       if (!found)
                           return trouble(found.error());
                       const Item folder = m_items[m_at];
                       std::vector<Item> inside;
                       for (const Entry& entry : *found) {
                           const quint32 kind = entry.attributes.permissions.value_or(0) & 0170000;
                           const quint64 bytes = entry.attributes.size.value_or(0);
                           if (kind == 0100000)
                               inside.push_back({joined(folder.local, entry.name),
                                                 joined(folder.far, entry.name), bytes, false, true});
                           else if (kind == 0040000)
                               inside.push_back({joined(folder.local, entry.name),
                                                 joined(folder.far, entry.name), 0, true, true});
                           m_total += kind == 0100000 ? bytes : 0;
                       }
                       m_items.insert(m_items.begin() + static_cast<std::ptrdiff_t>(m_at) + 1, inside.begin(),
                                      inside.end());
                       ended({});
                   }));
}

/// What would be replaced is asked about.
void Batch::look(const Item& item) {
    m_server->stat(item.far, whileOn<Attributes>([this, name = name()](const Result<Attributes>& about) {
                       if (!about)
                           return about.error().code == Errc::NotFound ? copy() : trouble(about.error());
                       if (about->folder())
                           return trouble(
                               {Errc::Refused,
                                tr("There is a folder called %1 on the host. Rename one of the two, "
                                   "then copy it again.")
                                    .arg(name),
                                {}});
                       decide();
                   }));
}

void Batch::decide() {
    const auto answer = [here = QPointer<Batch>(this)](Replace replace) {
        if (!here || here->m_over || !std::exchange(here->m_asking, false))
            return;
        if (replace == Replace::YesToAll || replace == Replace::NoToAll)
            here->m_forAll = replace;
        if (replace == Replace::Stop) {
            here->cancel();
        } else if (replace == Replace::Yes || replace == Replace::YesToAll) {
            here->copy();
        } else {
            ++here->m_outcome.skipped;
            here->m_before += here->m_items[here->m_at++].bytes;
            here->next();
        }
    };
    m_asking = true;
    if (m_forAll || !askReplace)
        return answer(m_forAll.value_or(Replace::NoToAll));
    askReplace(name(), answer);
}

void Batch::copy() {
    const Item& item = m_items[m_at];
    m_transfer = m_gets ? Transfer::get(m_server, item.far, item.local)
                        : Transfer::put(m_server, item.local, item.far);
    m_transfer->setWaits(true);
    connect(m_transfer.get(), &Transfer::progressed, this, [this](quint64, quint64 total) {
        Item& under = m_items[m_at];
        m_total += total - std::exchange(under.bytes, total); // a file may be of another size by now
        Q_EMIT progressed();
    });
    connect(m_transfer.get(), &Transfer::interrupted, this, [this](const Error& why) {
        m_waiting = true;
        Q_EMIT interrupted(why);
    });
    connect(m_transfer.get(), &Transfer::finished, this, &Batch::ended);
}

void Batch::ended(const Result<void>& result) {
    m_ended = std::move(m_transfer);
    if (!result)
        return trouble(result.error());
    const Item& item = m_items[m_at++];
    m_before += item.bytes;
    m_outcome.copied += item.folder ? 0 : 1;
    next();
}

void Batch::trouble(const Error& error) {
    if (error.code == Errc::Unreachable && m_at < m_items.size()) { // between two files
        m_waiting = true;
        return void(Q_EMIT interrupted(error));
    }
    const Item& item = m_items[m_at];
    Error told = error;
    if (m_items.size() > 1)
        told.sentence = tr("%1: %2").arg(item.far.section(QLatin1Char('/'), -1), error.sentence);
    m_outcome.troubles.push_back(told);
    m_before += item.bytes;
    const QString folder = item.folder ? item.far + QLatin1Char('/') : QString();
    ++m_at;
    while (!folder.isEmpty() && m_at < m_items.size() && m_items[m_at].far.startsWith(folder))
        m_before += m_items[m_at++].bytes; // there is nowhere to put what is in it
    if (isOutside(error))
        return finish();
    next();
}

void Batch::cancel() {
    if (m_over)
        return;
    m_outcome.stopped = true;
    if (m_transfer) {
        m_transfer->disconnect(this);
        m_transfer->cancel();
    }
    finish();
}

void Batch::finish() {
    ++m_turn;
    m_over = true;
    m_waiting = false;
    Q_EMIT finished(m_outcome);
}

} // namespace understudy::sftp
