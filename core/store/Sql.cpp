#include "core/store/Sql.h"

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

} // namespace understudy::store
