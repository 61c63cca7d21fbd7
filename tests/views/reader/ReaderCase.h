#pragma once

#include "tests/fakes/SmallPack.h"
#include "views/reader/ReaderView.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWebEnginePage>
#include <QWebEngineScript>
#include <QWebEngineView>

#include <memory>

namespace understudy::tests {

/// What our own script answers on the page that is open; nothing when it does not.
inline QVariant ask(const reader::ReaderView& view, const QString& script) {
    QVariant answer;
    bool done = false;
    view.webView()->page()->runJavaScript(script, QWebEngineScript::ApplicationWorld,
                                          [&](const QVariant& value) {
                                              answer = value;
                                              done = true;
                                          });
    return QTest::qWaitFor([&] { return done; }, 10000) ? answer : QVariant();
}

/// A reader on a small signed pack, in the real engine.
struct ReaderCase {
    QTemporaryDir folder;
    std::unique_ptr<theme::Theme> theme;
    std::unique_ptr<course::Library> library;
    std::unique_ptr<reader::ReaderView> view;

    bool open(const std::map<QString, QByteArray>& texts) {
        const auto key = minisign::makeKey(systemRandomness());
        if (!fakes::writeSigned(folder.path(), texts, key))
            return false;
        course::PackRefusal refusal;
        auto opened = course::Library::open(folder.path(), {key.publicKey.text()}, 0, &refusal);
        if (!opened.ok()) {
            qWarning("%s %s", qPrintable(refusal.error.sentence), qPrintable(refusal.error.detail));
            return false;
        }
        library = std::move(*opened);
        theme = std::make_unique<theme::Theme>();
        theme->setMode(theme::Mode::Light);
        view =
            std::make_unique<reader::ReaderView>(*theme, *library, qEnvironmentVariable("UNDERSTUDY_SHARE"));
        view->resize(1366, 700);
        view->show();
        view->activateWindow();
        return QTest::qWaitForWindowExposed(view.get());
    }

    QVariant ask(const QString& script) const { return tests::ask(*view, script); }

    /// Leaves a picture to look at where UNDERSTUDY_GRABS names a folder.
    void picture(const char* name) const {
        const QString grabs = qEnvironmentVariable("UNDERSTUDY_GRABS");
        if (grabs.isEmpty())
            return;
        QTest::qWait(600); // the engine draws when it likes
        view->grab().save(QStringLiteral("%1/reader-%2.png").arg(grabs, QLatin1String(name)));
    }

    bool shown(const QString& pageId, const QString& anchor = {}) {
        const bool already = view->page() == pageId;
        QSignalSpy spy(view.get(), &reader::ReaderView::pageShown);
        view->open(pageId, anchor);
        return already || spy.count() > 0 || spy.wait(20000);
    }
};

} // namespace understudy::tests
