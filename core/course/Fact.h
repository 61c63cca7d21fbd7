#pragma once

#include <QString>
#include <QStringList>

namespace understudy::course {

/// A number or name of the platform that pages and questions rest on, written down once for the whole pack.
struct Fact {
    QString id;       ///< "api-p95-normal"
    QString value;    ///< as texts write it: "below 200 ms"
    QStringList also; ///< other spellings of the same value: "<200 ms"
    QString says;     ///< what it is a value of
    QString source;   ///< where it comes from

    bool spells(const QString& text) const { return text == value || also.contains(text); }
    /// Whether one of its spellings occurs in the text as a whole word.
    bool standsIn(const QString& text) const;

    bool operator==(const Fact&) const = default;
};

} // namespace understudy::course
