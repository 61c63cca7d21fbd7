#include "views/search/SearchOverlay.h"

#include "views/search/Preview.h"
#include "views/search/ResultDelegate.h"
#include "views/search/ResultModel.h"
#include "views/theme/KeyHints.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPainter>

namespace understudy::search {

using theme::Color;
using theme::Type;

namespace {

constexpr Kind kinds[] = {Kind::Page,     Kind::Lab,  Kind::Command, Kind::Typed,
                          Kind::Question, Kind::Term, Kind::Note,    Kind::Action};
constexpr int mostInAGroup = 4, mostOfAll = 60;

std::optional<Kind> kindBefore(QString& typed) {
    const QChar first = typed.isEmpty() ? QChar() : typed[0];
    const auto kind = first == u'>'   ? std::optional(Kind::Action)
                      : first == u'#' ? std::optional(Kind::Lab)
                      : first == u'$' ? std::optional(Kind::Command)
                                      : std::nullopt;
    if (kind)
        typed.remove(0, 1);
    return kind;
}

} // namespace

SearchOverlay::SearchOverlay(const theme::Theme& theme, Find find, QWidget* window)
    : QWidget(window)
    , m_theme(theme)
    , m_find(std::move(find))
    , m_panel(new QWidget(this))
    , m_field(new QLineEdit)
    , m_scopeButton(new theme::Button(theme, {}, theme::ButtonKind::Quiet, QStringLiteral("chevron-down"),
                                      theme::ButtonSize::Compact))
    , m_model(new ResultModel(this))
    , m_list(new QListView)
    , m_nothing(new theme::Text(theme, Type::Body, Color::Text2))
    , m_preview(new Preview(theme)) {
    hide();
    setAccessibleName(tr("Search"));
    auto* rows = new QVBoxLayout(m_panel);
    rows->setContentsMargins(1, 1, 1, 1);
    rows->setSpacing(0);
    rows->addWidget(head());
    rows->addWidget(new theme::Hairline(theme, Qt::Horizontal));
    auto* body = new QHBoxLayout;
    body->setSpacing(0);
    auto* left = new QVBoxLayout;
    left->setContentsMargins(8, 6, 8, 6);
    left->addWidget(m_nothing);
    left->addWidget(m_list, 1);
    body->addLayout(left, 57);
    body->addWidget(new theme::Hairline(theme, Qt::Vertical));
    body->addWidget(m_preview, 43);
    rows->addLayout(body, 1);
    rows->addWidget(new theme::Hairline(theme, Qt::Horizontal));
    rows->addWidget(foot());

    m_nothing->setWordWrap(true);
    m_nothing->setContentsMargins(10, 8, 10, 8);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ResultDelegate(theme, this));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus); // the field keeps it; its arrows move here
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Results"));
    m_list->viewport()->setAutoFillBackground(false);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { choose(index.row()); });
    connect(m_list, &QListView::doubleClicked, this, &SearchOverlay::take);
    connect(m_preview, &Preview::openRequested, this, &SearchOverlay::take);
    connect(m_field, &QLineEdit::textChanged, this, [this] {
        m_all.reset();
        refresh();
    });
    connect(&theme, &theme::Theme::changed, this, &SearchOverlay::place);
    m_field->installEventFilter(this);
    window->installEventFilter(this);
    setScope({});
}

QWidget* SearchOverlay::head() {
    auto* head = new QWidget;
    head->setFixedHeight(m_theme.px(56));
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(18, 0, 12, 0);
    row->setSpacing(12);
    auto* glass = new QLabel;
    glass->setPixmap(
        m_theme.pixmap(QStringLiteral("search"), Color::Text2, m_theme.px(20), devicePixelRatioF()));
    row->addWidget(glass);
    QFont font = m_theme.font(Type::Body);
    font.setPixelSize(m_theme.px(17));
    m_field->setFont(font);
    m_field->setFrame(false);
    m_field->setStyleSheet(
        m_theme.filled(QStringLiteral("QLineEdit{border:0;background:transparent;color:@text}")));
    m_field->setPlaceholderText(tr("Pages, labs, commands, words, actions"));
    m_field->setAccessibleName(tr("Search"));
    row->addWidget(m_field, 1);
    m_scopeButton->setLayoutDirection(Qt::RightToLeft);
    m_scopeButton->setFocusPolicy(Qt::TabFocus);
    connect(m_scopeButton, &QPushButton::clicked, this, [this] {
        QMenu menu;
        const auto add = [&](const QString& name, std::optional<Kind> kind) {
            QAction* action = menu.addAction(name, this, [this, kind] {
                setScope(kind);
                Q_EMIT scopeChanged();
            });
            action->setCheckable(true);
            action->setChecked(kind == m_scope);
        };
        add(tr("Everything"), {});
        for (const Kind kind : kinds)
            add(namesOf(kind), kind);
        menu.exec(m_scopeButton->mapToGlobal(QPoint(0, m_scopeButton->height())));
        m_field->setFocus();
    });
    row->addWidget(m_scopeButton);
    return head;
}

