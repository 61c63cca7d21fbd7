#include "core/ssh/Patterns.h"

#include <QRegularExpression>
#include <QStringList>

namespace understudy::ssh {

namespace {

bool fits(const QString& pattern, const QString& name) {
    QString expression = QRegularExpression::escape(pattern.toLower());
    expression.replace(QStringLiteral("\\*"), QStringLiteral(".*"))
        .replace(QStringLiteral("\\?"), QStringLiteral("."));
    return QRegularExpression(QRegularExpression::anchoredPattern(expression))
        .match(name.toLower())
        .hasMatch();
}

} // namespace

bool anyPattern(const QString& patterns, const QString& name) {
    bool some = false;
    for (const QString& pattern : patterns.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (!pattern.startsWith(QLatin1Char('!')))
            some = some || fits(pattern, name);
        else if (fits(pattern.mid(1), name))
            return false;
    }
    return some;
}

} // namespace understudy::ssh
