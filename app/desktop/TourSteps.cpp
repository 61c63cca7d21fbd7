#include "app/desktop/Tour.h"

// The steps of the tour, in the order of a trainee's first hour.

#include "views/charts/LiveCharts.h"
#include "views/quiz/AnswerOption.h"
#include "views/quiz/QuizView.h"
#include "views/reader/ReaderView.h"
#include "views/settings/SettingsView.h"
#include "views/terminal/TerminalTabs.h"
#include "views/terminal/TerminalView.h"
#include "views/today/TodayView.h"
#include "views/window/LabRoom.h"
#include "views/window/LabTerminal.h"
#include "views/window/QuizRoom.h"
#include "views/window/Study.h"

#include <QDir>

namespace understudy::desktop {

namespace {

const auto firstLab = QStringLiteral("lab-1-1");
const auto firstQuiz = QStringLiteral("01-architecture/quiz");
const auto person = QStringLiteral("tour-trainee");
constexpr double slower = 25; // ms that the API's p95 climbs without Redis, at the least

const course::CodeBlock* firstCommand(const course::Library& library, QString& page, int& index) {
    static std::vector<course::CodeBlock> blocks;
    for (const course::Page& candidate : library.course().modules.front().pages) {
        blocks = library.blocks(candidate.id);
        int command = 0; // pressRun() counts what can be run
        for (const course::CodeBlock& block : blocks) {
            if (block.language != QLatin1String("shell"))
                continue;
            if (!block.text.trimmed().contains(QLatin1Char('\n'))) {
                page = candidate.id;
                index = command;
                return &block;
            }
            ++command;
        }
    }
    return nullptr;
}

} // namespace

bool Tour::read() {
    const course::Library& library = *m_station->tools().library;
    QString page;
    int block = 0;
    const course::CodeBlock* command = firstCommand(library, page, block);
    if (!command)
        return false;
    m_command = command->text.trimmed();
    const QString title = library.course().page(page)->title;

    return step(
               "page", [&] { m_station->desk().open(progress::ItemKind::Page, page); },
               [&] {
                   if (!m_station->desk().study()->reader().fontsAreThere())
                       return QStringLiteral("the page in its fonts");
                   return pageText().contains(title) ? QString() : QStringLiteral("the page's title");
               }) &&
           step(
               "run-in-terminal", [&] { m_station->desk().study()->reader().pressRun(block); },
               [&] {
                   const auto* terminal = m_station->desk().study()->terminal();
                   const QString text =
                       terminal ? m_station->desk().study()->terminal()->screenText() : QString();
                   const auto at = text.indexOf(m_command.left(40));
                   // Its output, and the next prompt after it.
                   const bool answered = at >= 0 && text.indexOf(QLatin1String("trainee@lab"), at) > at &&
                                         text.mid(at).count(QLatin1Char('\n')) >= 2;
                   // In a low drawer the command has gone up and its output fills the screen.
                   const QStringList lines = text.trimmed().split(QLatin1Char('\n'));
                   const bool filled = at < 0 && lines.size() >= 8 &&
                                       lines.last().startsWith(QLatin1String("trainee@lab")) &&
                                       text.count(QLatin1String("trainee@lab")) == 1;
                   return answered || filled
                              ? QString()
                              : QStringLiteral("output of %1 in: %2").arg(m_command, text.right(400));
               },
               90);
}

bool Tour::workInTheLab() {
    window::LabRoom* room = m_station->desk().labs();
    const bool open = step(
        "lab", [&] { m_station->desk().open(progress::ItemKind::Lab, firstLab); },
        [&] {
            const bool there = room->run() && room->run()->labAnswers() && room->terminal() &&
                               room->terminal()->screenText().contains(QLatin1String("trainee@lab"));
            return there ? QString() : QStringLiteral("a prompt beside the guide");
        },
        60);
    const bool green = open && step(
                                   "check-green", [&] { room->runCommandsOfStep(); },
                                   [&] {
                                       return room->run()->greenCount() > 0
                                                  ? QString()
                                                  : QStringLiteral("a green check; the terminal says: %1")
                                                        .arg(room->terminal()->screenText().right(300));
                                   },
                                   60);
    const bool drawn =
        green && step(
                     "charts", [] {},
                     [&] {
                         for (int i = 0; i < room->charts().count(); ++i)
                             if (room->charts().sampleCount(i) < 20 || !room->charts().latest(i))
                                 return QStringLiteral("samples in chart %1").arg(i + 1);
                         m_calm = *room->charts().latest(0);
                         return room->charts().count() == 4 ? QString() : QStringLiteral("four charts");
                     });
    return drawn &&
           step(
               "charts-move", [&] { room->terminal()->run(QStringLiteral("lab inject redis")); },
               [&] {
                   const double now = room->charts().latest(0).value_or(0);
                   return now > m_calm + slower
                              ? QString()
                              : QStringLiteral("API p95 above %1 ms; it is %2").arg(m_calm + slower).arg(now);
               },
               150);
}

bool Tour::answerTheQuiz() {
    window::QuizRoom* room = m_station->desk().quizzes();
    quiz::QuizView& view = room->view();
    const bool open = step(
        "quiz", [&] { m_station->desk().open(progress::ItemKind::Quiz, firstQuiz); },
        [&] { return view.sitting() && view.isVisible() ? QString() : QStringLiteral("a question"); });
    if (!open)
        return false;
    // The first question that offers choices, answered with a wrong one, to read why it is wrong.
    const quiz::Sitting& sitting = *view.sitting();
    int question = 0;
    while (question + 1 < sitting.count() && sitting.question(question).kind != course::QuestionKind::Single)
        ++question;
    const bool explained = step(
        "answer-explained",
        [&] {
            if (sitting.current() != question)
                view.goTo(question);
            const QStringList order = sitting.order(question);
            for (qsizetype i = 0; i < order.size(); ++i)
                for (const course::Option& option : sitting.question(question).options)
                    if (option.id == order[i] && !option.right) {
                        const auto cards = view.findChildren<quiz::AnswerOption*>(); // those of an earlier
                                                                                     // question may linger
                        cards.value(cards.size() - order.size() + i)->click();
                        view.answerOrGoOn();
                        return;
                    }
        },
        [&] {
            if (!sitting.answered(question))
                return QStringLiteral("the answer in the journal");
            return sitting.verdict(question).right ? QStringLiteral("a wrong answer said to be wrong")
                                                   : QString();
        });
    return explained && step(
                            "quiz-goes-on", [&] { view.answerOrGoOn(); },
                            [&] {
                                return sitting.current() != question ? QString()
                                                                     : QStringLiteral("the next question");
                            });
}

bool Tour::syncTwoDevices() {
    m_server = std::make_unique<TourServer>(programPath(m_options, QStringLiteral("understudy-server")),
                                            m_folder.filePath(QStringLiteral("server")));
    window::Window* window = &m_station->desk().window();
    const bool waiting = step(
        "no-network", [&] { m_station->desk().go(window::Place::Today); },
        [&] {
            return window->status().syncText().contains(QString::number(facts()))
                       ? QString()
                       : window->status().syncText();
        });
    if (!waiting || !m_server->start()) {
        std::printf("The server did not start: %s\n", qPrintable(m_server->trouble()));
        return false;
    }
    const QString code = m_server->addPerson(person);
    const bool sent = step(
        "synced",
        [&] {
            m_station->desk().go(window::Place::Settings);
            m_station->enroll(m_server->address(), code);
        },
        [&] {
            if (!window->status().syncText().startsWith(QLatin1String("Synced")))
                return window->status().syncText();
            const int held = m_server->statementCount();
            return held == facts()
                       ? QString()
                       : QStringLiteral("%1 statements at the server for %2 facts").arg(held).arg(facts());
        });
    if (!sent)
        return false;

    const progress::Progress first = m_station->tools().feed.progress();
    const QString secondCode = m_server->addDevice(person);
    closeProfile();
    if (!openProfile(QStringLiteral("second-laptop")))
        return false;
    return step(
               "second-laptop",
               [&] {
                   m_station->enroll(m_server->address(), secondCode);
                   m_station->desk().go(window::Place::Today);
               },
               [&] {
                   const progress::Progress& second = m_station->tools().feed.progress();
                   const bool same = second.quiz(firstQuiz) == first.quiz(firstQuiz) &&
                                     second.lab(firstLab) == first.lab(firstLab) &&
                                     second.touched().size() == first.touched().size();
                   return same ? QString() : QStringLiteral("the first laptop's progress on the second");
               }) &&
           step(
               "server-gone",
               [&] {
                   m_server->stop();
                   m_station->desk().open(progress::ItemKind::Quiz,
                                          QStringLiteral("02-daily-operations/quiz"));
                   m_station->desk().go(window::Place::Today);
                   m_station->sync().syncNow();
               },
               [&] {
                   const QString text = m_station->desk().window().status().syncText();
                   return text.startsWith(QLatin1String("Offline")) ? QString() : text;
               });
}

} // namespace understudy::desktop
