#pragma once

#include "views/theme/IconButton.h"
#include "views/theme/Text.h"

#include <QLineEdit>
#include <QWidget>

namespace understudy::reader {

/// The field that finds words in a page: what is typed, "2 of 7", next, previous, close.
class FindBox final : public QWidget {
    Q_OBJECT
public:
    explicit FindBox(const theme::Theme& theme, QWidget* parent = nullptr);
    QString words() const { return m_field->text(); }
    void start(); ///< takes the focus and selects what is there
    void stop();  ///< empties the field
    void setFound(int current, int count);
    QSize sizeHint() const override;

Q_SIGNALS:
    void wordsChanged(const QString& words);
    void stepped(int by); ///< 1 or -1
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void restyle();
    const theme::Theme& m_theme;
    QLineEdit* m_field;
    theme::Text* m_count;
    theme::IconButton* m_up;
    theme::IconButton* m_down;
    theme::IconButton* m_close;
};

} // namespace understudy::reader
