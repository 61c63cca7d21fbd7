#pragma once

#include "views/theme/Theme.h"

#include <QSplitter>

namespace understudy::lab {

/// Panes with a hairline between them: a pixel drawn, more to grab; a double click brings the default size
/// back, arrow keys move it by 16 px.
class PaneSplitter final : public QSplitter {
    Q_OBJECT
public:
    PaneSplitter(const theme::Theme& theme, Qt::Orientation orientation, QWidget* parent = nullptr);
    const theme::Theme& theme() const { return m_theme; }

Q_SIGNALS:
    void defaultWanted(int handle); ///< index as of QSplitter::handle()

protected:
    QSplitterHandle* createHandle() override;

private:
    friend class PaneHandle;
    void nudge(QSplitterHandle* handle, int by);
    const theme::Theme& m_theme;
};

} // namespace understudy::lab
