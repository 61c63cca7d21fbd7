#pragma once

#include "views/window/Rail.h"
#include "views/window/StatusBar.h"

#include <QWidget>

class QStackedWidget;

namespace understudy::window {

/// The frame every screen keeps: rail at the left, one screen, status bar at the bottom. It knows no screen's
/// inside.
class Window final : public QWidget {
    Q_OBJECT
public:
    explicit Window(const theme::Theme& theme, QWidget* parent = nullptr);

    /// Adds a screen that belongs to a place of the rail; several may belong to one. The window owns it.
    void addScreen(Place place, QWidget* screen);
    /// Shows a screen added before and marks its place.
    void show(QWidget* screen);
    QWidget* shown() const;
    /// Stands over everything, as long as it is visible. The window owns it.
    void setBanner(QWidget* banner);

    Rail& rail() { return *m_rail; }
    StatusBar& status() { return *m_status; }

    using QWidget::show;

Q_SIGNALS:
    void placeChosen(understudy::window::Place place); ///< by the rail or a key
    void keysRequested();                              ///< the list of them
    void closing();
    void packDropped(const QString& file); ///< a course pack, on any place that takes no files itself

protected:
    bool focusNextPrevChild(bool next) override;
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void addKeys();
    void goToPane(int by);
    void fit();

    const theme::Theme& m_theme;
    Rail* m_rail;
    QStackedWidget* m_screens;
    StatusBar* m_status;
};

} // namespace understudy::window
