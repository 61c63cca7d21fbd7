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

Q_SIGNALS:
    void chosen(const QString& labId);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void rebuild();
    QWidget* row(const course::Lab& lab, QWidget* parent);

    const theme::Theme& m_theme;
    const course::Course* m_course = nullptr;
    std::map<QString, session::LabStanding> m_standings;
};

} // namespace understudy::lab
