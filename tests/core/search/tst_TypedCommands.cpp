#include "core/search/TypedCommands.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace understudy;
using search::TypedCommands;

/// What one has typed is found again, also tomorrow, and what one kept to oneself is not.
class tst_TypedCommands final : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

private Q_SLOTS:
    void aCommandIsThereTomorrow() {
        TypedCommands today(path("tomorrow"));
        QVERIFY(today.add(QStringLiteral("kubectl get pods")).ok());
        QVERIFY(today.add(QStringLiteral("grep Über log")).ok());
        QCOMPARE(TypedCommands(path("tomorrow")).all(),
                 (QStringList{QStringLiteral("kubectl get pods"), QStringLiteral("grep Über log")}));
        QCOMPARE(QFile(path("tomorrow")).permissions() & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }

    void typedAgainItIsTheNewestAndThereOnce() {
        TypedCommands typed(path("again"));
        for (const char* each : {"ls", "pwd", "ls", "ls"})
            QVERIFY(typed.add(QString::fromLatin1(each)).ok());
        QCOMPARE(typed.all(), (QStringList{QStringLiteral("pwd"), QStringLiteral("ls")}));
        QCOMPARE(TypedCommands(path("again")).all(), typed.all());
    }

    void whatBeginsWithABlankOrIsNoLineIsNotKept() {
        TypedCommands typed(path("blank"));
        for (const QString& each :
             {QStringLiteral(" export TOKEN=x"), QStringLiteral(""), QStringLiteral("  "),
              QStringLiteral("a\nb"), QString(TypedCommands::Longest + 1, u'x')})
            QVERIFY(typed.add(each).ok());
        QVERIFY(typed.all().isEmpty());
        QVERIFY(!QFile::exists(path("blank")));
    }

    void theFileDoesNotGrowWithoutEnd() {
        TypedCommands typed(path("many"));
        for (int i = 0; i <= 2 * TypedCommands::Most; ++i)
            QVERIFY(typed.add(QStringLiteral("echo %1").arg(i)).ok());
        QCOMPARE(typed.all().size(), TypedCommands::Most);
        QCOMPARE(typed.all().back(), QStringLiteral("echo %1").arg(2 * TypedCommands::Most));
        QFile file(path("many"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), TypedCommands::Most);
        QCOMPARE(TypedCommands(path("many")).all(), typed.all());
    }

    void aFileOfAnotherMakerIsReadForWhatItHolds() {
        QFile file(path("odd"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("ls\n\n hidden\n\xff\xfe\npwd");
        file.close();
        const QStringList read = TypedCommands(path("odd")).all();
        QCOMPARE(read.front(), QStringLiteral("ls"));
        QCOMPARE(read.back(), QStringLiteral("pwd"));
        QVERIFY(!read.contains(QStringLiteral(" hidden")));
    }

    void aPlaceThatCannotBeWrittenIsSaidAndNothingIsLostNow() {
        TypedCommands typed(path("no such folder/commands"));
        const auto kept = typed.add(QStringLiteral("ls"));
        QVERIFY(!kept.ok());
        QVERIFY(kept.error().sentence.contains(QLatin1String("ran all the same")));
        QCOMPARE(typed.all(), QStringList{QStringLiteral("ls")});
    }
};

QTEST_GUILESS_MAIN(tst_TypedCommands)
#include "tst_TypedCommands.moc"
