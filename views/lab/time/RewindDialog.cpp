#include "views/lab/time/RewindDialog.h"

#include "views/lab/time/LabClockBar.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::lab {

using session::Moment;
using theme::Color;
using theme::Type;

namespace {

QString kindWords(Moment::Kind kind) {
    switch (kind) {
    case Moment::Kind::Start:
        return RewindDialog::tr("The lab began");
    case Moment::Kind::Action:
        return RewindDialog::tr("Change");
    case Moment::Kind::Fault:
        return RewindDialog::tr("Fault");
    case Moment::Kind::Alert:
        return RewindDialog::tr("Alert");
    case Moment::Kind::Deployment:
        return RewindDialog::tr("Deployment");
    case Moment::Kind::Clock:
        return RewindDialog::tr("Clock");
    }
    return {};
}

QString iconOf(Moment::Kind kind) {
    switch (kind) {
    case Moment::Kind::Start:
        return QStringLiteral("flag");
    case Moment::Kind::Fault:
        return QStringLiteral("x-circle");
    case Moment::Kind::Alert:
        return QStringLiteral("alert");
    case Moment::Kind::Deployment:
        return QStringLiteral("deploy");
    case Moment::Kind::Clock:
        return QStringLiteral("clock");
    case Moment::Kind::Action:
        break;
    }
    return QStringLiteral("terminal");
}

constexpr int placeRole = Qt::UserRole;

} // namespace

std::optional<Instant> typedTime(const QString& text, Instant now) {
    const QString typed = text.trimmed();
    const QDateTime end = QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count());
    for (const char* format : {"yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"}) {
        const QDateTime whole = QDateTime::fromString(typed, QLatin1String(format));
        if (whole.isValid())
            return Instant(std::chrono::milliseconds(whole.toMSecsSinceEpoch()));
    }
    for (const char* format : {"H:mm:ss", "H:mm"}) {
        const QTime time = QTime::fromString(typed, QLatin1String(format));
        if (!time.isValid())
            continue;
        QDateTime when(end.date(), time);
        if (when > end)
            when = QDateTime(end.date().addDays(-1), time);
        return Instant(std::chrono::milliseconds(when.toMSecsSinceEpoch()));
    }
    return {};
}

RewindDialog::RewindDialog(const theme::Theme& theme, std::vector<Moment> moments, Instant started,
                           Instant now, QWidget* parent)
    : StateDialog(
          theme, QStringLiteral("undo"), Color::WarnText, tr("Rewind the lab to an earlier moment?"),
          tr("The cluster becomes what it was at that moment, to the second. Green checks, answers and "
             "what stands in the terminal stay."),
          parent)
    , m_moments(std::move(moments))
    , m_started(started)
    , m_now(now)
    , m_list(new QTreeWidget(this))
    , m_time(new QLineEdit(this))
    , m_loss(new theme::Text(theme, Type::Ui, Color::Text, {}, this)) {
    addMoments();
    auto* row = new QHBoxLayout;
    auto* label = new theme::Text(theme, Type::Ui, Color::Text2, tr("Go back to"), this);
    label->setBuddy(m_time);
    row->addWidget(label);
    m_time->setPlaceholderText(QStringLiteral("14:05:12"));
    m_time->setAccessibleName(tr("Time to go back to, by the lab's clock"));
    m_time->setFixedWidth(theme.px(220));
    row->addWidget(m_time);
    row->addStretch(1);
    m_loss->setWordWrap(true);
    body()->addWidget(m_list);
    body()->addLayout(row);
    body()->addWidget(m_loss);
    addChoice(tr("Rewind the lab"), theme::ButtonKind::Danger, QDialog::Accepted);
    addChoice(tr("Stay here"), theme::ButtonKind::Primary, QDialog::Rejected)->setDefault(true);
    connect(m_time, &QLineEdit::textChanged, this, &RewindDialog::showLoss);
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
        if (!item)
            return;
        const Moment& moment = m_moments[item->data(0, placeRole).toUInt()];
        m_time->setText(QDateTime::fromMSecsSinceEpoch(moment.at.time_since_epoch().count())
                            .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")));
    });
    m_list->setFocus();
    showLoss();
}

void RewindDialog::addMoments() {
    m_list->setHeaderLabels({tr("Time in the lab"), tr("What it was"), tr("In detail")});
    m_list->setRootIsDecorated(false);
    m_list->setAccessibleName(tr("What happened in this lab, newest first"));
    m_list->setMinimumHeight(m_theme.px(240));
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(true);
    for (std::size_t i = m_moments.size(); i-- > 0;) {
        const Moment& moment = m_moments[i];
        if (moment.at > m_now)
            continue;
        auto* item =
            new QTreeWidgetItem(m_list, {labTimeText(moment.at), kindWords(moment.kind), moment.what});
        item->setIcon(1, m_theme.icon(iconOf(moment.kind), Color::Text2, 16));
        item->setToolTip(2, moment.what);
        item->setData(0, placeRole, quint32(i));
    }
}

std::optional<Instant> RewindDialog::chosen() const {
    auto when = typedTime(m_time->text(), m_now);
    // A list shows whole seconds: the lab's first is the one it began in.
    if (when && *when < m_started && m_started - *when < std::chrono::seconds(1))
        when = m_started;
    return when && *when >= m_started && *when <= m_now ? when : std::nullopt;
}

QString RewindDialog::lossWords(Instant to) const {
    int changes = 0, others = 0;
    for (const Moment& moment : m_moments)
        if (moment.at > to && moment.at <= m_now)
            ++(moment.kind == Moment::Kind::Action ? changes : others);
    const QString what =
        changes + others == 0
            ? tr("Nothing that happened lies after it.")
            : tr("What came after it is undone: %1 and %2.")
                  .arg(changes == 1 ? tr("1 change by hand") : tr("%1 changes by hand").arg(changes),
                       others == 1 ? tr("1 other event") : tr("%1 other events").arg(others));
    return what + QLatin1Char(' ') + tr("The record of it is laid aside as a file in the lab's folder.");
}

void RewindDialog::showLoss() {
    const auto to = chosen();
    const bool wrong = !to && !m_time->text().trimmed().isEmpty();
    m_loss->setRole(wrong ? Color::DangerText : Color::Text);
    m_time->setProperty("invalid", wrong);
    m_loss->setText(
        to      ? lossWords(*to)
        : wrong ? tr("That is no time of this lab. It began at %1 and it is %2 there: choose a time between.")
                      .arg(labTimeText(m_started), labTimeText(m_now))
                : tr("Choose a moment of the list or type a time."));
}

void RewindDialog::done(int answer) {
    if (answer == QDialog::Accepted && !chosen()) {
        m_time->setFocus();
        return;
    }
    StateDialog::done(answer);
}

} // namespace understudy::lab
