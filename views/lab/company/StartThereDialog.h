#pragma once

#include "labs/session/Elsewhere.h"
#include "views/theme/StateDialog.h"

namespace understudy::lab {

/// Asks before a lab begins on a company's cluster: what is different there, and what the mentor has to do.
class StartThereDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    StartThereDialog(const theme::Theme& theme, const course::Lab& lab, const session::Elsewhere& place,
                     const std::vector<course::LabFault>& faults, QWidget* parent = nullptr);
};

} // namespace understudy::lab
