#pragma once

#include "views/theme/StateDialog.h"

namespace understudy::window {

/// Asks whether a practical is done: nothing here can check it, so the trainee's word counts.
class PracticalDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    PracticalDialog(const theme::Theme& theme, const QString& title, QWidget* parent = nullptr);
};

} // namespace understudy::window
