#include "views/window/AuthorBar.h"

#include "views/theme/Strip.h"
#include "views/theme/Text.h"

#include <QListWidget>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::window {

using namespace understudy::theme;

namespace {

constexpr int rowsShown = 5;
constexpr std::size_t mostRows = 200; // mended from the top, and then come the next

/// "01-one/redis" for a file of a page; empty for others.
QString pageOf(const QString& file) {
    static const QRegularExpression shape(QStringLiteral("^modules/([^/]+)/pages/([^/]+)\\.md$"));
    const auto match = shape.match(file);
    return match.hasMatch() ? match.captured(1) + u'/' + match.captured(2) : QString();
}

} // namespace

AuthorBar::AuthorBar(const Theme& theme, const QString& folder, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_strip(new Strip(theme, Strip::Kind::Warn, QStringLiteral("eye"), this))
    , m_count(new Text(theme, Type::UiMedium, Color::DangerText, {}, this))
    , m_list(new QListWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_count);
    column->addWidget(m_list);
    m_count->setContentsMargins(12, 6, 12, 4);
    m_count->setWordWrap(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setAccessibleName(tr("Mistakes in the course"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum); // the course gets the room
    m_strip->say(tr("Author's preview: not signed. Nothing you do here is kept. %1").arg(folder), true);
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        if (const QString page = item->data(Qt::UserRole).toString(); !page.isEmpty())
            Q_EMIT pageChosen(page);
    });
    connect(&theme, &Theme::changed, this, &AuthorBar::restyle);
    setProblems({}, false);
    restyle();
}

void AuthorBar::setProblems(const std::vector<course::Problem>& problems, bool old) {
    m_list->clear();
    for (std::size_t i = 0; i < std::min(problems.size(), mostRows); ++i) {
        auto* item = new QListWidgetItem(problems[i].text(), m_list);
        item->setToolTip(problems[i].text());
        item->setData(Qt::UserRole, pageOf(problems[i].file));
    }
    const QString count =
        problems.size() == 1 ? tr("1 thing to mend.") : tr("%1 things to mend.").arg(problems.size());
    m_count->setText(old ? count + u' ' + tr("The pages are as they were before it.") : count);
    for (QWidget* part : std::initializer_list<QWidget*>{m_count, m_list})
        part->setVisible(!problems.empty());
    if (!problems.empty())
        m_list->setCurrentRow(0);
    restyle();
}

void AuthorBar::restyle() {
    m_list->setFont(m_theme.font(Type::Mono));
    QPalette colors = m_list->palette();
    colors.setColor(QPalette::Base, m_theme.color(Color::BgPanel));
    colors.setColor(QPalette::Text, m_theme.color(Color::Text));
    colors.setColor(QPalette::Highlight, m_theme.color(Color::BgSelected));
    colors.setColor(QPalette::HighlightedText, m_theme.color(Color::Text));
    m_list->setPalette(colors);
    setAutoFillBackground(true);
    QPalette ground = palette();
    ground.setColor(QPalette::Window, m_theme.color(Color::BgPanel));
    setPalette(ground);
    const int rows = std::clamp(m_list->count(), 1, rowsShown);
    m_list->setFixedHeight(rows * qMax(m_list->sizeHintForRow(0), m_theme.px(20)) + m_theme.px(8));
}

} // namespace understudy::window
