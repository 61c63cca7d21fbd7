#pragma once

#include "core/search/Index.h"
#include "views/theme/Widgets.h"

#include <QPointer>

#include <functional>

class QLineEdit;
class QListView;

namespace understudy::search {

class Preview;
class ResultModel;

/// Search over the whole window: what is typed is answered with each key, Enter goes there, Esc goes back to
/// where one was. The first character `>` looks for actions only, `#` for steps of labs, `$` for commands.
class SearchOverlay final : public QWidget {
    Q_OBJECT
public:
    /// What answers: groups of at most @p most hits.
    using Find = std::function<std::vector<Group>(const QString& typed, std::optional<Kind> only, int most)>;

    /// Lies over @p window once it is opened.
    SearchOverlay(const theme::Theme& theme, Find find, QWidget* window);

    void open();
    void close();
    /// What is looked through; nothing: everything. Stays until it is chosen anew.
    void setScope(std::optional<Kind> only);
    std::optional<Kind> scope() const { return m_scope; }
    /// Asks again, since more can be found now.
    void refresh();
    /// Nothing found is no answer yet: what is looked through is still being read.
    void setGathering(bool on);

Q_SIGNALS:
    void chosen(const understudy::search::Item& item);
    void scopeChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override; ///< stays inside

private:
    QWidget* head();
    QWidget* foot();
    void place();
    void choose(int row);
    void move(int by);
    void take();
    void copy();
    void showNothing(const QString& typed);

    const theme::Theme& m_theme;
    Find m_find;
    std::optional<Kind> m_scope;
    std::optional<Kind> m_all; ///< the kind shown whole, after "more"
    bool m_gathering = false;
    QWidget* m_panel;
    QLineEdit* m_field;
    theme::Button* m_scopeButton;
    ResultModel* m_model;
    QListView* m_list;
    theme::Text* m_nothing;
    Preview* m_preview;
    QPointer<QWidget> m_before; ///< had the focus
};

} // namespace understudy::search
