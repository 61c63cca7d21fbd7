#pragma once

#include "core/progress/Today.h"
#include "views/theme/Widgets.h"

#include <QWidget>

class QVBoxLayout;

namespace understudy::today {

/// What is due, what the certificate still asks for, and how sync is doing.
class SideColumn final : public QWidget {
    Q_OBJECT
public:
    explicit SideColumn(const theme::Theme& theme, QWidget* parent = nullptr);

    void show(const progress::Today& today);
    /// How sync is doing: an icon, a heading, a paragraph, and whether trying now makes sense.
    void setSync(const QString& icon, theme::Color role, const QString& heading, const QString& words,
                 bool canTry);

    using QWidget::show;

Q_SIGNALS:
    void openRequested(understudy::progress::ItemKind kind, const QString& ref, const QString& anchor);
    void tryNow();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void fillDue(QVBoxLayout& column, const progress::Today& today);
    void fillRequirements(QVBoxLayout& column, const progress::Today& today);

    const theme::Theme& m_theme;
    QWidget* m_lists = nullptr;
    QVBoxLayout* m_column;
    QLabel* m_syncIcon;
    theme::Text* m_syncHeading;
    theme::Text* m_syncWords;
    theme::Button* m_try;
    QString m_icon;
    theme::Color m_role = theme::Color::Text2;
};

} // namespace understudy::today
