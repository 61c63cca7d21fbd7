#include "tests/views/window/DeskStage.h"
#include "views/quiz/AnswerOption.h"
#include "views/quiz/QuizView.h"
#include "views/reader/Engine.h"
#include "views/settings/ServerSettings.h"
#include "views/settings/SettingsView.h"
#include "views/window/Notice.h"
#include "views/window/PracticalDialog.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include <sys/mount.h>

using namespace understudy;
using namespace understudy::window;

namespace {

/// A small disk for the profile, which the test can fill. Needs root.
class SmallDisk final {
public:
    SmallDisk()
        : m_path(m_dir.filePath(QStringLiteral("disk"))) {
        QDir().mkpath(m_path);
        m_mounted = ::mount("tmpfs", m_path.toUtf8().constData(), "tmpfs", 0, "size=4m") == 0;
        if (m_mounted)
            qputenv("TMPDIR", m_path.toUtf8());
    }
    ~SmallDisk() {
        qunsetenv("TMPDIR");
        if (m_mounted)
            ::umount2(m_path.toUtf8().constData(), MNT_DETACH);
    }
    Q_DISABLE_COPY_MOVE(SmallDisk)
    bool mounted() const { return m_mounted; }
    void fill() {
        QFile file(filler());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        const QByteArray block(4096, 'x');
        while (file.write(block) > 0) {}
    }
    bool free() { return QFile::remove(filler()); }

private:
    QString filler() const { return m_path + QStringLiteral("/.filler"); }
    QTemporaryDir m_dir;
    QString m_path;
    bool m_mounted = false;
};

} // namespace

/// The real window on bad days: each says what is the matter, and nothing is lost.
class tst_DeskTroubles final : public QObject {
    Q_OBJECT
    fakes::PushedClock m_clock;

    static QList<Notice*> notices(fakes::DeskStage& stage) {
        QList<Notice*> shown;
        for (auto* notice : stage.desk->window().findChildren<Notice*>())
            if (notice->isVisible())
                shown << notice;
        return shown;
    }
    /// Whether these words can be read anywhere in the window.
    static bool sees(fakes::DeskStage& stage, const QString& words) {
        const auto labels = stage.desk->window().findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
            return label->isVisible() && label->text().contains(words);
        });
    }
    static int answers(const journal::Journal& journal) {
        const auto all = journal.after(0);
        return int(std::count_if(all->begin(), all->end(), [](const auto& entry) {
            return entry.fact.kind == QLatin1String(journal::kind::Answered);
        }));
    }
    /// Opens a quiz at a question with one right option.
    static quiz::QuizView& sitDown(fakes::DeskStage& stage) {
        stage.at({1440, 900});
        stage.desk->open(progress::ItemKind::Quiz, QStringLiteral("01-architecture/quiz"));
        auto& view = stage.desk->quizzes()->view();
        for (int i = 0; i < view.sitting()->count(); ++i)
            if (view.sitting()->question(i).kind == course::QuestionKind::Single) {
                view.goTo(i);
                break;
            }
        fakes::DeskStage::settle();
        return view;
    }
    static void answer(quiz::QuizView& view) {
        const auto cards = view.findChildren<quiz::AnswerOption*>();
        if (!cards.isEmpty())
            cards.last()->click();
        view.answerOrGoOn();
        fakes::DeskStage::settle();
    }

