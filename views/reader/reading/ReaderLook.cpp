#include "views/reader/reading/ReaderLook.h"

#include <QSettings>

namespace understudy::reader {
namespace {

const QString textKey = QStringLiteral("reader/text"), measureKey = QStringLiteral("reader/lines"),
              faceKey = QStringLiteral("reader/letters");
const QString narrow = QStringLiteral("narrow"), wide = QStringLiteral("wide"), sans = QStringLiteral("sans");

} // namespace

ReaderLook ReaderLook::read(const QSettings& settings) {
    ReaderLook look;
    bool number = false;
    const int percent = settings.value(textKey).toInt(&number);
    if (number)
        look.textPercent = qBound(90, percent, 200);
    const QString lines = settings.value(measureKey).toString();
    look.measure = lines == narrow ? Measure::Narrow : lines == wide ? Measure::Wide : Measure::Normal;
    look.serif = settings.value(faceKey).toString() != sans;
    return look;
}

void ReaderLook::write(QSettings& settings) const {
    settings.setValue(textKey, textPercent);
    settings.setValue(measureKey, measureName());
    settings.setValue(faceKey, faceName());
}

QString ReaderLook::measureName() const {
    return measure == Measure::Narrow ? narrow : measure == Measure::Wide ? wide : QStringLiteral("normal");
}

QString ReaderLook::faceName() const { return serif ? QStringLiteral("serif") : sans; }

} // namespace understudy::reader
