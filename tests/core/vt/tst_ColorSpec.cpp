#include "core/vt/ColorSpec.h"

#include <QTest>

using understudy::vt::colorSpec;

class tst_ColorSpec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aColorMeansTheSameAsInXterm_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<uint>("color"); // what xterm 379 answers on a screen of 24 bits
        const auto row = [](const char* text, uint color) {
            QTest::newRow(text) << QByteArray(text) << color;
        };
        row("#fff", 0xF0F0F0);
        row("#123456", 0x123456);
        row("#123456789", 0x124578);
        row("#123456789abc", 0x12569A);
        row("rgb:f/f/f", 0xFFFFFF);
        row("rgb:ff/80/1", 0xFF8011);
        row("rgb:ffff/1234/8000", 0xFF1280);
        row("SteelBlue", 0x4682B4);
        row("rgbi:1/0.5/0", 0xFFBB00);
        row("CIEXYZ:1/1/1", 0xFFFFFF);
        row("CIEXYZ:0.2/0.3/0.4", 0x32A894);
        row("CIELab:1/1/1", 0x6C6767);
        row("CIELab:100/0/0", 0xFFFFFF);
        row("CIELuv:1/1/1", 0x16140E);
        row("CIELuv:0.5/0.5/0.5", 0x0E130E);
        row("CIELuv:20/0/0", 0x403F3F);
        row("CIELuv:50/5/5", 0xBB6E0E);
        row("TekHVC:1/1/1", 0x1A130F);
        row("TekHVC:120/50/30", 0x518B56);
    }
    void aColorMeansTheSameAsInXterm() {
        QFETCH(QByteArray, text);
        QFETCH(uint, color);
        const auto found = colorSpec(text.toStdString());
        QVERIFY(found);
        for (const int shift : {0, 8, 16}) { // the curves of the guns are measured, to one step
            const int ours = int(*found >> shift & 0xFF);
            const int theirs = int(color >> shift & 0xFF);
            QVERIFY2(std::abs(ours - theirs) <= 1, qPrintable(QString::number(*found, 16)));
        }
    }

    void whatIsNoColorIsRefused() {
        for (const char* text : {"", "#", "#12", "#12345", "#gggggg", "rgb:1/2", "rgb:1/2/3/4",
                                 "rgb:12345/0/0", "rgb://", "rgbi:2/0/0", "rgbi:nan/0/0", "rgbi:1e999/0/0",
                                 "CIELab:1/1", "x:1/1/1", "?", "no such color"}) {
            QVERIFY2(!colorSpec(text), text);
        }
    }
};

QTEST_GUILESS_MAIN(tst_ColorSpec)
#include "tst_ColorSpec.moc"
