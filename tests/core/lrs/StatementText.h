#pragma once

#include <QByteArray>

namespace understudy::tests {

inline QByteArray idOf(int number) {
    return QByteArray("0190a6a0-0000-7000-8000-") + QByteArray::number(number).rightJustified(12, '0');
}

inline QByteArray statement(int number, const QByteArray& rest = {},
                            const QByteArray& verb = "http://v.example/did",
                            const QByteArray& object = R"({"id":"http://o.example/1"})") {
    return R"({"id":")" + idOf(number) + R"(","actor":{"mbox":"mailto:a@b.example"},"verb":{"id":")" + verb +
           R"("},"object":)" + object + rest + "}";
}

inline QByteArray reference(int target) {
    return R"({"objectType":"StatementRef","id":")" + idOf(target) + R"("})";
}

} // namespace understudy::tests
