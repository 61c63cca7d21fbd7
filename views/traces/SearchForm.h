#pragma once

#include "core/base/Clock.h"
#include "core/traces/TraceClient.h"
#include "views/theme/Widgets.h"

class QComboBox;
class QGridLayout;
class QLineEdit;

namespace understudy::traces {

/// What traces are looked for.
class SearchForm final : public QWidget {
    Q_OBJECT
public:
    /// @p clock: that of the cluster whose traces they are.
    SearchForm(const theme::Theme& theme, const Clock& clock, QWidget* parent = nullptr);

    void setServices(const QStringList& services);
    void setOperations(const QStringList& operations);
    void setEnabledSearch(bool on);
    QString service() const;
    /// What is asked for; an error names the field that cannot be read.
    Result<TraceQuery> query() const;

Q_SIGNALS:
    void searched(); ///< Enter or the button
    void serviceChosen(const QString& service);
    void fileWanted();

private:
    QLineEdit* addField(QGridLayout& grid, int column, const QString& label, const QString& example);
    static void place(QGridLayout& grid, int column, QWidget& label, QWidget& field);
    void addBox(QGridLayout& grid, int column, const QString& label, QComboBox* box);

    const theme::Theme& m_theme;
    const Clock& m_clock;
    QComboBox* m_service;
    QComboBox* m_operation;
    QComboBox* m_span;
    QComboBox* m_most;
    QLineEdit* m_tags = nullptr;
    QLineEdit* m_shortest = nullptr;
    QLineEdit* m_longest = nullptr;
    theme::Button* m_find;
};

} // namespace understudy::traces
