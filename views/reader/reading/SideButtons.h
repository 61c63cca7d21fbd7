#pragma once

#include <QObject>

class QWidget;

namespace understudy::reader {

/// The mouse's back and forward buttons over a view. The browser in it would keep them to itself.
class SideButtons final : public QObject {
    Q_OBJECT
public:
    explicit SideButtons(QWidget& view);

Q_SIGNALS:
    void backPressed();
    void forwardPressed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget& m_view;
};

} // namespace understudy::reader
