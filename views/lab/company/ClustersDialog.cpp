#include "views/lab/company/ClustersDialog.h"

#include "views/lab/company/ClusterDialog.h"
#include "views/theme/Ground.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace understudy::lab {

using company::Profile;
using theme::ButtonKind;
using theme::ButtonSize;
using theme::Color;
using theme::Type;

ClustersDialog::ClustersDialog(const theme::Theme& theme, const ClusterMeans& means, QWidget* parent)
    : StateDialog(theme, QStringLiteral("server"), Color::Text2, tr("Company clusters"),
                  tr("Clusters of your company on which labs can be worked through. Choose one at the arrow "
                     "beside Start lab."),
                  parent)
    , m_means(means)
    , m_add(addAside(tr("Add a cluster…"), QStringLiteral("plus"))) {
    setMinimumWidth(theme.px(640));
    connect(m_add, &QPushButton::clicked, this, [this] { ask({}); });
    addChoice(tr("Close"), ButtonKind::Primary, QDialog::Rejected)->setDefault(true);
    refill();
}

void ClustersDialog::refill() {
    delete m_rows;
    m_rows = new QWidget(this);
    auto* column = new QVBoxLayout(m_rows);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(0);
    for (const Profile& profile : m_means.book.all()) {
        column->addWidget(new theme::Hairline(m_theme, Qt::Horizontal, m_rows));
        column->addWidget(row(profile));
    }
    if (m_means.book.all().empty()) {
        auto* none = new theme::Text(m_theme, Type::Ui, Color::Text2,
                                     tr("There is none yet. Your mentor tells you what to type."), m_rows);
        none->setWordWrap(true);
        column->addWidget(none);
    }
    if (m_removed)
        column->addWidget(undoRow());
    body()->addWidget(m_rows);
}

QWidget* ClustersDialog::row(const Profile& profile) {
    auto* box = new QWidget(m_rows);
    auto* cells = new QHBoxLayout(box);
    cells->setContentsMargins(0, 10, 0, 10);
    cells->setSpacing(8);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* name = new theme::Text(m_theme, Type::BodyStrong, Color::Text, profile.name, box);
    name->setWordWrap(true);
    QStringList parts{hostName(profile.host)};
    for (const auto& [what, service] :
         {std::pair(tr("Prometheus"), &profile.prometheus),
          std::pair(tr("Alertmanager"), &profile.alertmanager), std::pair(tr("Jaeger"), &profile.jaeger)})
        if (!service->address.isEmpty())
            parts << what;
    auto* details =
        new theme::Text(m_theme, Type::Small, Color::Text2, parts.join(QStringLiteral(" · ")), box);
    details->setWordWrap(true);
    words->addWidget(name);
    words->addWidget(details);
    cells->addLayout(words, 1);
    auto* edit =
        new theme::Button(m_theme, tr("Edit or try…"), ButtonKind::Normal, {}, ButtonSize::Compact, box);
    edit->setAccessibleName(tr("Edit or try %1").arg(profile.name));
    connect(edit, &QPushButton::clicked, this, [this, profile] { ask(profile); });
    auto* away = new theme::Button(m_theme, tr("Remove"), ButtonKind::Quiet, {}, ButtonSize::Compact, box);
    away->setAccessibleName(tr("Remove %1").arg(profile.name));
    connect(
        away, &QPushButton::clicked, this, [this, id = profile.id] { remove(id); }, Qt::QueuedConnection);
    cells->addWidget(edit);
    cells->addWidget(away);
    return box;
}

QWidget* ClustersDialog::undoRow() {
    auto* box = new QWidget(m_rows);
    auto* cells = new QHBoxLayout(box);
    cells->setContentsMargins(0, 10, 0, 0);
    auto* words = new theme::Text(m_theme, Type::Ui, Color::Text2,
                                  tr("“%1” was removed.").arg(m_removed->profile.name), box);
    words->setWordWrap(true);
    cells->addWidget(words, 1);
    auto* back = new theme::Button(m_theme, tr("Undo"), ButtonKind::Normal, QStringLiteral("undo"),
                                   ButtonSize::Compact, box);
    back->setAccessibleName(tr("Put %1 back").arg(m_removed->profile.name));
    connect(back, &QPushButton::clicked, this, &ClustersDialog::undo, Qt::QueuedConnection);
    cells->addWidget(back);
    return box;
}

QString ClustersDialog::hostName(const Id& id) const {
    for (const auto& [host, name] : m_means.hosts())
        if (host == id)
            return name;
    return tr("its host is not there any more");
}

void ClustersDialog::ask(const Profile& profile) {
    auto* dialog = new ClusterDialog(m_theme, m_means, profile, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, dialog](int answer) {
        if (answer != ClusterDialog::Save)
            return;
        Profile made = dialog->profile();
        if (made.id.isEmpty()) {
            made.id = m_means.ids.next();
            made.name = m_means.book.freeName(made.name);
        }
        m_removed.reset();
        if (const auto kept = m_means.book.save(made); !kept)
            Q_EMIT trouble(kept.error());
        refill();
        Q_EMIT changed();
    });
    dialog->open();
}

void ClustersDialog::remove(const Id& id) {
    const Profile* found = m_means.book.find(id);
    if (!found)
        return;
    Removed removed{*found, 0};
    const auto place = m_means.book.remove(id);
    if (!place)
        return Q_EMIT trouble(place.error());
    removed.place = *place;
    m_removed = removed;
    refill();
    m_add->setFocus(Qt::OtherFocusReason);
    Q_EMIT changed();
}

void ClustersDialog::undo() {
    if (!m_removed)
        return;
    const Removed back = *std::exchange(m_removed, std::nullopt);
    if (const auto kept = m_means.book.restore(back.profile, back.place); !kept)
        Q_EMIT trouble(kept.error());
    refill();
    Q_EMIT changed();
}

} // namespace understudy::lab
