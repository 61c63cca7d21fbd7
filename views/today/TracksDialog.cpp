#include "views/today/TracksDialog.h"

#include <QComboBox>
#include <QDateEdit>
#include <QGridLayout>
#include <QVBoxLayout>

namespace understudy::today {

using namespace understudy::theme;

namespace {

/// What a track holds, in a sentence or two.
QString wordsOf(const course::Track& track) {
    int items = 0, later = 0, days = 0;
    for (const course::TrackBlock& block : track.blocks) {
        days += block.lastDay - block.firstDay + 1;
        for (const course::TrackItem& item : block.items)
            (item.kind == course::TrackItem::Kind::Later ? later : items) += 1;
    }
    QStringList says;
    if (!track.blocks.empty())
        says << TracksDialog::tr("%1 working days, %2 items.").arg(days).arg(items);
    if (later > 0)
        says << TracksDialog::tr("%1 more are not in this content yet.").arg(later);
    if (!track.ongoing.empty())
        says << TracksDialog::tr("Comes again each month, quarter or year.");
    if (!track.path.empty())
        says
            << TracksDialog::tr("A learning path of %1 steps, at your own pace.").arg(int(track.path.size()));
    return says.join(QLatin1Char(' '));
}

} // namespace

TracksDialog::TracksDialog(const Theme& theme, const course::Course& course, const progress::Agenda& agenda,
                           const QString& chosen, QDate today, QWidget* parent)
    : StateDialog(
          theme, QStringLiteral("track"), Color::Text2, tr("Tracks and paths"),
          tr("Today shows the track you follow. What you have done counts in all of them, and a track "
             "you come back to goes on where it was."),
          parent)
    , m_course(course)
    , m_agenda(agenda)
    , m_today(today)
    , m_tracks(new QComboBox)
    , m_start(new QDateEdit(today))
    , m_startWords(new Text(theme, Type::Ui, Color::Text2, tr("First day")))
    , m_words(new Text(theme, Type::Ui, Color::Text2)) {
    for (const course::Track& track : course.tracks)
        m_tracks->addItem(track.title, track.id);
    m_tracks->setCurrentIndex(qMax(0, m_tracks->findData(chosen)));
    m_tracks->setAccessibleName(tr("Track or path"));
    m_start->setAccessibleName(m_startWords->text());
    m_start->setCalendarPopup(true);
    m_startWords->setBuddy(m_start);
    m_words->setWordWrap(true);
    auto* fields = new QGridLayout;
    fields->setHorizontalSpacing(12);
    fields->addWidget(new Text(theme, Type::Ui, Color::Text2, tr("Track or path")), 0, 0);
    fields->addWidget(m_tracks, 0, 1);
    fields->addWidget(m_startWords, 1, 0);
    fields->addWidget(m_start, 1, 1, Qt::AlignLeft);
    fields->setColumnStretch(1, 1);
    body()->addLayout(fields);
    body()->addWidget(m_words);
    connect(m_tracks, &QComboBox::currentIndexChanged, this, &TracksDialog::showChosen);
    showChosen();
    addChoice(tr("Cancel"), ButtonKind::Normal, Rejected);
    addChoice(tr("Follow it"), ButtonKind::Primary, Accepted)->setDefault(true);
}

void TracksDialog::showChosen() {
    const course::Track* one = m_course.track(track());
    const auto* enrolment = m_agenda.enrolment(track());
    m_start->setDate(enrolment ? enrolment->start : m_today);
    m_words->setText(one ? wordsOf(*one) : QString());
    m_start->setEnabled(one && !one->blocks.empty()); // the others have no first day that matters
}

QString TracksDialog::track() const { return m_tracks->currentData().toString(); }

QDate TracksDialog::start() const { return m_start->date(); }

} // namespace understudy::today
