#pragma once

#include "views/theme/Theme.h"

#include <QWidget>

#include <map>

class QAbstractButton;
class QVBoxLayout;

namespace understudy::window {

/// Where in the program one can be. The order is that of the rail and of Alt+1 to Alt+6.
enum class Place { Today, Learn, Labs, Quizzes, OnCall, Certificates, Search, Settings };

/// The strip at the left that says where one is: icons with their words, icons alone when the window is
/// narrow.
class Rail final : public QWidget {
    Q_OBJECT
public:
    explicit Rail(const theme::Theme& theme, QWidget* parent = nullptr);

    void setPlace(Place place);
    void setCompact(bool compact);
    void setPerson(const QString& name); ///< shown as initials
    void takeFocus();                    ///< on the entry of the place one is in

Q_SIGNALS:
    void chosen(understudy::window::Place place);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addEntry(QVBoxLayout& column, Place place, const QString& icon, const QString& word);

    const theme::Theme& m_theme;
    std::map<Place, QAbstractButton*> m_entries;
    QWidget* m_logo;
    QWidget* m_person;
    bool m_compact = false;
};

} // namespace understudy::window
