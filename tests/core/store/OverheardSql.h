#pragma once

#include "core/store/Sql.h"

#include <algorithm>
#include <string>
#include <vector>

namespace understudy::tests {

/// A connection that notes what is asked of it, and what it answers.
class OverheardSql final : public store::Sql {
public:
    struct Question {
        std::string text;
        std::vector<store::Value> values;
        store::Rows rows;
    };

    explicit OverheardSql(store::Sql& sql)
        : m_sql(sql) {}

    std::vector<Question> heard;
    std::size_t times(std::string_view part) const {
        return static_cast<std::size_t>(std::count_if(heard.begin(), heard.end(), [&](const auto& one) {
            return one.text.find(part) != std::string::npos;
        }));
    }

    Engine engine() const override { return m_sql.engine(); }
    Result<store::Rows> run(std::string_view sql, const std::vector<store::Value>& values = {}) override {
        auto rows = m_sql.run(sql, values);
        heard.push_back({std::string(sql), values, rows ? *rows : store::Rows()});
        return rows;
    }
    std::int64_t changed() const override { return m_sql.changed(); }
    Result<std::int64_t> insertNew(const Columns& into, std::span<const store::Value> values) override {
        return m_sql.insertNew(into, values);
    }
    Result<void> script(const std::string& sql) override { return m_sql.script(sql); }
    Result<void> transact(const std::function<Result<void>()>& work) override { return m_sql.transact(work); }

private:
    store::Sql& m_sql;
};

} // namespace understudy::tests
