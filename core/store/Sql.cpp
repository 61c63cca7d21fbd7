#include "core/store/Sql.h"

#include "core/xapi/RawJson.h"

namespace understudy::store {

std::int64_t Row::integer(std::size_t column) const {
    const auto* value = std::get_if<std::int64_t>(&m_values[column]);
    return value ? *value : 0;
}

std::string Row::text(std::size_t column) const {
    const auto* value = std::get_if<std::string>(&m_values[column]);
    return value ? *value : std::string();
}

std::string Row::bytes(std::size_t column) const {
    const auto* value = std::get_if<Blob>(&m_values[column]);
    return value ? value->bytes : text(column);
}

std::string jsonList(std::span<const std::string_view> texts) {
    std::string list = "[";
    for (const auto text : texts) {
        if (list.size() > 1)
            list.push_back(',');
        list += xapi::jsonString(text);
    }
    return list + "]";
}

std::string listOf(Sql::Engine engine, std::string_view parameter) {
    return engine == Sql::Engine::Sqlite
               ? "SELECT value FROM json_each(" + std::string(parameter) + ")"
               : "SELECT value FROM json_array_elements_text(CAST(" + std::string(parameter) + " AS json))";
}

} // namespace understudy::store
