#include "views/connection/ConnectionDialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QGridLayout>
#include <QLineEdit>
#include <QStyle>
#include <QUrl>
#include <QVBoxLayout>

namespace understudy::connection {

using theme::Color;
using theme::Type;

namespace {

QString titleOf(const Connection& connection) {
    return connection.address.host.isEmpty() ? ConnectionDialog::tr("Connect to a host")
                                             : ConnectionDialog::tr("Edit %1").arg(connection.name);
}

void mark(QLineEdit& field, bool wrong) {
    field.setProperty("invalid", wrong);
    field.style()->unpolish(&field);
    field.style()->polish(&field);
}

} // namespace

ConnectionDialog::ConnectionDialog(const theme::Theme& theme, const Connection& connection,
                                   const QString& localUser, QWidget* parent)
    : StateDialog(theme, QStringLiteral("server"), Color::Text2, titleOf(connection),
                  tr("Any host with an SSH server. Passwords are asked for when they are needed and are not "
                     "saved here."),
                  parent)
    , m_connection(connection) {
    setMinimumWidth(theme.px(620));
    addFields(localUser);
    addChecks();
    m_complaint = new theme::Text(theme, Type::Ui, Color::DangerText, {}, this);
    m_complaint->setWordWrap(true);
    m_complaint->setObjectName(QStringLiteral("complaint"));
    m_complaint->hide();
    body()->addWidget(m_complaint);
    addChoice(tr("Cancel"), theme::ButtonKind::Quiet, Leave);
    addChoice(tr("Save"), theme::ButtonKind::Normal, Save);
    addChoice(tr("Connect"), theme::ButtonKind::Primary, Connect);
}

void ConnectionDialog::done(int answer) {
    if (answer == Leave || accepts())
        StateDialog::done(answer);
}

void ConnectionDialog::addRow(QGridLayout& grid, const QString& label, QWidget* field) {
    const int row = grid.rowCount();
    auto* words = new theme::Text(m_theme, Type::Ui, Color::Text2, label, this);
    words->setBuddy(field);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    grid.addWidget(words, row, 0);
    grid.addWidget(field, row, 1);
    if (field == m_keyRow)
        m_keyLabel = words;
}

QLineEdit* ConnectionDialog::addLine(QGridLayout& grid, const QString& label, const QString& value,
                                     const QString& hint) {
    auto* line = new QLineEdit(value, this);
    line->setFont(m_theme.font(Type::Body));
    line->setPlaceholderText(hint);
    line->setMaxLength(512);
    connect(line, &QLineEdit::textEdited, this, [this, line] {
        mark(*line, false);
        m_complaint->hide();
    });
    addRow(grid, label, line);
    return line;
}

void ConnectionDialog::addFields(const QString& localUser) {
    auto* grid = new QGridLayout;
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    const Address& address = m_connection.address;
    m_host = addLine(*grid, tr("Host"), address.host, QStringLiteral("bastion.example.com"));
    connect(m_host, &QLineEdit::editingFinished, this, &ConnectionDialog::spreadAddress);
    m_port = addLine(*grid, tr("Port"), QString::number(address.port), QStringLiteral("22"));
    m_user = addLine(*grid, tr("User"), address.user, localUser);
    addLogin(*grid);
    m_jumps = addLine(*grid, tr("Go through"), jumpsText(m_connection.jumps),
                      tr("Nothing between: straight there"));
    m_jumps->setToolTip(tr("Jump hosts in order, with commas between: ada@gate.example.com, inner:2222"));
    m_name = addLine(*grid, tr("Name"), m_connection.name, tr("The host’s name"));
    m_metrics =
        addLine(*grid, tr("Charts from"), m_connection.metrics, QStringLiteral("http://127.0.0.1:9090"));
    m_metrics->setToolTip(
        tr("The address of Prometheus as the host reaches it. It is read through the login; "
           "nothing listens on this computer."));
    body()->addLayout(grid);
}

void ConnectionDialog::addLogin(QGridLayout& grid) {
    m_login = new QComboBox(this);
    m_login->addItems(
        {tr("Password"), tr("Key file"), tr("SSH agent"), tr("Agent or usual key files, as ssh")});
    m_login->setFont(m_theme.font(Type::Body));
    m_login->setCurrentIndex(static_cast<int>(m_connection.login));
    connect(m_login, &QComboBox::currentIndexChanged, this, &ConnectionDialog::showLogin);
    addRow(grid, tr("Log in with"), m_login);

    m_keyRow = new QWidget(this);
    auto* row = new QHBoxLayout(m_keyRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_keyFile = new QLineEdit(m_connection.keyFile, m_keyRow);
    m_keyFile->setFont(m_theme.font(Type::Body));
    m_keyFile->setPlaceholderText(QStringLiteral("~/.ssh/id_ed25519"));
    m_keyFile->setAccessibleName(tr("Key file"));
    connect(m_keyFile, &QLineEdit::textEdited, this, [this] {
        mark(*m_keyFile, false);
        m_complaint->hide();
    });
    auto* choose = new theme::Button(m_theme, tr("Choose"), theme::ButtonKind::Normal, {},
                                     theme::ButtonSize::Normal, m_keyRow);
    choose->setAccessibleName(tr("Choose the key file"));
    connect(choose, &QPushButton::clicked, this, &ConnectionDialog::chooseKey);
    row->addWidget(m_keyFile, 1);
    row->addWidget(choose);
    addRow(grid, tr("Key file"), m_keyRow);
    m_keyRow->setFocusProxy(m_keyFile);
    showLogin();
}

QCheckBox* ConnectionDialog::addCheck(const QString& label, const QString& meaning, bool on) {
    auto* check = new QCheckBox(label, this);
    check->setFont(m_theme.font(Type::Ui));
    check->setChecked(on);
    check->setAccessibleDescription(meaning);
    body()->addWidget(check);
    auto* words = new theme::Text(m_theme, Type::Small, Color::Text2, meaning, this);
    words->setWordWrap(true);
    words->setContentsMargins(26, 0, 0, 0);
    body()->addWidget(words);
    return check;
}

void ConnectionDialog::addChecks() {
    m_watchOnly = addCheck(tr("Watch only"),
                           tr("For shadowing: what you type or paste stays on this computer, and the known "
                              "key of the host cannot be replaced from here."),
                           m_connection.watchOnly);
    m_tmux = addCheck(tr("Keep the shell alive with tmux on the host"),
                      tr("When the connection is lost your programs go on, and you find them again. The host "
                         "needs tmux."),
                      m_connection.tmux);
    m_forwardAgent =
        addCheck(tr("Let the host use my SSH agent"),
                 tr("Programs there can log in to other hosts with your keys, and so can whoever "
                    "is root there. To reach a host behind another, Go through is enough."),
                 m_connection.forwardAgent);
}

/// "ssh ada@host -p 2222" as people paste it, taken apart into the fields.
void ConnectionDialog::spreadAddress() {
    QStringList words = m_host->text().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words.value(0) == QLatin1String("ssh"))
        words.removeFirst();
    std::optional<Address> address;
    QString port, key, jumps;
    for (int i = 0; i < words.size(); ++i) {
        QString* const into = words[i] == QLatin1String("-p")   ? &port
                              : words[i] == QLatin1String("-i") ? &key
                              : words[i] == QLatin1String("-J") ? &jumps
                                                                : nullptr;
        if (into)
            *into = words.value(++i);
        else if (!address)
            address = Address::from(words[i]);
    }
    if (!address)
        return; // said when one presses Save or Connect
    m_host->setText(address->host);
    if (!address->user.isEmpty())
        m_user->setText(address->user);
    if (!port.isEmpty() || address->port != 22)
        m_port->setText(port.isEmpty() ? QString::number(address->port) : port);
    if (!jumps.isEmpty())
        m_jumps->setText(jumps);
    if (!key.isEmpty()) {
        m_login->setCurrentIndex(static_cast<int>(Connection::Login::KeyFile));
        m_keyFile->setText(key);
    }
}

void ConnectionDialog::chooseKey() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Choose your private key"),
                                                      QDir::homePath() + QStringLiteral("/.ssh"));
    if (!file.isEmpty()) {
        m_keyFile->setText(file);
        mark(*m_keyFile, false);
    }
}

