#pragma once

#include "views/theme/Theme.h"

#include <QAbstractButton>
#include <QFocusFrame>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

// The small parts that several views share, each painted from the theme and following its changes.
namespace understudy::theme {

/// A line or paragraph of text in one type style and one colour role.
class Text final : public QLabel {
    Q_OBJECT
public:
    Text(const Theme& theme, Type type, Color role, const QString& text = {}, QWidget* parent = nullptr);
    void setRole(Color role);
    void setType(Type type);

private:
    void restyle();
    const Theme& m_theme;
    Type m_type;
    Color m_role;
};

enum class ButtonKind { Primary, Normal, Quiet, Danger };
enum class ButtonSize { Compact, Normal, Large };

/// A push button; one Primary a view. The icon is a name of resources/icons/ui.
class Button final : public QPushButton {
    Q_OBJECT
public:
    Button(const Theme& theme, const QString& text, ButtonKind kind = ButtonKind::Normal, const QString& icon = {},
           ButtonSize size = ButtonSize::Normal, QWidget* parent = nullptr);

private:
    void restyle();
    const Theme& m_theme;
    QString m_icon;
};

/// A button that is only an icon; its name is tooltip and accessible name.
class IconButton final : public QToolButton {
    Q_OBJECT
public:
    IconButton(const Theme& theme, const QString& icon, const QString& name, QWidget* parent = nullptr, int size = 18);
    void setIconName(const QString& icon);
    void setRole(Color role);

private:
    void restyle();
    const Theme& m_theme;
    QString m_icon;
    int m_size;
    Color m_role = Color::Text2;
};

/// A word on a tinted ground ("Practice").
class Chip final : public QLabel {
    Q_OBJECT
public:
    enum class Kind { Neutral, Info, Ok, Warn, Danger };
    Chip(const Theme& theme, const QString& text, Kind kind = Kind::Neutral, QWidget* parent = nullptr);
    void setKind(Kind kind);

private:
    void restyle();
    const Theme& m_theme;
    Kind m_kind;
};

/// Open ring, ring with an arc, green tick, red cross, amber bar, red ring: how far a thing is.
enum class State { Open, Partly, Done, Failed, Caution, Late };
void paintState(QPainter& painter, const QRectF& box, const Theme& theme, State state, double share = 0);

class StateRing final : public QWidget {
    Q_OBJECT
public:
    StateRing(const Theme& theme, QWidget* parent = nullptr, int size = 20);
    void set(State state, double share = 0); ///< share 0 to 1, for Partly
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    State m_state = State::Open;
    double m_share = 0;
    int m_size;
};

/// A thin bar, whole or in segments, filled to a share.
class Bar final : public QWidget {
    Q_OBJECT
public:
    Bar(const Theme& theme, QWidget* parent = nullptr, int height = 5, int segments = 1);
    void set(double share, Color fill = Color::AccentText);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    double m_share = 0;
    Color m_fill = Color::AccentText;
    int m_height;
    int m_segments;
};

/// A number that changes in place: each digit in a cell as wide as "0", so that nothing jitters.
class NumberLabel final : public QWidget {
    Q_OBJECT
public:
    NumberLabel(const Theme& theme, Type type, Color role, QWidget* parent = nullptr);
    void setText(const QString& text);
    void setRole(Color role);
    QString text() const { return m_text; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Type m_type;
    Color m_role;
    QString m_text;
};

/// A command in its box, wrapped at spaces and never cut, with Copy and Run.
class CommandBox final : public QWidget {
    Q_OBJECT
public:
    CommandBox(const Theme& theme, const QString& command, QWidget* parent = nullptr);
    void setRunnable(bool on, const QString& whyNot = {});
    QString command() const { return m_command; }

Q_SIGNALS:
    void runRequested(const QString& command);

private:
    void restyle();
    const Theme& m_theme;
    QString m_command;
    QLabel* m_label;
    IconButton* m_run;
};

/// A hairline, one device-independent pixel.
class Hairline final : public QWidget {
    Q_OBJECT
public:
    Hairline(const Theme& theme, Qt::Orientation orientation, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
};

/// A plain ground of one background role.
class Ground : public QWidget {
    Q_OBJECT
public:
    Ground(const Theme& theme, Color role, QWidget* parent = nullptr);
    void setRole(Color role);

protected:
    void paintEvent(QPaintEvent* event) override;
    const Theme& m_theme;

private:
    Color m_role;
};

/// The skeleton of "something is the matter": icon, sentence, what is kept, what to do, detail small and last.
/// Used in panes (no lab) and, inside StateDialog, for questions that stop everything.
class StatePanel final : public QWidget {
    Q_OBJECT
public:
    StatePanel(const Theme& theme, const QString& icon, Color iconRole, const QString& title, const QString& text,
               QWidget* parent = nullptr);
    QWidget* body() const { return m_body; } ///< between text and actions; its layout is a QVBoxLayout
    Button* addAction(const QString& text, ButtonKind kind, const QString& icon = {});
    void setText(const QString& text);
    void setDetail(const QString& detail);

private:
    const Theme& m_theme;
    Text* m_text;
    Text* m_detail;
    QWidget* m_body;
    QWidget* m_actions;
};

} // namespace understudy::theme
