#pragma once

#include "core/course/Model.h"
#include "labs/session/LabRecord.h"
#include "views/theme/Theme.h"

#include <QScrollArea>

namespace understudy::lab {

/// All labs of a course by module: what they take, how far one is, Start or Resume.
class LabList final : public QScrollArea {
    Q_OBJECT
public:
    explicit LabList(const theme::Theme& theme, QWidget* parent = nullptr);
    using QWidget::show;
    /// @p course must stay while it is shown.
    void show(const course::Course& course, const std::map<QString, session::LabStanding>& standings);
    /// A company's clusters on which labs can begin as well, by id and name; from the next show() on.
    void setClusters(std::vector<std::pair<Id, QString>> clusters) { m_clusters = std::move(clusters); }

Q_SIGNALS:
    void chosen(const QString& labId);
    /// On a company's cluster; on this computer when @p cluster is empty.
    void chosenOn(const QString& labId, const understudy::Id& cluster);
    void clustersWanted(); ///< to be listed and edited

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void rebuild();
    void addHead(QWidget* page);
    QWidget* row(const course::Lab& lab, QWidget* parent);
    QString standingWords(const course::Lab& lab, const session::LabStanding& standing, int checks) const;
    void openMenu(const course::Lab& lab, QWidget& at);

    const theme::Theme& m_theme;
    const course::Course* m_course = nullptr;
    std::map<QString, session::LabStanding> m_standings;
    std::vector<std::pair<Id, QString>> m_clusters;
};

} // namespace understudy::lab
