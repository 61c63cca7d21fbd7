#include "views/reader/Contents.h"

#include <cmath>

namespace understudy::reader {

Contents::Contents(const course::Library& library, QObject* parent)
    : QAbstractListModel(parent)
    , m_library(library) {
    if (!library.course().modules.empty())
        m_open.insert(library.course().modules.front().id);
    rebuild();
}

int Contents::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant Contents::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row& one = row(index.row());
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return one.title;
    if (role != Qt::AccessibleTextRole)
        return {};
    switch (one.kind) {
    case Kind::Module:
        return one.open ? tr("%1, open").arg(one.title) : tr("%1, closed").arg(one.title);
    case Kind::Section:
        return tr("Section %1").arg(one.title);
    default:
        break;
    }
    const QString how = one.state == theme::State::Done ? tr("done")
                        : one.state == theme::State::Partly
                            ? tr("%1 percent").arg(std::lround(one.share * 100))
                            : tr("not started");
    return QStringLiteral("%1, %2").arg(one.title, how);
}

int Contents::rowOf(Kind kind, const QString& id) const {
    for (int i = 0; i < rowCount(); ++i) {
        if (row(i).kind == kind && row(i).id == id)
            return i;
    }
    return -1;
}

void Contents::setProgress(const progress::Progress& progress) {
    m_progress = progress;
    rebuild();
}

void Contents::setDue(const std::map<QString, QString>& due) {
    m_due = due;
    rebuild();
}

void Contents::showPage(const QString& pageId) {
    m_page = pageId;
    m_heading.clear();
    m_fraction = m_progress.page(pageId).fraction;
    m_open.insert(pageId.section(u'/', 0, 0));
    rebuild();
}

void Contents::showPosition(double fraction, const QString& headingId) {
    const bool same = headingId == m_heading && std::lround(fraction * 100) == std::lround(m_fraction * 100);
    m_fraction = fraction;
    m_heading = headingId;
    if (!same)
        rebuild();
}

void Contents::toggle(const QString& moduleId) {
    if (!m_open.erase(moduleId))
        m_open.insert(moduleId);
    rebuild();
}

void Contents::rebuild() {
    std::vector<Row> before;
    before.swap(m_rows);
    for (const auto& module : m_library.course().modules)
        addModule(module);
    // The same rows with other states keep the list's position and selection.
    const bool sameShape =
        before.size() == m_rows.size() &&
        std::equal(before.begin(), before.end(), m_rows.begin(),
                   [](const Row& a, const Row& b) { return a.kind == b.kind && a.id == b.id; });
    if (sameShape && !m_rows.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    m_rows.swap(before);
    beginResetModel();
    m_rows.swap(before);
    endResetModel();
}

void Contents::addModule(const course::Module& module) {
    Row head{Kind::Module,
             module.id,
             tr("%1. %2").arg(module.number).arg(module.title),
             {},
             {},
             m_progress.share(module),
             false,
             m_open.contains(module.id)};
    if (!head.open)
        head.right = tr("%1 h").arg(module.hours);
    m_rows.push_back(head);
    if (!head.open)
        return;
    for (const auto& page : module.pages)
        addPage(page);
    for (const auto& id : module.labs) {
        if (const auto* lab = m_library.course().lab(id))
            m_rows.push_back(labRow(*lab));
    }
    if (module.quiz)
        m_rows.push_back(quizRow(*module.quiz));
}

void Contents::addPage(const course::Page& page) {
    const auto& known = m_progress.page(page.id);
    Row made{Kind::Page,         page.id,        page.title,        {},
             theme::State::Open, known.fraction, page.id == m_page, false};
    if (made.current)
        made.share = m_fraction;
    made.state = known.read ? theme::State::Done : made.share > 0 ? theme::State::Partly : theme::State::Open;
    if (made.current && !known.read && std::lround(made.share * 100) > 0)
        made.right = tr("%1%").arg(std::lround(made.share * 100));
    m_rows.push_back(made);
    if (!made.current)
        return;
    for (const auto& heading : m_library.headings(page.id)) {
        if (heading.level == 2)
            m_rows.push_back(
                {Kind::Section, heading.id, heading.text, {}, {}, 0, heading.id == m_heading, false});
    }
}

Contents::Row Contents::labRow(const course::Lab& lab) const {
    const auto& known = m_progress.lab(lab.id);
    std::size_t checks = 0;
    for (const auto& step : lab.steps)
        checks += step.checks.size();
    Row made{Kind::Lab, lab.id, lab.heading(), {}, theme::State::Open, 0, false, false};
    made.share = checks == 0 ? 0 : static_cast<double>(known.bestChecks()) / static_cast<double>(checks);
    made.state = known.finished() ? theme::State::Done
                 : made.share > 0 ? theme::State::Partly
                                  : theme::State::Open;
    return made;
}

Contents::Row Contents::quizRow(const course::Quiz& quiz) const {
    const auto& known = m_progress.quiz(quiz.id);
    const auto* going = known.inProgress();
    const int count = quiz.asked();
    Row made{Kind::Quiz, quiz.id, tr("Quiz, %n questions", nullptr, count), {}, theme::State::Open, 0,
             false,      false};
    if (const auto due = m_due.find(quiz.id); due != m_due.end())
        made.right = due->second;
    made.share = going && count > 0 ? static_cast<double>(going->second.answers.size()) / count : 0;
    made.state = known.passed()   ? theme::State::Done
                 : made.share > 0 ? theme::State::Partly
                                  : theme::State::Open;
    return made;
}

} // namespace understudy::reader
