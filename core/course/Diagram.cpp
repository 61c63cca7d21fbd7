#include "core/course/Diagram.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

#include <array>
#include <optional>

namespace understudy::course {
namespace {

constexpr qsizetype largestSvg = 1024 * 1024;
constexpr int mostElements = 20000, deepest = 64;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::course)
};

// Markers are numbers that nobody would choose; what matters is that dot passes them through unchanged.
struct Ink {
    const char* name;
    const char* marker;
};
constexpr std::array<Ink, 8> inks{{{"ink", "#fe01a1"},
                                   {"muted", "#fe01a2"},
                                   {"accent", "#fe01a3"},
                                   {"ok", "#fe01a4"},
                                   {"warn", "#fe01a5"},
                                   {"danger", "#fe01a6"},
                                   {"panel", "#fe01a7"},
                                   {"well", "#fe01a8"}}};

QString inkOf(const QString& color) {
    for (const auto& ink : inks) {
        if (color.compare(QLatin1String(ink.marker), Qt::CaseInsensitive) == 0)
            return QString::fromLatin1(ink.name);
    }
    if (color == QLatin1String("none") || color == QLatin1String("transparent"))
        return QStringLiteral("none");
    if (color == QLatin1String("white") || color == QLatin1String("#ffffff"))
        return QStringLiteral("panel");
    if (color == QLatin1String("gray") || color == QLatin1String("grey") ||
        color == QLatin1String("lightgrey"))
        return QStringLiteral("muted");
    return QStringLiteral("ink");
}

bool isShape(QStringView name) {
    static const QSet<QString> known{
        QStringLiteral("svg"),     QStringLiteral("g"),        QStringLiteral("title"),
        QStringLiteral("desc"),    QStringLiteral("path"),     QStringLiteral("rect"),
        QStringLiteral("polygon"), QStringLiteral("ellipse"),  QStringLiteral("circle"),
        QStringLiteral("line"),    QStringLiteral("polyline"), QStringLiteral("text"),
        QStringLiteral("tspan")};
    return known.contains(name.toString());
}

bool isGeometry(QStringView name) {
    static const QSet<QString> known{QStringLiteral("d"),
                                     QStringLiteral("points"),
                                     QStringLiteral("x"),
                                     QStringLiteral("y"),
                                     QStringLiteral("x1"),
                                     QStringLiteral("y1"),
                                     QStringLiteral("x2"),
                                     QStringLiteral("y2"),
                                     QStringLiteral("cx"),
                                     QStringLiteral("cy"),
                                     QStringLiteral("r"),
                                     QStringLiteral("rx"),
                                     QStringLiteral("ry"),
                                     QStringLiteral("dx"),
                                     QStringLiteral("dy"),
                                     QStringLiteral("width"),
                                     QStringLiteral("height"),
                                     QStringLiteral("transform"),
                                     QStringLiteral("text-anchor"),
                                     QStringLiteral("font-size"),
                                     QStringLiteral("font-weight"),
                                     QStringLiteral("font-style"),
                                     QStringLiteral("stroke-width"),
                                     QStringLiteral("stroke-dasharray"),
                                     QStringLiteral("stroke-linecap")};
    return known.contains(name.toString());
}

/// Copies one picture, element by element, leaving out what is not a still shape.
class Cleaner final {
public:
    explicit Cleaner(const QByteArray& svg)
        : m_in(svg)
        , m_out(&m_bytes) {
        m_in.setEntityExpansionLimit(1000);
    }

    Result<QByteArray> run() {
        while (!m_in.atEnd() && !m_failure) {
            switch (m_in.readNext()) {
            case QXmlStreamReader::StartElement:
                open();
                break;
            case QXmlStreamReader::EndElement:
                close();
                break;
            case QXmlStreamReader::Characters:
                m_out.writeCharacters(m_in.text().toString());
                break;
            default:
                break;
            }
        }
        if (m_failure)
            return *m_failure;
        if (m_in.hasError() || !m_sawRoot)
            return Error{Errc::BadInput, Words::tr("The picture is not a whole SVG. Draw it again."),
                         m_in.errorString()};
        return m_bytes;
    }

private:
    void open() {
        const bool root = m_depth == 0;
        if (root && m_in.name() != QLatin1String("svg"))
            return fail(Words::tr("The picture is not an SVG."));
        if (++m_elements > mostElements || m_depth >= deepest)
            return fail(Words::tr("The picture has too many parts. Make several smaller ones of it."));
        if (!isShape(m_in.name())) {
            m_in.skipCurrentElement();
            return;
        }
        if (m_in.name() == QLatin1String("title")) {
            // Graphviz writes node names there; as a tooltip they say nothing that the label does not.
            m_in.skipCurrentElement();
            return;
        }
        ++m_depth;
        m_out.writeStartElement(m_in.name().toString());
        if (root)
            frame();
        else
            attributes();
    }

