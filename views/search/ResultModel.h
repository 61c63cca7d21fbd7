#pragma once

#include "core/search/Index.h"

#include <QAbstractListModel>

namespace understudy::search {

/// The groups of a search as lines: a heading before each, its hits, and how many more there are.
class ResultModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum class Line { Heading, Hit, More };
    enum Role { LineRole = Qt::UserRole, HitRole };

    using QAbstractListModel::QAbstractListModel;

    void setGroups(std::vector<Group> groups);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    /// nullptr unless the line is a hit.
    const Hit* hit(int row) const;
    /// The kind whose further hits a line stands for; nothing for other lines.
    std::optional<Kind> more(int row) const;
    /// The next line that can be chosen from @p row on in steps of @p by; -1 when there is none.
    int choosable(int row, int by) const;

private:
    struct Row {
        Line line = Line::Hit;
        std::size_t group = 0, hit = 0;
    };
    std::vector<Group> m_groups;
    std::vector<Row> m_rows;
};

/// "Pages", "Commands": the heading over answers of one kind.
QString namesOf(Kind kind);
/// The name of its icon in resources/icons/ui.
QString iconOf(Kind kind);

} // namespace understudy::search
