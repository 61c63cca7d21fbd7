#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusMetaType>
#include <QDBusReply>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

namespace {

/// One accessible thing of a program: who has it and where.
struct Thing {
    QString service;
    QDBusObjectPath path;
    bool isNull() const { return service.isEmpty(); }
};

QDBusArgument& operator<<(QDBusArgument& argument, const Thing& thing) {
    argument.beginStructure();
    argument << thing.service << thing.path;
    argument.endStructure();
    return argument;
}
const QDBusArgument& operator>>(const QDBusArgument& argument, Thing& thing) {
    argument.beginStructure();
    argument >> thing.service >> thing.path;
    argument.endStructure();
    return argument;
}

} // namespace
Q_DECLARE_METATYPE(Thing)
Q_DECLARE_METATYPE(QList<Thing>)

/// The stand-alone terminal as a screen reader meets it: another program that knows only the registry of
/// at-spi2-core and asks over its bus. Run by with-readers.
class tst_ScreenReader : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QProcess m_terminal;
    std::unique_ptr<QDBusConnection> m_bus;
    Thing m_text;

    QVariant call(const Thing& thing, const char* interface, const char* method,
                  const QVariantList& words = {}) {
        auto message = QDBusMessage::createMethodCall(
            thing.service, thing.path.path(), QStringLiteral("org.a11y.atspi.") + QLatin1String(interface),
            QLatin1String(method));
        message.setArguments(words);
        const QDBusMessage reply = m_bus->call(message, QDBus::Block, 5000);
        return reply.type() == QDBusMessage::ReplyMessage ? reply.arguments().value(0) : QVariant();
    }
    QVariant property(const Thing& thing, const char* interface, const char* name) {
        auto message = QDBusMessage::createMethodCall(thing.service, thing.path.path(),
                                                      "org.freedesktop.DBus.Properties", "Get");
        message.setArguments(
            {QStringLiteral("org.a11y.atspi.") + QLatin1String(interface), QLatin1String(name)});
        const QDBusMessage reply = m_bus->call(message, QDBus::Block, 5000);
        return reply.arguments().value(0).value<QDBusVariant>().variant();
    }
    /// The first thing below @p from whose role has this name.
    Thing find(const Thing& from, const QString& role, int depth = 0) {
        if (call(from, "Accessible", "GetRoleName").toString() == role)
            return from;
        if (depth > 12)
            return {};
        const auto below = qdbus_cast<QList<Thing>>(call(from, "Accessible", "GetChildren"));
        for (const Thing& child : below)
            if (const Thing found = find(child, role, depth + 1); !found.isNull())
                return found;
        return {};
    }
    QString text() { return call(m_text, "Text", "GetText", {0, -1}).toString(); }
    void say(const QByteArray& lines) {
        QFile pipe(m_folder.filePath("pipe"));
        QVERIFY(pipe.open(QIODevice::WriteOnly));
        pipe.write(lines);
    }

public Q_SLOTS:
    void hear(const QString& detail, int, int, const QDBusVariant& any, const QVariantMap&) {
        m_heard << detail + QLatin1Char(' ') + any.variant().toString();
    }

private:
    QStringList m_heard;

