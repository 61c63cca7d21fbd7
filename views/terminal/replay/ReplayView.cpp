#include "views/terminal/replay/ReplayView.h"

#include <QComboBox>
#include <QFile>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QSlider>

namespace understudy::terminal {
namespace {

constexpr int StepMs = 1000;

QString timeText(std::int64_t ms) {
    const auto seconds = ms / 1000;
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

Result<Cast> ReplayView::read(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{Errc::NotFound, tr("The recording can’t be opened. Choose another file."),
                     file.errorString()};
    }
    const QByteArray bytes = file.read(static_cast<qint64>(Cast::MostBytes));
    int badLine = 0;
    Cast cast =
        readCast(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())), badLine);
    if (badLine == 1 || cast.events.empty()) {
        return Error{Errc::BadInput,
                     tr("This is not a terminal recording. Choose a file that ends in .cast."),
                     tr("%1, line %2").arg(path).arg(std::max(1, badLine))};
    }
    return cast;
}

ReplayView::ReplayView(const theme::Theme& theme, const Clock& clock, Cast cast, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_player(std::move(cast))
    , m_view(new TerminalView(theme, clock, this))
    , m_play(new theme::IconButton(theme, QStringLiteral("play"), tr("Play (Space)"), this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_time(new theme::NumberLabel(theme, theme::Type::Small, theme::Color::Text2, this))
    , m_speed(new QComboBox(this)) {
    build();
    m_view->setGrid(QSize(m_player.cast().columns, m_player.cast().rows));
    m_view->setInputLocked(true);
    m_view->installEventFilter(this);
    m_player.wipe = [this] {
        Screen& screen = m_view->session().screen();
        m_view->setGrid(QSize(m_player.cast().columns, m_player.cast().rows));
        screen.reset();
        screen.clearHistory();
    };
    m_player.show = [this](const CastEvent& event) {
        if (event.kind == 'r') {
            const QStringList size = QString::fromStdString(event.data).split(QLatin1Char('x'));
            m_view->setGrid(QSize(size.value(0).toInt(), size.value(1).toInt()));
        } else {
            m_view->session().feed(event.data);
        }
    };
    connect(&m_player, &Player::moved, this, &ReplayView::refresh);
    connect(&m_player, &Player::playingChanged, this, [this](bool playing) {
        m_play->setIconName(playing ? QStringLiteral("pause") : QStringLiteral("play"));
        const QString name = playing ? tr("Pause (Space)") : tr("Play (Space)");
        m_play->setToolTip(name);
        m_play->setAccessibleName(name);
    });
    m_player.seek(0);
}

void ReplayView::build() {
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(10);
    m_slider->setAccessibleName(tr("Place in the recording"));
    m_slider->setRange(0, static_cast<int>(std::min<std::int64_t>(m_player.cast().lengthMs(), 1 << 30)));
    m_slider->setSingleStep(StepMs);
    m_slider->setPageStep(10 * StepMs);
    m_speed->setAccessibleName(tr("Speed"));
    for (const double speed : {0.5, 1.0, 2.0, 4.0, 8.0}) {
        m_speed->addItem(tr("%1 times").arg(speed), speed);
    }
    m_speed->setCurrentIndex(1);
    row->addWidget(m_play);
    row->addWidget(m_slider, 1);
    row->addWidget(m_time);
    row->addWidget(m_speed);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    column->addWidget(bar);
    connect(m_play, &QToolButton::clicked, this, &ReplayView::togglePlaying);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) { m_player.seek(value); });
    connect(m_speed, &QComboBox::activated, this,
            [this](int index) { m_player.setSpeed(m_speed->itemData(index).toDouble()); });
}

void ReplayView::togglePlaying() { m_player.isPlaying() ? m_player.pause() : m_player.play(); }

void ReplayView::refresh() {
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(static_cast<int>(m_player.position()));
    m_time->setText(tr("%1 of %2").arg(timeText(m_player.position()), timeText(m_player.cast().lengthMs())));
}

bool ReplayView::key(int key, bool shift) {
    switch (key) {
    case Qt::Key_Space:
        togglePlaying();
        return true;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const std::int64_t step = (shift ? 10 : 1) * StepMs;
        m_player.seek(m_player.position() + (key == Qt::Key_Left ? -step : step));
        return true;
    }
    default:
        return false;
    }
}

bool ReplayView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* pressed = static_cast<QKeyEvent*>(event);
        if (!(pressed->modifiers() & Qt::ControlModifier) &&
            key(pressed->key(), pressed->modifiers() & Qt::ShiftModifier)) {
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ReplayView::keyPressEvent(QKeyEvent* event) {
    if (!key(event->key(), event->modifiers() & Qt::ShiftModifier)) {
        QWidget::keyPressEvent(event);
    }
}

void ReplayView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(theme::Color::BgWindow));
    painter.fillRect(QRect(0, m_view->geometry().bottom() + 1, width(), 1),
                     m_theme.color(theme::Color::Line));
}

} // namespace understudy::terminal
