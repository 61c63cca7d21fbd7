#include "views/lab/time/RewindDialog.h"

#include "views/lab/time/LabClockBar.h"

#include <QDateTime>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QRegularExpression>
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

QString labMomentText(Instant when) {
    return QDateTime::fromMSecsSinceEpoch(when.time_since_epoch().count())
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

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

RewindDialog::RewindDialog(const theme::Theme& theme, std::vector<Moment> moments,
                           std::vector<session::Fork> futures, Instant started, Instant now, QWidget* parent)
    : StateDialog(
          theme, QStringLiteral("undo"), Color::WarnText, tr("Rewind the lab to an earlier moment?"),
          tr("The cluster becomes what it was at that moment, to the second. What has happened since is kept "
             "as a future you can go back to. Green checks, answers and what stands in the terminal stay."),
          parent)
    , m_moments(std::move(moments))
    , m_futures(std::move(futures))
    , m_started(started)
    , m_now(now)
    , m_list(new QTreeWidget(this))
    , m_time(new QLineEdit(this))
    , m_loss(new theme::Text(theme, Type::Ui, Color::Text, {}, this))
    , m_name(new QLineEdit(this))
    , m_nameWords(new theme::Text(theme, Type::Small, Color::Text2, {}, this)) {
    addMoments();
    addTime();
    addName();
    if (!m_futures.empty())
        addFutures();
    addChoice(tr("Rewind the lab"), theme::ButtonKind::Normal, QDialog::Accepted);
    addChoice(tr("Stay here"), theme::ButtonKind::Primary, QDialog::Rejected)->setDefault(true);
    m_list->setFocus();
    showLoss();
    showName();
    showFuture();
}

void RewindDialog::addMoments() {
    m_list->setHeaderLabels({tr("Time in the lab"), tr("What it was"), tr("In detail")});
    m_list->setRootIsDecorated(false);
    m_list->setIconSize(QSize(m_theme.px(16), m_theme.px(16)));
    m_list->setAccessibleName(tr("What happened in this lab, newest first"));
    m_list->setFixedHeight(m_theme.px(m_futures.empty() ? 240 : 168));
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(true);
    for (std::size_t i = m_moments.size(); i-- > 0;) {
        const Moment& moment = m_moments[i];
        if (moment.at > m_now)
            continue;
        auto* item =
            new QTreeWidgetItem(m_list, {labTimeText(moment.at), kindWords(moment.kind), moment.what});
        item->setIcon(1, m_theme.icon(iconOf(moment.kind), Color::Text2, m_theme.px(16)));
        item->setToolTip(2, moment.what);
        item->setData(0, placeRole, quint32(i));
    }
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
        if (!item)
            return;
        const Moment& moment = m_moments[item->data(0, placeRole).toUInt()];
        m_time->setText(QDateTime::fromMSecsSinceEpoch(moment.at.time_since_epoch().count())
                            .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")));
    });
    body()->addWidget(m_list);
}

/// The two fields stand one under the other, their labels in a column of one width.
void RewindDialog::addTime() {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    const auto addRow = [&](int row, const QString& words, QLineEdit* field, theme::Text* about) {
        auto* label = new theme::Text(m_theme, Type::Ui, Color::Text2, words, this);
        label->setBuddy(field);
        grid->addWidget(label, row, 0);
        field->setFixedWidth(m_theme.px(220));
        grid->addWidget(field, row, 1, Qt::AlignLeft);
        about->setWordWrap(true);
        grid->addWidget(about, row + 1, 1);
    };
    addRow(0, tr("Go back to"), m_time, m_loss);
    grid->setRowMinimumHeight(2, m_theme.px(4));
    addRow(3, tr("Keep what is now as"), m_name, m_nameWords);
    grid->setColumnStretch(1, 1);
    m_time->setPlaceholderText(QStringLiteral("14:05:12"));
    m_time->setAccessibleName(tr("Time to go back to, by the lab's clock"));
    connect(m_time, &QLineEdit::textChanged, this, &RewindDialog::showLoss);
    body()->addLayout(grid);
}

void RewindDialog::addName() {
    m_name->setPlaceholderText(tr("a name, if you like"));
    m_name->setAccessibleName(tr("Name of the future that is kept"));
    m_name->setMaxLength(40);
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& typed) {
        const int at = m_name->cursorPosition();
        m_name->setText(QString(typed).replace(QLatin1Char(' '), QLatin1Char('-')));
        m_name->setCursorPosition(at);
    });
    connect(m_name, &QLineEdit::textChanged, this, &RewindDialog::showName);
}

