#pragma once

#include "views/reader/reading/ReaderLook.h"
#include "views/theme/Button.h"
#include "views/theme/Text.h"

#include <QFrame>

#include <functional>
#include <vector>

class QGridLayout;

namespace understudy::reader {

/// The panel below "Aa": text size, line length, letters. What is chosen takes effect at once; Escape or a
/// click beside it closes it.
class LookPanel final : public QFrame {
    Q_OBJECT
public:
    LookPanel(const theme::Theme& theme, const ReaderLook& look, QWidget* parent);
    /// Opens below @p anchor, its right end at the anchor's, inside the screen.
    void openBelow(const QWidget& anchor);

Q_SIGNALS:
    void lookChosen(const understudy::reader::ReaderLook& look);

private:
    void addSizes(QGridLayout& grid);
    void addMeasures(QGridLayout& grid);
    void addFaces(QGridLayout& grid);
    QWidget* choices(const QString& name, const std::vector<QString>& words, int chosen,
                     std::function<void(int)> take);
    void label(QGridLayout& grid, int row, const QString& words);
    void set(const ReaderLook& look);

    const theme::Theme& m_theme;
    ReaderLook m_look;
    theme::Text* m_percent;
    theme::Button* m_smaller;
    theme::Button* m_larger;
};

} // namespace understudy::reader