QWidget* SearchOverlay::foot() {
    const auto key = [](const char* one) { return QStringList{QString::fromUtf8(one)}; };
    auto* foot = new QWidget;
    foot->setFixedHeight(m_theme.px(40));
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 0, 16, 0);
    using Hints = std::vector<theme::KeyHints::Hint>;
    auto* moves = new theme::KeyHints(
        m_theme, Hints{{{QString(QChar(0x2191)), QString(QChar(0x2193))}, {}, tr("choose")},
                       {{tr("Enter")}, {}, tr("open")},
                       {{tr("Alt"), tr("Enter")}, {}, tr("copy")},
                       {{tr("Esc")}, {}, tr("close")}});
    moves->setSide(Qt::AlignLeft);
    auto* scopes = new theme::KeyHints(
        m_theme,
        Hints{{key(">"), {}, tr("actions")}, {key("#"), {}, tr("labs")}, {key("$"), {}, tr("commands")}});
    scopes->setSide(Qt::AlignRight);
    row->addWidget(moves, 3);
    row->addWidget(scopes, 2);
    return foot;
}

void SearchOverlay::setScope(std::optional<Kind> only) {
    m_scope = only;
    m_all.reset();
    m_scopeButton->setText(only ? namesOf(*only) : tr("Everything"));
    m_scopeButton->setAccessibleName(tr("Looks through: %1").arg(m_scopeButton->text()));
    refresh();
}

void SearchOverlay::open() {
    if (!isVisible())
        m_before = QApplication::focusWidget();
    place();
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    refresh();
}

void SearchOverlay::close() {
    if (!isVisible())
        return;
    hide();
    if (m_before)
        m_before->setFocus(Qt::OtherFocusReason);
}

void SearchOverlay::place() {
    QWidget* window = parentWidget();
    setGeometry(window->rect());
    const int width = std::min(m_theme.px(960), window->width() - 32);
    const int height = std::min(m_theme.px(612), window->height() - 48);
    m_panel->setGeometry((window->width() - width) / 2, std::min(92, (window->height() - height) / 2), width,
                         height);
    m_preview->setVisible(width >= m_theme.px(680)); // a small window keeps the list
}

void SearchOverlay::refresh() {
    QString typed = m_field->text();
    const auto before = kindBefore(typed);
    const auto only = before ? before : m_all ? m_all : m_scope;
    m_model->setGroups(m_find(typed, only, only ? mostOfAll : mostInAGroup));
    showNothing(typed.trimmed());
    choose(m_model->choosable(0, 1));
}

void SearchOverlay::setGathering(bool on) {
    m_gathering = on;
    if (isVisible())
        refresh();
}

void SearchOverlay::showNothing(const QString& typed) {
    const bool nothing = m_model->rowCount() == 0;
    m_nothing->setVisible(nothing);
    m_list->setVisible(!nothing);
    if (!nothing)
        return;
    m_nothing->setText(
        typed.isEmpty() ? tr("Type a word of what you look for.")
        : m_gathering   ? tr("The course is being read for the search. What is found comes by itself.")
        : m_scope       ? tr("Nothing among %1. Look through everything instead, at the right above.")
                        .arg(namesOf(*m_scope).toLower())
                  : tr("Nothing is called or says \"%1\". Fewer or other words may help.").arg(typed));
}

void SearchOverlay::choose(int row) {
    const QModelIndex index = row < 0 ? QModelIndex() : m_model->index(row);
    m_list->setCurrentIndex(index);
    m_preview->show(m_model->hit(row));
    const Hit* hit = m_model->hit(row);
    m_field->setAccessibleDescription(hit ? index.data(Qt::AccessibleTextRole).toString() : QString());
}

void SearchOverlay::move(int by) {
    const int row = m_list->currentIndex().row();
    const int next = m_model->choosable(row + by, by);
    if (next >= 0)
        choose(next);
    if (next >= 0 && m_model->choosable(next - 1, -1) < 0)
        m_list->scrollToTop(); // its heading, too
}

void SearchOverlay::take() {
    const int row = m_list->currentIndex().row();
    if (const auto kind = m_model->more(row)) {
        m_all = kind;
        return refresh();
    }
    const Hit* hit = m_model->hit(row);
    if (!hit)
        return;
    const Item item = hit->item;
    m_before = nullptr; // where one goes takes the focus
    close();
    Q_EMIT chosen(item);
}

void SearchOverlay::copy() {
    if (const Hit* hit = m_model->hit(m_list->currentIndex().row()))
        QApplication::clipboard()->setText(hit->item.title);
}

void SearchOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::Scrim));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Color::LineStrong));
    painter.setBrush(m_theme.color(Color::BgRaised));
    painter.drawRoundedRect(QRectF(m_panel->geometry()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

void SearchOverlay::mousePressEvent(QMouseEvent* event) {
    if (!m_panel->geometry().contains(event->pos()))
        close();
}

bool SearchOverlay::focusNextPrevChild(bool) {
    QWidget* const other = m_field->hasFocus() ? static_cast<QWidget*>(m_scopeButton) : m_field;
    other->setFocus(Qt::TabFocusReason);
    return true;
}

bool SearchOverlay::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* press = static_cast<QKeyEvent*>(event);
    switch (press->key()) {
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_PageDown:
    case Qt::Key_PageUp:
        for (int i = 0; i < 8; ++i)
            move(press->key() == Qt::Key_PageDown ? 1 : -1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        press->modifiers().testFlag(Qt::AltModifier) ? copy() : take();
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

} // namespace understudy::search
