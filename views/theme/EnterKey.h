#pragma once

#include <QAbstractButton>

namespace understudy::theme {

/// Lets Enter press a focused button, as Space does. Qt leaves that to the desktop, and some say nothing of
/// it.
class EnterKey final : public QObject {
    Q_OBJECT
public:
    /// Belongs to @p button.
    explicit EnterKey(QAbstractButton& button);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QAbstractButton& m_button;
};

} // namespace understudy::theme
