#include "core/desk/CohortPage.h"

#include "core/cohort/Csv.h"
#include "core/cohort/Words.h"
#include "core/progress/Calendar.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace understudy::desk {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("cohort", text); }

QString percent(double share) { return QString::number(share * 100, 'f', 1); }

QString count(int number, const QString& words, const char* kind = "") {
    return QStringLiteral("<div%1><b>%2</b>%3</div>")
        .arg(*kind ? QStringLiteral(" class=\"%1\"").arg(QLatin1String(kind)) : QString())
        .arg(number)
        .arg(html(words));
}

int pagesOf(const Selection& selection) {
    constexpr int rows = CohortPage::rowsOfPage;
    return (static_cast<int>(selection.lines.size()) + rows - 1) / rows;
}

QString everybody(const View& view) {
    return view.cohort.isEmpty() ? tr("All trainees") : tr("Cohort %1").arg(view.cohort);
}

/// A column that sorts: its link turns the order when it is sorted by already.
QString heading(const View& view, View::Sort sort, const QString& words, const char* kind) {
    View next = view;
    next.page = 1;
    next.reversed = view.sort == sort && !view.reversed;
    next.sort = sort;
    const QString order = view.sort != sort ? QString()
                          : view.reversed   ? QStringLiteral(" aria-sort=\"descending\"")
                                            : QStringLiteral(" aria-sort=\"ascending\"");
    return QStringLiteral("<th scope=\"col\" class=\"%1\"%2><a href=\"%3\">%4</a></th>")
        .arg(QLatin1String(kind), order, html(addressOf(next)), html(words));
}

} // namespace

QString addressOf(const View& view) {
    QString address =
        QStringLiteral("/cohorts/") +
        (view.cohort.isEmpty()
             ? QStringLiteral("all")
             : QString::fromLatin1(QUrl::toPercentEncoding(QStringLiteral("of-") + view.cohort)));
    const auto query = view.query();
    if (!query.isEmpty())
        address += u'?' + query.toString(QUrl::FullyEncoded);
    return address;
}

std::optional<CohortPath> cohortPath(const QString& rest, const QStringList& known) {
    const QString prefix = QStringLiteral("of-");
    const auto read = [&](const QString& name, const QString& file) -> std::optional<CohortPath> {
        if (name == QLatin1String("all"))
            return CohortPath{{}, file};
        if (name.startsWith(prefix) && known.contains(name.mid(prefix.size())))
            return CohortPath{name.mid(prefix.size()), file};
        return std::nullopt;
    };
    if (auto page = read(rest, {}))
        return page;
    for (const auto* file : {"trainees.csv", "statements.csv"})
        if (const auto end = QStringLiteral("/%1").arg(QLatin1String(file)); rest.endsWith(end))
            return read(rest.chopped(end.size()), QLatin1String(file));
    return std::nullopt;
}

QString CohortPage::make(const Standings& standings, const View& asked) const {
    const auto selection = select(standings, asked, m_clock);
    View view = asked; // an address that was kept may name a page that is there no more
    view.page = std::min(asked.page, std::max(1, pagesOf(selection)));
    const bool certificates = selection.certified > 0;
    QString body = QStringLiteral("<div class=\"columns\"><div class=\"wide\">") + head(standings, view) +
                   QStringLiteral("<p class=\"soft\">") + html(dateLine(selection)) + QStringLiteral("</p>") +
                   counts(selection);
    body += selection.lines.empty() ? empty(standings, view) : table(selection, view, certificates);
    body += pages(selection, view) + QStringLiteral("</div>") + silent(selection) + QStringLiteral("</div>");
    return framed(everybody(view), QStringLiteral("cohorts"), &m_visitor, body);
}

