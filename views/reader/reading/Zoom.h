#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

class QShortcut;
class QWidget;

namespace understudy::reader {

/// A diagram over the whole page, larger: opened by its link, sized and moved by keys and by its bar, closed
/// by Escape. The page's script draws it; the keys are bound here, and only while it is open.
class Zoom final : public QObject {
    Q_OBJECT
public:
    using Script = std::function<void(const QString& call)>;
    Zoom(QWidget* owner, Script script);

    /// Does what a link of a page asks for: "zoom" opens the n-th picture, "zoom-in" and so on change it.
    /// False when it is not about zoom.
    bool act(const QString& action, int picture);
    bool isOpen() const { return m_open; }
    void close();

private:
    void bind(QWidget* owner);
    void setOpen(bool open);
    Script m_script;
    std::vector<QShortcut*> m_keys;
    bool m_open = false;
};

} // namespace understudy::reader
