#pragma once

// QCustomPlot's header is written with Qt's keywords, which everything of ours goes without.
#include <QtCore/qglobal.h>

#include <QtCore/qforeach.h>
#include <QtCore/qobjectdefs.h>

#define signals Q_SIGNALS
#define slots Q_SLOTS
#define foreach Q_FOREACH
#define emit
#include <qcustomplot.h>
#undef signals
#undef slots
#undef foreach
#undef emit
