#include "views/lab/company/ClusterDialog.h"

#include "views/lab/company/TrialBox.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QStyle>
#include <QVBoxLayout>

namespace understudy::lab {

using company::Profile;
using company::Service;
using theme::Color;
using theme::Type;

namespace {

constexpr int Width = 680;

void mark(QWidget& field, bool wrong) {
    field.setProperty("invalid", wrong);
    field.style()->unpolish(&field);
    field.style()->polish(&field);
}

} // namespace

ClusterDialog::ClusterDialog(const theme::Theme& theme, const ClusterMeans& means, const Profile& profile,
                             QWidget* parent)
    : StateDialog(
          theme, QStringLiteral("server"), Color::Text2,
          profile.id.isEmpty() ? tr("Add a company’s cluster") : tr("Edit %1").arg(profile.name),
          tr("Labs can be worked through on it in the place of the one on this computer. Whoever runs "
             "the cluster knows what belongs here."),
          parent)
    , m_means(means)
    , m_profile(profile) {
    setMinimumWidth(theme.px(Width));
    addFields();
    m_complaint = new theme::Text(theme, Type::Ui, Color::DangerText, {}, this);
    m_complaint->setWordWrap(true);
    m_complaint->setObjectName(QStringLiteral("complaint"));
    m_complaint->hide();
    body()->addWidget(m_complaint);
    m_trial = new TrialBox(theme, this);
    body()->addWidget(m_trial);
    m_try = addAside(tr("Try it"), QStringLiteral("plug"));
    connect(m_try, &QPushButton::clicked, this, &ClusterDialog::tryIt);
    connect(m_trial, &TrialBox::changed, this,
            [this] { m_try->setText(m_trial->underway() ? tr("Stop") : tr("Try it")); });
    addChoice(tr("Cancel"), theme::ButtonKind::Quiet, Leave);
    addChoice(tr("Save"), theme::ButtonKind::Primary, Save)->setDefault(true);
}

void ClusterDialog::addFields() {
    auto* grid = new QGridLayout;
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    m_name = addLine(*grid, tr("Name"), m_profile.name, tr("Training cluster"));
    addHosts(*grid);
    m_place = makeChoice({tr("on the host"), tr("on this computer")}, int(m_profile.kubeconfigAt),
                         tr("Where the kubeconfig is"));
    m_kubeconfig =
        addLine(*grid, tr("Kubeconfig"), m_profile.kubeconfig, tr("What kubectl takes by itself"), m_place);
    m_kubeconfig->setToolTip(tr("The whole path, such as ~/.kube/training. kubectl runs where the file is."));
    m_services = {addService(*grid, QStringLiteral("Prometheus"), m_profile.prometheus,
                             QStringLiteral("http://127.0.0.1:9090")),
                  addService(*grid, QStringLiteral("Alertmanager"), m_profile.alertmanager,
                             QStringLiteral("http://127.0.0.1:9093")),
                  addService(*grid, QStringLiteral("Jaeger"), m_profile.jaeger,
                             QStringLiteral("http://127.0.0.1:16686"))};
    body()->addLayout(grid);
}

void ClusterDialog::addHosts(QGridLayout& grid) {
    m_host = new QComboBox(this);
    m_host->setFont(m_theme.font(Type::Body));
    m_host->setAccessibleName(tr("Host"));
    m_host->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_host->setMinimumContentsLength(16);
    const auto hosts = m_means.hosts();
    m_host->setPlaceholderText(hosts.empty() ? tr("No host yet: add one under On call")
                                             : tr("Choose a host"));
    for (const auto& [id, name] : hosts)
        m_host->addItem(name, id);
    m_host->setCurrentIndex(m_host->findData(m_profile.host));
    connect(m_host, &QComboBox::currentIndexChanged, this, &ClusterDialog::edited);
    const int row = grid.rowCount();
    auto* words = new theme::Text(m_theme, Type::Ui, Color::Text2, tr("Host"), this);
    words->setBuddy(m_host);
    grid.addWidget(words, row, 0);
    grid.addWidget(m_host, row, 1, 1, 2);
}

QLineEdit* ClusterDialog::addLine(QGridLayout& grid, const QString& label, const QString& value,
                                  const QString& hint, QWidget* beside) {
    auto* line = new QLineEdit(value, this);
    line->setFont(m_theme.font(Type::Body));
    line->setPlaceholderText(hint);
    line->setMaxLength(512);
    line->setAccessibleName(label);
    connect(line, &QLineEdit::textEdited, this, &ClusterDialog::edited);
    const int row = grid.rowCount();
    auto* words = new theme::Text(m_theme, Type::Ui, Color::Text2, label, this);
    words->setBuddy(line);
    grid.addWidget(words, row, 0);
    grid.addWidget(line, row, 1, 1, beside ? 1 : 2);
    if (beside) {
        grid.addWidget(beside, row, 2);
        setTabOrder(line, beside);
    }
    return line;
}

QComboBox* ClusterDialog::makeChoice(const QStringList& words, int current, const QString& name) {
    auto* choice = new QComboBox(this);
    choice->setFont(m_theme.font(Type::Ui));
    choice->addItems(words);
    choice->setCurrentIndex(current);
    choice->setAccessibleName(name);
    connect(choice, &QComboBox::currentIndexChanged, this, &ClusterDialog::edited);
    return choice;
}

ClusterDialog::ServiceRow ClusterDialog::addService(QGridLayout& grid, const QString& what,
                                                    const Service& service, const QString& hint) {
    auto* seen =
        makeChoice({tr("as the host sees it"), tr("from this computer")}, service.throughHost ? 0 : 1,
                   tr("From where the address of %1 is seen").arg(what));
    seen->setToolTip(tr("What the host sees is read through the login; nothing listens on this computer."));
    return {what, addLine(grid, what, service.address, hint, seen), seen};
}

void ClusterDialog::edited() {
    for (QWidget* field : std::initializer_list<QWidget*>{m_name, m_host, m_kubeconfig})
        mark(*field, false);
    for (const ServiceRow& row : m_services)
        mark(*row.address, false);
    m_complaint->hide();
    if (m_trial->isVisible())
        m_trial->clear();
}

void ClusterDialog::tryIt() {
    if (m_trial->underway())
        return m_trial->stop();
    if (!accepts())
        return;
    auto cluster = m_means.reach(m_profile, *this);
    if (!cluster) {
        complain(*m_host, cluster.error().sentence);
        return;
    }
    m_trial->start(std::move(*cluster));
}

bool ClusterDialog::complain(QWidget& field, const QString& words) {
    mark(field, true);
    m_complaint->setText(words);
    m_complaint->show();
    field.setFocus(Qt::OtherFocusReason);
    return false;
}

bool ClusterDialog::accepts() {
    Profile next = m_profile;
    next.name = m_name->text().simplified();
    next.host = m_host->currentData().toString();
    next.kubeconfig = m_kubeconfig->text().trimmed();
    next.kubeconfigAt = Profile::Place(m_place->currentIndex());
    Service* const into[] = {&next.prometheus, &next.alertmanager, &next.jaeger};
    for (std::size_t i = 0; i < m_services.size(); ++i)
        *into[i] = {m_services[i].address->text().trimmed(), m_services[i].seen->currentIndex() == 0};
    if (const auto name = next.checkName(); !name)
        return complain(*m_name, name.error().sentence);
    if (const auto host = next.checkHost(); !host)
        return complain(*m_host, host.error().sentence);
    if (const auto file = next.checkKubeconfig(); !file)
        return complain(*m_kubeconfig, file.error().sentence);
    for (std::size_t i = 0; i < m_services.size(); ++i)
        if (const auto service = Profile::checkService(*into[i], m_services[i].what); !service)
            return complain(*m_services[i].address, service.error().sentence);
    m_profile = next;
    return true;
}

void ClusterDialog::done(int answer) {
    if (answer != Leave && !accepts())
        return;
    m_trial->clear();
    StateDialog::done(answer);
}

void ClusterDialog::showEvent(QShowEvent* event) {
    StateDialog::showEvent(event);
    m_name->setFocus(Qt::OtherFocusReason);
}

} // namespace understudy::lab