void ConnectionDialog::showLogin() {
    const bool key = m_login->currentIndex() == static_cast<int>(Connection::Login::KeyFile);
    m_keyRow->setVisible(key);
    m_keyLabel->setVisible(key);
}

bool ConnectionDialog::complain(QLineEdit& field, const QString& words) {
    mark(field, true);
    m_complaint->setText(words);
    m_complaint->show();
    field.setFocus(Qt::OtherFocusReason);
    return false;
}

bool ConnectionDialog::accepts() {
    spreadAddress();
    bool number = false;
    const uint port = m_port->text().trimmed().toUInt(&number);
    const auto jumps = jumpsFrom(m_jumps->text());
    Connection next = m_connection;
    next.address = {m_user->text().trimmed(), m_host->text().trimmed(), 22};
    next.login = static_cast<Connection::Login>(m_login->currentIndex());
    next.keyFile = m_keyFile->text().trimmed();
    next.watchOnly = m_watchOnly->isChecked();
    next.tmux = m_tmux->isChecked();
    next.forwardAgent = m_forwardAgent->isChecked();
    next.name = m_name->text().simplified();
    next.metrics = m_metrics->text().trimmed();
    if (next.name.isEmpty())
        next.name = next.address.host;
    if (const auto host = next.checkHost(); !host)
        return complain(*m_host, host.error().sentence);
    if (const auto key = next.checkKey(); !key)
        return complain(*m_keyFile, key.error().sentence);
    if (!number || port < 1 || port > 65535)
        return complain(*m_port, tr("The port is a number from 1 to 65535; most hosts use 22."));
    if (next.address.user.contains(QLatin1Char(' ')) || next.address.user.startsWith(QLatin1Char('-')))
        return complain(*m_user, tr("A user name has no spaces and does not begin with a dash."));
    if (const QUrl metrics(next.metrics, QUrl::StrictMode);
        !next.metrics.isEmpty() && (metrics.scheme() != QLatin1String("http") || metrics.host().isEmpty()))
        return complain(*m_metrics, tr("Type the address of Prometheus with http, as the host reaches it: "
                                       "http://127.0.0.1:9090. The login keeps it secret on the way."));
    if (!jumps)
        return complain(*m_jumps,
                        tr("Type jump hosts as ada@gate.example.com, with commas between several."));
    next.address.port = static_cast<quint16>(port);
    next.jumps = *jumps;
    m_connection = next;
    return true;
}

void ConnectionDialog::showEvent(QShowEvent* event) {
    StateDialog::showEvent(event);
    m_host->setFocus(Qt::OtherFocusReason);
}

} // namespace understudy::connection
