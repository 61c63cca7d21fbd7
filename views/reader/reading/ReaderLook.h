#pragma once

#include <QString>

class QSettings;

namespace understudy::reader {

/// How one likes the text of pages.
struct ReaderLook {
    enum class Measure { Narrow, Normal, Wide }; ///< about 60, 68 and 80 characters a line

    int textPercent = 100; ///< 90 to 200, of the page alone
    Measure measure = Measure::Normal;
    bool serif = true;

    bool operator==(const ReaderLook&) const = default;

    static ReaderLook read(const QSettings& settings); ///< what is missing or odd there is as above
    void write(QSettings& settings) const;
    QString measureName() const; ///< "narrow", "normal", "wide": as the style sheet has it
    QString faceName() const;    ///< "serif", "sans"
};

} // namespace understudy::reader
