#pragma once

#include "tests/fakes/WebDriver.h"

#include <QFile>
#include <QThread>

namespace understudy::fakes {

/// A headless Chromium, used as a person would use it: by what is on the page, by keys and by the window's
/// size.
class Browser final {
public:
    /// False where there is no browser; problem() says why.
    bool start(bool dark = false) { return m_driver.start(dark); }
    QString problem() const { return m_driver.problem; }

    void open(const QString& address) {
        call("POST", QStringLiteral("/url"), {{QStringLiteral("url"), address}});
    }
    QString address() { return call("GET", QStringLiteral("/url")).toString(); }
    QString title() { return call("GET", QStringLiteral("/title")).toString(); }
    void resize(int width, int height) {
        call("POST", QStringLiteral("/window/rect"),
             {{QStringLiteral("width"), width}, {QStringLiteral("height"), height}});
    }
    /// The value of an expression on the page.
    QJsonValue value(const QString& expression) {
        return call("POST", QStringLiteral("/execute/sync"),
                    {{QStringLiteral("script"), QStringLiteral("return (") + expression + u')'},
                     {QStringLiteral("args"), QJsonArray()}});
    }
    QString text(const QString& selector) {
        return value(QStringLiteral("[...document.querySelectorAll(%1)].map(e => e.innerText).join('\\n')")
                         .arg(quoted(selector)))
            .toString();
    }
    /// Clicks on what leads to another page, and waits until that is there.
    void click(const QString& selector) {
        value(QStringLiteral("window.leaving = true"));
        call("POST", QStringLiteral("/element/%1/click").arg(element(selector)));
        QElapsedTimer timer;
        timer.start();
        while (value(QStringLiteral("window.leaving === true || document.readyState != 'complete'"))
                   .toBool(true) &&
               timer.elapsed() < 30000)
            QThread::msleep(20);
    }
    void type(const QString& selector, const QString& text) {
        call("POST", QStringLiteral("/element/%1/value").arg(element(selector)),
             {{QStringLiteral("text"), text}});
    }
    /// Presses keys wherever the focus is. Named keys are the characters that WebDriver gives them.
    void press(const QString& keys) {
        QJsonArray actions;
        for (const auto& key : keys)
            for (const auto* kind : {"keyDown", "keyUp"})
                actions.append(QJsonObject{{QStringLiteral("type"), QLatin1String(kind)},
                                           {QStringLiteral("value"), QString(key)}});
        call("POST", QStringLiteral("/actions"),
             {{QStringLiteral("actions"),
               QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("key")},
                                      {QStringLiteral("id"), QStringLiteral("keys")},
                                      {QStringLiteral("actions"), actions}}}}});
    }
    /// As a Cookie header has them.
    QByteArray cookies() {
        QByteArrayList all;
        for (const auto& cookie : call("GET", QStringLiteral("/cookie")).toArray())
            all << (cookie[QStringLiteral("name")].toString() + u'=' +
                    cookie[QStringLiteral("value")].toString())
                       .toUtf8();
        return all.join("; ");
    }
    static constexpr char16_t Tab = 0xE004, Enter = 0xE007, Down = 0xE015;
    /// What the console of the page has said since the last time: errors and refusals of the browser.
    QStringList complaints() {
        QStringList lines;
        for (const auto& line :
             call("POST", QStringLiteral("/se/log"), {{QStringLiteral("type"), QStringLiteral("browser")}})
                 .toArray())
            lines << line[QStringLiteral("message")].toString();
        return lines;
    }
    bool savePicture(const QString& file) {
        QFile out(file);
        return out.open(QIODevice::WriteOnly) &&
               out.write(QByteArray::fromBase64(
                   call("GET", QStringLiteral("/screenshot")).toString().toLatin1())) > 0;
    }

private:
    static QString quoted(const QString& text) {
        auto array = QString::fromUtf8(QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact));
        return array.mid(1, array.size() - 2);
    }
    QString element(const QString& selector) {
        const auto found = call("POST", QStringLiteral("/element"),
                                {{QStringLiteral("using"), QStringLiteral("css selector")},
                                 {QStringLiteral("value"), selector}})
                               .toObject();
        return found.isEmpty() ? QString() : found.begin()->toString();
    }
    QJsonValue call(const QByteArray& method, const QString& path, const QJsonObject& body = {}) {
        return m_driver.call(method, path, body);
    }

    WebDriver m_driver;
};

} // namespace understudy::fakes
