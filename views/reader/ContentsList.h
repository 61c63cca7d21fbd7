#pragma once

#include "views/reader/Contents.h"
#include "views/theme/Theme.h"

#include <QListView>
#include <QStyledItemDelegate>

namespace understudy::reader {

/// Paints one row of the contents.
class ContentsDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    ContentsDelegate(const theme::Theme& theme, const Contents& contents, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintText(QPainter& painter, const QRect& box, const Contents::Row& row) const;
    const theme::Theme& m_theme;
    const Contents& m_contents;
};

/// The contents beside the page. One stop for Tab; arrows move in it, Enter opens.
class ContentsList final : public QListView {
    Q_OBJECT
public:
    ContentsList(const theme::Theme& theme, const course::Library& library, QWidget* parent = nullptr);
    Contents& contents() { return *m_contents; }
    /// Brings the row of the open page into sight.
    void reveal(const QString& pageId);
    /// Goes to a module's row and opens it; the first module's when it is not named.
    void goToModule(const QString& moduleId);

Q_SIGNALS:
    void pageChosen(const QString& pageId, const QString& anchor);
    void labChosen(const QString& labId);
    void quizChosen(const QString& quizId);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void choose(const QModelIndex& index);
    Contents* m_contents;
};

} // namespace understudy::reader
