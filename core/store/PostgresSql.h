#pragma once

#include "core/store/Sql.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace understudy::store {

/// A connection to PostgreSQL, or to what speaks its protocol. It is made when it is first needed, and again
/// after it was cut. The library's exceptions end in this class.
class PostgresSql final : public Sql {
public:
    static bool isAddress(const std::string& place);
    /// An error when the database cannot be reached now.
    static Result<std::unique_ptr<PostgresSql>> open(const std::string& address);
    ~PostgresSql() override;

    Engine engine() const override { return Engine::Postgres; }
    Result<Rows> run(std::string_view sql, const std::vector<Value>& values) override;
    std::int64_t changed() const override { return m_changed; }
    Result<std::int64_t> insertNew(const Columns& into, std::span<const Value> values) override;
    Result<void> script(const std::string& sql) override;
    Result<void> transact(const std::function<Result<void>()>& work) override;
    /// Cuts the connection when what it was asked takes longer than @p limit: a database that stands still
    /// keeps its connections open. From any thread.
    void cutAfter(std::chrono::steady_clock::duration limit);

private:
    struct Session; // of the library
    using Moment = std::chrono::steady_clock::time_point;

    explicit PostgresSql(std::string address);
    Result<void> connect();
    Result<void> attempt(const std::function<Result<void>()>& work, bool& certain);
    Result<void> part(const std::function<Result<void>()>& work);
    /// The result of @p work, the library's exceptions as errors.
    template <typename Work>
    auto guarded(Work work) -> Result<decltype(work())>;
    void lose();
    void watch(bool busy);

    std::string m_address;
    std::unique_ptr<Session> m_session;
    std::int64_t m_changed = 0;
    int m_depth = 0;
    Moment m_notBefore{}; ///< a database that is away is not asked all the time

    std::mutex m_mutex; ///< for what cutAfter() looks at
    int m_socket = -1;
    std::optional<Moment> m_busySince;
};

} // namespace understudy::store
