#include "views/connection/HostKeyDialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFrame>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace understudy::connection {

using theme::Color;
using theme::Type;

QString HostKeyDialog::grouped(QString fingerprint) {
    if (const qsizetype colon = fingerprint.indexOf(QLatin1Char(':')); colon >= 0) {
        fingerprint.remove(0, colon + 1);
    }
    fingerprint.remove(QLatin1Char('=')).remove(QLatin1Char(' '));
    QString out;
    for (qsizetype i = 0; i < fingerprint.size(); i += 4) {
        out += (i == 0 ? QString() : QStringLiteral(" ")) + fingerprint.mid(i, 4);
    }
    return out;
}

QString HostKeyDialog::lastGroup(const QString& fingerprint) {
    return grouped(fingerprint).section(QLatin1Char(' '), -1);
}

QString HostKeyDialog::title(const Question& question) {
    if (!question.changed)
        return tr("Is this the right server?");
    return question.lab ? tr("This may not be your lab") : tr("This may not be the server you know");
}

QString HostKeyDialog::text(const Question& question) {
    if (!question.changed)
        return tr("This computer has not connected to %1 before. A server proves who it is with a key. "
                  "Nothing has been sent to it yet.")
            .arg(question.host);
    const QString since =
        question.knownSince.isEmpty() ? tr("the one this computer knows") : question.knownSince;
    return question.lab
               ? tr("The server at %1 shows another key than %2. Either the lab was rebuilt, or "
                    "something else answers in its place.")
                     .arg(question.host, since)
               : tr("The server at %1 shows another key than %2. Either it was set up anew, or something "
                    "else answers in its place. Nothing has been sent to it.")
                     .arg(question.host, since);
}

QStringList HostKeyDialog::steps(const Question& question) {
    const auto groups = static_cast<int>(grouped(question.shownFingerprint).split(QLatin1Char(' ')).size());
    const QString who = question.lab ? tr("the person who runs the lab") : tr("the people who run it");
    if (!question.changed)
        return {tr("Compare all %n groups with the key you were given for this server.", nullptr, groups),
                tr("If you were given none, ask %1, in person or by phone.").arg(who)};
    if (!question.replaceable)
        return {tr("Tell %1 what you see here, in person or by phone. Copy both keys for them.").arg(who),
                tr("For a host you only watch, the known key is changed by them and not here.")};
    const QString compare = tr("Compare all %n groups. Don’t type a password before that.", nullptr, groups);
    if (question.lab)
        return {tr("Did you just reset the lab? Compare with the key the reset showed you."),
                tr("If not, ask %1 for the key, in person or by phone.").arg(who), compare};
    return {tr("Ask %1 for its key, in person or by phone. Not by a message that came through it.").arg(who),
            compare};
}

HostKeyDialog::HostKeyDialog(const theme::Theme& theme, const Question& question, QWidget* parent)
    : StateDialog(theme, QStringLiteral("key"), question.changed ? Color::DangerText : Color::Text2,
                  title(question), text(question), parent) {
    addKeys(question);
    addSteps(steps(question));
    const QString copied = question.changed
                               ? question.knownFingerprint + QLatin1Char('\n') + question.shownFingerprint
                               : question.shownFingerprint;
    auto* copy =
        addAside(question.changed ? tr("Copy both keys") : tr("Copy the key"), QStringLiteral("copy"));
    connect(copy, &QPushButton::clicked, this, [copied] { QGuiApplication::clipboard()->setText(copied); });
    if (!question.changed)
        addChoice(tr("Connect"), theme::ButtonKind::Normal, Connect);
    else if (question.replaceable)
        addProof(question, *addChoice(tr("Replace the key"), theme::ButtonKind::Normal, ReplaceKey));
    addChoice(tr("Don’t connect"), theme::ButtonKind::Primary, DoNotConnect);
}

/// Comparing takes a tick and the last group typed: nobody does that by habit.
void HostKeyDialog::addProof(const Question& question, QWidget& replace) {
    auto* tick = new QCheckBox(tr("I compared the new key with one I got another way"), this);
    tick->setFont(m_theme.font(Type::Ui));
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    auto* words =
        new theme::Text(m_theme, Type::Ui, Color::Text2, tr("Its last group, as it was told to you"), this);
    auto* typed = new QLineEdit(this);
    typed->setFont(m_theme.font(Type::Mono));
    typed->setMaxLength(8);
    typed->setFixedWidth(m_theme.px(96));
    typed->setAccessibleName(words->text());
    words->setBuddy(typed);
    row->addWidget(words);
    row->addWidget(typed);
    row->addStretch(1);
    body()->addWidget(tick);
    body()->addLayout(row);
    replace.setEnabled(false);
    const auto weigh = [tick, typed, &replace, group = lastGroup(question.shownFingerprint)] {
        replace.setEnabled(tick->isChecked() && typed->text().trimmed() == group);
    };
    connect(tick, &QCheckBox::toggled, this, weigh);
    connect(typed, &QLineEdit::textChanged, this, weigh);
}

void HostKeyDialog::addKeys(const Question& question) {
    auto* box = new QFrame(this);
    box->setObjectName(QStringLiteral("keys"));
    const auto restyle = [this, box] {
        box->setStyleSheet(m_theme.filled(QStringLiteral(
            "QFrame#keys { background: @bg-well; border: 1px solid @line; border-radius: 6px; }")));
    };
    connect(&m_theme, &theme::Theme::changed, box, restyle);
    restyle();
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(14, 11, 14, 11);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    const auto line = [&](const QString& name, const QString& key) {
        const int row = grid->rowCount();
        grid->addWidget(new theme::Text(m_theme, Type::Ui, Color::Text2, name, box), row, 0);
        auto* value = new theme::Text(m_theme, Type::MonoSmall, Color::Text, grouped(key), box);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        value->setAccessibleName(name + QStringLiteral(": ") + grouped(key));
        grid->addWidget(value, row, 1);
    };
    if (question.changed) {
        line(tr("Known key"), question.knownFingerprint);
        line(tr("Shown now"), question.shownFingerprint);
        if (!question.where.isEmpty()) {
            const int row = grid->rowCount();
            auto* where = new theme::Text(m_theme, Type::Small, Color::Text2, question.where, box);
            where->setWordWrap(true);
            grid->addWidget(new theme::Text(m_theme, Type::Small, Color::Text2, tr("Known from"), box), row,
                            0, Qt::AlignTop);
            grid->addWidget(where, row, 1);
        }
    } else {
        line(tr("Its key"), question.shownFingerprint);
    }
    body()->addWidget(box);
}

void HostKeyDialog::addSteps(const QStringList& steps) {
    auto* grid = new QGridLayout;
    grid->setColumnMinimumWidth(0, 20);
    grid->setHorizontalSpacing(0);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    for (int i = 0; i < steps.size(); ++i) {
        auto* words = new theme::Text(m_theme, Type::Body, Color::Text, steps[i], this);
        words->setWordWrap(true);
        grid->addWidget(new theme::Text(m_theme, Type::Body, Color::Text2, tr("%1.").arg(i + 1), this), i, 0,
                        Qt::AlignTop);
        grid->addWidget(words, i, 1);
    }
    body()->addLayout(grid);
}

HostKeyDialog::Answer HostKeyDialog::ask() {
    const int result = exec();
    return result == ReplaceKey ? ReplaceKey : result == Connect ? Connect : DoNotConnect;
}

} // namespace understudy::connection
