#pragma once

#include "core/sftp/Survey.h"
#include "core/sftp/Transfer.h"

#include <vector>

namespace understudy::sftp {

/// Files and folders on their way to a host or from it, one after another over one talk with its file server.
/// A file that is there already is asked about. A lost connection only interrupts; what can't be copied is
/// told at the end, and the others are copied.
class Batch final : public QObject {
    Q_OBJECT
public:
    enum class Replace { Yes, YesToAll, No, NoToAll, Stop };
    /// How it went.
    struct Outcome {
        int copied = 0;
        int skipped = 0; ///< the trainee kept what was there
        std::vector<Error> troubles;
        bool stopped = false;
    };

    /// What a survey found, into @p farFolder of the host; empty is where a login begins.
    static std::unique_ptr<Batch> put(const std::vector<LocalFile>& files, const QString& farFolder);
    /// As @p localFile, which may replace what is there: the dialog that chose it has asked. A folder with
    /// all that is in it, as a folder of that name; what is there already is asked about.
    static std::unique_ptr<Batch> get(const QString& farFile, const QString& localFile);
    ~Batch() override;

    /// Called for each file that would take the place of another; not called: it is kept.
    std::function<void(const QString& name, std::function<void(Replace)> answer)> askReplace;

    /// Begins, or goes on after interrupted(). Not from inside its own signals.
    void start(ssh::Session& session);
    void cancel();

    bool gets() const { return m_gets; }
    int file() const;     ///< the one under way, from 1
    int files() const;    ///< 0 while not known
    QString name() const; ///< of the file under way
    quint64 done() const; ///< bytes of all files
    quint64 total() const { return m_total; }
    bool isWaiting() const { return m_waiting; }
    QString localFile() const; ///< what was got, once it is there

Q_SIGNALS:
    void progressed();
    void interrupted(const understudy::Error& why); ///< it goes on with the next start()
    void finished(const understudy::sftp::Batch::Outcome& outcome);

private:
    struct Item {
        QString local;
        QString far;
        quint64 bytes = 0;
        bool folder = false;
        bool known = false; ///< of the host: what it is
    };
    explicit Batch(bool gets)
        : m_gets(gets) {}
    void next();
    void takeUp(const Item& item);
    void makeFolder(const Item& item);
    void ask(const Item& item);
    void readFolder(const Item& item);
    void look(const Item& item);
    void decide();
    void copy();
    void ended(const Result<void>& result);
    void trouble(const Error& error);
    void finish();
    template <class T, class Do>
    Sftp::Answer<T> whileOn(Do then);

    const bool m_gets;
    std::vector<Item> m_items;
    std::size_t m_at = 0;
    Transfer::Server m_server;
    std::unique_ptr<Transfer> m_transfer;
    std::unique_ptr<Transfer> m_ended; ///< kept until the next one, since it is calling
    std::optional<Replace> m_forAll;
    Outcome m_outcome;
    quint64 m_before = 0; ///< bytes of the files before
    quint64 m_total = 0;
    int m_turn = 0;
    bool m_waiting = false;
    bool m_asking = false;
    bool m_over = false;
};

} // namespace understudy::sftp
