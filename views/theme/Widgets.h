#pragma once

// The small parts that several views share, each painted from the theme and following its changes.
#include "views/theme/Bar.h"
#include "views/theme/Button.h"
#include "views/theme/Chip.h"
#include "views/theme/CommandBox.h"
#include "views/theme/Ground.h"
#include "views/theme/IconButton.h"
#include "views/theme/NumberLabel.h"
#include "views/theme/StateDialog.h"
#include "views/theme/StatePanel.h"
#include "views/theme/StateRing.h"
#include "views/theme/Text.h"
