#pragma once

#include "core/course/Loader.h"

#include <QJsonObject>

namespace understudy::course {

/// Counts what is in a pack: modules, pages, words, minutes, diagrams, labs, steps, checks, questions,
/// glossary, tracks, and questionsByModule.
QJsonObject stats(const Files& files, const Course& course);

} // namespace understudy::course
