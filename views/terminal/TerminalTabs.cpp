#include "views/terminal/TerminalTabs.h"

#include "views/terminal/Panes.h"
#include "views/terminal/Questions.h"
#include "views/terminal/TabBar.h"
#include "views/terminal/replay/ReplayView.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace understudy::terminal {

using theme::Color;

TerminalTabs::TerminalTabs(const theme::Theme& theme, const Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_clock(clock)
    , m_name(tr("lab: local"))
    , m_bar(nullptr)
    , m_pages(new QStackedWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_head(new QWidget(this)) {
    buildBar();
    buildProblem();
    m_stack->addWidget(m_pages);
    m_stack->setCurrentWidget(m_pages);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_stack, 1);
    for (const Action& action : terminal::actions()) {
        for (const int keys : action.keys) {
            if (action.ofTabs && keys != 0) {
                auto* made = new QShortcut(QKeySequence(keys), this);
                made->setContext(Qt::WidgetWithChildrenShortcut);
                connect(made, &QShortcut::activated, this, [this, act = action.act] { perform(act); });
            }
        }
    }
    connect(&m_theme, &theme::Theme::changed, this, &TerminalTabs::restyle);
    restyle();
}

TerminalTabs::~TerminalTabs() {
    for (const QObject* part : findChildren<QObject*>()) {
        part->disconnect(this); // the focus wanders while the parts go, and we are half gone
    }
}

void TerminalTabs::setStrip(QWidget* strip) { static_cast<QVBoxLayout*>(layout())->insertWidget(1, strip); }

int TerminalTabs::heightFor(int rows) const {
    const TerminalView* any = current();
    return m_head->height() + (any ? any->sizeFor(80, rows).height() : 0);
}

int TerminalTabs::indexOf(const TerminalView& view) const {
    for (int i = 0; i < count(); ++i) {
        const Panes* of = panes(i);
        if (of ? of->has(&view) : this->view(i) == &view) {
            return i;
        }
    }
    return -1;
}

Panes* TerminalTabs::panes(int index) const { return qobject_cast<Panes*>(m_pages->widget(index)); }

QString TerminalTabs::freshName() const {
    for (int number = 1;; ++number) {
        const QString name = number == 1 ? m_name : m_name + QLatin1Char(' ') + QString::number(number);
        bool taken = false;
        for (int i = 0; i < count(); ++i) {
            taken = taken || m_bar->tabText(i) == name;
        }
        if (!taken) {
            return name;
        }
    }
}

TerminalView* TerminalTabs::make(const QString& name) {
    auto* made = new TerminalView(m_theme, m_clock, this);
    made->setAccessibleName(tr("Terminal, %1").arg(name));
    made->setHost(m_name);
    made->setInTabs(true);
    listen(*made);
    if (m_preferences) {
        made->setPreferences(m_preferences->values(), m_preferences->folder());
    }
    return made;
}

void TerminalTabs::listen(TerminalView& view) {
    const auto refresh = [this, &view] { refreshDot(view); };
    connect(&view, &TerminalView::titleChanged, this, [this, &view](const QString& title) {
        m_bar->setTabToolTip(indexOf(view), title.toHtmlEscaped());
    });
    connect(&view, &TerminalView::connected, this, refresh);
    connect(&view, &TerminalView::interrupted, this, refresh);
    connect(&view, &TerminalView::ended, this, refresh);
    connect(&view, &TerminalView::recordingChanged, this, refresh);
    connect(&view, &TerminalView::lockChanged, this, refresh);
    connect(&view, &TerminalView::bell, this, [this, &view] {
        if (!view.isVisible()) {
            m_rang.insert(&view);
            refreshDot(view);
        }
    });
    connect(&view, &TerminalView::reconnectRequested, this, [this, &view] { connectView(view); });
    connect(&view, &TerminalView::actRequested, this, &TerminalTabs::perform);
    connect(&view, &TerminalView::commandStarted, this, &TerminalTabs::commandStarted);
}

TerminalView* TerminalTabs::openTab() {
    const QString name = freshName();
    TerminalView* made = make(name);
    auto* page = new Panes(made, m_pages);
    connect(page, &Panes::currentChanged, this, [this, page](TerminalView* view) {
        if (m_pages->currentWidget() == page) {
            refreshDot(*view);
            Q_EMIT currentChanged(view);
        }
    });
    m_pages->addWidget(page);
    const int index = m_bar->addTab(name);
    refreshDot(*made);
    m_bar->setCurrentIndex(index);
    connectView(*made);
    return made;
}

Result<void> TerminalTabs::openRecording(const QString& path) {
    auto cast = ReplayView::read(path);
    if (!cast) {
        return cast.error();
    }
    const QString title = QString::fromStdString(cast->title);
    auto* page = new ReplayView(m_theme, m_clock, std::move(*cast), m_pages);
    page->view().setInTabs(true);
    listen(page->view());
    m_pages->addWidget(page);
    const int index =
        m_bar->addTab(tr("Recording: %1").arg(title.isEmpty() ? QFileInfo(path).completeBaseName() : title));
    m_bar->setTabToolTip(index, path.toHtmlEscaped());
    m_bar->setCurrentIndex(index);
    m_stack->setCurrentWidget(m_pages);
    page->player().play();
    return {};
}

void TerminalTabs::connectView(TerminalView& made) {
    if (connectTab) {
        connectTab(made);
    }
}

void TerminalTabs::refreshDot(const TerminalView& made) {
    const int index = indexOf(made);
    if (index < 0) {
        return;
    }
    const TerminalView* shown = view(index);
    const bool rang = m_rang.contains(shown);
    m_bar->setDot(index, shown->isRecording()     ? TabBar::Dot::Recording
                         : !shown->isConnected()  ? TabBar::Dot::Off
                         : rang                   ? TabBar::Dot::Rang
                         : shown->isViewOnly()    ? TabBar::Dot::ViewOnly
                         : shown->isInputLocked() ? TabBar::Dot::Locked
                                                  : TabBar::Dot::Connected);
    if (made.isConnected()) {
        hideProblem();
    }
}

void TerminalTabs::closeTab(int index) {
    if (index < 0 || index >= count()) {
        return;
    }
    QWidget* page = m_pages->widget(index);
    for (const TerminalView* gone : page->findChildren<TerminalView*>()) {
        m_rang.remove(gone);
    }
    m_pages->removeWidget(page);
    m_bar->removeTab(index);
    page->deleteLater();
    if (count() > 0) {
        return;
    }
    if (m_keepsOne) {
        openTab(); // the pane is never without a way to work
    } else {
        Q_EMIT lastClosed();
    }
}

void TerminalTabs::close() {
    const int index = m_bar->currentIndex();
    Panes* of = panes(index);
    m_rang.remove(current());
    if (!of || !of->close(of->current())) {
        closeTab(index);
    }
}

void TerminalTabs::split(Qt::Orientation orientation) {
    if (Panes* of = panes(m_bar->currentIndex())) {
        TerminalView* made = make(m_bar->tabText(m_bar->currentIndex()));
        made->setZoom(of->current()->zoom());
        of->split(made, orientation);
        connectView(*made);
    }
}

int TerminalTabs::count() const { return m_pages->count(); }

TerminalView* TerminalTabs::view(int index) const {
    if (const Panes* of = panes(index)) {
        return of->current();
    }
    auto* replay = qobject_cast<ReplayView*>(m_pages->widget(index));
    return replay ? &replay->view() : nullptr;
}

TerminalView* TerminalTabs::current() const { return count() == 0 ? nullptr : view(m_pages->currentIndex()); }

QList<TerminalView*> TerminalTabs::views() const {
    QList<TerminalView*> all;
    for (int i = 0; i < count(); ++i) {
        if (const Panes* of = panes(i)) {
            all << of->views();
        }
    }
    return all;
}

void TerminalTabs::setPreferences(PreferenceStore& preferences) {
    m_preferences = &preferences;
    const auto tell = [this] {
        for (TerminalView* view : views()) {
            view->setPreferences(m_preferences->values(), m_preferences->folder());
        }
    };
    connect(m_preferences, &PreferenceStore::changed, this, tell);
    tell();
}

void TerminalTabs::addTool(QWidget* button) {
    auto* row = static_cast<QHBoxLayout*>(m_head->layout());
    row->insertWidget(row->count() - 2, button);
}

void TerminalTabs::goTo(TerminalView& view) {
    const int index = indexOf(view);
    m_bar->setCurrentIndex(index);
    if (Panes* of = panes(index)) {
        of->setCurrent(&view);
    }
}

void TerminalTabs::reconnectAll() {
    for (TerminalView* view : views()) {
        if (!view->isConnected()) {
            connectView(*view);
        }
    }
}

void TerminalTabs::perform(Act act) {
    const int tabs = std::max(1, count());
    switch (act) {
    case Act::NewTab:
        openTab();
        break;
    case Act::Close:
        close();
        break;
    case Act::Rename:
        m_bar->rename(m_bar->currentIndex());
        break;
    case Act::SplitRight:
    case Act::SplitDown:
        split(act == Act::SplitRight ? Qt::Horizontal : Qt::Vertical);
        break;
    case Act::NextPane:
    case Act::PreviousPane:
        if (Panes* of = panes(m_bar->currentIndex())) {
            of->step(act == Act::NextPane ? 1 : -1);
        }
        break;
    case Act::WidenRight:
    case Act::WidenLeft:
    case Act::WidenDown:
    case Act::WidenUp:
        if (Panes* of = panes(m_bar->currentIndex())) {
            of->moveSplit(act == Act::WidenRight || act == Act::WidenLeft ? Qt::Horizontal : Qt::Vertical,
                          act == Act::WidenRight || act == Act::WidenDown ? 1 : -1);
        }
        break;
    case Act::GetFile:
    case Act::Files:
    case Act::Charts:
        Q_EMIT farActRequested(act);
        break;
    case Act::PreviousTab:
    case Act::NextTab:
        m_bar->setCurrentIndex((m_bar->currentIndex() + (act == Act::NextTab ? 1 : tabs - 1)) % tabs);
        break;
    case Act::FullView:
        m_full->click();
        break;
    case Act::OpenRecording:
        askForRecording();
        break;
    default:
        if (TerminalView* view = current()) {
            view->perform(act);
        }
    }
}

void TerminalTabs::askForRecording() {
    auto* dialog = new QFileDialog(this, tr("Open a recording"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setNameFilter(tr("Terminal recordings (*.cast)"));
    dialog->setDirectory(recordingsFolder(m_preferences ? m_preferences->folder() : QString()));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        if (const auto opened = openRecording(path); !opened) {
            Questions{m_theme, this}.trouble(opened.error().sentence, opened.error().detail);
        }
    });
    dialog->open();
}

} // namespace understudy::terminal
