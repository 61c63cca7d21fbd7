#include "views/theme/Theme.h"

#include "views/theme/Style.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFile>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

#include <algorithm>

namespace understudy::theme {

namespace {

struct TypeStyle {
    const char* family;
    double size; // logical pixels
    QFont::Weight weight;
    double spacing;
};

TypeStyle styleOf(Type type) {
    switch (type) {
    case Type::Display:
        return {"Inter Display", 26, QFont::DemiBold, -0.2};
    case Type::Title:
        return {"Inter Display", 20, QFont::DemiBold, 0};
    case Type::Metric:
        return {"Inter Display", 18, QFont::DemiBold, 0};
    case Type::Heading:
        return {"Inter", 15, QFont::DemiBold, 0};
    case Type::Body:
        return {"Inter", 14, QFont::Normal, 0};
    case Type::BodyStrong:
        return {"Inter", 14, QFont::Medium, 0};
    case Type::Ui:
        return {"Inter", 13, QFont::Normal, 0};
    case Type::UiMedium:
        return {"Inter", 13, QFont::Medium, 0};
    case Type::UiStrong:
        return {"Inter", 13, QFont::DemiBold, 0};
    case Type::Small:
        return {"Inter", 12, QFont::Normal, 0};
    case Type::Micro:
        return {"Inter", 11, QFont::Medium, 0};
    case Type::Mono:
        return {"JetBrains Mono", 13, QFont::Normal, 0};
    case Type::MonoSmall:
        return {"JetBrains Mono", 12, QFont::Normal, 0};
    }
    return {"Inter", 13, QFont::Normal, 0};
}

const auto portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const auto portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const auto portalSettings = QStringLiteral("org.freedesktop.portal.Settings");

} // namespace

Theme::Theme(QObject* parent)
    : QObject(parent)
    , m_systemDark(QPalette().color(QPalette::Window).lightness() < 128) {
    QApplication::setStyle(new Style);
    apply();
    askDesktop();
}

void Theme::setMode(Mode mode) {
    if (mode == m_mode)
        return;
    m_mode = mode;
    apply();
}

void Theme::setTextPercent(int percent) {
    const int wanted = std::clamp(percent, 90, 200);
    if (wanted == m_textPercent)
        return;
    m_textPercent = wanted;
    apply();
}

void Theme::setReduceMotion(bool on) {
    m_reduceMotion = on;
    Q_EMIT changed();
}

QColor Theme::color(Color role) const {
    const Token& token = tokens[static_cast<std::size_t>(role)];
    return QColor::fromRgba(m_dark ? token.dark : token.light);
}

QColor Theme::series(int number) const {
    return color(static_cast<Color>(static_cast<int>(Color::Chart1) + std::clamp(number, 1, 8) - 1));
}

QColor Theme::terminal(int index) const {
    return color(static_cast<Color>(static_cast<int>(Color::Term0) + std::clamp(index, 0, 15)));
}

QFont Theme::font(Type type) const {
    const TypeStyle style = styleOf(type);
    QFont font;
    if (QLatin1String(style.family) == QLatin1String("JetBrains Mono")) {
        font.setFamilies({QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono"),
                          QStringLiteral("monospace")});
        font.setStyleHint(QFont::Monospace);
        font.setFixedPitch(true);
    } else {
        font.setFamilies(
            {QString::fromLatin1(style.family), QStringLiteral("Inter"), QStringLiteral("Noto Sans")});
    }
    font.setPixelSize(px(style.size));
    font.setWeight(style.weight);
    if (style.spacing != 0)
        font.setLetterSpacing(QFont::AbsoluteSpacing, style.spacing);
    return font;
}

int Theme::px(double length) const { return qRound(length * m_textPercent / 100.0); }

QPixmap Theme::pixmap(const QString& name, Color role, int size, qreal ratio) const {
    const QString key =
        QStringLiteral("%1/%2/%3/%4/%5").arg(name).arg(int(role)).arg(size).arg(ratio).arg(m_dark);
    if (const auto found = m_pixmaps.find(key); found != m_pixmaps.end())
        return found->second;

    QFile file(QStringLiteral(":/icons/%1.svg")
                   .arg(name.contains(QLatin1Char('/')) ? name : QStringLiteral("ui/") + name));
    if (!file.open(QIODevice::ReadOnly))
        qWarning("There is no icon called %s", qPrintable(name));
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color(role).name().toLatin1());

    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer(svg).render(&painter, QRectF(0, 0, size, size));
    return m_pixmaps.emplace(key, pixmap).first->second;
}

QIcon Theme::icon(const QString& name, Color role, int size) const {
    QIcon icon;
    for (const qreal ratio : {1.0, 2.0}) {
        icon.addPixmap(pixmap(name, role, size, ratio), QIcon::Normal);
        icon.addPixmap(pixmap(name, Color::TextDisabled, size, ratio), QIcon::Disabled);
    }
    return icon;
}

QString Theme::filled(QString sheet) const {
    // Longest names first, so that @text-2 is not taken for @text followed by "-2".
    std::vector<std::size_t> order(std::size(tokens));
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(),
              [](std::size_t a, std::size_t b) { return qstrlen(tokens[a].name) > qstrlen(tokens[b].name); });
    for (const std::size_t i : order)
        sheet.replace(QLatin1Char('@') + QLatin1String(tokens[i].name),
                      color(static_cast<Color>(i)).name(QColor::HexArgb));
    return sheet;
}

void Theme::apply() {
    m_dark = m_mode == Mode::Dark || (m_mode == Mode::System && m_systemDark);
    m_pixmaps.clear();
    QApplication::setPalette(paletteOf(*this));
    QApplication::setFont(font(Type::Ui));
    qApp->setStyleSheet(styleSheetOf(*this));
    Q_EMIT changed();
}

// Qt 6.4 does not know the desktop's colour scheme. The portal does; its answer comes when it comes, so that
// a slow or missing portal never delays the window.
void Theme::askDesktop() {
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return;
    auto call =
        QDBusMessage::createMethodCall(portalService, portalPath, portalSettings, QStringLiteral("Read"));
    call << QStringLiteral("org.freedesktop.appearance") << QStringLiteral("color-scheme");
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        watcher->deleteLater();
        if (reply.isError())
            return;
        QVariant value = reply.value().variant();
        while (value.canConvert<QDBusVariant>()) // Read wraps the value twice
            value = value.value<QDBusVariant>().variant();
        const bool wantsDark = value.toUInt() == 1;
        if (wantsDark != m_systemDark && value.toUInt() != 0) {
            m_systemDark = wantsDark;
            apply();
        }
    });
}

} // namespace understudy::theme
