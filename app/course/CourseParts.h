#pragma once

#include "core/base/Result.h"
#include "core/course/Files.h"
#include "core/course/Loader.h"

#include <QStringList>

#include <optional>

// The single course commands and what they share; CourseCommand.h is the way in.
namespace understudy::app {

/// What was typed after the command's name: the words, and the options that take a value.
struct CourseArguments {
    QStringList words;
    QStringList flags; ///< "json", "W"
    QString labs, key, pub, out, dot, module, profile;
};

void print(const QString& line);
void complain(const QString& line);
int failed(const Error& error);

/// The folder of a pack being written. Its labs come from --labs, or from labs/catalog of the same source
/// tree.
Result<course::SourceFolder> openSource(const QString& folder, const QString& labs);

/// What is wrong with the language of a pack that has a words.txt.
Result<std::vector<course::Problem>> proofOf(const course::Files& files, const course::Course& course);
/// Runs Graphviz (@p dot) on marked source and returns the cleaned picture.
Result<QByteArray> drawDiagram(const QString& dot, const QByteArray& source, const QString& name);

/// Reads a pack and, when it has a words.txt, its language too.
Result<course::Loaded> readWhole(const course::Files& files);

int checkCourse(const CourseArguments& arguments);
int countCourse(const CourseArguments& arguments);
int makeKeys(const CourseArguments& arguments);
int signCourse(const CourseArguments& arguments);
int verifyCourse(const CourseArguments& arguments);
int buildCourse(const CourseArguments& arguments);
int packCourse(const CourseArguments& arguments);
int installCourse(const CourseArguments& arguments);
int newCourse(const CourseArguments& arguments);
int importCourse(const CourseArguments& arguments);
int exportCourse(const CourseArguments& arguments);
/// Only says who does: the window is another program.
int serveCourse(const CourseArguments& arguments);

} // namespace understudy::app
