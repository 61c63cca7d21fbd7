#include "core/cohort/View.h"
#include "core/course/Library.h"
#include "core/desk/CohortPage.h"
#include "tests/fakes/PushedClock.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>

#include <cstdio>
#include <random>

// How long a coordinator waits for the server's part of a page: of 12, 500 and 5,000 trainees.
//   bench_core_desk_page [FOLDER]   leaves the pages in FOLDER, to be looked at with a browser

using namespace understudy;

namespace {

const QStringList firstNames{"Rahul", "Ines", "Daniel", "Sofia", "Mara",   "Adaeze",
                             "Lukas", "Yuki", "Omar",   "Freya", "Tomasz", "Chloé"};
const QStringList lastNames{"Menon",  "Carvalho", "Osei",   "Petrova", "Lindqvist", "Okafor",
                            "Brandt", "Tanaka",   "Haddad", "Nilsen",  "Zieliński", "Martin"};
const QStringList teams{"Storage", "Networking", "SRE", "Platform", "Security"};

cohort::Summary standing(const course::Course& course, const course::Track& track, QDate start,
                         double diligence, Instant now) {
    cohort::Summary summary = cohort::summarize(course, track, progress::Progress(), start);
    const auto planned = summary.expected(QDate(2025, 11, 26)) * diligence;
    int days = 0, total = 0;
    for (const auto& block : summary.blocks)
        total += block.days();
    for (auto& block : summary.blocks) {
        const double done = std::clamp((planned * total - days) / block.days(), 0.0, 1.0);
        for (std::size_t i = 0; i < block.pieces.size(); ++i)
            block.pieces[i].share = double(i) < done * double(block.pieces.size()) ? 100 : 0;
        days += block.days();
    }
    summary.labs = static_cast<int>(planned * 9);
    summary.quizzes = 2;
    summary.quizPercent = static_cast<int>(65 + 30 * std::min(1.0, diligence));
    summary.heard = (now - std::chrono::minutes(static_cast<int>(20 + 6000 * std::max(0.0, 1 - diligence))))
                        .time_since_epoch()
                        .count();
    return summary;
}

std::shared_ptr<cohort::Standings> standings(const course::Course& course, int trainees, Instant now) {
    std::mt19937 random(7);
    auto all = std::make_shared<cohort::Standings>();
    const auto* track = course.track(QStringLiteral("new-hire"));
    for (int i = 0; i < trainees; ++i) {
        auto one = std::make_shared<cohort::Trainee>();
        const auto full = firstNames[i % 12] + u' ' + lastNames[(i + i / 12) % 12];
        one->member = {i + 1,
                       QString("t%1").arg(i),
                       full,
                       {},
                       QString("2025-%1").arg(11 - i / 400 % 10, 2, 10, QLatin1Char('0')),
                       teams[i % 5],
                       "new-hire",
                       QDate(2025, 11, 17),
                       {}};
        one->summary = standing(
            course, *track, one->member.start,
            0.4 + 0.08 * i * (trainees < 20) + double(random() % 1000) / 1000 * (trainees >= 20), now);
        all->trainees.push_back(std::move(one));
    }
    return all;
}

double median(std::vector<double> all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
    const QString share =
        qEnvironmentVariable("UNDERSTUDY_SHARE", QStringLiteral("build/dev/share/understudy"));
    QFile keys(share + QStringLiteral("/course/keys.pub"));
    if (!keys.open(QIODevice::ReadOnly))
        return 1;
    const auto library =
        course::Library::open(share + QStringLiteral("/course/dwcp-v3"),
                              QString::fromUtf8(keys.readAll()).split(u'\n', Qt::SkipEmptyParts), 0);
    if (!library)
        return 1;
    const auto& course = (*library)->course();
    fakes::PushedClock clock;
    clock.set(*fromIso(QStringLiteral("2025-11-26T10:30:00.000Z")));
    desk::Visitor visitor;
    visitor.fullName = QStringLiteral("Priya Nair");
    visitor.mayEdit = true;
    double first = 0;
    for (const int trainees : {12, 500, 5000}) {
        const auto all = standings(course, trainees, clock.now());
        cohort::View view;
        const desk::CohortPage page(course, clock, visitor);
        std::vector<double> times;
        QString text;
        for (int i = 0; i < 21; ++i) {
            QElapsedTimer timer;
            timer.start();
            text = page.make(*all, view);
            times.push_back(double(timer.nsecsElapsed()) / 1e6);
        }
        first = first > 0 ? first : median(times);
        std::printf("%5d trainees: %7.2f ms a page (x %.1f), %lld kB\n", trainees, median(times),
                    median(times) / first, static_cast<long long>(text.toUtf8().size() / 1024));
        if (argc > 1) {
            QFile file(QString::fromLocal8Bit(argv[1]) + QString("/cohort-%1.html").arg(trainees));
            if (file.open(QIODevice::WriteOnly))
                file.write(text.toUtf8());
        }
    }
    return 0;
}
