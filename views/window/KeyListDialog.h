#pragma once

#include "views/theme/StateDialog.h"

class QGridLayout;

namespace understudy::window {

/// All keys there are, from the tables that bind them.
class KeyListDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    explicit KeyListDialog(const theme::Theme& theme, QWidget* parent = nullptr);

private:
    void addHeading(QGridLayout& grid, const QString& words);
    void addKey(QGridLayout& grid, const QString& words, const QList<QKeySequence>& keys);
};

} // namespace understudy::window
