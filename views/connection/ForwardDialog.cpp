#include "views/connection/ForwardDialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QStyle>
#include <QVBoxLayout>

namespace understudy::connection {

using ssh::LocalForward;
using theme::Color;
using theme::Type;

namespace {

void mark(QLineEdit& field, bool wrong) {
    field.setProperty("invalid", wrong);
    field.style()->unpolish(&field);
    field.style()->polish(&field);
}

} // namespace

ForwardDialog::ForwardDialog(const theme::Theme& theme, const Offer& offer, Open open, QWidget* parent)
    : StateDialog(theme, QStringLiteral("plug"), Color::Text2,
                  tr("Forward a port through %1").arg(offer.host),
                  tr("Programs on this computer reach a port that only the host can, through your login. It "
                     "listens on 127.0.0.1, for whoever is logged in to this computer, and ends with the "
                     "last terminal of the host."),
                  parent)
    , m_open(std::move(open)) {
    setMinimumWidth(theme.px(560));
    auto* grid = new QGridLayout;
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    if (!offer.written.empty())
        addOffers(*grid, offer.written);
    m_host = addLine(*grid, tr("Far address"), QStringLiteral("localhost"),
                     tr("As the host reaches it; localhost is the host itself."));
    m_port = addLine(*grid, tr("Far port"), QStringLiteral("9090"), {});
    m_localPort = addLine(*grid, tr("Port here"), tr("0: any that is free"),
                          tr("Where programs on this computer find it; 0 takes any that is free."));
    body()->addLayout(grid);
    m_remember = new QCheckBox(tr("Open it again next time"), this);
    m_remember->setFont(theme.font(Type::Ui));
    m_remember->setAccessibleDescription(tr("With the first login to %1").arg(offer.host));
    m_remember->setVisible(offer.mayRemember);
    body()->addWidget(m_remember);
    m_complaint = new theme::Text(theme, Type::Ui, Color::DangerText, {}, this);
    m_complaint->setWordWrap(true);
    m_complaint->setObjectName(QStringLiteral("complaint"));
    m_complaint->hide();
    body()->addWidget(m_complaint);
    addChoice(tr("Cancel"), theme::ButtonKind::Quiet, Rejected);
    addChoice(tr("Forward"), theme::ButtonKind::Primary, Accepted);
    fill(offer.written.empty() ? LocalForward{} : offer.written.front());
}

void ForwardDialog::addRow(QGridLayout& grid, const QString& label, QWidget* field) {
    const int row = grid.rowCount();
    auto* words = new theme::Text(m_theme, Type::Ui, Color::Text2, label, this);
    words->setBuddy(field);
    field->setAccessibleName(label);
    grid.addWidget(words, row, 0);
    grid.addWidget(field, row, 1);
}

QLineEdit* ForwardDialog::addLine(QGridLayout& grid, const QString& label, const QString& hint,
                                  const QString& meaning) {
    auto* line = new QLineEdit(this);
    line->setFont(m_theme.font(Type::Body));
    line->setPlaceholderText(hint);
    line->setToolTip(meaning);
    line->setAccessibleDescription(meaning);
    line->setMaxLength(512);
    connect(line, &QLineEdit::textEdited, this, [this, line] {
        mark(*line, false);
        m_complaint->hide();
    });
    addRow(grid, label, line);
    return line;
}

void ForwardDialog::addOffers(QGridLayout& grid, const std::vector<LocalForward>& written) {
    auto* offers = new QComboBox(this);
    offers->setFont(m_theme.font(Type::Body));
    for (const LocalForward& forward : written)
        offers->addItem(tr("%1 to %2").arg(forward.localPort).arg(forward.farText()));
    connect(offers, &QComboBox::currentIndexChanged, this,
            [this, written](int index) { fill(written.at(static_cast<std::size_t>(index))); });
    addRow(grid, tr("In ~/.ssh/config"), offers);
}

void ForwardDialog::fill(const LocalForward& forward) {
    m_host->setText(forward.host);
    m_port->setText(forward.port ? QString::number(forward.port) : QString());
    m_localPort->setText(QString::number(forward.localPort));
}

void ForwardDialog::done(int answer) {
    if (answer != Accepted || accepts())
        StateDialog::done(answer);
}

bool ForwardDialog::complain(QLineEdit& field, const QString& words) {
    mark(field, true);
    m_complaint->setText(words);
    m_complaint->show();
    field.setAccessibleDescription(words);
    field.setFocus(Qt::OtherFocusReason);
    return false;
}

/// What people have in their notes is one word: it may stand in any of the two fields it can begin in.
bool ForwardDialog::spread() {
    for (QLineEdit* field : {m_host, m_localPort}) {
        QString text = field->text().trimmed();
        if (text.startsWith(QLatin1String("ssh ")))
            text = text.section(QLatin1String("-L"), 1)
                       .section(QLatin1Char(' '), 0, 0, QString::SectionSkipEmpty);
        else if (text.startsWith(QLatin1String("-L")))
            text = text.mid(2).trimmed();
        const bool bracketed = text.startsWith(QLatin1Char('['));
        const auto colons = text.count(QLatin1Char(':'));
        if (colons == 0 || (colons > 3 && !bracketed && !text.contains(QLatin1Char(']'))))
            continue; // a plain name, or an IPv6 address
        if (field == m_host && (colons == 1 || (bracketed && text.contains(QLatin1String("]:")))))
            text.prepend(m_localPort->text().trimmed() + QLatin1Char(':'));
        const auto read = LocalForward::from({text});
        if (!read)
            return complain(*field, read.error().sentence);
        fill(*read);
    }
    return true;
}

bool ForwardDialog::accepts() {
    if (!spread())
        return false;
    const QString local = m_localPort->text().trimmed();
    const auto far = LocalForward::from({QLatin1String("0:x:") + m_port->text().trimmed()});
    const auto near =
        LocalForward::from({(local.isEmpty() ? QStringLiteral("0") : local) + QLatin1String(":x:1")});
    const QString host = m_host->text().trimmed();
    if (host.contains(QLatin1Char(' ')) || host.contains(QLatin1Char('/')))
        return complain(*m_host, tr("Type the name or the number of a computer, as the host knows it: "
                                    "localhost, or db.example.com."));
    if (!far)
        return complain(*m_port, tr("The far port is a number from 1 to 65535; Prometheus uses 9090."));
    if (!near)
        return complain(*m_localPort,
                        tr("The port here is a number from 1024 to 65535, or 0 for any that is free."));
    const LocalForward asked{near->localPort, host.isEmpty() ? QStringLiteral("localhost") : host, far->port};
    if (const auto opened = m_open(asked, m_remember->isChecked()); !opened)
        return complain(*m_localPort, opened.error().sentence);
    return true;
}

void ForwardDialog::showEvent(QShowEvent* event) {
    StateDialog::showEvent(event);
    (m_port->text().isEmpty() ? m_port : m_localPort)->setFocus(Qt::OtherFocusReason);
}

} // namespace understudy::connection
