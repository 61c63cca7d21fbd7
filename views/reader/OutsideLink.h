#pragma once

#include "views/theme/StateDialog.h"

#include <QUrl>

namespace understudy::reader {

/// Shows where a link leads, whole, before the browser is asked to open it. Only http and https.
class OutsideLink final : public theme::StateDialog {
    Q_OBJECT
public:
    OutsideLink(const theme::Theme& theme, const QUrl& url, QWidget* parent);

Q_SIGNALS:
    void agreed(const QUrl& url);
};

} // namespace understudy::reader
