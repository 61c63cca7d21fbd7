#include "views/connection/HostQuestions.h"

#include "views/connection/HostKeyDialog.h"
#include "views/connection/SecretDialog.h"

#include <QDir>

namespace understudy::connection {

namespace {

/// "/home/ada/.ssh/known_hosts:3" as people say it.
QString whereWords(QString where) {
    const QString line = where.section(QLatin1Char(':'), -1);
    where.chop(line.size() + 1);
    if (where.startsWith(QDir::homePath() + QLatin1Char('/')))
        where = QLatin1Char('~') + where.mid(QDir::homePath().size());
    return where.isEmpty() ? QString() : HostQuestions::tr("%1, line %2").arg(where, line);
}

} // namespace

HostQuestions::HostQuestions(const theme::Theme& theme, QWidget& over, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_over(over) {}

HostQuestions::~HostQuestions() {
    if (m_dialog)
        m_dialog->deleteLater(); // nobody waits for its answer
}

LinkQuestions HostQuestions::questions() {
    const QPointer<HostQuestions> alive(this);
    return {[alive](const ssh::HostQuestion& question, const std::function<void(ssh::HostAnswer)>& answer) {
                if (alive)
                    alive->askHost(question, answer);
                else
                    answer(ssh::HostAnswer::Refuse);
            },
            [alive](const SecretQuestion& question,
                    const std::function<void(std::optional<SecretAnswer>)>& answer) {
                if (alive)
                    alive->askSecret(question, answer);
                else
                    answer(std::nullopt);
            }};
}

void HostQuestions::open(QDialog* dialog) {
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog = dialog;
    dialog->open();
}

void HostQuestions::askHost(const ssh::HostQuestion& question,
                            const std::function<void(ssh::HostAnswer)>& answer) {
    HostKeyDialog::Question asked;
    asked.host = Address{{}, question.host, question.port}.text();
    asked.shownFingerprint = question.key.fingerprint();
    auto* dialog = new HostKeyDialog(m_theme, asked, &m_over);
    connect(dialog, &QDialog::finished, this, [answer](int result) {
        answer(result == HostKeyDialog::Connect ? ssh::HostAnswer::Remember : ssh::HostAnswer::Refuse);
    });
    open(dialog);
}

void HostQuestions::askSecret(const SecretQuestion& question,
                              const std::function<void(std::optional<SecretAnswer>)>& answer) {
    auto* dialog = new SecretDialog(m_theme, question, &m_over);
    connect(dialog, &QDialog::finished, this, [answer, dialog](int result) {
        SecretAnswer given = dialog->take();
        if (result == QDialog::Accepted)
            answer(std::move(given));
        else
            answer(std::nullopt);
    });
    open(dialog);
}

void HostQuestions::showChange(const ssh::HostKeyChange& change, bool replaceable,
                               std::function<void()> replace, std::function<void()> leave) {
    HostKeyDialog::Question asked;
    asked.changed = true;
    asked.host = Address{{}, change.host, change.port}.text();
    asked.knownFingerprint = change.known.fingerprint();
    asked.shownFingerprint = change.shown.fingerprint();
    asked.replaceable = replaceable;
    asked.where = whereWords(change.where);
    auto* dialog = new HostKeyDialog(m_theme, asked, &m_over);
    connect(dialog, &QDialog::finished, this,
            [replace = std::move(replace), leave = std::move(leave)](int result) {
                if (result == HostKeyDialog::ReplaceKey)
                    replace();
                else if (leave)
                    leave();
            });
    open(dialog);
}

void HostQuestions::dismiss() {
    if (m_dialog)
        m_dialog->reject();
}

} // namespace understudy::connection
