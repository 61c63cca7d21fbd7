#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Engine.h"
#include "core/sync/HttpNetwork.h"

#include <QTemporaryDir>
#include <QTest>

namespace understudy::tests {

/// A trainee's laptop: its journal, its engine, the network as it is.
class Workstation final {
public:
    Workstation() {
        auto opened = journal::Journal::open(file("journal.sqlite"), m_clock, m_ids);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().sentence));
        journal = std::move(*opened);
        engine = std::make_unique<sync::Engine>(*journal, m_network, m_clock, systemRandomness());
    }
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    bool enroll(const QUrl& server, const QString& code) {
        std::optional<bool> done;
        sync::enroll(m_network, server, code, journal->device(), QStringLiteral("laptop"),
                     [&](const Result<sync::Account>& got) {
                         done = got.ok();
                         if (got)
                             account = *got;
                     });
        return QTest::qWaitFor([&] { return done.has_value(); }, 20000) && *done;
    }
    void answer(int number) {
        const auto written = journal->append(
            journal::kind::Answered, {{QStringLiteral("quiz"), QStringLiteral("01/quiz")},
                                      {QStringLiteral("question"), QStringLiteral("01/quiz#q%1").arg(number)},
                                      {QStringLiteral("type"), QStringLiteral("choice")},
                                      {QStringLiteral("response"), QStringLiteral("ü[,]c")},
                                      {QStringLiteral("scaled"), 0.35},
                                      {QStringLiteral("right"), true}});
        if (!written)
            qFatal("%s", qPrintable(written.error().sentence));
    }
    Instant now() const { return m_clock.now(); }

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};
    sync::HttpNetwork m_network;

public:
    sync::Account account;
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<sync::Engine> engine;
};

} // namespace understudy::tests
