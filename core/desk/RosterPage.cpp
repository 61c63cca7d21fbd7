#include "core/desk/RosterPage.h"

#include "core/cohort/Words.h"

#include <QCoreApplication>

namespace understudy::desk {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("cohort", text); }

QString page(const Visitor& visitor, const QString& body) {
    return framed(tr("Roster"), QStringLiteral("roster"), &visitor, body);
}

QString verdictOn(const RosterFile::Line& line, const RosterPage::Known& known) {
    const auto& member = line.member;
    if (!line.wrong.isEmpty())
        return line.wrong;
    const auto person = known.constFind(member.name);
    if (person == known.constEnd())
        return tr("New: gets a code");
    if (member.fullName == member.name || member.fullName == *person)
        return tr("Known: the plan is set anew");
    return tr("Known: the plan is set anew. Name: %1 → %2").arg(*person, member.fullName);
}

QString cards(const std::vector<Invitation>& invitations, const QString& server) {
    QString all;
    for (const auto& one : invitations)
        if (!one.code.isEmpty())
            all += QStringLiteral("<li><b>%1</b><span class=\"soft\">%2</span><code>%3</code></li>")
                       .arg(html(one.member.fullName), html(server), html(one.code));
    if (all.isEmpty())
        return all;
    return QStringLiteral("<p>%1</p><ul class=\"cards\">%2</ul>")
        .arg(html(tr("Codes for the workstations, each good for one device and 14 days. Print this page now: "
                     "they are shown only once.")),
             all);
}

} // namespace

QString RosterPage::hidden() const {
    return QStringLiteral("<input type=\"hidden\" name=\"csrf\" value=\"%1\">").arg(html(m_visitor.csrf));
}

QString RosterPage::renewal() const {
    return QStringLiteral("<form method=\"post\" action=\"/roster/codes\">%1<p class=\"row\"><button "
                          "class=\"btn\">%2</button></p></form>")
        .arg(hidden(), html(tr("New codes for those without a device")));
}

QString RosterPage::start(int members, const QString& problem, const QString& text) const {
    QStringList tracks;
    for (const auto& track : m_course.tracks)
        if (!track.blocks.empty())
            tracks << track.id;
    const QString wrong = problem.isEmpty()
                              ? QString()
                              : QStringLiteral("<p class=\"wrong\" role=\"alert\">%1</p>").arg(html(problem));
    const QString box =
        QStringLiteral("<textarea name=\"roster\" rows=\"12\" spellcheck=\"false\" required "
                       "placeholder=\"%1\">%2</textarea>")
            .arg(html(QStringLiteral("name,full name,team,cohort,track,start,mentor\n"
                                     "rmenon,Rahul Menon,Storage,2025-11,new-hire,2025-11-17,")),
                 html(text));
    return page(
        m_visitor,
        QStringLiteral(
            "<div class=\"head\"><h1>%1</h1><a class=\"btn\" href=\"/roster.csv\" download>%2</a></div>"
            "<p class=\"soft\">%3</p><section class=\"panel note\">%4<form method=\"post\" "
            "action=\"/roster/preview\" class=\"stack\">%5<label>%6%7</label>"
            "<label class=\"file\" hidden>%8<input type=\"file\" accept=\".csv,text/csv\"></label>"
            "%9</form></section>")
                .arg(html(tr("Roster")), html(tr("Export CSV")),
                     html(members == 1 ? tr("1 trainee is in a cohort.")
                                       : tr("%1 trainees are in a cohort.").arg(members)),
                     wrong, hidden(), html(tr("Paste the table from your spreadsheet, with its first row")),
                     box, html(tr("or choose a CSV file")),
                     QStringLiteral("<p class=\"soft\" role=\"status\" hidden>%1</p><button class=\"btn "
                                    "primary\">%2</button>")
                         .arg(html(tr(
                                  "The file is not UTF-8 and was read as Windows-1252. Look at the names.")),
                              html(tr("Look at it first")))) +
            QStringLiteral("<p class=\"soft\">%1</p>")
                .arg(
                    html(tr("Columns: name (short, for commands), full name, team, cohort, track (%1), start "
                            "(2025-11-17), mentor. Nothing changes before you have seen it.")
                             .arg(tracks.join(QStringLiteral(", "))))) +
            (members > 0 ? renewal() : QString()));
}

