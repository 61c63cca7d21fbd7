#include "core/terminal/Parser.h"
#include "core/terminal/Screen.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace understudy::terminal;

namespace {

/// 24 rows of letters, each row shifted by five, as the recorded cases begin with.
std::string letters() {
    std::string out;
    for (int y = 0; y < 24; ++y) {
        out += "\x1b[" + std::to_string(y + 1) + "H";
        for (int x = 0; x < 80; ++x) {
            out += static_cast<char>('a' + (y * 5 + x) % 26);
        }
    }
    return out;
}

QString recorded(const QString& name) {
    return qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/tests/core/terminal/") + name;
}

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What the checksums say of a row: a number for each cell, two hexadecimal digits or more.
QByteArrayList cellsOf(const std::string& answers) {
    QByteArrayList cells;
    static const QRegularExpression each(QStringLiteral("!~([0-9A-F]{4})"));
    for (auto it = each.globalMatch(QString::fromStdString(answers)); it.hasNext();) {
        const uint sum = (0x10000u - it.next().captured(1).toUInt(nullptr, 16)) & 0xFFFFu;
        cells.append(QByteArray::number(sum, 16).rightJustified(2, '0'));
    }
    return cells;
}

/// A question for the checksum of each cell that was recorded.
std::string everyCell() {
    std::string out;
    for (const int y : {1, 2, 3, 4, 5, 6, 7, 8, 24, 25}) {
        for (const int x : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 77, 78, 79, 80}) {
            const std::string place = std::to_string(y) + ';' + std::to_string(x);
            out += "\x1b[1;1;" + place + ';' + place + "*y";
        }
    }
    return out;
}

quint64 hashOf(const std::string& bytes) {
    quint64 hash = 1469598103934665603u;
    for (const char c : bytes) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    }
    return hash;
}

} // namespace

class tst_XtermAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whateverAProgramSendsLooksAsInXterm() {
        QFile file(recorded(QStringLiteral("xterm379.txt")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string filled = letters();
        const std::string questions = everyCell();
        int played = 0;
        QByteArrayList differ;
        while (!file.atEnd()) {
            const QByteArrayList parts = file.readLine().trimmed().split(' ');
            if (parts.size() != 3 || parts[0].startsWith('#')) {
                continue;
            }
            Screen screen(80, 25);
            screen.setAllowed({true, true, false});
            Parser parser(screen);
            parser.feed("\x1b[?40h" + (parts[0].startsWith('F') ? filled : std::string()));
            parser.feed(QByteArray::fromHex(parts[0].mid(1)).toStdString());
            screen.takeReplies();
            parser.feed("\x1b[?6n");
            const std::string place = screen.takeReplies();
            parser.feed("\x1b[?6l" + questions);
            ++played;
            if (place != "\x1b[?" + parts[1].toStdString() + ";1R" ||
                hashOf(screen.takeReplies()) != parts[2].toULongLong(nullptr, 16)) {
                differ.append(parts[0].left(1) + QByteArray::fromHex(parts[0].mid(1)).replace('\x1b', "^[") +
                              " expected " + parts[1] + " got " + QByteArray::fromStdString(place).mid(3));
            }
        }
        QVERIFY(played > 1000);
        QVERIFY2(differ.isEmpty(), differ.mid(0, 10).join('\n') + '\n' + QByteArray::number(differ.size()));
    }

    /// programs/NAME.bytes is what a program wrote in xterm 379, NAME.cells what that then had in its 24
    /// rows: where the cursor was, and of each cell the character's lower byte and its looks (DECRQCRA),
    /// blanks at the end left out.
    void programsLookAsInXterm_data() {
        QTest::addColumn<QString>("path");
        for (const QFileInfo& file : QDir(recorded(QStringLiteral("programs"))).entryInfoList({"*.bytes"})) {
            QTest::newRow(qPrintable(file.baseName())) << file.path() + QLatin1Char('/') + file.baseName();
        }
    }
    void programsLookAsInXterm() {
        QFETCH(QString, path);
        Screen screen(80, 24);
        screen.setAllowed({true, false, false, false});
        Parser parser(screen);
        parser.feed(contents(path + QStringLiteral(".bytes")).toStdString());
        const QByteArrayList rows = contents(path + QStringLiteral(".cells")).split('\n');
        QVERIFY(rows.size() >= 25);
        const Place cursor = screen.cursor();
        QCOMPARE("place " + QByteArray::number(cursor.y + 1) + ';' + QByteArray::number(cursor.x + 1),
                 rows[0]);
        screen.takeReplies();
        parser.feed("\x1b[?6l");
        for (int y = 1; y <= 24; ++y) {
            for (int x = 1; x <= 80; ++x) {
                const std::string place = std::to_string(y) + ';' + std::to_string(x);
                parser.feed("\x1b[1;1;" + place + ';' + place + "*y");
            }
            QByteArrayList cells = cellsOf(screen.takeReplies());
            QCOMPARE(cells.size(), 80);
            while (!cells.isEmpty() && cells.last() == "20") {
                cells.removeLast();
            }
            QCOMPARE(cells.join(' '), rows[y]);
        }
    }
};

QTEST_GUILESS_MAIN(tst_XtermAnswers)
#include "tst_XtermAnswers.moc"
