#include "views/terminal/text/Links.h"

#include <QRegularExpression>

namespace understudy::terminal {
namespace {

/// A sentence's full stop or the bracket around an address do not belong to it.
qsizetype lengthWithoutTail(QStringView address) {
    qsizetype length = address.size();
    while (length > 0) {
        const QStringView kept = address.left(length);
        const QChar last = kept.back();
        const bool closes = last == QLatin1Char(')') || last == QLatin1Char(']');
        const QChar opens = last == QLatin1Char(')') ? QLatin1Char('(') : QLatin1Char('[');
        if (QStringView(u".,;:!?'*").contains(last) || (closes && kept.count(opens) < kept.count(last))) {
            --length;
        } else {
            break;
        }
    }
    return length;
}

std::optional<Link> givenLink(const Session& session, Spot spot) {
    const Row row = session.line(spot.line);
    const auto inside = [&row](int x) {
        return x >= 0 && x < row.used && static_cast<std::size_t>(x) < row.cells.size();
    };
    if (!inside(spot.x)) {
        return std::nullopt;
    }
    const Symbols& symbols = session.screen().symbols();
    const auto number = [&](int x) { return symbols.linkOf(row.cells[static_cast<std::size_t>(x)].extra); };
    const std::uint32_t wanted = number(spot.x);
    if (wanted == 0) {
        return std::nullopt;
    }
    int from = spot.x;
    int to = spot.x + 1;
    while (inside(from - 1) && number(from - 1) == wanted) {
        --from;
    }
    while (inside(to) && number(to) == wanted) {
        ++to;
    }
    const std::string_view address = symbols.address(row.cells[static_cast<std::size_t>(spot.x)].extra);
    return Link{QString::fromUtf8(address.data(), static_cast<qsizetype>(address.size())),
                {{spot.line, from}, {spot.line, to}}};
}

} // namespace

std::optional<Link> linkAt(const Session& session, Spot spot) {
    if (auto given = givenLink(session, spot)) {
        return given;
    }
    const LineText line = readLine(session, lineStart(session, spot.line));
    const qsizetype at = line.indexOf(spot);
    if (at < 0) {
        return std::nullopt;
    }
    static const QRegularExpression written(QStringLiteral("\\b(?:https?|ftp)://[^\\s<>\"`{}|\\\\^]+"),
                                            QRegularExpression::CaseInsensitiveOption);
    for (auto it = written.globalMatch(line.text); it.hasNext();) {
        const auto match = it.next();
        const qsizetype length = lengthWithoutTail(match.capturedView());
        if (length > 0 && at >= match.capturedStart() && at < match.capturedStart() + length) {
            return Link{match.captured().left(length), line.range(match.capturedStart(), length)};
        }
    }
    return std::nullopt;
}

QString shownAddress(const QString& address) {
    const QUrl url(address, QUrl::StrictMode);
    return url.isValid() && !url.scheme().isEmpty() ? QString::fromLatin1(url.toEncoded())
                                                    : QString::fromLatin1(QUrl::toPercentEncoding(
                                                          address, QByteArrayLiteral(":/?#[]@!$&'()*+,;=%")));
}

std::optional<QUrl> openableUrl(const QString& address) {
    const QUrl url(address, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    const bool web =
        (scheme == QLatin1String("http") || scheme == QLatin1String("https")) && !url.host().isEmpty();
    const bool mail = scheme == QLatin1String("mailto") && !url.path().isEmpty();
    return url.isValid() && (web || mail) ? std::optional(url) : std::nullopt;
}

} // namespace understudy::terminal
