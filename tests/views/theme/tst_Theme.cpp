#include "views/theme/Theme.h"

#include "views/theme/Button.h"
#include "views/theme/IconButton.h"
#include "views/theme/NumberLabel.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace understudy::theme;

namespace {

double channel(double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

// Relative luminance and contrast of WCAG 2.1.
double luminance(const QColor& c) {
    return 0.2126 * channel(c.redF()) + 0.7152 * channel(c.greenF()) + 0.0722 * channel(c.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

constexpr Color grounds[] = {Color::BgWindow, Color::BgPanel, Color::BgRaised,  Color::BgSunken,
                             Color::BgWell,   Color::BgHover, Color::BgSelected};

} // namespace

class tst_Theme final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTextCanBeReadOnEveryGround_data() {
        QTest::addColumn<int>("mode");
        QTest::newRow("light") << int(Mode::Light);
        QTest::newRow("dark") << int(Mode::Dark);
    }

    void everyTextCanBeReadOnEveryGround() {
        QFETCH(int, mode);
        Theme theme;
        theme.setMode(static_cast<Mode>(mode));
        for (const Color ground : grounds) {
            for (const Color ink : {Color::Text, Color::Text2, Color::Text3, Color::AccentText, Color::OkText,
                                    Color::WarnText, Color::DangerText})
                QVERIFY2(contrast(theme.color(ink), theme.color(ground)) >= 4.5,
                         qPrintable(QStringLiteral("%1 on %2").arg(int(ink)).arg(int(ground))));
        }
        QVERIFY(contrast(theme.color(Color::OnAccent), theme.color(Color::Accent)) >= 4.5);
        for (int i = 1; i < 16; ++i) // black itself is a ground in the dark theme
            QVERIFY(contrast(theme.terminal(i), theme.color(Color::TermBg)) >= 4.5);
        for (int i = 1; i <= 8; ++i)
            QVERIFY(contrast(theme.series(i), theme.color(Color::BgPanel)) >= 3.0);
    }

    void tokensInAStyleSheetAreReplacedByTheirLongestName() {
        Theme theme;
        theme.setMode(Mode::Light);
        QCOMPARE(theme.filled("a: @text-2; b: @text"), QStringLiteral("a: #ff474a53; b: #ff1b1c20"));
    }

    void theWholeInterfaceFollowsTheTextSize() {
        Theme theme;
        const int before = theme.font(Type::Body).pixelSize();
        theme.setTextPercent(200);
        QCOMPARE(theme.font(Type::Body).pixelSize(), 2 * before);
        theme.setTextPercent(1000);
        QCOMPARE(theme.textPercent(), 200);
    }

    void aRunningTimerDoesNotJitter() {
        Theme theme;
        NumberLabel label(theme, Type::Metric, Color::Text);
        label.setText("1:11");
        const QSize narrow = label.sizeHint();
        label.setText("8:48");
        QCOMPARE(label.sizeHint(), narrow);
    }

    void enterPressesTheButtonThatHasTheFocus() {
        Theme theme;
        Button words(theme, QStringLiteral("Start"));
        IconButton icon(theme, QStringLiteral("check"), QStringLiteral("Done"));
        for (QAbstractButton* button :
             {static_cast<QAbstractButton*>(&words), static_cast<QAbstractButton*>(&icon)}) {
            QSignalSpy pressed(button, &QAbstractButton::clicked);
            QTest::keyClick(button, Qt::Key_Return);
            QTRY_COMPARE(pressed.count(), 1);
            QTest::keyClick(button, Qt::Key_Return, Qt::ControlModifier);
            QTest::keyClick(button, Qt::Key_Enter, Qt::KeypadModifier);
            QTRY_COMPARE(pressed.count(), 2);
        }
    }

    void anIconTakesTheColourOfItsRole() {
        Theme theme;
        theme.setMode(Mode::Light);
        const QImage image = theme.pixmap("check", Color::Danger, 20, 2).toImage();
        const QColor wanted = theme.color(Color::Danger);
        bool found = false;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                found = found || image.pixelColor(x, y) == wanted;
        QVERIFY(found);
    }
};

QTEST_MAIN(tst_Theme)
#include "tst_Theme.moc"
