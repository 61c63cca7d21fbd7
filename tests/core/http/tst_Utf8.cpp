#include "core/http/Utf8.h"

#include <QRandomGenerator>
#include <QStringDecoder>
#include <QTest>

using namespace understudy;

class tst_Utf8 final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsNoCharacterIsReplaced_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        const QByteArray mark = "\xef\xbf\xbd";
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("text") << QByteArray("pods \xc3\xa4 \xf0\x9f\x9a\x80")
                              << QByteArray("pods \xc3\xa4 \xf0\x9f\x9a\x80");
        QTest::newRow("cut") << QByteArray("a\xc3") << "a" + mark;
        QTest::newRow("cut in four") << QByteArray("\xf0\x9f\x9a") << mark + mark + mark;
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << mark + mark;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << mark + mark + mark;
        QTest::newRow("beyond") << QByteArray("\xf4\x90\x80\x80") << mark + mark + mark + mark;
        QTest::newRow("within") << QByteArray("a\xff"
                                              "b")
                                << "a" + mark + "b";
    }
    void whatIsNoCharacterIsReplaced() {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, text);
        QCOMPARE(QByteArray::fromStdString(http::asUtf8(bytes.toStdString())), text);
        QCOMPARE(http::isUtf8(bytes.toStdString()), bytes == text);
    }
    void anotherReaderAgreesOnRandomBytes() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int i = 0; i < 50'000; ++i) {
            std::string bytes;
            for (int left = random.bounded(1, 8); left > 0; --left) // mostly of the bytes that matter
                bytes += static_cast<char>(random.bounded(4) ? random.bounded(0x7e, 0x100)
                                                             : random.bounded(1, 0x7f));
            QStringDecoder other(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
            const QString read = other(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
            QCOMPARE(http::isUtf8(bytes), !other.hasError());
            QVERIFY(http::isUtf8(http::asUtf8(bytes)));
        }
    }
};

QTEST_GUILESS_MAIN(tst_Utf8)
#include "tst_Utf8.moc"
