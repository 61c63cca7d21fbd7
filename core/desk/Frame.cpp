#include "core/desk/Frame.h"

#include "core/cohort/Words.h"

#include <QCoreApplication>

namespace understudy::desk {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("cohort", text); }

QString initials(const QString& name) {
    QString letters;
    for (const auto& word : name.split(u' ', Qt::SkipEmptyParts))
        letters += word[0].toUpper();
    return letters.size() > 2 ? QString(letters[0]) + letters.back() : letters;
}

QString tabLink(const QString& here, const char* id, const QString& address, const QString& words) {
    const bool on = here == QLatin1String(id);
    return QStringLiteral("<a class=\"tab\" href=\"%1\"%2>%3</a>")
        .arg(address, on ? QStringLiteral(" aria-current=\"page\"") : QString(), html(words));
}

QString barOf(const QString& tab, const Visitor* visitor) {
    QString bar =
        QStringLiteral("<header class=\"top\"><a class=\"home\" href=\"/cohorts\" aria-label=\"Understudy\">"
                       "<img src=\"/assets/understudy.svg\" alt=\"\" width=\"28\" height=\"28\">"
                       "<span>Understudy</span></a>");
    if (!visitor)
        return bar + QStringLiteral("</header>");
    bar += QStringLiteral("<nav aria-label=\"%1\">").arg(html(tr("Parts"))) +
           tabLink(tab, "cohorts", QStringLiteral("/cohorts"), tr("Cohorts"));
    if (visitor->mayEdit)
        bar += tabLink(tab, "roster", QStringLiteral("/roster"), tr("Roster"));
    return bar + QStringLiteral(
                     "</nav><span class=\"who\">%1</span><span class=\"face\" aria-hidden=\"true\">%2"
                     "</span><form method=\"post\" action=\"/sign-out\"><input type=\"hidden\" "
                     "name=\"csrf\" value=\"%3\"><button class=\"btn quiet\">%4</button></form></header>")
                     .arg(html(visitor->fullName), html(initials(visitor->fullName)), html(visitor->csrf),
                          html(tr("Sign out")));
}

} // namespace

QString framed(const QString& title, const QString& tab, const Visitor* visitor, const QString& body) {
    return QStringLiteral("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%1 · "
                          "Understudy</title>"
                          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                          "<link rel=\"icon\" href=\"/assets/understudy.svg\">"
                          "<link rel=\"stylesheet\" href=\"/assets/tokens.css\">"
                          "<link rel=\"stylesheet\" href=\"/assets/cohort.css\">"
                          "<script src=\"/assets/cohort.js\" defer></script></head>\n<body>"
                          "<a class=\"skip\" href=\"#main\">%2</a>")
               .arg(html(title), html(tr("To the content"))) +
           barOf(tab, visitor) + QStringLiteral("\n<main id=\"main\">") + body +
           QStringLiteral("</main></body></html>\n");
}

QString saying(const QString& heading, const QString& sentence, const Visitor* visitor) {
    return framed(heading, {}, visitor,
                  QStringLiteral("<section class=\"panel narrow\"><h1>%1</h1><p>%2</p>"
                                 "<p><a class=\"btn\" href=\"/cohorts\">%3</a></p></section>")
                      .arg(html(heading), html(sentence), html(tr("To the cohorts"))));
}

QString signInPage(const QString& name, const QString& wrong, const QString& next) {
    const QString problem = wrong.isEmpty()
                                ? QString()
                                : QStringLiteral("<p class=\"wrong\" role=\"alert\">%1</p>").arg(html(wrong));
    const QString form = QStringLiteral(
        "<form method=\"post\" action=\"/sign-in\" class=\"stack\">%1"
        "<input type=\"hidden\" name=\"next\" value=\"%2\">"
        "<label>%3<input name=\"name\" value=\"%4\" autocomplete=\"username\" required%5></label>"
        "<label>%6<input name=\"password\" type=\"password\" autocomplete=\"current-password\" "
        "required%7></label><button class=\"btn primary\">%8</button></form>");
    const QString focus = QStringLiteral(" autofocus");
    return framed(
        tr("Sign in"), {}, nullptr,
        QStringLiteral("<section class=\"panel narrow\"><h1>%1</h1><p class=\"soft\">%2</p>")
                .arg(html(tr("Sign in")), html(tr("For coordinators, managers and mentors. Trainees "
                                                  "need no password: their workstation has its own."))) +
            form.arg(problem, html(next), html(tr("Name")), html(name), name.isEmpty() ? focus : QString(),
                     html(tr("Password")), name.isEmpty() ? QString() : focus, html(tr("Sign in"))) +
            QStringLiteral("</section>"));
}

QString icon(const char* path) {
    return QStringLiteral("<svg class=\"icon\" width=\"16\" height=\"16\" viewBox=\"0 0 20 20\" "
                          "aria-hidden=\"true\"><path d=\"%1\"/></svg>")
        .arg(QLatin1String(path));
}

} // namespace understudy::desk
