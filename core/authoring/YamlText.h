#pragma once

#include "core/course/Model.h"

#include <QByteArray>
#include <QString>

// What stands in a pack, written as its YAML files.
namespace understudy::authoring {

/// A text as a YAML value that is safe anywhere, also between { } and [ ]: plain words as they are, all else
/// in double quotes.
QString yamlText(const QString& text);
/// "[one, two]".
QString yamlList(const QStringList& texts);

/// quiz.yaml. Texts that are empty are written as empty, for the check to ask for.
QString quizYaml(const course::Quiz& quiz);
/// module.yaml, without labs.
QString moduleYaml(const course::Module& module);
/// A page with its front matter.
QString pageText(const course::Page& page);
/// pack.yaml of a new pack: version 1.0.0, serial 1.
QString packYaml(const QString& id, const QString& title, const QStringList& modules,
                 const QStringList& labs = {}, const QStringList& tracks = {});

} // namespace understudy::authoring
