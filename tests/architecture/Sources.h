#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace understudy::tests {

/// One source file of the project and what it includes.
struct Source {
    QString path;   ///< "core/quiz/Sitting.cpp"
    QString folder; ///< "core/quiz"
    QString text;
    QStringList ours;   ///< include "core/quiz/Sitting.h"
    QStringList theirs; ///< include <QString>
    int lines = 0;
};

/// All .h and .cpp files below app, core, labs and views.
QList<Source> readSources(const QString& root);

/// The USES of every module(), as folders: "core/quiz" -> {"core/base", …}.
QMap<QString, QStringList> readDiagram(const QString& root);

/// The text without comments and string literals, so that words in them are not taken for code.
QString withoutComments(const QString& text);

} // namespace understudy::tests
