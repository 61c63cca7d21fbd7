#pragma once

#include <vector>

class QWidget;

namespace understudy::window {

/// What the Tab key stops at below @p root, in the order one reads: panes left to right, inside a pane top to
/// bottom, whenever they were made. Hidden and disabled ones are left out.
std::vector<QWidget*> focusOrder(QWidget& root);

} // namespace understudy::window
