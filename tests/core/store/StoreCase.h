#pragma once

#include "core/store/Appender.h"
#include "core/store/Database.h"
#include "core/store/Store.h"
#include "core/xapi/RawJson.h"

#include "tests/fakes/Postgres.h"
#include "tests/fakes/PushedClock.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace understudy::tests {

/// Where a test keeps its tables: a fresh SQLite file, or a fresh database of a PostgreSQL that is started
/// once.
class Place final {
public:
    explicit Place(bool postgres) {
        if (postgres)
            m_address = fakes::Postgres::shared() ? fakes::Postgres::shared()->makeDatabase() : std::string();
        else
            m_address = m_folder.path().toStdString();
    }
    /// "" where there is no PostgreSQL.
    const std::string& address() const { return m_address; }
    std::unique_ptr<store::Database> open() const {
        auto opened = store::Database::open(m_address);
        if (!opened)
            qFatal("%s %s", qPrintable(opened.error().sentence), qPrintable(opened.error().detail));
        return std::move(*opened);
    }

    /// The column of a data-driven test that runs on both engines.
    static void engines() {
        QTest::addColumn<bool>("postgres");
        QTest::newRow("SQLite") << false;
        QTest::newRow("PostgreSQL") << true;
    }

private:
    QTemporaryDir m_folder;
    std::string m_address;
};

/// A database of the engine that the test's row names, for tests that run on both.
class EngineCase {
protected:
    void begin() {
        m_place = std::make_unique<Place>(QByteArray(QTest::currentDataTag()) == "PostgreSQL");
        if (m_place->address().empty())
            QSKIP("there is no PostgreSQL here");
        m_database = m_place->open();
    }
    void end() { m_database.reset(); }
    store::Sql& sql() { return m_database->sql(); }

    std::unique_ptr<Place> m_place;
    std::unique_ptr<store::Database> m_database;
};

inline std::string idOf(int number) {
    auto digits = std::to_string(number);
    return "0190a6a0-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

inline xapi::Draft draftOf(const std::string& text) {
    static const xapi::Sender sender(
        xapi::Version::V2_0_0,
        R"({"objectType":"Agent","account":{"homePage":"https://understudy.example","name":"dev-1"}})");
    std::string reason;
    auto drafted =
        xapi::draft(text, *xapi::parseJson(text, reason), sender, {}, [] { return std::string(); });
    if (const auto* wrong = std::get_if<std::string>(&drafted))
        qFatal("%s", wrong->c_str());
    return std::move(std::get<xapi::Draft>(drafted));
}

/// One statement; @p object: JSON text.
inline xapi::Draft statementOf(int number, const std::string& object = R"({"id":"http://o.example/1"})",
                               const std::string& verb = "http://v.example/did",
                               const std::string& mailbox = "a@b.example", const std::string& rest = {}) {
    return draftOf(R"({"id":")" + idOf(number) + R"(","actor":{"mbox":"mailto:)" + mailbox +
                   R"("},"verb":{"id":")" + verb + R"("},"object":)" + object +
                   R"(,"timestamp":"2025-11-10T12:00:00.000Z")" + rest + "}");
}

inline xapi::Draft aboutOf(int number, int target, const std::string& verb = "http://v.example/approved") {
    return statementOf(number, R"({"objectType":"StatementRef","id":")" + idOf(target) + R"("})", verb,
                       "mentor@b.example");
}

/// Stores one batch; the conflict, or "error".
inline std::string appendTo(store::Sql& sql, const Clock& clock, const std::vector<xapi::Draft>& batch) {
    auto sequence = store::Sequence::open(sql, clock);
    std::string said = "error";
    if (!sequence)
        return said;
    store::Appender appender(sql, *sequence);
    (void)sql.transact([&]() -> Result<void> {
        const store::Appender::Batch* batches[] = {&batch};
        const auto outcomes = appender.append(batches);
        said = outcomes ? outcomes->front().conflict : "error";
        return outcomes ? Result<void>() : outcomes.error();
    });
    sequence->leave();
    return said;
}

inline std::int64_t numberOf(store::Sql& sql, const std::string& question) {
    const auto rows = sql.run(question, {});
    return rows && !rows->empty() ? rows->front().integer(0) : -1;
}

constexpr auto voiding = "http://adlnet.gov/expapi/verbs/voided";

} // namespace understudy::tests
