#include "app/lab/Keeping.h"

#include "app/lab/Serve.h"

#include <QCoreApplication>

namespace understudy::lab {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("lab", text); }

} // namespace

void Keeping::takeUp(Scenery& scenery) {
    if (!m_options.resume)
        return;
    auto kept = replay::JournalFile::load(replay::JournalFile::nameIn(m_options.home));
    if (!kept) {
        if (kept.error().code != Errc::NotFound)
            complain(kept.error());
        return;
    }
    const bool named = !m_options.lab.isEmpty() || !m_options.scenario.isEmpty();
    if (named && scenery.scenario.lab != kept->beginning.lab)
        return; // another lab was asked for
    auto began = sceneryOf(kept->beginning);
    if (!began) {
        complain(began.error());
        return;
    }
    if (kept->torn > 0)
        complain({Errc::Io,
                  tr("The last line of the lab's journal was not finished, so it was never done. It is left "
                     "out."),
                  {}});
    scenery = std::move(began.value());
    m_kept = std::move(kept.value());
}

std::int64_t Keeping::epoch(std::int64_t otherwise) const {
    return m_kept ? m_kept->beginning.epoch : otherwise;
}

Result<void> Keeping::begin(cluster::Stage& stage, std::int64_t real, std::int64_t wall) {
    if (m_kept) {
        const replay::Present present(m_options.home, m_kept->beginning.epoch);
        stage.resume(real, wall, m_kept->entries, present.kept().value_or(0));
    } else {
        stage.start(real);
    }
    m_kept.reset();
    if (const std::string problem = stage.keepBy(m_journal); !problem.empty())
        return Error{Errc::Io, QString::fromStdString(problem), {}};
    keepPresent(stage);
    return {};
}

void Keeping::keepPresent(const cluster::Stage& stage) {
    if (!m_present || m_worlds != stage.worlds()) // another lab, or another past
        m_present.emplace(m_options.home, stage.world().epoch());
    m_worlds = stage.worlds();
    m_present->keep(stage.world().now());
}

Result<replay::ForkFace::Made> worldOf(const cluster::Beginning& beginning) {
    auto scenery = sceneryOf(beginning);
    if (!scenery)
        return scenery.error();
    return replay::ForkFace::Made{std::move(scenery->topology), std::move(scenery->scenario)};
}

} // namespace understudy::lab
