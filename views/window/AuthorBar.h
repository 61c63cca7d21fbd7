#pragma once

#include "core/course/Problem.h"
#include "views/theme/Theme.h"

#include <QWidget>

#include <vector>

class QListWidget;

namespace understudy::theme {
class Strip;
class Text;
} // namespace understudy::theme

namespace understudy::window {

/// What stands over an author's preview: that nothing here is signed, and every mistake in the folder with
/// its place. Choosing one opens the page it is on.
class AuthorBar final : public QWidget {
    Q_OBJECT
public:
    AuthorBar(const theme::Theme& theme, const QString& folder, QWidget* parent = nullptr);

    /// @p old: what is shown is an earlier state, the last without mistakes.
    void setProblems(const std::vector<course::Problem>& problems, bool old);

Q_SIGNALS:
    void pageChosen(const QString& pageId);

private:
    void restyle();

    const theme::Theme& m_theme;
    theme::Strip* m_strip;
    theme::Text* m_count;
    QListWidget* m_list;
};

} // namespace understudy::window
