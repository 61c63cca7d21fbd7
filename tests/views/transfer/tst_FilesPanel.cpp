#include "views/transfer/FilesPanel.h"

#include "tests/fakes/SshCase.h"

#include <QCoreApplication>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace understudy;
using transfer::FilesPanel;

/// The files of a host as a list, from a real OpenSSH server.
class tst_FilesPanel final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;
    std::unique_ptr<ssh::Session> m_there;
    std::unique_ptr<QTemporaryDir> m_far;
    theme::Theme m_theme;

    transfer::FarHost host() {
        return {"1", "gate", [this] { return m_there.get(); }, false};
    }
    void make(const QString& name) const {
        QFile file(m_far->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(name.toUtf8());
    }
    static QStringList names(const FilesPanel& panel) {
        QStringList all;
        const auto* list = panel.findChild<QTreeWidget*>();
        for (int i = 0; i < list->topLevelItemCount(); ++i)
            all << list->topLevelItem(i)->text(0);
        return all;
    }
    static QString words(const FilesPanel& panel) {
        QStringList all;
        for (const QLabel* label : panel.findChildren<QLabel*>())
            if (label->isVisibleTo(&panel))
                all << label->text();
        return all.join('|');
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start({"Subsystem sftp internal-sftp"}))
            QSKIP(qPrintable(m_case.sshd.reason()));
        m_there = m_case.loggedIn();
        QVERIFY(m_there);
    }
    void init() {
        m_far = std::make_unique<QTemporaryDir>();
        if (!m_there)
            m_there = m_case.loggedIn();
    }
    void cleanupTestCase() { m_there.reset(); }

    void foldersComeFirstAndNamesOfHostsBreakNoLine() {
        make("b.txt");
        make("a.txt");
        make(QString::fromUtf8("turned\xE2\x80\xAE txt.exe"));
        make("two\nlines");
        QVERIFY(QDir(m_far->path()).mkdir("z"));
        FilesPanel panel(m_theme);
        panel.resize(400, 500);
        panel.show();
        panel.open(host(), m_far->path());
        QTRY_COMPARE_WITH_TIMEOUT(names(panel).size(), 5, 10'000);
        QCOMPARE(names(panel).mid(0, 3), (QStringList{"z/", "a.txt", "b.txt"}));
        for (const QString& name : names(panel))
            QVERIFY2(!name.contains('\n') && !name.contains(QChar(0x202E)), qPrintable(name));
        // What is got is the file's own name all the same.
        const QSignalSpy got(&panel, &FilesPanel::getRequested);
        auto* list = panel.findChild<QTreeWidget*>();
        for (int i = 0; i < 5; ++i)
            if (list->topLevelItem(i)->text(0).startsWith("two"))
                list->setCurrentItem(list->topLevelItem(i));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(got.size(), 1);
        QCOMPARE(got.front().front().toString(), m_far->path() + "/two\nlines");
    }

    void anEmptyFolderAMissingOneAndAForbiddenOneSaySo() {
        FilesPanel panel(m_theme);
        panel.show();
        panel.open(host(), m_far->path());
        QTRY_VERIFY_WITH_TIMEOUT(words(panel).contains("This folder is empty."), 10'000);
        auto* place = panel.findChild<QLineEdit*>();
        place->setText("/nonexistent");
        QTest::keyClick(place, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(words(panel).contains("no such file"), 10'000);
        place->setText(m_far->path());
        QTest::keyClick(place, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(words(panel).contains("This folder is empty."), 10'000);
    }

    void withoutAConnectionItSaysThatItWaits() {
        FilesPanel panel(m_theme);
        panel.show();
        auto away = host();
        away.session = [] { return nullptr; };
        panel.open(away, {});
        QVERIFY(words(panel).contains("no connection to gate"));
    }

    void aDropGoesIntoTheFolderShown() {
        FilesPanel panel(m_theme);
        panel.show();
        panel.open(host(), m_far->path());
        QTRY_VERIFY_WITH_TIMEOUT(words(panel).contains("This folder is empty."), 10'000);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile("/tmp/some file")});
        const QSignalSpy put(&panel, &FilesPanel::putRequested);
        auto* on = panel.findChild<QTreeWidget*>()->viewport();
        QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(on, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(on, &drop);
        QCOMPARE(put.size(), 1);
        QCOMPARE(put.front().at(0).toStringList(), QStringList{"/tmp/some file"});
        QCOMPARE(put.front().at(1).toString(), QFileInfo(m_far->path()).canonicalFilePath());
    }

    void anAnswerForAFolderOneHasLeftIsNotShown() {
        make("here");
        FilesPanel panel(m_theme);
        panel.show();
        panel.open(host(), "/usr/bin");
        panel.open(host(), m_far->path());
        QTRY_COMPARE_WITH_TIMEOUT(names(panel), QStringList{"here"}, 10'000);
    }
};

QTEST_MAIN(tst_FilesPanel)
#include "tst_FilesPanel.moc"
