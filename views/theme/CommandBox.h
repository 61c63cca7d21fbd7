#pragma once

#include "views/theme/CommandText.h"
#include "views/theme/IconButton.h"

#include <QWidget>

namespace understudy::theme {

/// A command in its box, wrapped at spaces and never cut, with Copy and Run.
class CommandBox final : public QWidget {
    Q_OBJECT
public:
    CommandBox(const Theme& theme, const QString& command, QWidget* parent = nullptr);
    void setRunnable(bool on, const QString& whyNot = {});
    QString command() const { return m_command; }

Q_SIGNALS:
    void runRequested(const QString& command);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_command;
    IconButton* m_run;
};

} // namespace understudy::theme
