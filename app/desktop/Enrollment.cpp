#include "app/desktop/Enrollment.h"

#include "app/desktop/SyncWording.h"
#include "core/base/Log.h"
#include "views/settings/ServerSettings.h"
#include "views/settings/SettingsView.h"
#include "views/window/Planner.h"

#include <QFile>

namespace understudy::desktop {

namespace {

constexpr auto serverKey = "server/address";
constexpr auto userKey = "server/user"; ///< of the device there, so that an older entry is told apart
constexpr auto planTrackKey = "server/plan-track"; ///< told at enrolling, until it is followed or not
constexpr auto planStartKey = "server/plan-start";
constexpr auto authorityKey = "network/authority";
constexpr auto proxyKey = "network/proxy";
constexpr auto proxyAddressKey = "network/proxy-address";
constexpr auto proxyUserKey = "network/proxy-user";

constexpr const char* proxyKinds[] = {"none", "system", "own"};

constexpr qint64 mostOfACertificate = 1024 * 1024;

QString named(const sync::Account& account) {
    return account.person.isEmpty() ? account.name
                                    : Enrollment::tr("%1 (%2)").arg(account.person, account.name);
}

QString secretOf(const sync::Proxy& proxy) {
    return QStringLiteral("proxy %1@%2:%3").arg(proxy.user, proxy.host, QString::number(proxy.port));
}

} // namespace

Enrollment::Enrollment(Threads& threads, Post post, const Place& place)
    : m_place(place)
    , m_sync(threads, std::move(post), place.profile + QStringLiteral("/journal.sqlite"))
    , m_keyring(place.profile) {
    followSync();
    followKeyring();
    followDesk();
    show({});
}

void Enrollment::begin() {
    readProxy();
    readAuthority();
    m_keyring.read();
}

void Enrollment::followSync() {
    using Outcome = settings::AccountSettings::Outcome;
    connect(&m_sync, &SyncThread::statusChanged, this, [this](const sync::Status& status) {
        show(status);
        if (status.state == sync::Status::State::Synced)
            followPlan();
    });
    connect(&m_sync, &SyncThread::pulled, &m_place.feed, &window::ProgressFeed::refresh);
    connect(&m_sync, &SyncThread::said, &m_place.desk, &window::Desk::say);
    connect(&m_sync, &SyncThread::copied, this, [this] {
        m_place.desk.say(
            {Errc::Unsupported,
             tr("This computer's data is in use on another computer too, or was put back from a copy. "
                "Nothing is lost: from now on this one counts as a computer of its own. If its disk is "
                "a copy, ask your coordinator for a code and enroll it again, so that it has a key of "
                "its own."),
             {}});
    });
    connect(&m_place.feed, &window::ProgressFeed::changed, this, [this] {
        if (m_account)
            m_sync.noteNewFacts();
        else
            show(m_sync.status());
    });
    connect(&m_sync, &SyncThread::enrolled, this, [this](const sync::Account& account) {
        m_place.desk.settings()->server().account().endEnrolling(Outcome::Enrolled);
        takeIfOwn(account, [this, account] {
            keepPlan(account.plan);
            take(account);
            Q_EMIT enrolled();
        });
    });
    connect(&m_sync, &SyncThread::enrollRefused, this, [this](const Error& error) {
        m_place.desk.settings()->server().account().endEnrolling(
            error.code == Errc::Refused ? Outcome::CodeRefused : Outcome::NotReached);
        m_place.desk.say(error);
        Q_EMIT refused(error.sentence);
    });
    connect(&m_sync, &SyncThread::tried, this, [this](bool good, const QString& sentence) {
        m_place.desk.settings()->server().store().setFinding(good, sentence);
    });
}

void Enrollment::followKeyring() {
    connect(&m_keyring, &Keyring::found, this, [this](const sync::Account& account) {
        if (!isCurrent(account))
            return loseServer();
        if (m_account)
            return; // a new one was enrolled while the keychain was being opened
        m_account = account;
        m_sync.setAccount(account);
    });
    connect(&m_keyring, &Keyring::nothingFound, this, &Enrollment::loseServer);
    connect(&m_keyring, &Keyring::notForgotten, this, [this](const QString& why) {
        m_place.desk.say({Errc::Refused,
                          tr("You have left the server and nothing is sent any more, but its password is "
                             "still in this computer's keychain. Remove the entry \"understudy\" there; "
                             "until then it lies unused."),
                          why});
    });
    connect(&m_keyring, &Keyring::notKept, this, [this](const QString& why) {
        m_place.desk.say({Errc::Refused,
                          tr("This computer has no keychain, so the server's password is kept until you "
                             "close the window. Your work is kept in any case."),
                          why});
    });
}

/// What the keychain kept is older where it did not take what came after, or did not forget.
bool Enrollment::isCurrent(const sync::Account& account) const {
    const auto user = m_place.settings.value(QLatin1String(userKey), account.user).toString();
    return user == account.user && m_place.settings.value(QLatin1String(serverKey)).toString() ==
                                       account.endpoint.toString(QUrl::RemovePath);
}

void Enrollment::loseServer() {
    if (m_account)
        return;
    m_lostServer = m_place.settings.value(QLatin1String(serverKey)).toString();
    show(m_sync.status());
}

void Enrollment::followDesk() {
    connect(&m_place.desk, &window::Desk::syncRequested, &m_sync, &SyncThread::syncNow);
    connect(&m_place.desk, &window::Desk::settingsMade, this, &Enrollment::followSettings);
}

void Enrollment::followSettings() {
    auto& server = m_place.desk.settings()->server();
    connect(&server.account(), &settings::AccountSettings::enrollRequested, this, &Enrollment::enroll);
    connect(&server.account(), &settings::AccountSettings::leaveRequested, this, &Enrollment::leave);
    connect(&server.refused(), &settings::RefusedSettings::sendAgainRequested, &m_sync,
            &SyncThread::retryParked);
    connect(&server.refused(), &settings::RefusedSettings::saveRequested, this,
            [this](const QString& file) { m_sync.saveRefused(file, m_account.value_or(sync::Account{})); });
    connect(&server.carry(), &settings::CarrySettings::saveRequested, this,
            [this](const QString& file) { m_sync.saveCarry(file, m_account.value_or(sync::Account{})); });
    connect(&server.carry(), &settings::CarrySettings::receiptChosen, this,
            [this](const QString& file) { m_sync.openReceipt(file, m_account.value_or(sync::Account{})); });
    connect(&server.store(), &settings::StoreSettings::tryRequested, &m_sync, &SyncThread::tryStore);
    connect(&server.store(), &settings::StoreSettings::chosen, this, [this](const sync::Account& account) {
        takeIfOwn(account, [this, account] {
            take(account);
            m_place.desk.settings()->server().store().setFinding(
                true, tr("Your work goes to this record store from now on."));
        });
    });
    connect(&server.proxy(), &settings::ProxySettings::chosen, this, &Enrollment::setProxy);
    server.proxy().setProxy(m_proxy);
    connect(&server.authority(), &settings::AuthoritySettings::chosen, this, &Enrollment::chooseAuthority);
    connect(&server.authority(), &settings::AuthoritySettings::removed, this, [this] { setAuthority({}); });
    server.authority().setAuthority(m_authority, m_place.clock.now());
}

void Enrollment::takeIfOwn(const sync::Account& account, std::function<void()> then) {
    const auto kept = m_place.journal.value(sync::Engine::accountName());
    const QString before = kept ? *kept : QString();
    // Whoever changes the server was asked already, and has another account there in any case.
    const bool moves = m_account && m_account->endpoint != account.endpoint;
    if (before.isEmpty() || moves || before.endsWith(u' ' + account.homePage + u' ' + account.name))
        return then();
    m_place.desk.settings()->server().askWhoseWork(m_account ? named(*m_account) : before.section(u' ', 2),
                                                   named(account), [this, then = std::move(then)](bool own) {
                                                       if (own)
                                                           return then();
                                                       const QString sentence =
                                                           tr("Nothing was changed, and nothing was sent.");
                                                       m_place.desk.say({Errc::Cancelled, sentence, {}});
                                                       Q_EMIT refused(sentence);
                                                   });
}

void Enrollment::take(const sync::Account& account) {
    m_account = account;
    m_lostServer.clear();
    m_place.settings.setValue(QLatin1String(serverKey), account.endpoint.toString(QUrl::RemovePath));
    m_place.settings.setValue(QLatin1String(userKey), account.user);
    m_sync.setAccount(account);
    m_keyring.write(account);
    show(m_sync.status());
}

void Enrollment::leave() {
    m_account.reset();
    m_lostServer.clear();
    m_place.settings.remove(QLatin1String(serverKey));
    m_place.settings.remove(QLatin1String(userKey));
    keepPlan({});
    m_keyring.forget();
    m_sync.setAccount({});
    show({});
}

void Enrollment::enroll(const QString& address, const QString& code) {
    if (address.isEmpty() || code.isEmpty())
        return m_place.desk.say(
            {Errc::BadInput, tr("Type the address and the code that your coordinator gave you."), {}});
    m_place.desk.settings()->server().account().beginEnrolling();
    m_sync.enroll(address, code, m_place.journal.device());
}

void Enrollment::show(const sync::Status& status) {
    auto words = wordsOf(status, m_account, m_place.clock);
    if (!m_account) {
        const auto waiting = m_place.journal.unsentCount();
        words.waiting = waiting ? *waiting : 0;
        if (!m_lostServer.isEmpty())
            words.sentence =
                tr("This computer was enrolled at %1, but its keychain does not give out the password. "
                   "Unlock the keychain and start again, or ask for a new code and enroll again. Your "
                   "work is saved on this laptop.")
                    .arg(m_lostServer);
    }
    m_place.desk.setSync(words);
}

void Enrollment::readProxy() {
    const auto kept = [this](const char* key) {
        return m_place.settings.value(QLatin1String(key)).toString();
    };
    const QString kind = kept(proxyKey);
    if (kind == QLatin1String(proxyKinds[0]))
        m_proxy.kind = sync::Proxy::Kind::None;
    else if (const auto own = sync::proxyAt(kept(proxyAddressKey), kept(proxyUserKey), {});
             own && kind == QLatin1String(proxyKinds[2]))
        m_proxy = *own;
    m_sync.setProxy(m_proxy);
    if (m_proxy.user.isEmpty())
        return;
    m_place.secrets.read(secretOf(m_proxy), [this](const std::optional<QString>& password) {
        m_proxy.password = password.value_or(QString());
        m_sync.setProxy(m_proxy);
        m_sync.syncNow();
    });
}

void Enrollment::setProxy(const sync::Proxy& proxy) {
    if (!m_proxy.user.isEmpty() && secretOf(m_proxy) != secretOf(proxy))
        m_place.secrets.forget(secretOf(m_proxy));
    m_proxy = proxy;
    m_place.settings.setValue(QLatin1String(proxyKey),
                              QLatin1String(proxyKinds[static_cast<int>(proxy.kind)]));
    m_place.settings.setValue(QLatin1String(proxyAddressKey),
                              QStringLiteral("%1:%2").arg(proxy.host).arg(proxy.port));
    m_place.settings.setValue(QLatin1String(proxyUserKey), proxy.user);
    if (!proxy.user.isEmpty())
        m_place.secrets.write(secretOf(proxy), proxy.password, [this](const Result<void>& kept) {
            if (!kept)
                m_place.desk.say({Errc::Refused,
                                  tr("This computer has no keychain, so the proxy's password is kept until "
                                     "you close the window."),
                                  {}});
        });
    m_sync.setProxy(proxy);
    m_sync.syncNow();
}

void Enrollment::readAuthority() {
    m_authority =
        sync::authorityIn(m_place.settings.value(QLatin1String(authorityKey)).toString().toLatin1());
    m_sync.setAuthority(m_authority.pem);
}

void Enrollment::chooseAuthority(const QString& path) {
    QFile file(path);
    auto& part = m_place.desk.settings()->server().authority();
    if (!file.open(QIODevice::ReadOnly))
        return part.refuse(tr("The file could not be read. Copy it to this laptop, then choose it again."));
    const auto authority = sync::authorityOf(file.read(mostOfACertificate), m_place.clock.now());
    if (!authority)
        return part.refuse(authority.error().sentence);
    setAuthority(*authority);
}

void Enrollment::setAuthority(const sync::Authority& authority) {
    m_authority = authority;
    if (authority.isEmpty())
        m_place.settings.remove(QLatin1String(authorityKey));
    else
        m_place.settings.setValue(QLatin1String(authorityKey), QString::fromLatin1(authority.pem));
    m_place.desk.settings()->server().authority().setAuthority(authority, m_place.clock.now());
    m_sync.setAuthority(authority.pem);
    m_sync.syncNow();
}

void Enrollment::keepPlan(const sync::Plan& plan) {
    m_place.settings.remove(QLatin1String(planTrackKey));
    m_place.settings.remove(QLatin1String(planStartKey));
    if (plan.track.isEmpty())
        return;
    m_place.settings.setValue(QLatin1String(planTrackKey), plan.track);
    m_place.settings.setValue(QLatin1String(planStartKey), plan.start.toString(Qt::ISODate));
}

/// Not before the first sync: what the trainee has chosen on another laptop goes before it.
void Enrollment::followPlan() {
    const QString track = m_place.settings.value(QLatin1String(planTrackKey)).toString();
    if (track.isEmpty() || !m_place.desk.planner().track())
        return;
    const auto start =
        QDate::fromString(m_place.settings.value(QLatin1String(planStartKey)).toString(), Qt::ISODate);
    keepPlan({});
    m_place.feed.refresh();
    if (const auto followed = m_place.desk.planner().followCoordinator(track, start))
        m_place.desk.say({Errc::Cancelled, *followed, {}});
}

} // namespace understudy::desktop
