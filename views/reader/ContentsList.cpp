#include "views/reader/ContentsList.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace understudy::reader {

using theme::Color;
using theme::Type;
using Kind = Contents::Kind;

ContentsDelegate::ContentsDelegate(const theme::Theme& theme, const Contents& contents, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_contents(contents) {}

QSize ContentsDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const auto kind = m_contents.row(index.row()).kind;
    const bool laterModule =
        kind == Kind::Module && index.row() > 0 && m_contents.row(index.row() - 1).kind != Kind::Module;
    const int height = kind == Kind::Module ? 34 : kind == Kind::Section ? 26 : 30;
    return {100, m_theme.px(height + (laterModule ? 10 : 0))};
}

void ContentsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const Contents::Row& row = m_contents.row(index.row());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QRect box = option.rect;
    if (row.kind == Kind::Module)
        box.setTop(box.bottom() + 1 - m_theme.px(34));
    const bool filled = row.kind == Kind::Page && row.current,
               hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (filled || hovered) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(filled ? Color::BgSelected : Color::BgHover));
        painter->drawRoundedRect(box, 6, 6);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(m_theme.color(Color::Focus), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6);
    }
    if (row.kind == Kind::Module) {
        const auto chevron =
            m_theme.pixmap(row.open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                           Color::Text2, 14, painter->device()->devicePixelRatioF());
        painter->drawPixmap(box.left() + 10, box.center().y() - 6, chevron);
    } else if (row.kind != Kind::Section) {
        const QRectF ring(box.left() + 28, box.center().y() - 7.5, 16, 16);
        theme::paintState(*painter, ring, m_theme, row.state, row.share);
    }
    paintText(*painter, box, row);
    painter->restore();
}

void ContentsDelegate::paintText(QPainter& painter, const QRect& box, const Contents::Row& row) const {
    int right = 10;
    if (!row.right.isEmpty()) {
        painter.setFont(m_theme.font(Type::Small));
        painter.setPen(m_theme.color(Color::Text3));
        painter.drawText(box.adjusted(0, 0, -10, 0), Qt::AlignRight | Qt::AlignVCenter, row.right);
        right += painter.fontMetrics().horizontalAdvance(row.right) + 8;
    }
    const bool section = row.kind == Kind::Section;
    const int left = row.kind == Kind::Module ? 36 : section ? 64 : 54;
    const bool strong = row.current || (row.kind == Kind::Module && row.open);
    QFont font = m_theme.font(section ? Type::Small : strong ? Type::UiMedium : Type::Ui);
    if (section && strong)
        font.setWeight(QFont::Medium);
    const Color role = row.kind == Kind::Page && row.current ? Color::AccentText
                       : strong                              ? Color::Text
                                                             : Color::Text2;
    painter.setFont(font);
    painter.setPen(m_theme.color(role));
    const QRect words = box.adjusted(left, 0, -right, 0);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(row.title, Qt::ElideRight, words.width()));
}

ContentsList::ContentsList(const theme::Theme& theme, const course::Library& library, QWidget* parent)
    : QListView(parent)
    , m_contents(new Contents(library, this)) {
    setModel(m_contents);
    setItemDelegate(new ContentsDelegate(theme, *m_contents, this));
    setAccessibleName(tr("Contents"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    setViewportMargins(10, 14, 10, 0);
    viewport()->setAutoFillBackground(false); // the ground behind shows through
    connect(this, &QListView::clicked, this, &ContentsList::choose);
    connect(&theme, &theme::Theme::changed, this, [this] { doItemsLayout(); });
}

void ContentsList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        choose(currentIndex());
    else
        QListView::keyPressEvent(event);
}

void ContentsList::reveal(const QString& pageId) {
    const int at = m_contents->rowOf(Kind::Page, pageId);
    if (at < 0)
        return;
    setCurrentIndex(m_contents->index(at));
    scrollTo(m_contents->index(at));
}

void ContentsList::goToModule(const QString& moduleId) {
    int at = m_contents->rowOf(Kind::Module, moduleId);
    if (at >= 0 && !m_contents->row(at).open)
        m_contents->toggle(moduleId);
    at = std::max(0, m_contents->rowOf(Kind::Module, moduleId));
    setCurrentIndex(m_contents->index(at));
    scrollTo(m_contents->index(at), QAbstractItemView::PositionAtTop);
}

void ContentsList::choose(const QModelIndex& index) {
    if (!index.isValid())
        return;
    const Contents::Row row = m_contents->row(index.row());
    switch (row.kind) {
    case Kind::Module:
        m_contents->toggle(row.id);
        break;
    case Kind::Page:
        Q_EMIT pageChosen(row.id, {});
        break;
    case Kind::Section:
        Q_EMIT pageChosen({}, row.id);
        break;
    case Kind::Lab:
        Q_EMIT labChosen(row.id);
        break;
    case Kind::Quiz:
        Q_EMIT quizChosen(row.id);
        break;
    }
}

} // namespace understudy::reader
