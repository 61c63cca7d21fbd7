#include "views/connection/SecretDialog.h"

#include <QAction>
#include <QCheckBox>
#include <QFrame>
#include <QLineEdit>
#include <QVBoxLayout>

namespace understudy::connection {

using theme::Color;
using theme::Type;
using Kind = ssh::Prompt::Kind;

QString SecretDialog::title(const SecretQuestion& question) {
    switch (question.prompt.kind) {
    case Kind::Password:
        return tr("Password for %1").arg(question.prompt.title);
    case Kind::Passphrase:
        return tr("Passphrase of your key");
    case Kind::Keyboard:
        break;
    }
    return tr("%1 asks who you are").arg(question.host);
}

QString SecretDialog::text(const SecretQuestion& question) {
    switch (question.prompt.kind) {
    case Kind::Password:
        return tr("The connection to %1 is encrypted, and its key is the one this computer knows.")
            .arg(question.host);
    case Kind::Passphrase:
        return tr("The key file %1 is locked. The passphrase opens it here and is not sent to the host.")
            .arg(question.prompt.title);
    case Kind::Keyboard:
        break;
    }
    return tr("Answer as the people who run the host told you. The answers go to this host alone.");
}

SecretDialog::SecretDialog(const theme::Theme& theme, const SecretQuestion& question, QWidget* parent)
    : StateDialog(theme,
                  question.prompt.kind == Kind::Passphrase ? QStringLiteral("key") : QStringLiteral("lock"),
                  Color::Text2, title(question), text(question), parent) {
    setMinimumWidth(theme.px(560));
    addRefusal(question);
    if (question.prompt.kind == Kind::Keyboard)
        addWordsOfHost(question);
    for (const ssh::Prompt::Field& field : question.prompt.fields)
        addField(question.prompt.kind == Kind::Password     ? tr("Password")
                 : question.prompt.kind == Kind::Passphrase ? tr("Passphrase")
                 : field.text.isEmpty()                     ? tr("Answer")
                                                            : field.text,
                 field.echo);
    if (question.mayKeep) {
        m_keep =
            new QCheckBox(question.prompt.kind == Kind::Passphrase ? tr("Keep the passphrase in the keychain")
                                                                   : tr("Keep the password in the keychain"),
                          this);
        m_keep->setFont(theme.font(Type::Ui));
        body()->addWidget(m_keep);
    }
    addChoice(tr("Don’t log in"), theme::ButtonKind::Normal, QDialog::Rejected);
    addChoice(tr("Log in"), theme::ButtonKind::Primary, QDialog::Accepted);
}

void SecretDialog::addRefusal(const SecretQuestion& question) {
    const ssh::Prompt& prompt = question.prompt;
    if (prompt.attempt < 2)
        return;
    const QString left = tr("%n tries left.", nullptr, question.triesLeft);
    const QString last = tr("This is the last try.");
    const QString what = question.keptRefused              ? tr("What the keychain had was refused.")
                         : prompt.kind == Kind::Password   ? tr("The host refused the password.")
                         : prompt.kind == Kind::Passphrase ? tr("This passphrase does not open the key.")
                                                           : tr("The host refused the answers.");
    auto* words = new theme::Text(m_theme, Type::BodyStrong, Color::DangerText,
                                  what + QLatin1Char(' ') + (question.triesLeft == 1 ? last : left), this);
    words->setWordWrap(true);
    words->setObjectName(QStringLiteral("refusal"));
    body()->addWidget(words);
}

void SecretDialog::addWordsOfHost(const SecretQuestion& question) {
    QStringList said{question.prompt.title, question.prompt.instruction};
    said.removeAll(QString());
    if (said.isEmpty())
        return;
    auto* box = new QFrame(this);
    box->setObjectName(QStringLiteral("said"));
    const auto restyle = [this, box] {
        box->setStyleSheet(m_theme.filled(QStringLiteral(
            "QFrame#said { background: @bg-well; border: 1px solid @line; border-radius: 6px; }")));
    };
    connect(&m_theme, &theme::Theme::changed, box, restyle);
    restyle();
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(14, 10, 14, 10);
    column->setSpacing(2);
    column->addWidget(
        new theme::Text(m_theme, Type::Small, Color::Text2, tr("%1 says").arg(question.host), box));
    auto* words = new theme::Text(m_theme, Type::Body, Color::Text, said.join(QLatin1Char('\n')), box);
    words->setWordWrap(true);
    column->addWidget(words);
    body()->addWidget(box);
}

void SecretDialog::addField(const QString& label, bool echo) {
    auto* words = new theme::Text(m_theme, Type::UiMedium, Color::Text, label, this);
    words->setWordWrap(true);
    auto* field = new QLineEdit(this);
    field->setFont(m_theme.font(Type::Body));
    field->setAccessibleName(label);
    field->setMaxLength(1024);
    words->setBuddy(field);
    if (!echo) {
        field->setEchoMode(QLineEdit::Password);
        field->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
        auto* reveal = field->addAction(m_theme.icon(QStringLiteral("eye"), Color::Text2, 16),
                                        QLineEdit::TrailingPosition);
        reveal->setText(tr("Show what is typed"));
        reveal->setToolTip(tr("Show what is typed"));
        reveal->setCheckable(true);
        connect(reveal, &QAction::toggled, field,
                [field](bool on) { field->setEchoMode(on ? QLineEdit::Normal : QLineEdit::Password); });
    }
    body()->addWidget(words);
    body()->addWidget(field);
    m_fields.push_back(field);
}

void SecretDialog::showEvent(QShowEvent* event) {
    StateDialog::showEvent(event);
    if (!m_fields.empty())
        m_fields.front()->setFocus(Qt::OtherFocusReason);
}

SecretAnswer SecretDialog::take() {
    SecretAnswer answer;
    for (QLineEdit* field : m_fields) {
        answer.fields << field->text();
        field->clear();
    }
    answer.keep = m_keep && m_keep->isChecked();
    return answer;
}

} // namespace understudy::connection
