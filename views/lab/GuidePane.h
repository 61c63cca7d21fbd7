#pragma once

#include "core/course/LabFaults.h"
#include "labs/session/LabRun.h"
#include "views/lab/CheckRow.h"
#include "views/lab/GuideText.h"
#include "views/lab/StepRow.h"
#include "views/theme/Button.h"
#include "views/theme/CommandBox.h"

#include <QHBoxLayout>
#include <QPointer>
#include <QScrollArea>
#include <QScrollBar>

#include <functional>
#include <map>

namespace understudy::lab {

/// The guide beside the terminal: goal, steps, the open step's text, commands, checks and hints.
class GuidePane final : public QWidget {
    Q_OBJECT
public:
    using ToHtml = std::function<QString(const QString& markdown)>;

    explicit GuidePane(const theme::Theme& theme, QWidget* parent = nullptr);

    void setMarkdown(ToHtml toHtml);
    void setRun(session::LabRun* run);
    void setCompact(bool compact);
    void setRunnable(bool on, const QString& whyNot);
    /// Of the lab that is shown next: a company's cluster has none of them.
    void setFaults(std::vector<course::LabFault> faults) { m_faults = std::move(faults); }
    /// The first command of the open step that was not run yet, and again from the start after the last.
    QString currentCommand() const;
    /// Answers what is filled in, then looks at everything.
    void checkNow();
    void showHint();
    void focusStep();

Q_SIGNALS:
    void runCommand(const QString& command);
    void startLabWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void rebuild();
    void addStep(int index);
    void addOpenStep(int index);
    void addText(QVBoxLayout& column, const QString& markdown);
    void addCommand(QVBoxLayout& column, const QString& command);
    void addInstead(QVBoxLayout& column, const QString& command, const QString& instead);
    void addEnd();
    void showLab();
    void showLooks();
    void remember();
    void answer(const QString& checkId, const QStringList& response);
    void makeFoot();
    void makeAway();

    const theme::Theme& m_theme;
    ToHtml m_toHtml;
    QPointer<session::LabRun> m_run;
    QScrollArea* m_scroll;
    QWidget* m_page = nullptr;
    QWidget* m_foot;
    QWidget* m_away;
    theme::Text* m_awayWords = nullptr;
    theme::Button* m_hint;
    theme::Button* m_check;
    std::vector<CheckRow*> m_rows;
    std::vector<theme::CommandBox*> m_commands;
    StepRow* m_openRow = nullptr;
    std::vector<course::LabFault> m_faults;
    std::map<QString, QStringList> m_drafts;
    std::size_t m_nextCommand = 0;
    int m_shownStep = -1;
    bool m_compact = false;
    bool m_runnable = true;
    QString m_whyNot;
};

} // namespace understudy::lab
