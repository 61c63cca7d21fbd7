#include "views/window/Desk.h"

#include "views/settings/ServerSettings.h"
#include "views/settings/SettingsView.h"
#include "views/today/SideColumn.h"
#include "views/today/TodayView.h"
#include "views/window/CourseSettings.h"
#include "views/window/KeyListDialog.h"
#include "views/window/LabRoom.h"
#include "views/window/LabTerminal.h"
#include "views/window/Notice.h"
#include "views/window/OnCallRoom.h"
#include "views/window/PackRefusedDialog.h"
#include "views/window/Planner.h"
#include "views/window/QuizRoom.h"
#include "views/window/Screens.h"
#include "views/window/SearchRoom.h"
#include "views/window/Study.h"
#include "views/window/TerminalSettings.h"

#include <utility>

namespace understudy::window {

using namespace understudy::theme;

Desk::Desk(Tools& tools, QObject* parent)
    : QObject(parent)
    , m_tools(tools)
    , m_preferences(tools.profile + QStringLiteral("/terminal.json"))
    , m_typed(tools.profile.isEmpty() ? QString() : tools.profile + QStringLiteral("/commands.txt"))
    , m_window(tools.theme)
    , m_today(new today::TodayView(tools.theme))
    , m_planner(new Planner(tools, *m_today, m_window)) {
    tools.terminals = &m_preferences;
    tools.typed = &m_typed;
    m_window.addScreen(Place::Today, m_today);
    connect(&m_window, &Window::placeChosen, this, &Desk::go);
    connect(&m_window, &Window::closing, this, &Desk::keepEverything);
    connect(&m_window, &Window::packDropped, this, &Desk::courseUpdateRequested);
    connect(&m_window, &Window::keysRequested, this, [this] {
        auto* keys = new KeyListDialog(m_tools.theme, &m_window);
        keys->setAttribute(Qt::WA_DeleteOnClose);
        keys->open();
    });
    connect(&m_window.status(), &StatusBar::syncPressed, this, &Desk::askSync);
    connect(&m_today->side(), &today::SideColumn::tryNow, this, &Desk::askSync);
    connect(m_today, &today::TodayView::openRequested, this, &Desk::open);
    connect(m_planner, &Planner::trouble, this, &Desk::say);
    connect(&tools.feed, &ProgressFeed::changed, this, &Desk::showToday);
    connect(&tools.lab, &session::LabLink::changed, this, &Desk::showLabState);
    connect(&m_midnight, &QTimer::timeout, this, &Desk::showToday);
    m_midnight.start(std::chrono::minutes(5)); // "today" and "due" move on without a key being pressed

    showLabState();
    showSync();
    m_window.show(m_today);
}

Desk::~Desk() = default;

Study* Desk::study() {
    if (!m_study && m_tools.library) {
        m_study = new Study(m_tools);
        m_window.addScreen(Place::Learn, m_study);
        connect(m_study, &Study::openLab, this,
                [this](const QString& id) { open(progress::ItemKind::Lab, id); });
        connect(m_study, &Study::openQuiz, this,
                [this](const QString& id) { open(progress::ItemKind::Quiz, id); });
        connect(m_study, &Study::trouble, this, &Desk::say);
        connect(m_study, &Study::hostRequested, this, &Desk::addHost);
    }
    return m_study;
}

LabRoom* Desk::labs() {
    if (!m_labs && m_tools.library) {
        m_labs = new LabRoom(m_tools);
        m_window.addScreen(Place::Labs, m_labs);
        connect(m_labs, &LabRoom::trouble, this, &Desk::say);
        connect(m_labs, &LabRoom::hostRequested, this, &Desk::addHost);
        connect(m_labs, &LabRoom::placeChanged, this, &Desk::showLabState);
    }
    return m_labs;
}

QuizRoom* Desk::quizzes() {
    if (!m_quizzes && m_tools.library) {
        m_quizzes = new QuizRoom(m_tools);
        m_window.addScreen(Place::Quizzes, m_quizzes);
        connect(m_quizzes, &QuizRoom::trouble, this, &Desk::say);
        connect(m_quizzes, &QuizRoom::openPage, this, [this](const QString& page, const QString& anchor) {
            open(progress::ItemKind::Page, page, anchor);
        });
    }
    return m_quizzes;
}

OnCallRoom* Desk::onCall() {
    if (!m_onCall) {
        m_onCall = new OnCallRoom(m_tools);
        m_window.addScreen(Place::OnCall, m_onCall);
        connect(m_onCall, &OnCallRoom::trouble, this, &Desk::say);
    }
    return m_onCall;
}

SearchRoom* Desk::search() {
    if (!m_search && m_tools.library) {
        m_search = new SearchRoom(m_tools, m_window);
        connect(m_search, &SearchRoom::openItem, this, &Desk::open);
        connect(m_search, &SearchRoom::goTo, this, &Desk::go);
        connect(m_search, &SearchRoom::commandWanted, this, &Desk::putAtPrompt);
        connect(m_search, &SearchRoom::keysRequested, &m_window, &Window::keysRequested);
        connect(m_search, &SearchRoom::looksChanged, this, &Desk::looksChanged);
        connect(m_search, &SearchRoom::trouble, this, &Desk::say);
    }
    return m_search;
}

/// In the lab that is open, else below the page.
void Desk::putAtPrompt(const QString& command) {
    const bool inLab = m_labs && m_labs->run() && m_labs->terminal();
    go(inLab ? Place::Labs : Place::Learn);
    if (inLab)
        m_labs->terminal()->put(command);
    else if (Study* pages = study())
        pages->put(command);
}

void Desk::takeNetworkChange() {
    if (m_onCall)
        m_onCall->hurry();
}

void Desk::addHost() {
    go(Place::OnCall);
    onCall()->addHost();
}

settings::SettingsView* Desk::settings() {
    if (!m_settings) {
        m_settings = new settings::SettingsView(m_tools.theme);
        m_settings->setDataFolder(m_tools.profile);
        m_window.addScreen(Place::Settings, m_settings);
        connect(&m_settings->server().account(), &settings::AccountSettings::syncRequested, this,
                &Desk::askSync);
        connect(&m_settings->server().proxy(), &settings::ProxySettings::trouble, this, &Desk::say);
        connect(m_settings, &settings::SettingsView::looksChanged, this, &Desk::looksChanged);
        auto* terminals = new TerminalSettings(m_tools.theme, m_preferences);
        connect(terminals, &TerminalSettings::trouble, this, &Desk::say);
        m_settings->addPart(terminals);
        m_courseSettings = new CourseSettings(m_tools.theme);
        connect(m_courseSettings, &CourseSettings::updateRequested, this, &Desk::courseUpdateRequested);
        connect(m_courseSettings, &CourseSettings::backRequested, this, &Desk::courseBackRequested);
        m_settings->addPart(m_courseSettings);
        showCourse();
        showSync();
        Q_EMIT settingsMade();
    }
    return m_settings;
}

void Desk::go(Place place) {
    QWidget* screen = nullptr;
    switch (place) {
    case Place::Today:
        showToday();
        screen = m_today;
        break;
    case Place::Learn:
        if (Study* learn = study()) {
            screen = learn;
            m_window.show(screen);
            learn->openLast();
        }
        break;
    case Place::Labs:
        screen = labs();
        break;
    case Place::Quizzes:
        screen = quizzes();
        break;
    case Place::Settings:
        screen = settings();
        break;
    case Place::OnCall:
        screen = onCall();
        break;
    case Place::Search:
        if (SearchRoom* room = search())
            return room->open(); // over what is shown
        break;
    case Place::Certificates:
        break;
    }
    if (!screen)
        screen = unavailable(place);
    m_window.show(screen);
    screen->setFocus(Qt::OtherFocusReason);
}

QWidget* Desk::unavailable(Place place) {
    QWidget*& screen = m_unavailable[place];
    if (screen)
        return screen;
    if (place == Place::Certificates)
        screen =
            notBuilt(m_tools.theme, QStringLiteral("certificate"), tr("Certificates are not in this version"),
                     tr("Here you will see what each certificate asks for and how far you are. Your quizzes "
                        "and labs are "
                        "kept and will count."));
    else
        screen = packRefused(m_tools.theme, m_refusal);
    m_window.addScreen(place, screen);
    return screen;
}

void Desk::open(progress::ItemKind kind, const QString& ref, const QString& anchor) {
    if (!m_tools.library)
        return go(Place::Learn);
    switch (kind) {
    case progress::ItemKind::Page:
        m_window.show(study());
        study()->open(ref, anchor);
        break;
    case progress::ItemKind::Lab:
        m_window.show(labs());
        labs()->open(ref);
        break;
    case progress::ItemKind::Quiz:
        m_window.show(quizzes());
        quizzes()->open(ref);
        break;
    case progress::ItemKind::Practical:
        m_planner->askPractical(ref);
        break;
    case progress::ItemKind::Later:
        break;
    }
}

void Desk::showToday() {
    m_planner->refresh();
    if (const auto& enrolment = m_tools.feed.progress().enrolment(); m_tools.library && enrolment)
        m_window.rail().setPerson(enrolment->person);
}

void Desk::showLabState() {
    using State = session::LabSite::State;
    if (m_labs && !m_labs->place().isEmpty()) {
        const bool connected = m_labs->connected();
        return m_window.status().setLab(connected ? tr("lab: %1 connected").arg(m_labs->place())
                                                  : tr("lab: %1 not connected").arg(m_labs->place()),
                                        connected);
    }
    switch (m_tools.lab.state()) {
    case State::Off:
        m_window.status().setLab(tr("lab: not running"), false);
        break;
    case State::Starting:
        m_window.status().setLab(tr("lab: starting"), false);
        break;
    case State::Connecting:
        m_window.status().setLab(tr("lab: connecting"), false);
        break;
    case State::Connected:
        m_window.status().setLab(tr("lab: local connected"), true);
        break;
    case State::Lost:
        m_window.status().setLab(tr("lab: connection lost, trying again"), false);
        break;
    }
}

void Desk::setSync(const settings::SyncWords& words) {
    using Sync = StatusBar::Sync;
    const bool ended = m_sync.state == Sync::Syncing && words.state != Sync::Syncing;
    m_sync = words;
    showSync();
    if (!ended || !std::exchange(m_syncAsked, false) || words.state == Sync::Synced)
        return;
    say({Errc::Unreachable,
         tr("The sync did not get through.") + QLatin1Char(' ') +
             (words.sentence.isEmpty() ? tr("Your work is saved on this laptop.") : words.sentence),
         {}});
}

void Desk::askSync() {
    if (m_sync.state == StatusBar::Sync::NotSetUp)
        return say({Errc::BadInput,
                    m_sync.sentence.isEmpty() ? tr("There is no training server yet. Enroll in the settings "
                                                   "when your coordinator has given you a code.")
                                              : m_sync.sentence,
                    {}});
    m_syncAsked = true;
    Q_EMIT syncRequested();
}

void Desk::showSync() {
    using Sync = StatusBar::Sync;
    const QString events = m_sync.waiting == 1 ? tr("1 event") : tr("%1 events").arg(m_sync.waiting);
    m_window.status().setSync(m_sync.state, m_sync.waiting, m_sync.lastSynced, m_sync.oldest);
    const QString last =
        m_sync.lastSynced.isEmpty() ? QString() : tr("Last sync %1. ").arg(m_sync.lastSynced);
    const QString oldest =
        m_sync.oldest.isEmpty() ? QString() : tr("The oldest is from %1. ").arg(m_sync.oldest);
    auto& side = m_today->side();
    switch (m_sync.state) {
    case Sync::NotSetUp:
        side.setSync(
            QStringLiteral("cloud-off"), Color::Text2, tr("No training server"),
            m_sync.sentence.isEmpty()
                ? tr("Your work is saved on this laptop. Enroll in the settings when your coordinator has "
                     "given you a code.")
                : m_sync.sentence,
            false);
        break;
    case Sync::Offline:
        side.setSync(QStringLiteral("cloud-off"), Color::WarnText,
                     m_sync.waiting == 0 ? tr("Offline, nothing is waiting")
                                         : tr("Offline: %1 waiting").arg(events),
                     last + oldest +
                         (m_sync.sentence.isEmpty()
                              ? tr("Your work is saved on this laptop and is sent when the training server "
                                   "answers.")
                              : m_sync.sentence) +
                         QLatin1Char(' ') + tr("You can close the app."),
                     true);
        break;
    case Sync::Syncing:
        side.setSync(QStringLiteral("sync"), Color::Text2,
                     m_sync.waiting > 0 ? tr("Sending %1").arg(events) : tr("Syncing"),
                     tr("You can go on working."), false);
        break;
    case Sync::Synced:
        side.setSync(QStringLiteral("cloud-check"), Color::OkText, tr("Synced at %1").arg(m_sync.lastSynced),
                     m_sync.remark.isEmpty() ? tr("Nothing is waiting.") : m_sync.remark, false);
        break;
    case Sync::Refused:
        side.setSync(
            QStringLiteral("cloud-off"), Color::DangerText, tr("The training server refused this sync"),
            m_sync.sentence + (m_sync.waiting == 0   ? QString()
                               : m_sync.waiting == 1 ? tr(" 1 event stays here and is not lost.")
                                                     : tr(" %1 stay here and are not lost.").arg(events)),
            true);
        break;
    }
    if (m_settings)
        m_settings->server().tell(m_sync);
}

void Desk::say(const Error& error) { Notice::show(m_tools.theme, m_window, error); }

void Desk::keepEverything() {
    if (m_study)
        m_study->keepPlace();
    if (m_quizzes)
        m_quizzes->keepDraft();
}

} // namespace understudy::window
