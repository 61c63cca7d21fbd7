#include "core/sftp/SizeWords.h"

#include <QLocale>
#include <QTest>

using understudy::sftp::sizeWords;

/// Sizes as one says them.
class tst_SizeWords final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSizeIsSaidInTwoOrThreeDigits_data() {
        QTest::addColumn<quint64>("bytes");
        QTest::addColumn<QString>("words");
        const std::pair<quint64, const char*> all[] = {{0, "0 bytes"},        {1, "1 byte"},
                                                       {999, "999 bytes"},    {1000, "1.0 kB"},
                                                       {1449, "1.4 kB"},      {9'960, "10 kB"},
                                                       {999'400, "999 kB"},   {999'600, "1.0 MB"},
                                                       {12'345'678, "12 MB"}, {5'000'000'000, "5.0 GB"},
                                                       {~quint64(0), "18 EB"}};
        for (const auto& [bytes, words] : all)
            QTest::newRow(words) << bytes << QString::fromLatin1(words);
    }
    void aSizeIsSaidInTwoOrThreeDigits() {
        QLocale::setDefault(QLocale::c());
        QFETCH(quint64, bytes);
        QTEST(sizeWords(bytes), "words");
    }
};

QTEST_GUILESS_MAIN(tst_SizeWords)
#include "tst_SizeWords.moc"
