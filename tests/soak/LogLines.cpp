#include "tests/soak/LogLines.h"

#include <QRegularExpression>

#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace understudy::soak {

namespace {

constexpr int fillLines = 12'000;
constexpr int floodLines = 3'000;

void writeLine(int number) {
    static const char* const levels[] = {"\x1b[32mINFO \x1b[0m", "\x1b[32mINFO \x1b[0m",
                                         "\x1b[32mINFO \x1b[0m", "\x1b[33mWARN \x1b[0m",
                                         "\x1b[1;31mERROR\x1b[0m"};
    static const char* const words[] = {"accepted block", "vote weight checked", "peer is behind",
                                        "retrying the scrape", "checkpoint written"};
    const auto noise = static_cast<unsigned>(number) * 2654435761u >> 8;
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    std::printf("%lld.%03ld %s consensus-%u %s height=%u took=%ums #%d;\n",
                static_cast<long long>(now.tv_sec), now.tv_nsec / 1'000'000, levels[noise % 5], noise % 7,
                words[noise / 8 % 5], noise % 100'000, noise / 16 % 900, number);
}

} // namespace

int writeLogs(const char* fill) {
    int number = 0;
    const auto write = [&number](int lines) {
        for (int i = 0; i < lines; ++i)
            writeLine(++number);
        return std::fflush(stdout) == 0;
    };
    bool read = ::access(fill, F_OK) != 0 || write(fillLines);
    for (int turn = 1; read; ++turn) {
        read = write(turn % 300 == 0 ? floodLines : 8);
        ::usleep(100'000);
    }
    return 0;
}

LogText LogText::read(const QString& text) {
    static const QRegularExpression numbered(QStringLiteral("#(\\d+);$"),
                                             QRegularExpression::MultilineOption);
    LogText found;
    qint64 last = 0;
    for (auto it = numbered.globalMatch(text); it.hasNext();) {
        const qint64 number = it.next().captured(1).toLongLong();
        ++found.lines;
        if (number == 1)
            ++found.logins;
        else if (last && number != last + 1 && found.mistake.isEmpty())
            found.mistake = QStringLiteral("#%1 follows #%2").arg(number).arg(last);
        last = number;
    }
    return found;
}

} // namespace understudy::soak
