#include "views/lab/LabList.h"

#include "views/theme/Button.h"
#include "views/theme/Ground.h"
#include "views/theme/IconButton.h"
#include "views/theme/StateRing.h"
#include "views/theme/Text.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QSet>
#include <QVBoxLayout>

namespace understudy::lab {

using session::LabStanding;
using theme::Color;
using theme::Type;

namespace {

using Sections = std::vector<std::pair<QString, std::vector<const course::Lab*>>>;

/// Labs below the headings of the list: those of the modules, then those that stand alone, by group.
Sections sections(const course::Course& course) {
    Sections found;
    const auto put = [&found](const QString& heading, const course::Lab* lab) {
        auto at = std::find_if(found.begin(), found.end(),
                               [&](const auto& section) { return section.first == heading; });
        if (at == found.end())
            at = found.insert(found.end(), {heading, {}});
        at->second.push_back(lab);
    };
    QSet<QString> ofModules;
    for (const course::Module& module : course.modules)
        for (const QString& id : module.labs)
            if (const course::Lab* lab = course.lab(id)) {
                put(LabList::tr("Module %1: %2").arg(module.number).arg(module.title), lab);
                ofModules << id;
            }
    for (const course::Lab& lab : course.labs)
        if (lab.module.isEmpty() && !ofModules.contains(lab.id))
            put(lab.group, &lab);
    return found;
}

} // namespace

LabList::LabList(const theme::Theme& theme, QWidget* parent)
    : QScrollArea(parent)
    , m_theme(theme) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Labs"));
    connect(&theme, &theme::Theme::changed, this, &LabList::rebuild);
}

void LabList::show(const course::Course& course, const std::map<QString, LabStanding>& standings) {
    m_course = &course;
    m_standings = standings;
    rebuild();
}

void LabList::rebuild() {
    if (!m_course)
        return;
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(48, 32, 48, 40);
    column->setSpacing(0);
    addHead(page);
    bool any = false;
    for (const auto& [heading, labs] : sections(*m_course)) {
        column->addSpacing(28);
        auto* title = new theme::Text(m_theme, Type::Heading, Color::Text, heading, page);
        title->setWordWrap(true);
        column->addWidget(title);
        column->addSpacing(8);
        for (const course::Lab* lab : labs) {
            column->addWidget(new theme::Hairline(m_theme, Qt::Horizontal, page));
            column->addWidget(row(*lab, page));
            any = true;
        }
    }
    if (!any) {
        column->addSpacing(24);
        column->addWidget(
            new theme::Text(m_theme, Type::Body, Color::Text2, tr("This course has no labs."), page));
    }
    column->addStretch(1);
    page->setMaximumWidth(m_theme.px(1060));
    setWidget(page);
    page->setAutoFillBackground(false);
}

void LabList::addHead(QWidget* page) {
    auto* column = static_cast<QVBoxLayout*>(page->layout());
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(new theme::Text(m_theme, Type::Display, Color::Text, tr("Labs"), page), 1);
    auto* clusters = new theme::Button(m_theme, tr("Company clusters…"), theme::ButtonKind::Quiet,
                                       QStringLiteral("server"), theme::ButtonSize::Normal, page);
    clusters->setToolTip(tr("Clusters of your company that labs can be worked through on"));
    connect(clusters, &QPushButton::clicked, this, &LabList::clustersWanted);
    head->addWidget(clusters);
    column->addLayout(head);
    column->addSpacing(4);
    auto* intro = new theme::Text(
        m_theme, Type::Body, Color::Text2,
        tr("A small production runs on this laptop. Whatever you break, it starts fresh."), page);
    intro->setWordWrap(true);
    column->addWidget(intro);
}

QString LabList::standingWords(const course::Lab& lab, const LabStanding& standing, int checks) const {
    if (standing.word == LabStanding::Word::Underway && !standing.clusterName.isEmpty())
        return tr("On %1, %2 of %3 checks green")
            .arg(standing.clusterName)
            .arg(standing.greenChecks)
            .arg(checks);
    if (standing.word == LabStanding::Word::Underway)
        return tr("%1 of %2 checks green").arg(standing.greenChecks).arg(checks);
    if (standing.word == LabStanding::Word::New)
        return tr("%1 min").arg(lab.minutes);
    if (standing.unchecked > 0)
        return tr("Completed on %1, not checked: %2").arg(standing.clusterName).arg(standing.unchecked);
    return tr("Completed");
}

void LabList::openMenu(const course::Lab& lab, QWidget& at) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("On this computer"), this, [this, id = lab.id] { Q_EMIT chosenOn(id, {}); });
    for (const auto& [cluster, name] : m_clusters)
        menu->addAction(tr("On %1…").arg(name), this,
                        [this, id = lab.id, to = cluster] { Q_EMIT chosenOn(id, to); });
    menu->addSeparator();
    menu->addAction(m_clusters.empty() ? tr("Add a company’s cluster…") : tr("Company clusters…"), this,
                    &LabList::clustersWanted);
    menu->popup(at.mapToGlobal(QPoint(0, at.height())));
}

QWidget* LabList::row(const course::Lab& lab, QWidget* parent) {
    const auto found = m_standings.find(lab.id);
    const LabStanding standing = found == m_standings.end() ? LabStanding{} : found->second;
    int checks = 0;
    for (const course::LabStep& step : lab.steps)
        checks += int(step.checks.size());
    const bool done = standing.word == LabStanding::Word::Done,
               underway = standing.word == LabStanding::Word::Underway;

    auto* box = new QWidget(parent);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 10, 0, 10);
    row->setSpacing(14);
    auto* ring = new theme::StateRing(m_theme, box, 20);
    ring->set(done       ? theme::State::Done
              : underway ? theme::State::Partly
                         : theme::State::Open,
              checks > 0 ? double(standing.greenChecks) / checks : 0);
    row->addWidget(ring);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* title = new theme::Text(m_theme, Type::BodyStrong, Color::Text, lab.heading(), box);
    title->setWordWrap(true);
    words->addWidget(title);
    auto* goal = new theme::Text(m_theme, Type::Small, Color::Text2, lab.goal, box);
    goal->setWordWrap(true);
    words->addWidget(goal);
    row->addLayout(words, 1);
    const QString how = standingWords(lab, standing, checks);
    auto* far = new theme::Text(m_theme, Type::Small, done ? Color::OkText : Color::Text2, how, box);
    far->setWordWrap(how.size() > 30);
    far->setMaximumWidth(m_theme.px(240));
    far->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(far);
    auto* button = new theme::Button(m_theme,
                                     underway ? tr("Resume lab")
                                     : done   ? tr("Do again")
                                              : tr("Start lab"),
                                     theme::ButtonKind::Normal, {}, theme::ButtonSize::Normal, box);
    button->setAccessibleName(button->text() + QLatin1Char(' ') + lab.number);
    button->setMinimumWidth(m_theme.px(104));
    connect(button, &QPushButton::clicked, this, [this, id = lab.id] { Q_EMIT chosen(id); });
    row->addWidget(button);
    auto* where = new theme::IconButton(m_theme, QStringLiteral("chevron-down"),
                                        tr("Where to start lab %1").arg(lab.number), box, 16);
    connect(where, &QToolButton::clicked, this,
            [this, id = lab.id, where] { // the course may have been read anew
                if (const course::Lab* known = m_course->lab(id))
                    openMenu(*known, *where);
            });
    row->setSpacing(10);
    row->addWidget(where);
    return box;
}

void LabList::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Color::BgPanel));
    QScrollArea::paintEvent(event);
}

} // namespace understudy::lab