QString RosterPage::preview(const RosterFile& file, const QString& text, const Known& known,
                            const QString& token) const {
    QString rows;
    for (const auto& line : file.lines) {
        const auto& member = line.member;
        rows += QStringLiteral(
                    "<tr%1><td class=\"num\">%2</td><th scope=\"row\">%3<small>%4</small></th><td>%5</td>"
                    "<td>%6</td><td>%7</td><td>%8</td><td>%9</td></tr>")
                    .arg(line.wrong.isEmpty() ? QString() : QStringLiteral(" class=\"bad\""))
                    .arg(line.number)
                    .arg(html(member.fullName), html(member.name), html(member.team), html(member.cohort),
                         html(member.track), html(member.start.toString(Qt::ISODate)),
                         html(verdictOn(line, known)));
    }
    const int good = file.good();
    const int bad = static_cast<int>(file.lines.size()) - good;
    QString head = QStringLiteral("<h1>%1</h1>").arg(html(tr("Nothing has changed yet")));
    if (bad > 0)
        head +=
            QStringLiteral("<p class=\"wrong\" role=\"alert\">%1</p>")
                .arg(html(bad == 1 ? tr("1 line cannot be taken; its last column says why.")
                                   : tr("%1 lines cannot be taken; their last column says why.").arg(bad)));
    const QString form =
        QStringLiteral("<form method=\"post\" action=\"/roster/apply\">%1<textarea name=\"roster\" hidden>%2"
                       "</textarea><p class=\"row\"><button class=\"btn primary\"%3>%4</button>"
                       "<a class=\"btn\" href=\"/roster\">%5</a></p></form>")
            .arg(hidden() + QStringLiteral("<input type=\"hidden\" name=\"token\" value=\"%1\">").arg(token),
                 html(text), good == 0 ? QStringLiteral(" disabled") : QString(),
                 html(good == 1 ? tr("Take over 1 line") : tr("Take over %1 lines").arg(good)),
                 html(tr("Back")));
    return page(m_visitor,
                head + form +
                    QStringLiteral(
                        "<div class=\"panel scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%1\"><table>"
                        "<thead><tr><th scope=\"col\" class=\"num\">%2</th><th scope=\"col\">%3</th>"
                        "<th scope=\"col\">%4</th><th scope=\"col\">%5</th><th scope=\"col\">%6</th>"
                        "<th scope=\"col\">%7</th><th scope=\"col\">%8</th></tr></thead><tbody>")
                        .arg(html(tr("Preview")), html(tr("Line")), html(tr("Trainee")), html(tr("Team")),
                             html(tr("Cohort")), html(tr("Track")), html(tr("Start")),
                             html(tr("What happens"))) +
                    rows + QStringLiteral("</tbody></table></div>"));
}

QString RosterPage::taken(const std::vector<Invitation>& invitations, const QString& server,
                          const QString& undo) const {
    const QString body =
        QStringLiteral(
            "<div class=\"head\"><h1>%1</h1><form method=\"post\" action=\"/roster/undo\">%2<input "
            "type=\"hidden\" name=\"undo\" value=\"%3\"><button class=\"btn\">%4</button></form>"
            "<a class=\"btn primary\" href=\"/cohorts\">%5</a></div>")
            .arg(html(invitations.size() == 1 ? tr("1 trainee was taken over")
                                              : tr("%1 trainees were taken over").arg(invitations.size())),
                 hidden(), html(undo), html(tr("Undo")), html(tr("To the cohorts")));
    return page(m_visitor, body + cards(invitations, server));
}

QString RosterPage::invited(const std::vector<Invitation>& invitations, const QString& server) const {
    const auto head = invitations.empty()       ? tr("Everybody has a device")
                      : invitations.size() == 1 ? tr("A new code for 1 trainee")
                                                : tr("New codes for %1 trainees").arg(invitations.size());
    return page(m_visitor, QStringLiteral("<div class=\"head\"><h1>%1</h1><a class=\"btn primary\" "
                                          "href=\"/roster\">%2</a></div>")
                                   .arg(html(head), html(tr("To the roster"))) +
                               cards(invitations, server));
}

QString RosterPage::undone(int people) const {
    return page(
        m_visitor,
        QStringLiteral("<section class=\"panel note\"><h1>%1</h1><p>%2</p><p><a class=\"btn\" "
                       "href=\"/roster\">%3</a></p></section>")
            .arg(html(tr("Taken back")),
                 html(tr("The roster is as it was for %1 people. Codes of those who were new are void; "
                         "they stay known by name, in no cohort. Names that were corrected stay.")
                          .arg(people)),
                 html(tr("To the roster"))));
}

} // namespace understudy::desk
