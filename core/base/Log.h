#pragma once

#include <QLoggingCategory>

// One category per area, switched by QT_LOGGING_RULES="understudy.ssh=true". Debug output is off unless asked
// for. Secrets, answer keys, tokens and what a trainee types never go into a log.
Q_DECLARE_LOGGING_CATEGORY(logApp)
Q_DECLARE_LOGGING_CATEGORY(logCourse)
Q_DECLARE_LOGGING_CATEGORY(logJournal)
Q_DECLARE_LOGGING_CATEGORY(logLab)
Q_DECLARE_LOGGING_CATEGORY(logReader)
Q_DECLARE_LOGGING_CATEGORY(logServer)
Q_DECLARE_LOGGING_CATEGORY(logSsh)
Q_DECLARE_LOGGING_CATEGORY(logSync)
