#include "core/course/Problem.h"

#include <algorithm>
#include <tuple>

namespace understudy::course {

QString Problem::text() const {
    if (line <= 0)
        return file + QStringLiteral(": ") + sentence;
    return QStringLiteral("%1:%2:%3: ").arg(file).arg(line).arg(column) + sentence;
}

void Problems::add(const QString& file, int line, int column, const QString& sentence) {
    constexpr std::size_t limit = 2000;
    if (m_list.size() < limit)
        m_list.push_back({file, line, column, sentence});
}

void Problems::sort() {
    std::stable_sort(m_list.begin(), m_list.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
    });
}

} // namespace understudy::course
