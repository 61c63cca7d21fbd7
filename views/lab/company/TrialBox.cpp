#include "views/lab/company/TrialBox.h"

#include <QAccessible>
#include <QGridLayout>

namespace understudy::lab {

using company::Trial;
using theme::Color;
using theme::Type;

TrialBox::TrialBox(const theme::Theme& theme, QWidget* parent)
    : QWidget(parent) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 8, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(2, 1);
    const QString names[] = {tr("Login"), tr("Kubernetes"), tr("Prometheus"), tr("Alertmanager"),
                             tr("Jaeger")};
    int row = 0;
    for (const QString& name : names) {
        Line line{new theme::StateRing(theme, this, 18),
                  new theme::Text(theme, Type::Ui, Color::Text, {}, this),
                  new theme::Text(theme, Type::Small, Color::Text3, {}, this)};
        line.words->setWordWrap(true);
        line.detail->setWordWrap(true);
        line.detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto* title = new theme::Text(theme, Type::Ui, Color::Text2, name, this);
        grid->addWidget(line.ring, row, 0, Qt::AlignTop);
        grid->addWidget(title, row, 1, Qt::AlignTop);
        grid->addWidget(line.words, row, 2, Qt::AlignTop);
        grid->addWidget(line.detail, row + 1, 2);
        row += 2;
        m_lines.push_back(line);
    }
    setAccessibleName(tr("What was tried"));
    hide();
}

void TrialBox::start(std::unique_ptr<company::Cluster> cluster) {
    m_trial.reset();
    m_cluster = std::move(cluster);
    m_trial = std::make_unique<Trial>(*m_cluster);
    connect(m_trial.get(), &Trial::changed, this, &TrialBox::show);
    QWidget::show();
    show();
    m_trial->start();
}

void TrialBox::stop() {
    if (m_trial)
        m_trial->cancel();
}

void TrialBox::clear() {
    m_trial.reset();
    m_cluster.reset();
    hide();
    Q_EMIT changed();
}

QString TrialBox::words() const {
    QStringList words;
    for (const Line& line : m_lines)
        words << line.words->text();
    return words.join(QLatin1Char('\n'));
}

void TrialBox::show() {
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const Trial::Line& said = m_trial->lines()[i];
        const Line& line = m_lines[i];
        const bool fails = said.state == Trial::State::Fails, works = said.state == Trial::State::Works;
        line.ring->set(works                                 ? theme::State::Done
                       : fails                               ? theme::State::Failed
                       : said.state == Trial::State::Looking ? theme::State::Partly
                                                             : theme::State::Open,
                       0.33);
        line.words->setText(said.state == Trial::State::Waiting ? tr("Waiting") : said.words);
        line.words->setRole(fails ? Color::DangerText : works ? Color::Text : Color::Text2);
        line.detail->setText(said.detail);
        line.detail->setVisible(!said.detail.isEmpty());
    }
    if (m_trial->over()) {
        setAccessibleDescription(words());
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
    Q_EMIT changed();
}

} // namespace understudy::lab
