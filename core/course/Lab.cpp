#include "core/course/Lab.h"

#include <QCoreApplication>

namespace understudy::course {

QString Lab::heading() const {
    const bool digits = !number.isEmpty() && number.front().isDigit();
    return (digits ? QCoreApplication::translate("understudy::course::Lab", "Lab %1: %2")
                   : QCoreApplication::translate("understudy::course::Lab", "%1: %2"))
        .arg(number, title);
}

} // namespace understudy::course
