#pragma once

#include "views/theme/StateDialog.h"

namespace understudy::settings {

/// Asks, before the work on this laptop is sent as that of another account, whether it is the same person's:
/// laptops are handed on. Accepted when it is.
class WhoseWorkDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    /// @p before and @p now: the accounts, as the trainee knows them.
    WhoseWorkDialog(const theme::Theme& theme, const QString& before, const QString& now,
                    QWidget* parent = nullptr);
};

} // namespace understudy::settings
