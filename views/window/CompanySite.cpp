#include "views/window/CompanySite.h"

#include "core/connection/UserConfig.h"
#include "core/course/LabFaults.h"
#include "views/connection/HostQuestions.h"
#include "views/lab/company/ClustersDialog.h"
#include "views/lab/company/StartThereDialog.h"

namespace understudy::window {

using connection::Connection;
using Link = connection::HostLink;

CompanySite::CompanySite(Tools& tools, QWidget& over)
    : QObject(&over)
    , m_tools(tools)
    , m_over(over)
    , m_book(tools.profile + QStringLiteral("/clusters.json"))
    , m_means{m_book, tools.ids, [this] { return hosts(); },
              [this](const company::Profile& profile, QWidget& above) { return reach(profile, above); }} {
    if (m_book.trouble()) // once somebody listens
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT trouble(*m_book.trouble()); }, Qt::QueuedConnection);
}

CompanySite::~CompanySite() { leave(); }

std::vector<std::pair<Id, QString>> CompanySite::hosts() const {
    std::vector<std::pair<Id, QString>> hosts;
    const connection::AddressBook book(m_tools.profile + QStringLiteral("/connections.json"));
    for (const Connection& each : book.all())
        hosts.emplace_back(each.id, each.name);
    for (const Connection& each :
         connection::UserConfig(m_tools.hosts.userConfig, m_tools.hosts.localUser).hosts())
        hosts.emplace_back(each.id, tr("%1 (of ~/.ssh/config)").arg(each.name));
    return hosts;
}

Result<Connection> CompanySite::hostOf(const company::Profile& profile) const {
    const connection::AddressBook book(m_tools.profile + QStringLiteral("/connections.json"));
    if (const Connection* saved = book.find(profile.host))
        return *saved;
    for (const Connection& each :
         connection::UserConfig(m_tools.hosts.userConfig, m_tools.hosts.localUser).hosts())
        if (each.id == profile.host)
            return each;
    return Error{Errc::NotFound,
                 tr("The host of %1 is not under On call any more. Edit the cluster and choose another host.")
                     .arg(profile.name),
                 {}};
}

Result<std::unique_ptr<company::Cluster>> CompanySite::reach(const company::Profile& profile, QWidget& over) {
    const auto host = hostOf(profile);
    if (!host)
        return host.error();
    auto* questions = new connection::HostQuestions(m_tools.theme, over);
    auto cluster = std::make_unique<company::Cluster>(profile, *host, m_tools.hosts, questions->questions());
    questions->setParent(cluster.get());
    return cluster;
}

void CompanySite::manage() {
    auto* dialog = new lab::ClustersDialog(m_tools.theme, m_means, m_over.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &lab::ClustersDialog::changed, this, &CompanySite::changed);
    connect(dialog, &lab::ClustersDialog::trouble, this, &CompanySite::trouble);
    dialog->open();
}

void CompanySite::askToStart(const course::Lab& lab, const Id& cluster, std::function<void()> then) {
    const company::Profile* profile = m_book.find(cluster);
    if (!profile)
        return;
    const QByteArray scenario = m_tools.library->scenario(lab.id);
    const bool metrics = !profile->prometheus.address.isEmpty();
    const session::Elsewhere place{profile->id, profile->name, metrics,
                                   session::seenFromOutside(scenario, metrics)};
    auto* dialog =
        new lab::StartThereDialog(m_tools.theme, lab, place, course::faultsOf(scenario), m_over.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, std::move(then));
    dialog->open();
}

Result<session::CompanyLab*> CompanySite::take(const Id& cluster) {
    const company::Profile* profile = m_book.find(cluster);
    if (!profile)
        return Error{Errc::NotFound, tr("This cluster is not there any more."), {}};
    const auto host = hostOf(*profile);
    if (!host)
        return host.error();
    leave();
    m_questions = std::make_unique<connection::HostQuestions>(m_tools.theme, m_over);
    m_lab = std::make_unique<session::CompanyLab>(*profile, *host, m_tools.hosts, m_questions->questions());
    connect(m_lab.get(), &session::CompanyLab::changed, this, &CompanySite::follow);
    return m_lab.get();
}

void CompanySite::leave() {
    if (m_lab)
        m_lab->disconnect(this);
    m_lab.reset();
    m_questions.reset();
}

/// A question whose login is over goes away; another host key is shown beside the known one.
void CompanySite::follow() {
    Link& link = m_lab->cluster().link();
    if (link.state() != Link::State::Connecting)
        m_questions->dismiss();
    const auto change = link.hostKeyChange();
    if (!change || link.triedByItself())
        return;
    m_questions->showChange(*change, true, [this, &link] {
        if (const auto replaced = link.replaceHostKey(); !replaced)
            return Q_EMIT trouble(replaced.error());
        m_lab->start();
    });
}

} // namespace understudy::window
