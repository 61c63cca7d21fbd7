#pragma once

#include "core/cohort/Member.h"

#include <QString>

namespace understudy::desk {

// These pages are about nothing else.
using namespace cohort;

/// Who looks at the pages.
struct Visitor {
    std::int64_t person = 0;
    QString fullName;
    QString csrf;         ///< goes into every form that changes something
    QString mentorOf;     ///< not "": sees only those whose mentor has this short name
    bool mayEdit = false; ///< the roster
};

/// A whole page: head, the bar at the top, and @p body. @p tab: "cohorts", "roster" or "".
QString framed(const QString& title, const QString& tab, const Visitor* visitor, const QString& body);

/// A page that says what went wrong and what to do next.
QString saying(const QString& heading, const QString& sentence, const Visitor* visitor);

/// The page to sign in at. @p wrong: what was wrong the last time, or "". @p next: where to go then.
QString signInPage(const QString& name, const QString& wrong, const QString& next);

/// A drawing of the icon font that we do not need: 16 px, the color of its text.
QString icon(const char* path);

} // namespace understudy::desk