QString CohortPage::head(const Standings& standings, const View& view) const {
    QString links;
    for (const auto& name : cohortsOf(standings, view.mentor)) {
        View other;
        other.cohort = name;
        links +=
            QStringLiteral("<a class=\"chip\" href=\"%1\"%2>%3</a>")
                .arg(html(addressOf(other)),
                     name == view.cohort ? QStringLiteral(" aria-current=\"true\"") : QString(), html(name));
    }
    links += QStringLiteral("<a class=\"chip\" href=\"/cohorts/all\"%1>%2</a>")
                 .arg(view.cohort.isEmpty() ? QStringLiteral(" aria-current=\"true\"") : QString(),
                      html(tr("Everybody")));
    View overdue = view, file = view;
    overdue.onlyOverdue = !view.onlyOverdue;
    overdue.page = file.page = 1;
    const auto plain = addressOf(file);
    const auto csv = QString(plain).insert(plain.contains(u'?') ? plain.indexOf(u'?') : plain.size(),
                                           QStringLiteral("/trainees.csv"));
    View all = view;
    all.search.clear();
    return QStringLiteral(
               "<nav class=\"chips\" aria-label=\"%1\">%2</nav><div class=\"head\"><h1>%3</h1>"
               "<form class=\"find\" method=\"get\" action=\"%4\" role=\"search\">"
               "<input type=\"search\" name=\"q\" value=\"%5\" placeholder=\"%6\" aria-label=\"%6\">"
               "</form><a class=\"btn\" href=\"%7\" role=\"button\" aria-pressed=\"%8\">%9")
               .arg(html(tr("Cohorts")), links, html(everybody(view)),
                    html(addressOf(all).section(u'?', 0, 0)), html(view.search),
                    html(tr("Find a name or team")), html(addressOf(overdue)),
                    view.onlyOverdue ? QStringLiteral("true") : QStringLiteral("false"),
                    icon("M3 5.5h14M5.75 10h8.5M8.5 14.5h3")) +
           QStringLiteral("%1</a><a class=\"btn\" href=\"%2\" download>%3%4</a></div>")
               .arg(
                   html(tr("Only overdue")), html(csv),
                   icon("M10 3.25v9M6.25 8.5L10 12.25l3.75-3.75M3.5 13v1.75A2.25 2.25 0 0 0 5.75 17h8.5a2.25 "
                        "2.25 0 0 0 2.25-2.25V13"),
                   html(tr("Export CSV")));
}

QString CohortPage::dateLine(const Selection& selection) const {
    const auto today = localTime(m_clock, m_clock.now()).date();
    QStringList tracks;
    for (const auto& line : selection.lines)
        if (!tracks.contains(line.trainee->member.track))
            tracks << line.trainee->member.track;
    QString words = dayWords(today);
    if (tracks.size() == 1) {
        if (const auto* track = m_course.track(tracks.front()))
            words = track->title + QStringLiteral(". ") + words;
        const auto& first = selection.lines.front().trainee->member;
        const bool together =
            std::all_of(selection.lines.begin(), selection.lines.end(),
                        [&](const Line& line) { return line.trainee->member.start == first.start; });
        const progress::Calendar calendar(first.start);
        if (together && calendar.week(today) > 0)
            words += tr(", week %1, day %2").arg(calendar.week(today)).arg(calendar.day(today));
    }
    return words;
}

QString CohortPage::counts(const Selection& selection) const {
    QString made =
        QStringLiteral("<div class=\"counts\">") +
        count(selection.trainees, selection.trainees == 1 ? tr("trainee") : tr("trainees")) +
        count(selection.onSchedule, tr("on schedule")) +
        count(selection.itemsOverdue, selection.itemsOverdue == 1 ? tr("item overdue") : tr("items overdue"),
              selection.itemsOverdue > 0 ? "late" : "") +
        count(static_cast<int>(selection.silent.size()), tr("not heard from for 3 days"));
    if (selection.certified > 0)
        made += count(selection.certified, tr("hold a certificate"));
    return made + QStringLiteral("</div>");
}

QString CohortPage::columns(const View& view, bool certificates) const {
    const auto plain = [](const QString& words) {
        return QStringLiteral("<th scope=\"col\">%1</th>").arg(html(words));
    };
    return QStringLiteral("<thead><tr>") + heading(view, View::Sort::Name, tr("Trainee"), "") +
           heading(view, View::Sort::Progress, tr("Progress by day"), "days") +
           heading(view, View::Sort::Labs, tr("Labs of %1").arg(m_course.labs.size()), "num") +
           heading(view, View::Sort::Quizzes, tr("Quizzes"), "num") +
           heading(view, View::Sort::Overdue, tr("Overdue"), "") +
           (certificates ? plain(tr("Certificate")) : QString()) +
           heading(view, View::Sort::Heard, tr("Last sync"), "") + QStringLiteral("</tr></thead>");
}

