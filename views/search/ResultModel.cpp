#include "views/search/ResultModel.h"

namespace understudy::search {

QString namesOf(Kind kind) {
    switch (kind) {
    case Kind::Action:
        return ResultModel::tr("Actions");
    case Kind::Page:
        return ResultModel::tr("Pages");
    case Kind::Lab:
        return ResultModel::tr("Labs");
    case Kind::Command:
        return ResultModel::tr("Commands");
    case Kind::Question:
        return ResultModel::tr("Questions you have answered");
    case Kind::Term:
        return ResultModel::tr("Words explained");
    case Kind::Note:
        return ResultModel::tr("Your notes");
    case Kind::Typed:
        return ResultModel::tr("Commands you typed");
    }
    return {};
}

QString iconOf(Kind kind) {
    switch (kind) {
    case Kind::Action:
        return QStringLiteral("arrow-right");
    case Kind::Page:
        return QStringLiteral("book");
    case Kind::Lab:
        return QStringLiteral("labs");
    case Kind::Command:
        return QStringLiteral("terminal");
    case Kind::Question:
        return QStringLiteral("cards");
    case Kind::Term:
        return QStringLiteral("text");
    case Kind::Note:
        return QStringLiteral("note");
    case Kind::Typed:
        return QStringLiteral("terminal");
    }
    return {};
}

void ResultModel::setGroups(std::vector<Group> groups) {
    beginResetModel();
    m_groups = std::move(groups);
    m_rows.clear();
    for (std::size_t group = 0; group < m_groups.size(); ++group) {
        m_rows.push_back({Line::Heading, group, 0});
        for (std::size_t hit = 0; hit < m_groups[group].hits.size(); ++hit)
            m_rows.push_back({Line::Hit, group, hit});
        if (m_groups[group].more > 0)
            m_rows.push_back({Line::More, group, 0});
    }
    endResetModel();
}

int ResultModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

const Hit* ResultModel::hit(int row) const {
    if (row < 0 || row >= rowCount() || m_rows[static_cast<std::size_t>(row)].line != Line::Hit)
        return nullptr;
    const Row& place = m_rows[static_cast<std::size_t>(row)];
    return &m_groups[place.group].hits[place.hit];
}

std::optional<Kind> ResultModel::more(int row) const {
    if (row < 0 || row >= rowCount() || m_rows[static_cast<std::size_t>(row)].line != Line::More)
        return std::nullopt;
    return m_groups[m_rows[static_cast<std::size_t>(row)].group].kind;
}

QVariant ResultModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const Group& group = m_groups[row.group];
    if (role == LineRole)
        return static_cast<int>(row.line);
    const bool words = role == Qt::DisplayRole, told = role == Qt::AccessibleTextRole;
    if (!words && !told)
        return {};
    if (row.line == Line::Heading)
        return namesOf(group.kind);
    if (row.line == Line::More)
        return tr("%1 more").arg(group.more);
    const Item& item = group.hits[row.hit].item;
    return words || item.where.isEmpty() ? item.title : tr("%1, %2").arg(item.title, item.where);
}

Qt::ItemFlags ResultModel::flags(const QModelIndex& index) const {
    const bool heading =
        index.isValid() && m_rows[static_cast<std::size_t>(index.row())].line == Line::Heading;
    return heading ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

int ResultModel::choosable(int row, int by) const {
    for (; row >= 0 && row < rowCount(); row += by)
        if (m_rows[static_cast<std::size_t>(row)].line != Line::Heading)
            return row;
    return -1;
}

} // namespace understudy::search
