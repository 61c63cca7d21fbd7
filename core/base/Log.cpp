#include "core/base/Log.h"

Q_LOGGING_CATEGORY(logApp, "understudy.app", QtWarningMsg)
Q_LOGGING_CATEGORY(logCourse, "understudy.course", QtWarningMsg)
Q_LOGGING_CATEGORY(logJournal, "understudy.journal", QtWarningMsg)
Q_LOGGING_CATEGORY(logLab, "understudy.lab", QtWarningMsg)
Q_LOGGING_CATEGORY(logReader, "understudy.reader", QtWarningMsg)
Q_LOGGING_CATEGORY(logServer, "understudy.server", QtWarningMsg)
Q_LOGGING_CATEGORY(logSsh, "understudy.ssh", QtWarningMsg)
Q_LOGGING_CATEGORY(logSync, "understudy.sync", QtWarningMsg)
