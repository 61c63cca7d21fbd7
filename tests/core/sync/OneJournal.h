#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Account.h"
#include "tests/fakes/PushedClock.h"

#include <QTemporaryDir>

namespace understudy::tests {

inline sync::Account accountAtPaper(const QString& person = QStringLiteral("p-1")) {
    return {QUrl(QStringLiteral("https://lrs.example/xapi")), QStringLiteral("dev-1"),
            QStringLiteral("secret"), QStringLiteral("https://lrs.example"), person};
}

/// A new journal and the answers in it.
class OneJournal final {
public:
    OneJournal() {
        auto opened = journal::Journal::open(path(), m_clock, m_ids);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().sentence));
        m_journal = std::move(*opened);
    }
    journal::Journal& operator*() { return *m_journal; }
    journal::Journal* operator->() { return m_journal.get(); }
    const Clock& clock() const { return m_clock; }
    void push(std::chrono::milliseconds by) { m_clock.push(by); }
    QString path() const { return m_folder.filePath(QStringLiteral("journal.sqlite")); }
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    journal::Fact answer(int number, const QString& response = QStringLiteral("a")) {
        const auto written = m_journal->append(
            journal::kind::Answered, {{QStringLiteral("quiz"), QStringLiteral("01/quiz")},
                                      {QStringLiteral("question"), QStringLiteral("01/quiz#q%1").arg(number)},
                                      {QStringLiteral("type"), QStringLiteral("choice")},
                                      {QStringLiteral("response"), response},
                                      {QStringLiteral("right"), true}});
        if (!written)
            qFatal("%s", qPrintable(written.error().sentence));
        return *written;
    }
    std::vector<Id> waiting() const {
        std::vector<Id> ids;
        const auto entries = m_journal->unsent(100000);
        for (const auto& entry : *entries)
            ids.push_back(entry.fact.id);
        return ids;
    }

private:
    QTemporaryDir m_folder;
    fakes::PushedClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    std::unique_ptr<journal::Journal> m_journal;
};

} // namespace understudy::tests