QString CohortPage::table(const Selection& selection, const View& view, bool certificates) const {
    QString rows;
    const int from = (view.page - 1) * rowsOfPage;
    const int until = std::min<int>(from + rowsOfPage, static_cast<int>(selection.lines.size()));
    for (int i = from; i < until; ++i)
        rows += row(selection.lines[static_cast<std::size_t>(i)], certificates);
    return QStringLiteral("<div class=\"panel scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%1\">"
                          "<table><caption class=\"unseen\">%1</caption>")
               .arg(html(everybody(view))) +
           columns(view, certificates) + QStringLiteral("<tbody>") + rows +
           QStringLiteral(
               "</tbody></table></div><p class=\"legend soft\"><span><i class=\"done\"></i>%1</span>"
               "<span><i class=\"open\"></i>%2</span><span><i class=\"mark\"></i>%3</span></p>")
               .arg(html(tr("Finished")), html(tr("Under way")), html(tr("Where the plan is today")));
}

QString CohortPage::row(const Line& line, bool certificates) const {
    const auto& member = line.trainee->member;
    const auto& summary = line.trainee->summary;
    const auto now = m_clock.now();
    const Instant heard{std::chrono::milliseconds(summary.heard)};
    QString made =
        QStringLiteral("<tr><th scope=\"row\"><a href=\"/people/%1\">%2</a><small>%3</small></th><td>%4</td>"
                       "<td class=\"num\">%5</td><td class=\"num\">%6</td><td class=\"%7\">%8</td>")
            .arg(QString::number(member.person), html(member.fullName), html(member.team), strip(line),
                 QString::number(summary.labs),
                 summary.quizzes == 0
                     ? QStringLiteral("<span class=\"faint\">%1</span>").arg(html(tr("none yet")))
                     : QStringLiteral("%1%").arg(summary.quizPercent),
                 line.overdue.count > 0 ? QStringLiteral("late") : QStringLiteral("faint"),
                 html(overdueWords(line.overdue.count, line.overdue.oldest, localSeconds(m_clock, now))));
    if (certificates)
        made += summary.certificate.isEmpty()
                    ? QStringLiteral("<td class=\"faint\">%1</td>").arg(html(tr("none yet")))
                    : QStringLiteral("<td>%1</td>").arg(html(summary.certificate));
    return made + QStringLiteral("<td class=\"%1\">%2</td></tr>\n")
                      .arg(line.isSilent ? QStringLiteral("warn") : QStringLiteral("soft"),
                           html(agoWords(heard, now)));
}

/// A piece for each block, as wide as its days. Its words are for those who do not see it.
QString CohortPage::strip(const Line& line) const {
    const auto& blocks = line.trainee->summary.blocks;
    int days = 0;
    for (const auto& block : blocks)
        days += block.days();
    if (days == 0)
        return QStringLiteral("<span class=\"faint\">%1</span>").arg(html(tr("no plan by day")));
    QString pieces;
    int at = 0;
    for (const auto& block : blocks) {
        const double share = block.share();
        pieces +=
            QStringLiteral("<rect class=\"rest\" x=\"%1\" y=\"5\" width=\"%2\" height=\"10\" rx=\"3\"/>")
                .arg(at * 24 + 0.0)
                .arg(block.days() * 24 - 3);
        if (share > 0)
            pieces +=
                QStringLiteral("<rect class=\"%1\" x=\"%2\" y=\"5\" width=\"%3\" height=\"10\" rx=\"3\"/>")
                    .arg(share >= 1 ? QStringLiteral("done") : QStringLiteral("open"))
                    .arg(at * 24)
                    .arg(std::max(4.0, share * (block.days() * 24 - 3)));
        at += block.days();
    }
    return QStringLiteral(
               "<svg class=\"strip\" viewBox=\"0 0 %1 20\" width=\"%1\" height=\"20\" "
               "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%2\">%3<rect class=\"mark\" "
               "x=\"%4\" y=\"0\" width=\"2\" height=\"20\"/></svg>")
        .arg(days * 24)
        .arg(html(tr("%1% done, %2% planned")
                      .arg(std::lround(line.share * 100))
                      .arg(std::lround(line.expected * 100))),
             pieces, percent(line.expected * days * 24 / 100.0));
}