void RewindDialog::addFutures() {
    m_kept = new QTreeWidget(this);
    m_kept->setHeaderLabels({tr("Future"), tr("Reaches, in the lab"), tr("Kept")});
    m_kept->setRootIsDecorated(false);
    m_kept->setIconSize(QSize(m_theme.px(16), m_theme.px(16)));
    m_kept->setAccessibleName(tr("Futures that are kept, newest first"));
    m_kept->setFixedHeight(m_theme.px(38 + 26 * std::clamp(int(m_futures.size()), 2, 4)));
    m_kept->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_kept->header()->setStretchLastSection(true);
    for (const session::Fork& each : m_futures) {
        const bool fine = each.problem.isEmpty();
        auto* item =
            new QTreeWidgetItem(m_kept, {each.name, fine ? labMomentText(each.reached) : tr("Damaged"),
                                         labMomentText(each.kept)});
        item->setIcon(0, m_theme.icon(fine ? QStringLiteral("flag") : QStringLiteral("alert"),
                                      fine ? Color::Text2 : Color::DangerText, m_theme.px(16)));
        item->setToolTip(0, fine ? each.name : each.problem);
    }
    body()->addSpacing(6);
    body()->addWidget(
        new theme::Text(m_theme, Type::UiStrong, Color::Text, tr("Futures that are kept"), this));
    body()->addWidget(m_kept);
    auto* row = new QHBoxLayout;
    m_futureWords = new theme::Text(m_theme, Type::Ui, Color::Text2, {}, this);
    m_futureWords->setWordWrap(true);
    m_go = new theme::Button(m_theme, tr("Go there"), theme::ButtonKind::Normal, {},
                             theme::ButtonSize::Normal, this);
    row->addWidget(m_futureWords, 1);
    row->addWidget(m_go, 0, Qt::AlignTop);
    body()->addLayout(row);
    connect(m_kept, &QTreeWidget::currentItemChanged, this, &RewindDialog::showFuture);
    connect(m_go, &QPushButton::clicked, this, [this] { done(GoThere); });
}

std::optional<Instant> RewindDialog::chosen() const {
    auto when = typedTime(m_time->text(), m_now);
    // A list shows whole seconds: the lab's first is the one it began in.
    if (when && *when < m_started && m_started - *when < std::chrono::seconds(1))
        when = m_started;
    return when && *when >= m_started && *when <= m_now ? when : std::nullopt;
}

QString RewindDialog::future() const {
    const int row = m_kept && m_kept->currentItem() ? m_kept->indexOfTopLevelItem(m_kept->currentItem()) : -1;
    if (row < 0 || !m_futures[std::size_t(row)].problem.isEmpty())
        return {};
    return m_futures[std::size_t(row)].name;
}

std::optional<QString> RewindDialog::keepAs() const {
    static const QRegularExpression form(QStringLiteral("\\A([A-Za-z0-9][A-Za-z0-9._-]{0,39})?\\z"));
    const QString name = m_name->text();
    const bool taken = std::any_of(m_futures.begin(), m_futures.end(),
                                   [&](const session::Fork& each) { return each.name == name; });
    return form.match(name).hasMatch() && !taken ? std::optional(name) : std::nullopt;
}

QString RewindDialog::lossWords(Instant to) const {
    int changes = 0, others = 0;
    for (const Moment& moment : m_moments)
        if (moment.at > to && moment.at <= m_now)
            ++(moment.kind == Moment::Kind::Action ? changes : others);
    return changes + others == 0
               ? tr("Nothing that happened lies after it.")
               : tr("After it came %1 and %2: production is as if they had not been.")
                     .arg(changes == 1 ? tr("1 change by hand") : tr("%1 changes by hand").arg(changes),
                          others == 1 ? tr("1 other event") : tr("%1 other events").arg(others));
}

void RewindDialog::showLoss() {
    const auto to = chosen();
    const bool wrong = !to && !m_time->text().trimmed().isEmpty();
    m_loss->setRole(wrong ? Color::DangerText : Color::Text2);
    m_time->setProperty("invalid", wrong);
    m_loss->setText(
        to      ? lossWords(*to)
        : wrong ? tr("That is no time of this lab. It began at %1 and it is %2 there: choose a time between.")
                      .arg(labTimeText(m_started), labTimeText(m_now))
                : tr("Choose a moment of the list or type a time."));
}

void RewindDialog::showName() {
    const bool wrong = !keepAs();
    m_nameWords->setRole(wrong ? Color::DangerText : Color::Text2);
    m_name->setProperty("invalid", wrong);
    m_nameWords->setText(
        wrong
            ? tr("Choose another: a name has letters from a to z, digits, dots, dashes and underscores, and "
                 "no kept future has it yet.")
            : tr("Nothing is lost: without a name of yours the lab gives it one."));
}

void RewindDialog::showFuture() {
    if (!m_kept)
        return;
    const QString name = future();
    const int row = m_kept->indexOfTopLevelItem(m_kept->currentItem());
    m_go->setEnabled(!name.isEmpty());
    m_futureWords->setText(!name.isEmpty()
                               ? tr("Production goes on as %1 left it. What is now is kept first.").arg(name)
                           : row >= 0 ? m_futures[std::size_t(row)].problem
                                      : tr("Choose one to go there instead."));
}

void RewindDialog::done(int answer) {
    const bool leaving = answer == QDialog::Accepted || answer == GoThere;
    if (answer == QDialog::Accepted && !chosen())
        return m_time->setFocus();
    if (answer == GoThere && future().isEmpty())
        return m_kept ? m_kept->setFocus() : void();
    if (leaving && !keepAs())
        return m_name->setFocus();
    StateDialog::done(answer);
}

} // namespace understudy::lab
