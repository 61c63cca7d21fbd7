#pragma once

#include "core/course/Files.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace understudy::authoring {

/// Pictures drawn from Graphviz sources, each once. May be asked from several threads.
class Drawings final {
public:
    /// Makes an SVG of a source; the name is for what it says when it cannot.
    using Draw = std::function<Result<QByteArray>(const QByteArray& source, const QString& name)>;

    explicit Drawings(Draw draw)
        : m_draw(std::move(draw)) {}
    Result<QByteArray> of(const QByteArray& source, const QString& name);

private:
    Draw m_draw;
    std::mutex m_mutex;
    std::map<QByteArray, Result<QByteArray>> m_drawn; ///< by hash of the source
};

/// An author's folder, unsigned, for the window alone. A picture whose .dot is there is drawn when it is
/// first looked at.
class PreviewFiles final : public course::Files {
public:
    static Result<std::unique_ptr<PreviewFiles>> open(const QString& folder, const QString& labs,
                                                      std::shared_ptr<Drawings> drawings);
    QStringList names() const override { return m_source.names(); }
    bool has(const QString& name) const override { return m_source.has(name); }
    Result<QByteArray> read(const QString& name) const override;
    const QStringList& refused() const { return m_source.refused(); }

private:
    PreviewFiles(course::SourceFolder source, std::shared_ptr<Drawings> drawings)
        : m_source(std::move(source))
        , m_drawings(std::move(drawings)) {}
    course::SourceFolder m_source;
    std::shared_ptr<Drawings> m_drawings;
};

} // namespace understudy::authoring
