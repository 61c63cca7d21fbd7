#pragma once

#include <QObject>

class QMimeData;

namespace understudy::terminal {

class TerminalView;

/// What is dropped on a terminal: text is pasted by its rules, files go to who takes them, and where nobody
/// does their names are pasted, quoted for a shell.
class DropTarget final : public QObject {
    Q_OBJECT
public:
    explicit DropTarget(TerminalView& view);

    /// Names as a POSIX shell reads them, with spaces between and at the end.
    static QString quoted(const QStringList& files);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool takes(const QMimeData& data) const;
    void take(const QMimeData& data);

    TerminalView& m_view;
};

} // namespace understudy::terminal
