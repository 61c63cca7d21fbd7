#include "views/terminal/HostKeyDialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFrame>
#include <QGridLayout>
#include <QGuiApplication>
#include <QVBoxLayout>

namespace understudy::terminal {

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

QString HostKeyDialog::title(const Question& question) {
    return question.changed ? tr("This may not be your lab") : tr("Is this the right server?");
}

QString HostKeyDialog::text(const Question& question) {
    if (!question.changed) {
        return tr("This computer has not connected to %1 before. A server proves who it is with a key. "
                  "Nothing has "
                  "been sent to it yet.")
            .arg(question.host);
    }
    return question.knownSince.isEmpty() ? tr("The server at %1 shows another key than the one this computer "
                                              "knows. Either the lab was rebuilt, "
                                              "or something else answers in its place.")
                                               .arg(question.host)
                                         : tr("The server at %1 shows another key than %2. Either the lab "
                                              "was rebuilt, or something else answers "
                                              "in its place.")
                                               .arg(question.host, question.knownSince);
}

HostKeyDialog::HostKeyDialog(const theme::Theme& theme, const Question& question, QWidget* parent)
    : StateDialog(theme, QStringLiteral("key"), question.changed ? Color::DangerText : Color::Text2,
                  title(question), text(question), parent) {
    addKeys(question);
    const auto groups = grouped(question.shownFingerprint).split(QLatin1Char(' ')).size();
    if (question.changed) {
        addSteps({tr("Did you just reset the lab? Compare with the key the reset showed you."),
                  tr("If not, ask the person who runs the lab for the key, in person or by phone."),
                  tr("Compare all %n groups. Don’t type a password before that.", nullptr,
                     static_cast<int>(groups))});
    } else {
        addSteps({tr("Compare all %n groups with the key you were given for this server.", nullptr,
                     static_cast<int>(groups)),
                  tr("If you were given none, ask the person who runs the lab, in person or by phone.")});
    }
    const QString copied = question.changed
                               ? question.knownFingerprint + QLatin1Char('\n') + question.shownFingerprint
                               : question.shownFingerprint;
    auto* copy =
        addAside(question.changed ? tr("Copy both keys") : tr("Copy the key"), QStringLiteral("copy"));
    connect(copy, &QPushButton::clicked, this, [copied] { QGuiApplication::clipboard()->setText(copied); });
    auto* go = addChoice(question.changed ? tr("Replace the key") : tr("Connect"), theme::ButtonKind::Normal,
                         question.changed ? ReplaceKey : Connect);
    go->setAutoDefault(false);
    if (question.changed) {
        auto* tick = new QCheckBox(tr("I compared the new key with one I got another way"), this);
        tick->setFont(theme.font(Type::Ui));
        body()->addWidget(tick);
        go->setEnabled(false);
        connect(tick, &QCheckBox::toggled, go, &QWidget::setEnabled);
    }
    addChoice(tr("Don’t connect"), theme::ButtonKind::Primary, DoNotConnect);
}

void HostKeyDialog::addKeys(const Question& question) {
    auto* box = new QFrame(this);
    box->setObjectName(QStringLiteral("keys"));
    box->setStyleSheet(m_theme.filled(QStringLiteral(
        "QFrame#keys { background: @bg-well; border: 1px solid @line; border-radius: 6px; }")));
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

} // namespace understudy::terminal
