#include "core/terminal/Modes.h"

namespace understudy::terminal {

bool Modes::*modeField(int number, bool isPrivate) {
    if (!isPrivate) {
        return number == 4 ? &Modes::insert : number == 20 ? &Modes::newLine : nullptr;
    }
    switch (number) {
    case 1:
        return &Modes::applicationCursor;
    case 5:
        return &Modes::reverseVideo;
    case 6:
        return &Modes::origin;
    case 7:
        return &Modes::autowrap;
    case 12:
        return &Modes::cursorBlinks;
    case 25:
        return &Modes::cursorVisible;
    case 45:
        return &Modes::reverseWrap;
    case 66:
        return &Modes::applicationKeypad;
    case 1004:
        return &Modes::focusReports;
    case 1007:
        return &Modes::wheelAsArrows;
    case 2004:
        return &Modes::bracketedPaste;
    case 2026:
        return &Modes::synchronized;
    default:
        return nullptr;
    }
}

} // namespace understudy::terminal
