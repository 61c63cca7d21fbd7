#pragma once

#include <string>

namespace understudy::terminal {

/// Something a host did that is not text on the screen.
struct Event {
    enum class Kind {
        Bell,
        Title,          ///< text
        ClipboardWrite, ///< text: what it wants on the clipboard (OSC 52); ask the trainee first
        Folder,         ///< text: the address of the folder the shell is in (OSC 7)
        CommandStarted, ///< OSC 133;C; text: what was typed, empty where no mark says where it begins
        CommandEnded,   ///< OSC 133;D, number: its exit status, -1 when it did not say
        Colors,         ///< Screen::hostColors() has changed
        Resized,        ///< the screen has obeyed CSI 8 t or DECCOLM: width columns, height rows; follow it
        WindowWish ///< number: the CSI t operation (1 to 10), width and height its arguments, -1 left out.
                   ///< What came of it is told back by Screen::setWindow
    };
    Kind kind = Kind::Bell;
    std::string text = {}; ///< UTF-8
    int number = 0;
    int width = 0;
    int height = 0;
};

/// What a host may do that is refused in everyday use.
struct Allowed {
    bool testReports = false; ///< checksums of the screen (DECRQCRA) and its titles read back
    bool resizing = false;    ///< CSI 4 t, CSI 8 t and, in mode 40, DECCOLM; the screen obeys at once
    bool columnModes = false; ///< mode 40 is on from the start
    bool windowing = false;   ///< wishes to move, hide, raise or fill the screen are passed on
};

/// What a host may ask about the window around the screen, in pixels.
struct WindowFacts {
    int x = 0;
    int y = 0;
    int cellWidth = 10;
    int cellHeight = 20;
    int screenWidth = 1920;
    int screenHeight = 1080;
    bool minimized = false;
    int mostColumns = 0; ///< that a window on that screen can have; 0: what its pixels would hold
    int mostRows = 0;
    int wholeWidth = 0; ///< of the window with its frame; 0: no more than the text
    int wholeHeight = 0;
    bool operator==(const WindowFacts&) const = default;
};

} // namespace understudy::terminal
