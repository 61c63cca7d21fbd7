#include "views/transfer/OfferDialog.h"

#include "tests/fakes/Files.h"
#include "views/theme/Style.h"

#include <QApplication>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using transfer::OfferDialog;

/// The question before files go to a host.
class tst_OfferDialog final : public QObject {
    Q_OBJECT

    QTemporaryDir m_here;
    theme::Theme m_theme;
    const transfer::FarHost m_host{"1", "Bastion", [] { return nullptr; }, false};

    static theme::Button* button(const QWidget& in, const QString& words) {
        for (auto* each : in.findChildren<theme::Button*>())
            if (each->text() == words)
                return each;
        return nullptr;
    }
    static QString shown(const QWidget& in) {
        QStringList words;
        for (const auto* each : in.findChildren<theme::Text*>())
            if (!each->isHidden())
                words << each->text();
        return words.join(QLatin1Char('\n'));
    }
    QString file(const QString& name, const QByteArray& text) const {
        return fakes::writeFile(m_here.filePath(name), text);
    }

private Q_SLOTS:
    void initTestCase() { qApp->setStyle(new theme::Style); }

    void whatIsCountedAtOnceIsNamedInTheQuestion() {
        auto survey = std::make_unique<sftp::Survey>(QStringList{file("notes.txt", "12345")});
        survey->start();
        OfferDialog dialog(m_theme, m_host, std::move(survey), {});
        dialog.show();
        QCOMPARE(dialog.windowTitle(), QStringLiteral("Copy notes.txt (5 bytes) to Bastion?"));
        QVERIFY2(!shown(dialog).contains("Counting"), qPrintable(shown(dialog)));
        QVERIFY(button(dialog, "Copy")->isEnabled());
        QCOMPARE(dialog.folder(), QString());
        dialog.findChild<QLineEdit*>()->setText("~/in");
        QCOMPARE(dialog.folder(), QStringLiteral("in"));
    }

    void whileFoldersAreCountedItSaysHowFarAndWaitsWithTheCopy() {
        file("tree/a", "aa");
        file("tree/inner/b", "b");
        auto made = std::make_unique<sftp::Survey>(QStringList{m_here.filePath("tree")});
        sftp::Survey& survey = *made; // not begun: as slow as a disk can be
        OfferDialog dialog(m_theme, m_host, std::move(made), "/srv");
        dialog.show();
        QVERIFY2(shown(dialog).contains("Counting files… 0"), qPrintable(shown(dialog)));
        QVERIFY(!button(dialog, "Copy")->isEnabled());
        QVERIFY(button(dialog, "Don’t copy")->isEnabled());
        survey.start();
        QTRY_VERIFY(button(dialog, "Copy")->isEnabled());
        QVERIFY2(shown(dialog).contains("2 files, 3 bytes"), qPrintable(shown(dialog)));
        QCOMPARE(dialog.files().size(), std::size_t(4));
        QCOMPARE(dialog.folder(), QStringLiteral("/srv"));
    }
};

QTEST_MAIN(tst_OfferDialog)
#include "tst_OfferDialog.moc"
