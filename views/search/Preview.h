#pragma once

#include "core/search/Index.h"
#include "views/theme/Widgets.h"

class QVBoxLayout;

namespace understudy::search {

/// What a hit is, beside the list: where it stands, what it says around what was looked for, and the button
/// that goes there.
class Preview final : public theme::Ground {
    Q_OBJECT
public:
    explicit Preview(const theme::Theme& theme, QWidget* parent = nullptr);
    /// nullptr: nothing is chosen.
    void show(const Hit* hit);

    using QWidget::show;

Q_SIGNALS:
    void openRequested();

private:
    QVBoxLayout* m_column;
    QWidget* m_inside = nullptr;
};

} // namespace understudy::search