    void close() {
        --m_depth;
        m_out.writeEndElement();
    }

    void frame() {
        m_sawRoot = true;
        static const QRegularExpression four(QStringLiteral("^[-0-9.]+ [-0-9.]+ ([0-9.]+) ([0-9.]+)$"));
        const auto box = m_in.attributes().value(QLatin1String("viewBox")).toString().simplified();
        const auto match = four.match(box);
        const double width = match.captured(1).toDouble(), height = match.captured(2).toDouble();
        if (!match.hasMatch() || !(width > 0 && width <= 4000 && height > 0 && height <= 4000))
            return fail(Words::tr("The picture needs a viewBox of at most 4000 by 4000."));
        m_out.writeDefaultNamespace(QStringLiteral("http://www.w3.org/2000/svg"));
        m_out.writeAttribute(QStringLiteral("viewBox"), box);
        m_out.writeAttribute(QStringLiteral("width"), QString::number(width));
        m_out.writeAttribute(QStringLiteral("height"), QString::number(height));
        m_out.writeAttribute(QStringLiteral("class"), QStringLiteral("diagram"));
    }

    void attributes() {
        const bool isText = m_in.name() == QLatin1String("text") || m_in.name() == QLatin1String("tspan");
        QStringList classes;
        for (const auto& attribute : m_in.attributes()) {
            const QString value = attribute.value().toString();
            if (attribute.name() == QLatin1String("fill"))
                classes << QStringLiteral("f-") + inkOf(value);
            else if (attribute.name() == QLatin1String("stroke"))
                classes << QStringLiteral("s-") + inkOf(value);
            else if (attribute.name() == QLatin1String("class"))
                classes << kept(value);
            else if (isGeometry(attribute.name()) &&
                     !value.contains(QLatin1String("url"), Qt::CaseInsensitive))
                m_out.writeAttribute(attribute.name().toString(), value);
        }
        if (isText && classes.isEmpty())
            classes << QStringLiteral("f-ink");
        if (!classes.isEmpty())
            m_out.writeAttribute(QStringLiteral("class"), classes.join(u' '));
    }

    /// The classes an earlier cleaning made; every other class could reach into the page's style.
    static QStringList kept(const QString& value) {
        static const QRegularExpression ours(
            QStringLiteral("^[fs]-(ink|muted|accent|ok|warn|danger|panel|well|none)$"));
        return value.split(u' ', Qt::SkipEmptyParts).filter(ours);
    }

    void fail(const QString& sentence) { m_failure = Error{Errc::BadInput, sentence, {}}; }

    QXmlStreamReader m_in;
    QByteArray m_bytes;
    QXmlStreamWriter m_out;
    std::optional<Error> m_failure;
    int m_depth = 0, m_elements = 0;
    bool m_sawRoot = false;
};

} // namespace

QByteArray markColors(const QByteArray& dotSource) {
    static const QRegularExpression attribute(QStringLiteral(
        R"re(\b(color|fontcolor|fillcolor|bgcolor|pencolor)(\s*=\s*)("?)([a-z:]+)\3(?![a-z]))re"));
    QString text = QString::fromUtf8(dotSource);
    QString out;
    qsizetype from = 0;
    for (auto it = attribute.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        QString colors = match.captured(4);
        for (const auto& ink : inks)
            colors.replace(QRegularExpression(QStringLiteral("\\b%1\\b").arg(QLatin1String(ink.name))),
                           QString::fromLatin1(ink.marker));
        out += text.mid(from, match.capturedStart() - from) + match.captured(1) + match.captured(2) + u'"' +
               colors + u'"';
        from = match.capturedEnd();
    }
    return (out + text.mid(from)).toUtf8();
}

Result<QByteArray> cleanSvg(const QByteArray& svg) {
    if (svg.size() > largestSvg)
        return Error{Errc::BadInput, Words::tr("The picture is larger than 1 MiB. Make it simpler."), {}};
    return Cleaner(svg).run();
}

} // namespace understudy::course