QString CohortPage::pages(const Selection& selection, const View& view) const {
    const int last = pagesOf(selection);
    if (last <= 1)
        return {};
    View before = view, after = view;
    before.page = std::max(1, view.page - 1);
    after.page = std::min(last, view.page + 1);
    return QStringLiteral(
               "<nav class=\"pages\" aria-label=\"%1\"><a class=\"btn\" rel=\"prev\" href=\"%2\">%3</a>"
               "<span>%4</span><a class=\"btn\" rel=\"next\" href=\"%5\">%6</a></nav>")
        .arg(html(tr("Pages")), html(addressOf(before)), html(tr("Before")),
             html(tr("Page %1 of %2").arg(view.page).arg(last)), html(addressOf(after)), html(tr("Next")));
}

QString CohortPage::silent(const Selection& selection) const {
    if (selection.silent.empty())
        return {};
    constexpr std::size_t most = 8;
    QString rows;
    for (std::size_t i = 0; i < std::min(most, selection.silent.size()); ++i) {
        const auto& one = *selection.silent[i].trainee;
        const Instant heard{std::chrono::milliseconds(one.summary.heard)};
        rows +=
            QStringLiteral("<li><a href=\"/people/%1\">%2</a><p>%3</p></li>")
                .arg(one.member.person)
                .arg(html(one.member.fullName),
                     html(one.summary.heard == 0 ? tr("Nothing has come yet: the workstation is not "
                                                      "enrolled, or was never online.")
                                                 : tr("Last sync %1. The row shows the work as it was then.")
                                                       .arg(agoWords(heard, m_clock.now()))));
    }
    if (selection.silent.size() > most)
        rows += QStringLiteral("<li><p>%1</p></li>")
                    .arg(html(tr("And %1 more: sort by last sync.").arg(selection.silent.size() - most)));
    return QStringLiteral("<aside><section class=\"panel\"><h2>%1</h2><ul>%2</ul></section></aside>")
        .arg(html(tr("Not heard from")), rows);
}

QString CohortPage::empty(const Standings& standings, const View& view) const {
    if (standings.trainees.empty())
        return QStringLiteral("<section class=\"panel note\"><h2>%1</h2><p>%2</p><p>%3</p></section>")
            .arg(html(tr("Nobody is here yet")),
                 html(tr("Add your trainees from a spreadsheet. Each gets a code for their workstation.")),
                 m_visitor.mayEdit ? QStringLiteral("<a class=\"btn primary\" href=\"/roster\">%1</a>")
                                         .arg(html(tr("Add trainees")))
                                   : QString());
    View all = view;
    all.search.clear();
    all.onlyOverdue = false;
    return QStringLiteral("<section class=\"panel note\"><h2>%1</h2><p>%2</p>"
                          "<p><a class=\"btn\" href=\"%3\">%4</a></p></section>")
        .arg(
            html(view.onlyOverdue && view.search.isEmpty() ? tr("Nothing is overdue") : tr("Nobody matches")),
            html(tr("%1 trainees are hidden by what you chose.")
                     .arg(select(standings, all, m_clock).trainees)),
            html(addressOf(all)), html(tr("Show everybody")));
}

QByteArray CohortPage::csv(const Standings& standings, const View& view) const {
    QByteArray made = csvLine({tr("name"), tr("full name"), tr("cohort"), tr("team"), tr("track"),
                               tr("start"), tr("mentor"), tr("percent done"), tr("percent planned"),
                               tr("labs passed"), tr("quizzes taken"), tr("quiz percent"), tr("overdue"),
                               tr("oldest overdue"), tr("certificate"), tr("last sync")});
    for (const auto& line : select(standings, view, m_clock).lines) {
        const auto& member = line.trainee->member;
        const auto& summary = line.trainee->summary;
        const auto oldest = QDateTime::fromSecsSinceEpoch(line.overdue.oldest, Qt::UTC);
        made += csvLine(
            {member.name, member.fullName, member.cohort, member.team, member.track,
             member.start.toString(Qt::ISODate), member.mentor,
             QString::number(std::lround(line.share * 100)),
             QString::number(std::lround(line.expected * 100)), QString::number(summary.labs),
             QString::number(summary.quizzes), QString::number(summary.quizPercent),
             QString::number(line.overdue.count),
             line.overdue.count > 0 ? oldest.date().toString(Qt::ISODate) : QString(), summary.certificate,
             summary.heard > 0 ? toIso(Instant(std::chrono::milliseconds(summary.heard))) : QString()});
    }
    return made;
}

} // namespace understudy::desk
