#include "views/connection/ForwardsPanel.h"

#include "views/connection/ForwardDialog.h"
#include "views/connection/ForwardRow.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::connection {

using theme::Color;
using tunnel::PortForward;

ForwardsPanel::ForwardsPanel(const theme::Theme& theme, QWidget* parent)
    : Ground(theme, Color::BgPanel, parent)
    , m_title(new theme::Text(theme, theme::Type::Heading, Color::Text))
    , m_words(new theme::Text(theme, theme::Type::Small, Color::Text2))
    , m_add(new theme::Button(theme, tr("Forward a port…"), theme::ButtonKind::Normal,
                              QStringLiteral("plus"))) {
    m_words->setWordWrap(true);
    m_words->setContentsMargins(12, 0, 12, 8);
    auto* inside = new QWidget;
    m_rows = new QVBoxLayout(inside);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(12, 8, 12, 10);
    foot->addWidget(m_add);
    foot->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(m_words);
    column->addWidget(scroll, 1);
    column->addLayout(foot);
    connect(m_add, &QPushButton::clicked, this, &ForwardsPanel::ask);
    setFocusProxy(m_add);
}

QWidget* ForwardsPanel::makeHeader() {
    auto* part = new QWidget;
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(12, 8, 8, 4);
    m_close = new theme::IconButton(m_theme, QStringLiteral("x"), tr("Close the list of ports"), part, 16);
    row->addWidget(m_title, 1);
    row->addWidget(m_close);
    m_title->setElided(true);
    m_title->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(m_close, &QToolButton::clicked, this, &ForwardsPanel::closeRequested);
    return part;
}

void ForwardsPanel::show(HostLink& link) {
    if (m_link == &link)
        return refresh();
    if (m_link)
        m_link->forwards().disconnect(this);
    m_link = &link;
    connect(&link.forwards(), &Forwards::changed, this, &ForwardsPanel::list);
    list();
}

bool ForwardsPanel::isRemembered(const ssh::LocalForward& forward) const {
    const auto& kept = m_link->connection().forwards;
    return std::find(kept.begin(), kept.end(), forward) != kept.end();
}

void ForwardsPanel::list() {
    if (!m_link)
        return;
    const bool hadFocus = focusWidget() && focusWidget() != m_add && isAncestorOf(focusWidget());
    for (ForwardRow* row : findChildren<ForwardRow*>()) {
        row->hide();
        row->setParent(nullptr); // it is gone for whoever looks, also in the midst of its own call
        row->deleteLater();
    }
    int place = 0;
    for (const auto& forward : m_link->forwards().all()) {
        auto* row = new ForwardRow(m_theme, *forward, isRemembered(forward->opened()));
        m_rows->insertWidget(place++, row);
        connect(row, &ForwardRow::stopRequested, this, [this, at = forward.get()] {
            if (isRemembered(at->opened()))
                Q_EMIT rememberRequested(at->opened(), false);
            m_link->forwards().close(*at);
        });
    }
    orderTabs();
    refresh();
    if (hadFocus)
        m_add->setFocus(Qt::OtherFocusReason);
}

/// As they stand: the lines are younger than the button below them.
void ForwardsPanel::orderTabs() {
    QWidget* last = m_close;
    for (int i = 0; i + 1 < m_rows->count(); ++i)
        for (auto* button : m_rows->itemAt(i)->widget()->findChildren<QAbstractButton*>()) {
            setTabOrder(last, button);
            last = button;
        }
    setTabOrder(last, m_add);
}

void ForwardsPanel::refresh() {
    if (!m_link)
        return;
    const Connection& host = m_link->connection();
    m_title->setText(tr("Ports through %1").arg(host.name));
    setAccessibleName(m_title->text());
    m_words->setText(
        host.watchOnly
            ? tr("%1 is watched only, and what a program sends through a port could change it. Edit the "
                 "connection to forward ports.")
                  .arg(host.name)
        : m_link->forwards().all().empty()
            ? tr("A browser, curl or kubectl on this computer can use a port that only the host reaches.")
            : tr("Programs on this computer use these addresses; the host makes the connections."));
    m_add->setEnabled(!host.watchOnly);
    for (ForwardRow* row : findChildren<ForwardRow*>())
        row->refresh();
}

void ForwardsPanel::ask() {
    if (!m_link || m_link->connection().watchOnly)
        return;
    ForwardDialog::Offer offer{m_link->connection().name, m_link->offeredForwards(),
                               !m_link->connection().ofConfig};
    std::erase_if(offer.written, [this](const auto& each) { return m_link->forwards().leadTo(each); });
    auto* dialog = new ForwardDialog(
        m_theme, offer,
        [here = QPointer<ForwardsPanel>(this), link = m_link](const ssh::LocalForward& asked,
                                                              bool remember) -> Result<void> {
            if (!here || !link)
                return Error{Errc::NotFound,
                             tr("The terminals of this host are closed. Connect to it, then try again."),
                             {}};
            const auto opened = link->forwards().open(asked);
            if (!opened)
                return opened.error();
            if (remember) {
                Q_EMIT here->rememberRequested((*opened)->opened(), true);
                here->list(); // the line says so
            }
            return {};
        },
        window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace understudy::connection
