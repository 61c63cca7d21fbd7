#pragma once

#include "views/theme/Theme.h"

#include <QLabel>

namespace understudy::theme {

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

} // namespace understudy::theme
