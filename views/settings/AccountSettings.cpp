#include "views/settings/AccountSettings.h"

#include "core/sync/Account.h"

#include <QApplication>
#include <QLineEdit>
#include <QStyle>
#include <QUrl>

namespace understudy::settings {

using namespace understudy::theme;

namespace {

void setPrimary(Button& button, bool primary) {
    button.setProperty("kind", primary ? QStringLiteral("primary") : QStringLiteral("normal"));
    button.style()->unpolish(&button);
    button.style()->polish(&button);
}

QString accountWords(const SyncWords& words) {
    const QString who =
        words.person.isEmpty()
            ? words.account
            : QCoreApplication::translate("SyncWords", "%1 (%2)").arg(words.person, words.account);
    return AccountSettings::tr("%1 at %2").arg(who, words.server);
}

} // namespace

QString waitingWords(const SyncWords& words) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("SyncWords", text); };
    if (words.waiting == 0)
        return tr("Nothing is waiting");
    const QString events =
        words.waiting == 1 ? tr("1 event waiting") : tr("%1 events waiting").arg(words.waiting);
    return words.oldest.isEmpty() ? events : tr("%1, oldest from %2").arg(events, words.oldest);
}

void askBeforeChange(const Theme& theme, QWidget& above, const QString& from, const QString& to,
                     std::function<void()> then) {
    auto* dialog = new StateDialog(
        theme, QStringLiteral("server"), Color::WarnText, AccountSettings::tr("Change the training server?"),
        AccountSettings::tr(
            "Everything on this laptop is sent again to %1, also what it has read of your other "
            "computers. Nothing is lost here, and %2 keeps what it has but gets nothing more.")
            .arg(to, from),
        above.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->addChoice(AccountSettings::tr("Change the server"), ButtonKind::Normal, QDialog::Accepted);
    dialog->addChoice(AccountSettings::tr("Stay with this one"), ButtonKind::Primary, QDialog::Rejected)
        ->setDefault(true);
    QObject::connect(dialog, &QDialog::accepted, &above, std::move(then));
    dialog->open();
}

AccountSettings::AccountSettings(const Theme& theme, QWidget* parent)
    : SettingsPart(theme, tr("Training server"), parent)
    , m_words(new Text(theme, Type::Body, Color::Text2))
    , m_address(new QLineEdit)
    , m_code(new QLineEdit)
    , m_enroll(new Button(theme, tr("Enroll this laptop"), ButtonKind::Primary))
    , m_leave(new Button(theme, tr("Leave this server"), ButtonKind::Quiet))
    , m_now(new Button(theme, tr("Send now"), ButtonKind::Normal))
    , m_other(new Button(theme, tr("Use another record store"), ButtonKind::Quiet)) {
    addWords(m_words);
    m_account = addFact(tr("Account"));
    m_last = addFact(tr("Last sync"));
    m_waiting = addFact(tr("Waiting"));
    m_clock = addFact(tr("This laptop's clock"));
    m_address->setPlaceholderText(QStringLiteral("https://training.example.com"));
    addRow(tr("Address"), m_address);
    m_code->setPlaceholderText(QStringLiteral("XXXX-XXXX-XXXX-XXXX"));
    addRow(tr("Enrollment code"), m_code);
    addButtons({m_now, m_enroll, m_leave, m_other});
    connect(m_enroll, &QPushButton::clicked, this, &AccountSettings::ask);
    connect(m_code, &QLineEdit::returnPressed, this, &AccountSettings::ask);
    connect(m_leave, &QPushButton::clicked, this, &AccountSettings::askLeave);
    connect(m_now, &QPushButton::clicked, this, &AccountSettings::syncRequested);
    connect(m_other, &QPushButton::clicked, this, &AccountSettings::otherStoreRequested);
    tell({});
}

Text* AccountSettings::addFact(const QString& label) {
    auto* fact = new Text(m_theme, Type::Ui, Color::Text);
    fact->setWordWrap(true);
    addRow(label, fact);
    return fact;
}

void AccountSettings::tell(const SyncWords& words) {
    const bool refused = words.state == SyncState::Refused;
    const bool none = words.server.isEmpty();
    if (none && words.sentence.isEmpty())
        m_words->setText(
            tr("No training server yet. Your work is kept on this laptop. Your coordinator gives "
               "you an address and a code."));
    else if (none || refused || words.state == SyncState::Offline)
        m_words->setText(words.sentence);
    else
        m_words->setText(tr("Enrolled at %1.").arg(words.server));
    m_words->setRole(refused || (none && !words.sentence.isEmpty()) ? Color::DangerText : Color::Text2);
    m_account->setText(none ? tr("None") : accountWords(words));
    m_last->setText(words.lastSynced.isEmpty() ? tr("Never") : words.lastSynced);
    m_waiting->setText(waitingWords(words));
    m_clock->setText(!words.clock.isEmpty()       ? words.clock
                     : words.lastSynced.isEmpty() ? tr("Compared at the first sync")
                                                  : tr("As the server's"));
    if (!none && words.server != m_server && !words.byKey)
        m_address->setText(words.server);
    m_server = words.server;
    m_byKey = words.byKey;
    m_leave->setVisible(!none);
    m_now->setVisible(!none);
    setPrimary(*m_now, !none && !refused);
    setPrimary(*m_enroll, none || refused);
    if (m_enroll->isEnabled())
        showEnrolling(false);
    fit();
}

void AccountSettings::ask() {
    const QString address = m_address->text().trimmed();
    const QString code = m_code->text().trimmed();
    if (address.isEmpty() || code.isEmpty())
        (address.isEmpty() ? m_address : m_code)->setFocus();
    const auto place = QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment;
    const QUrl from(m_server);
    const QUrl to = sync::addressOf(address);
    const auto enroll = [this, address, code] { Q_EMIT enrollRequested(address, code); };
    if (m_server.isEmpty() || code.isEmpty() || !to.isValid() || from.adjusted(place) == to.adjusted(place))
        return enroll();
    askBeforeChange(m_theme, *this, m_server, address, enroll);
}

void AccountSettings::askLeave() {
    auto* dialog = new StateDialog(
        m_theme, QStringLiteral("cloud-off"), Color::WarnText, tr("Leave this server?"),
        tr("Your work stays on this laptop and what was sent stays there.") + QLatin1Char(' ') +
            (m_byKey
                 ? tr("Nothing more is sent until you type the key and the secret again.")
                 : tr("Nothing more is sent, and to come back you need a new code from your coordinator.")),
        window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->addChoice(tr("Leave this server"), ButtonKind::Danger, QDialog::Accepted);
    dialog->addChoice(tr("Stay enrolled"), ButtonKind::Primary, QDialog::Rejected)->setDefault(true);
    connect(dialog, &QDialog::accepted, this, &AccountSettings::leaveRequested);
    dialog->open();
}

void AccountSettings::beginEnrolling() { showEnrolling(true); }

void AccountSettings::endEnrolling(Outcome outcome) {
    showEnrolling(false);
    if (outcome == Outcome::Enrolled)
        return m_code->clear();
    QLineEdit& field = outcome == Outcome::CodeRefused ? *m_code : *m_address;
    // Whoever has gone on to something else meanwhile is not called back.
    const QWidget* now = QApplication::focusWidget();
    if (now && !isAncestorOf(now))
        return;
    field.setFocus();
    field.selectAll();
}

void AccountSettings::showEnrolling(bool busy) {
    m_enroll->setEnabled(!busy);
    m_enroll->setText(busy                 ? tr("Asking the server")
                      : m_server.isEmpty() ? tr("Enroll this laptop")
                                           : tr("Enroll again"));
}

} // namespace understudy::settings