private Q_SLOTS:
    void aFullDiskIsSaidAndTheAnswerIsTakenOnceThereIsRoom() {
        SmallDisk disk;
        if (!disk.mounted())
            QSKIP("needs root, to mount a file system");
        fakes::DeskStage stage(m_clock);
        auto& view = sitDown(stage);
        disk.fill();
        answer(view);
        QVERIFY2(sees(stage, QStringLiteral("The disk is full, so this was not saved.")),
                 "nothing was said about the disk");
        QCOMPARE(answers(*stage.journal), 0);
        QVERIFY(!view.sitting()->answered(view.sitting()->current()));
        QVERIFY(disk.free());
        view.answerOrGoOn();
        fakes::DeskStage::settle();
        QCOMPARE(answers(*stage.journal), 1);
        QVERIFY(stage.journal->check());
    }

    void aJournalHeldByAnotherProgramIsSaidAndTheAnswerIsTakenLater() {
        fakes::DeskStage stage(m_clock);
        auto& view = sitDown(stage);
        {
            SQLite::Database holder(stage.profile.filePath(QStringLiteral("journal.sqlite")).toStdString(),
                                    SQLite::OPEN_READWRITE);
            holder.exec("BEGIN IMMEDIATE");
            answer(view);
            QVERIFY(sees(stage, QStringLiteral("Another program is using the journal")));
            QCOMPARE(answers(*stage.journal), 0);
            QVERIFY(!view.sitting()->answered(view.sitting()->current()));
        }
        view.answerOrGoOn();
        fakes::DeskStage::settle();
        QCOMPARE(answers(*stage.journal), 1);
    }

    void aClockSetBackAnHourInTheMiddleOfAQuestionCountsNoNegativeTime() {
        fakes::DeskStage stage(m_clock);
        auto& view = sitDown(stage);
        m_clock.push(-std::chrono::hours(1));
        answer(view);
        QCOMPARE(answers(*stage.journal), 1);
        const auto fact = stage.journal->after(0)->back().fact;
        QVERIFY(fact.body[QStringLiteral("seconds")].toDouble(-1) >= 0);
        QVERIFY(stage.journal->check());
        stage.desk->go(Place::Today); // and the plan is still there
        fakes::DeskStage::settle();
        m_clock.push(std::chrono::hours(1));
    }

    void whatWasLostStaysUntilItIsPressedAndHidesNothing() {
        fakes::DeskStage stage(m_clock);
        stage.at({1366, 700});
        stage.desk->say({Errc::Corrupt, QStringLiteral("Three entries are lost."), {}});
        fakes::DeskStage::settle();
        stage.desk->say({Errc::Refused, QStringLiteral("There is no keychain."), {}});
        fakes::DeskStage::settle();
        stage.desk->say({Errc::Refused, QStringLiteral("The server says no."), {}});
        QCOMPARE(notices(stage).size(), 3); // nobody has read the one about the keychain yet
        stage.desk->say({Errc::Refused, QStringLiteral("The server says no."), {}});
        QCOMPARE(notices(stage).size(), 3); // the same once
        stage.desk->say({Errc::Refused, QStringLiteral("The disk is full."), {}});
        stage.desk->say({Errc::Refused, QStringLiteral("The lab has stopped."), {}});
        const auto shown = notices(stage);
        QCOMPARE(shown.size(), 4); // the keychain's has made room
        QCOMPARE(shown[0]->accessibleName(), QStringLiteral("Three entries are lost."));
        QCOMPARE(shown[1]->accessibleName(), QStringLiteral("The server says no."));
        for (qsizetype i = 1; i < shown.size(); ++i)
            QVERIFY(shown[i]->geometry().bottom() < shown[i - 1]->geometry().top());
        QTest::mouseClick(shown[0], Qt::LeftButton, {}, {5, 5});
        QTRY_COMPARE(notices(stage).size(), 3);
    }

    void whatWaitsSinceWhenAndWhatWasRefusedIsSaid() {
        fakes::DeskStage stage(m_clock);
        stage.at({1440, 900});
        settings::SyncWords words;
        words.state = StatusBar::Sync::Offline;
        words.waiting = 14;
        words.oldest = QStringLiteral("Tuesday");
        words.server = QStringLiteral("https://training.example");
        words.remark = QStringLiteral("The server refused one record; it stays here. It said: no such quiz");
        words.refused = {{QStringLiteral("f-1"), QStringLiteral("Answer to question 01/quiz#q07"),
                          QStringLiteral("Tuesday 16:31"), QStringLiteral("no such quiz")}};
        stage.desk->setSync(words);
        QCOMPARE(stage.desk->window().status().syncText(),
                 QStringLiteral("Offline: 14 events waiting, oldest from Tuesday"));
        QVERIFY(sees(stage, QStringLiteral("The oldest is from Tuesday. Your work is saved on this laptop")));
        words.sentence = QStringLiteral("Perhaps this network wants you to log in first.");
        stage.desk->setSync(words);
        QVERIFY(sees(stage, QStringLiteral("Perhaps this network wants you to log in first. You can close")));
        stage.desk->go(Place::Settings);
        fakes::DeskStage::settle();
        QAbstractButton* again = nullptr;
        for (auto* button : stage.desk->settings()->findChildren<QAbstractButton*>())
            if (button->text().startsWith(QStringLiteral("Send again")))
                again = button;
        QVERIFY(again && again->isVisible());
        QCOMPARE(again->accessibleName(),
                 QStringLiteral("Send again: Answer to question 01/quiz#q07, Tuesday 16:31"));
        QVERIFY(sees(stage, QStringLiteral("The server said: no such quiz")));
        QVERIFY(sees(stage, QStringLiteral("14 events waiting, oldest from Tuesday")));
        auto& refused = stage.desk->settings()->server().refused();
        QSignalSpy asked(&refused, &settings::RefusedSettings::sendAgainRequested);
        again->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().first().toString(), QStringLiteral("f-1"));
        words.refused.clear();
        stage.desk->setSync(words);
        QVERIFY(!refused.isVisible());
    }

    void whoAsksForASyncIsToldWhatBecameOfIt() {
        using Sync = StatusBar::Sync;
        fakes::DeskStage stage(m_clock);
        stage.at({1440, 900});
        QSignalSpy asked(stage.desk.get(), &Desk::syncRequested);
        const auto press = [&] { Q_EMIT stage.desk->window().status().syncPressed(); };
        const auto goesOn = [&](Sync state, const char* sentence = "") {
            settings::SyncWords words;
            words.state = state;
            words.sentence = QString::fromUtf8(sentence);
            stage.desk->setSync(words);
            return notices(stage).isEmpty() ? QString() : notices(stage).back()->accessibleName();
        };
        press(); // there is no server
        QCOMPARE(asked.count(), 0);
        QVERIFY(notices(stage).back()->accessibleName().startsWith("There is no training server yet."));
        QTest::mouseClick(notices(stage).back(), Qt::LeftButton, {}, {5, 5});
        QTRY_VERIFY(notices(stage).isEmpty());
        QCOMPARE(goesOn(Sync::Offline), QString());
        goesOn(Sync::Syncing);
        QCOMPARE(goesOn(Sync::Offline), QString()); // nobody asked
        press();
        QCOMPARE(asked.count(), 1);
        goesOn(Sync::Syncing);
        QCOMPARE(goesOn(Sync::Offline, "The server is busy."),
                 QStringLiteral("The sync did not get through. The server is busy."));
        QTest::mouseClick(notices(stage).back(), Qt::LeftButton, {}, {5, 5});
        QTRY_VERIFY(notices(stage).isEmpty());
        press();
        goesOn(Sync::Syncing);
        QCOMPARE(goesOn(Sync::Synced), QString());
    }

    void nothingThatWaitsIsNotCounted() {
        using Sync = StatusBar::Sync;
        fakes::DeskStage stage(m_clock);
        stage.at({1440, 900});
        settings::SyncWords words;
        const auto says = [&](Sync state, int waiting) {
            words.state = state;
            words.waiting = waiting;
            words.sentence = state == Sync::Refused ? QStringLiteral("It says no.") : QString();
            stage.desk->setSync(words);
            return stage.desk->window().status().syncText();
        };
        QCOMPARE(says(Sync::NotSetUp, 0), QStringLiteral("No training server"));
        QCOMPARE(says(Sync::NotSetUp, 2), QStringLiteral("No training server: 2 events kept here"));
        QCOMPARE(says(Sync::Offline, 0), QStringLiteral("Offline, nothing is waiting"));
        QVERIFY(!sees(stage, QStringLiteral("0 events")));
        QCOMPARE(says(Sync::Refused, 0), QStringLiteral("Sync refused"));
        QVERIFY(sees(stage, QStringLiteral("It says no.")));
        QVERIFY(!sees(stage, QStringLiteral("0 events")));
        QCOMPARE(says(Sync::Refused, 1), QStringLiteral("Sync refused: 1 event kept"));
        QVERIFY(sees(stage, QStringLiteral("It says no. 1 event stays here and is not lost.")));
    }

    void aPracticalIsDoneOnlyWhenTheTraineeSaysSo() {
        fakes::DeskStage stage(m_clock);
        stage.at({1440, 900});
        const auto ask = [&] {
            stage.desk->open(progress::ItemKind::Practical, QStringLiteral("Dependency diagram"));
            fakes::DeskStage::settle();
            return stage.desk->window().findChild<PracticalDialog*>();
        };
        const auto done = [&] {
            stage.feed.refresh();
            return stage.feed.progress().practicalDone(QStringLiteral("new-hire"),
                                                       QStringLiteral("Dependency diagram"));
        };
        auto* dialog = ask();
        QVERIFY(dialog);
        dialog->reject();
        QTRY_VERIFY(!stage.desk->window().findChild<PracticalDialog*>());
        QVERIFY(!done());
        dialog = ask();
        QVERIFY(dialog);
        dialog->accept();
        QVERIFY(done());
    }
};

int main(int argc, char* argv[]) {
    (void)reader::prepareEngine(true);
    QApplication app(argc, argv);
    tst_DeskTroubles test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_DeskTroubles.moc"
