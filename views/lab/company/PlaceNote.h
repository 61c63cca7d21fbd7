#pragma once

#include "labs/session/Elsewhere.h"
#include "views/theme/Ground.h"

namespace understudy::lab {

/// At the top of a guide: the lab is on a company's cluster, and what that means.
class PlaceNote final : public theme::Ground {
    Q_OBJECT
public:
    PlaceNote(const theme::Theme& theme, const session::Elsewhere& place,
              const std::vector<course::LabFault>& faults, QWidget* parent = nullptr);
};

} // namespace understudy::lab
