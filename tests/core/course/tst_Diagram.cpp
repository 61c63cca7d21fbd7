#include "core/course/Diagram.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

using namespace understudy::course;

class TestDiagram final : public QObject {
    Q_OBJECT

    static QByteArray framed(const QByteArray& inside) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\">" + inside + "</svg>";
    }

private Q_SLOTS:
    void authorsColorsBecomeClasses() {
        if (QStandardPaths::findExecutable(QStringLiteral("dot")).isEmpty())
            QSKIP("Graphviz is not installed");
        QProcess dot;
        dot.start(QStringLiteral("dot"), {QStringLiteral("-Tsvg")});
        dot.write(markColors("digraph { node [color=ink fillcolor=\"panel\" style=filled]; a [color=danger "
                             "fontcolor=muted]; a -> b [color=\"accent\"]; }"));
        dot.closeWriteChannel();
        QVERIFY(dot.waitForFinished());
        QCOMPARE(dot.readAllStandardError(), QByteArray());
        const auto svg = cleanSvg(dot.readAllStandardOutput());
        QVERIFY(svg.ok());
        for (const char* one : {"f-panel s-danger", "f-panel s-ink", "s-accent", "f-muted"})
            QVERIFY2(svg->contains(one), one);
        QVERIFY(!svg->contains('#'));
        QVERIFY(!svg->contains("<title"));
    }

    void labelsAreLeftAlone() {
        const QByteArray source = "a [label=\"the color is ink\" tooltip=\"danger\"]";
        QCOMPARE(markColors(source), source);
    }

    void cleaningTwiceChangesNothing() {
        const auto once = cleanSvg(framed("<g transform=\"scale(1)\"><path d=\"M0,0\" stroke=\"#fe01a6\" "
                                          "fill=\"none\"/><text x=\"1\">a &amp; b</text></g>"));
        QVERIFY(once.ok());
        const auto twice = cleanSvg(*once);
        QVERIFY(twice.ok());
        QCOMPARE(*twice, *once);
    }

    void whatIsNotAStillShapeIsLeftOut() {
        const auto svg = cleanSvg(framed("<script>alert(1)</script><style>*{}</style><image "
                                         "href=\"http://x/\"/><a href=\"http://x\"><rect/></a>"
                                         "<foreignObject><b>x</b></foreignObject><use href=\"#x\"/><animate/>"
                                         "<rect onclick=\"x()\" style=\"fill:url(http://x)\" class=\"rail\" "
                                         "fill=\"url(#a)\" x=\"1\" transform=\"url(http://x)\"/>"));
        QVERIFY(svg.ok());
        for (const char* bad :
             {"script", "style", "http://x", "href", "foreign", "onclick", "url", "rail", "animate"})
            QVERIFY2(!svg->contains(bad), bad);
        QVERIFY(svg->contains("<rect class=\"f-ink\" x=\"1\"") || svg->contains("x=\"1\""));
    }

    void hugeAndBrokenPicturesAreRefused() {
        QVERIFY(!cleanSvg(QByteArray(2 * 1024 * 1024, ' ')).ok());
        QVERIFY(!cleanSvg(framed(QByteArray("<g>").repeated(200))).ok());
        QVERIFY(!cleanSvg(framed(QByteArray("<rect/>").repeated(30000))).ok());
        QVERIFY(!cleanSvg("<svg viewBox=\"0 0 99999999 1\"/>").ok());
        QVERIFY(!cleanSvg("<svg/>").ok());
        QVERIFY(!cleanSvg("<html/>").ok());
        QVERIFY(!cleanSvg("").ok());
        QVERIFY(!cleanSvg("<svg viewBox=\"0 0 1 1\"><g>").ok());
    }

    void entitiesDoNotGrow() {
        QByteArray bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\">";
        for (char c = 'b'; c < 'k'; ++c)
            bomb += "<!ENTITY " + QByteArray(1, c) + " \"" +
                    QByteArray("&" + QByteArray(1, static_cast<char>(c - 1)) + ";").repeated(10) + "\">";
        bomb += "]><svg viewBox=\"0 0 1 1\"><text>&j;</text></svg>";
        const auto svg = cleanSvg(bomb);
        QVERIFY(!svg.ok() || svg->size() < 100000);
    }
};

QTEST_GUILESS_MAIN(TestDiagram)
#include "tst_Diagram.moc"
