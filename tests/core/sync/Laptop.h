#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Engine.h"
#include "tests/core/sync/BadNetwork.h"
#include "tests/core/sync/ServerInProcess.h"

#include <QDate>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace understudy::tests {

/// A laptop: its journal, its network, its engine.
class Laptop final {
public:
    explicit Laptop(std::function<void(BadNetwork&)> prepare = {}, const Laptop* copiedFrom = nullptr) {
        const QString path = m_folder.filePath(QStringLiteral("journal.sqlite"));
        if (copiedFrom)
            copy(*copiedFrom, path);
        auto opened = journal::Journal::open(path, m_clock, m_ids);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().sentence));
        journal = std::move(*opened);
        if (prepare)
            prepare(network);
        engine = std::make_unique<sync::Engine>(
            *journal, network, m_clock,
            [](unsigned char* bytes, std::size_t n) { std::fill(bytes, bytes + n, 0); });
    }
    void enroll(tests::ServerInProcess& server, const std::string& code) {
        std::optional<Result<sync::Account>> got;
        sync::HttpNetwork real;
        sync::enroll(real, server.root(), QString::fromStdString(code), journal->device(),
                     QStringLiteral("laptop"),
                     [&](Result<sync::Account> result) { got = std::move(result); });
        QTRY_VERIFY(got);
        QVERIFY2(got->ok(), qPrintable(got->ok() ? QString() : got->error().sentence));
        account = **got;
    }
    void answer(int number, bool right = true) {
        QVERIFY(journal
                    ->append(journal::kind::Answered,
                             {{QStringLiteral("quiz"), QStringLiteral("01/quiz")},
                              {QStringLiteral("question"), QStringLiteral("01/quiz#q%1").arg(number)},
                              {QStringLiteral("type"), QStringLiteral("choice")},
                              {QStringLiteral("response"), QStringLiteral("a")},
                              {QStringLiteral("right"), right}})
                    .ok());
    }
    /// As the window has one beside the engine's.
    std::unique_ptr<journal::Journal> secondConnection() {
        auto opened =
            journal::Journal::open(m_folder.filePath(QStringLiteral("journal.sqlite")), m_clock, m_ids);
        return std::move(*opened);
    }
    /// An account at a store of paper.
    void enrollAt(sync::Network& store, const QString& person) {
        network.far = &store;
        account = {QUrl(QStringLiteral("https://lrs.example/xapi")),
                   QStringLiteral("dev-") + journal->device(), QStringLiteral("secret"),
                   QStringLiteral("https://lrs.example"), person};
    }
    Instant now() const { return m_clock.now(); }
    /// Its clock goes wrong, or time goes by.
    void pushClock(std::chrono::milliseconds by) { m_clock.push(by); }
    /// One whole sync from now.
    void syncNow() {
        const auto before = engine->status().lastSynced;
        m_clock.push(std::chrono::milliseconds(1));
        using State = sync::Status::State;
        if (engine->status().state == State::Unenrolled)
            engine->setAccount(account);
        else
            engine->syncNow();
        QTRY_VERIFY_WITH_TIMEOUT(
            engine->status().lastSynced != before && engine->status().state == State::Synced, 20000);
    }
    std::vector<journal::Fact> facts() const {
        std::vector<journal::Fact> all;
        const auto entries = journal->after(0);
        for (const auto& entry : *entries)
            all.push_back(entry.fact);
        std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.id < b.id; });
        return all;
    }

private:
    class Pushable final : public Clock {
    public:
        Instant now() const override { return m_system.now() + m_by; }
        int offsetMinutes(Instant) const override { return 60; }
        void push(std::chrono::milliseconds by) { m_by += by; }

    private:
        SystemClock m_system;
        std::chrono::milliseconds m_by{0};
    };
    void copy(const Laptop& other, const QString& path) {
        const auto made = other.journal->backup(m_folder.path(), QDate(2025, 11, 19));
        if (!made || !QFile::rename(*made, path))
            qFatal("the copy was not made");
        account = other.account;
    }
    QTemporaryDir m_folder;
    Pushable m_clock;
    IdMaker m_ids{m_clock, systemRandomness()};

public:
    BadNetwork network;
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<sync::Engine> engine;
    sync::Account account;
};

} // namespace understudy::tests