private Q_SLOTS:
    void initTestCase() {
        qDBusRegisterMetaType<Thing>();
        qDBusRegisterMetaType<QList<Thing>>();
        QDBusInterface launcher("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus");
        QString address;
        (void)QTest::qWaitFor(
            [&] { return !(address = QDBusReply<QString>(launcher.call("GetAddress")).value()).isEmpty(); },
            10'000);
        if (address.isEmpty())
            QSKIP("no registry of screen readers here; with-readers starts one");
        m_bus = std::make_unique<QDBusConnection>(QDBusConnection::connectToBus(address, "readers"));
        QVERIFY(m_bus->isConnected());
        const QString pipe = m_folder.filePath("pipe");
        QCOMPARE(::mkfifo(pipe.toLocal8Bit().constData(), 0600), 0);
        m_terminal.setProcessChannelMode(QProcess::ForwardedChannels);
        m_terminal.start(
            qEnvironmentVariable("UNDERSTUDY_BIN") + "/understudy",
            {"--terminal", "--geometry", "60x10", "--", "/bin/sh", "-c",
             "printf 'first line\\nsecond \\033[1mbold\\033[0m\\n'; while :; do cat \"$1\"; done", "sh",
             pipe});
        QVERIFY(m_terminal.waitForStarted());
        const Thing root{"org.a11y.atspi.Registry", QDBusObjectPath("/org/a11y/atspi/accessible/root")};
        QVERIFY(QTest::qWaitFor([&] { return !(m_text = find(root, "terminal")).isNull(); }, 30'000));
        QVERIFY(QTest::qWaitFor([&] { return text().contains("bold"); }, 10'000));
    }
    void cleanupTestCase() {
        m_terminal.kill();
        m_terminal.waitForFinished();
    }

    void aReaderFindsTheTerminalByItsRoleAndIsToldItsName() {
        QVERIFY(!property(m_text, "Accessible", "Name").toString().isEmpty());
        QVERIFY(property(m_text, "Accessible", "Description").toString().contains("Ctrl+Shift"));
        const QStringList interfaces = call(m_text, "Accessible", "GetInterfaces").toStringList();
        QVERIFY2(interfaces.contains("org.a11y.atspi.Text"), qPrintable(interfaces.join(' ')));
    }

    void theScreenIsReadAsItsRows() {
        const QString all = text();
        QVERIFY2(all.startsWith("first line\nsecond bold\n"), qPrintable(all));
        QCOMPARE(property(m_text, "Text", "CharacterCount").toInt(), int(all.size()));
        QCOMPARE(call(m_text, "Text", "GetText", {11, 17}).toString(), QStringLiteral("second"));
        const int caret = property(m_text, "Text", "CaretOffset").toInt();
        QCOMPARE(caret, int(QStringLiteral("first line\nsecond bold\n").size()));
    }

    void aCharacterHasItsPlaceOnTheScreen() {
        auto message = QDBusMessage::createMethodCall(m_text.service, m_text.path.path(),
                                                      "org.a11y.atspi.Text", "GetCharacterExtents");
        message.setArguments({11, 0U}); // in coordinates of the screen
        const QVariantList box = m_bus->call(message).arguments();
        QCOMPARE(box.size(), 4);
        QVERIFY(box[2].toInt() > 0 && box[3].toInt() > 0);
        const int found = call(m_text, "Text", "GetOffsetAtPoint",
                               {box[0].toInt() + box[2].toInt() / 2, box[1].toInt() + box[3].toInt() / 2, 0U})
                              .toInt();
        QCOMPARE(found, 11);
    }

    void newOutputMovesTheCaretAndIsThereToRead() {
        const Thing registry{"org.a11y.atspi.Registry", QDBusObjectPath("/org/a11y/atspi/registry")};
        auto wanted = QDBusMessage::createMethodCall(registry.service, registry.path.path(),
                                                     "org.a11y.atspi.Registry", "RegisterEvent");
        wanted.setArguments({QStringLiteral("object:text-caret-moved"), QStringList(), QString()});
        (void)m_bus->call(wanted);
        QVERIFY(m_bus->connect(m_text.service, m_text.path.path(), "org.a11y.atspi.Event.Object",
                               "TextCaretMoved", this,
                               SLOT(hear(QString, int, int, QDBusVariant, QVariantMap))));
        say("third line\n");
        QTRY_VERIFY_WITH_TIMEOUT(text().startsWith("first line\nsecond bold\nthird line\n"), 10'000);
        const int end = int(QStringLiteral("first line\nsecond bold\nthird line\n").size());
        QTRY_COMPARE_WITH_TIMEOUT(property(m_text, "Text", "CaretOffset").toInt(), end, 10'000);
    }

    void whatHasScrolledUpIsNoLongerOnTheScreen() {
        QByteArray lines;
        for (int i = 0; i < 30; ++i)
            lines += "line " + QByteArray::number(i) + "\n";
        say(lines);
        QTRY_VERIFY_WITH_TIMEOUT(text().contains("line 29"), 10'000);
        QVERIFY(!text().contains("first line"));
        QVERIFY(text().count('\n') <= 10);
    }
};

QTEST_GUILESS_MAIN(tst_ScreenReader)
#include "tst_ScreenReader.moc"
