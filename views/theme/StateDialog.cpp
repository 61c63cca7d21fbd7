#include "views/theme/StateDialog.h"

#include "views/theme/Ground.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

namespace understudy::theme {

namespace {

constexpr int leastHeight = 160; // of what is above the foot
constexpr int frameHeight = 48;  // what a desktop puts around a window

/// What is above the foot: as high as it wants while the screen has room, scrolled when it has not.
class Page final : public QScrollArea {
public:
    explicit Page(QWidget* parent)
        : QScrollArea(parent) {
        setWidgetResizable(true);
        setFrameShape(QFrame::NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::NoFocus);
        viewport()->setAutoFillBackground(false);
    }
    // Right from the first moment: a window manager may answer a window that grows while it opens with the
    // size it had before.
    QSize sizeHint() const override {
        const int wide = widget()->sizeHint().width();
        const int narrow = window()->minimumWidth();
        return {wide, qMax(heightAt(wide), heightAt(narrow))};
    }
    QSize minimumSizeHint() const override {
        const QSize least = widget()->minimumSizeHint();
        return {least.width(), qMin(leastHeight, least.height())};
    }
    int heightAt(int width) const {
        const QLayout* lines = widget()->layout();
        return lines->hasHeightForWidth() ? lines->totalHeightForWidth(width)
                                          : lines->totalSizeHint().height();
    }
};

/// Gives a dialog the height of its words when it is shown and when they grow, as far as the screen goes.
class Fitter final : public QObject {
public:
    Fitter(QDialog& dialog, Page& page)
        : QObject(&dialog)
        , m_dialog(dialog)
        , m_page(page) {
        dialog.installEventFilter(this);
        page.widget()->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == (watched == &m_dialog ? QEvent::Show : QEvent::LayoutRequest))
            fit();
        return QObject::eventFilter(watched, event);
    }

private:
    void fit() {
        const QSize room = m_dialog.screen()->availableSize() - QSize(0, frameHeight);
        const int width = qMax(m_dialog.minimumWidth(), qMin(m_dialog.sizeHint().width(), room.width()));
        const int foot = m_dialog.minimumSizeHint().height() - m_page.minimumSizeHint().height();
        const QSize wanted(width, qMin(m_page.heightAt(width) + foot, room.height()));
        if (m_dialog.size() != wanted)
            m_dialog.resize(wanted);
    }

    QDialog& m_dialog;
    Page& m_page;
};

} // namespace

StateDialog::StateDialog(const Theme& theme, const QString& icon, Color iconRole, const QString& title,
                         const QString& text, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_body(new QVBoxLayout)
    , m_foot(new QHBoxLayout) {
    setWindowTitle(title);
    setMinimumWidth(theme.px(680));

    auto* mark = new QLabel(this);
    const auto drawMark = [&theme, mark, icon, iconRole] {
        mark->setPixmap(theme.pixmap(icon, iconRole, theme.px(26), mark->devicePixelRatioF()));
    };
    connect(&theme, &Theme::changed, mark, drawMark);
    drawMark();
    auto* heading = new Text(theme, Type::Title, Color::Text, title, this);
    heading->setWordWrap(true);
    auto* words = new Text(theme, Type::Body, Color::Text, text, this);
    words->setWordWrap(true);

    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    column->addWidget(heading);
    column->addWidget(words);
    m_body->setContentsMargins(0, 6, 0, 0);
    m_body->setSpacing(8);
    column->addLayout(m_body);
    column->addStretch(1);

    auto* page = new Page(this);
    page->setWidget(new QWidget);
    page->widget()->setAutoFillBackground(false);
    auto* head = new QHBoxLayout(page->widget());
    head->setContentsMargins(26, 22, 26, 18);
    head->setSpacing(14);
    head->addWidget(mark, 0, Qt::AlignTop);
    head->addLayout(column, 1);

    auto* foot = new Ground(theme, Color::BgSunken, this);
    foot->setLayout(m_foot);
    m_foot->setContentsMargins(20, 12, 20, 12);
    m_foot->setSpacing(8);
    m_foot->addStretch(1);

    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(page, 1);
    all->addWidget(new Hairline(theme, Qt::Horizontal, this));
    all->addWidget(foot);
    new Fitter(*this, *page);
}

Button* StateDialog::addChoice(const QString& text, ButtonKind kind, int result) {
    auto* button = new Button(m_theme, text, kind, {}, ButtonSize::Normal, this);
    m_foot->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, result] { done(result); });
    if (kind == ButtonKind::Primary) {
        button->setDefault(true);
        button->setFocus();
    }
    return button;
}

Button* StateDialog::addAside(const QString& text, const QString& icon) {
    auto* button = new Button(m_theme, text, ButtonKind::Quiet, icon, ButtonSize::Normal, this);
    m_foot->insertWidget(0, button);
    return button;
}

void StateDialog::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), m_theme.color(Color::BgPanel)); }

} // namespace understudy::theme
