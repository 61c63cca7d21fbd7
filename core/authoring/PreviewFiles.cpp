#include "core/authoring/PreviewFiles.h"

#include <QCryptographicHash>

namespace understudy::authoring {

Result<QByteArray> Drawings::of(const QByteArray& source, const QString& name) {
    constexpr std::size_t most = 2000;
    const QByteArray key = QCryptographicHash::hash(source, QCryptographicHash::Sha256);
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_drawn.find(key); known != m_drawn.end())
        return known->second;
    if (m_drawn.size() >= most)
        m_drawn.clear();
    return m_drawn.emplace(key, m_draw(source, name)).first->second;
}

Result<std::unique_ptr<PreviewFiles>> PreviewFiles::open(const QString& folder, const QString& labs,
                                                         std::shared_ptr<Drawings> drawings) {
    auto source = course::SourceFolder::open(folder, labs);
    if (!source.ok())
        return source.error();
    return std::unique_ptr<PreviewFiles>(new PreviewFiles(std::move(*source), std::move(drawings)));
}

Result<QByteArray> PreviewFiles::read(const QString& name) const {
    const QString dot =
        name.endsWith(QLatin1String(".svg")) ? name.chopped(4) + QStringLiteral(".dot") : QString();
    if (dot.isEmpty() || m_source.has(name) || !m_source.has(dot))
        return m_source.read(name);
    const auto source = m_source.read(dot);
    return source.ok() ? m_drawings->of(*source, dot) : source;
}

} // namespace understudy::authoring
