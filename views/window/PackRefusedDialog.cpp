#include "views/window/PackRefusedDialog.h"

#include "views/theme/Ground.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGridLayout>
#include <QGuiApplication>
#include <QVBoxLayout>

namespace understudy::window {

using namespace understudy::theme;

namespace {

constexpr std::size_t filesShown = 6; // the report has them all
constexpr int pathWidth = 440;

QString titleOf(const course::PackRefusal& refusal, const QString& keptVersion) {
    if (refusal.version.isEmpty())
        return keptVersion.isEmpty() ? PackRefusedDialog::tr("The content pack was not opened")
                                     : PackRefusedDialog::tr("The content pack was not installed");
    return (keptVersion.isEmpty() ? PackRefusedDialog::tr("Content pack %1 was not opened")
                                  : PackRefusedDialog::tr("Content pack %1 was not installed"))
        .arg(refusal.version);
}

QString textOf(const course::PackRefusal& refusal, const QString& keptVersion) {
    const QString kept =
        keptVersion.isEmpty()
            ? PackRefusedDialog::tr("Your work on this laptop is kept.")
            : PackRefusedDialog::tr("You keep working with %1, which is verified.").arg(keptVersion);
    return refusal.error.sentence + QLatin1Char(' ') + kept;
}

} // namespace

PackRefusedDialog::PackRefusedDialog(const Theme& theme, const course::PackRefusal& refusal,
                                     const QString& keptVersion, const QString& cameFrom, QWidget* parent)
    : StateDialog(theme, QStringLiteral("shield-x"), Color::DangerText, titleOf(refusal, keptVersion),
                  textOf(refusal, keptVersion), parent) {
    addFiles(refusal);
    addFacts(refusal, cameFrom);
    if (!refusal.files.empty())
        body()->addWidget(new Text(theme, Type::Body, Color::Text,
                                   tr("A damaged copy looks the same. Get the pack again first."), this));
    auto* copy = addAside(tr("Copy report"), QStringLiteral("copy"));
    connect(copy, &QPushButton::clicked, this,
            [text = report(refusal)] { QGuiApplication::clipboard()->setText(text); });
    addChoice(keptVersion.isEmpty() ? tr("Close") : tr("Keep %1").arg(keptVersion), ButtonKind::Primary,
              QDialog::Rejected);
}

void PackRefusedDialog::addFiles(const course::PackRefusal& refusal) {
    if (refusal.files.empty())
        return;
    body()->setSpacing(0);
    body()->addSpacing(6);
    body()->addWidget(new Hairline(m_theme, Qt::Horizontal, this));
    const std::size_t shown = qMin(refusal.files.size(), filesShown);
    for (std::size_t i = 0; i < shown; ++i)
        addFile(refusal.files[i].path, refusal.files[i].what);
    if (refusal.files.size() > shown) {
        body()->addSpacing(8);
        body()->addWidget(new Text(m_theme, Type::Ui, Color::Text2,
                                   tr("%1 more files in the report").arg(refusal.files.size() - shown),
                                   this));
        body()->addSpacing(8);
        body()->addWidget(new Hairline(m_theme, Qt::Horizontal, this));
    }
    body()->addSpacing(12);
}

void PackRefusedDialog::addFile(const QString& path, const QString& what) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 8, 0, 8);
    row->setSpacing(12);
    auto* mark = new QLabel(this);
    mark->setPixmap(
        m_theme.pixmap(QStringLiteral("x-circle"), Color::DangerText, m_theme.px(18), devicePixelRatioF()));
    row->addWidget(mark);
    const QFontMetrics metrics(m_theme.font(Type::MonoSmall));
    auto* name = new Text(m_theme, Type::MonoSmall, Color::Text,
                          metrics.elidedText(path, Qt::ElideMiddle, m_theme.px(pathWidth)), this);
    name->setToolTip(path.toHtmlEscaped());
    name->setAccessibleName(tr("%1: %2").arg(path, what));
    row->addWidget(name, 1);
    row->addWidget(new Text(m_theme, Type::Ui, Color::Text2, what, this));
    body()->addLayout(row);
    body()->addWidget(new Hairline(m_theme, Qt::Horizontal, this));
}

void PackRefusedDialog::addFacts(const course::PackRefusal& refusal, const QString& cameFrom) {
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 6);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    const auto fact = [&](const QString& name, const QString& words) {
        if (words.isEmpty())
            return;
        auto* value = new Text(m_theme, Type::Ui, Color::Text, words, this);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        const int row = grid->rowCount();
        grid->addWidget(new Text(m_theme, Type::Ui, Color::Text2, name, this), row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1);
    };
    fact(tr("Came from"), cameFrom);
    fact(tr("Signed by"), refusal.signedBy);
    if (refusal.files.empty()) // else it repeats the first file
        fact(tr("Detail"), refusal.error.detail);
    body()->addLayout(grid);
}

QString PackRefusedDialog::report(const course::PackRefusal& refusal) {
    QStringList lines{titleOf(refusal, {}), refusal.error.sentence};
    if (!refusal.signedBy.isEmpty())
        lines << tr("Signed by: %1").arg(refusal.signedBy);
    if (!refusal.error.detail.isEmpty())
        lines << tr("Detail: %1").arg(refusal.error.detail);
    for (const auto& file : refusal.files)
        lines << file.what + QStringLiteral(": ") + file.path;
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

void showPackRefusal(const Theme& theme, const course::PackRefusal& refusal, QWidget* parent,
                     const QString& keptVersion, const QString& cameFrom) {
    auto* dialog = new PackRefusedDialog(theme, refusal, keptVersion, cameFrom, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace understudy::window
