#pragma once

#include "core/course/Library.h"
#include "views/theme/StateDialog.h"

namespace understudy::window {

/// Says that a course pack was refused: which files differ, who signed it, what is kept.
class PackRefusedDialog final : public theme::StateDialog {
    Q_OBJECT
public:
    /// @p keptVersion is the version one keeps working with, "" when there is none; @p cameFrom the folder of
    /// the refused one, "" for the built-in.
    PackRefusedDialog(const theme::Theme& theme, const course::PackRefusal& refusal,
                      const QString& keptVersion = {}, const QString& cameFrom = {},
                      QWidget* parent = nullptr);

    /// Everything the dialog knows, for the person who sent the pack: one line a fact, one a file.
    static QString report(const course::PackRefusal& refusal);

private:
    void addFiles(const course::PackRefusal& refusal);
    void addFile(const QString& path, const QString& what);
    void addFacts(const course::PackRefusal& refusal, const QString& cameFrom);
};

/// Shows the dialog above @p parent until it is closed, without stopping the program.
void showPackRefusal(const theme::Theme& theme, const course::PackRefusal& refusal, QWidget* parent,
                     const QString& keptVersion = {}, const QString& cameFrom = {});

} // namespace understudy::window
