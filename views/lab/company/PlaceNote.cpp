#include "views/lab/company/PlaceNote.h"

#include "views/theme/Text.h"

#include <QVBoxLayout>

namespace understudy::lab {

using theme::Color;
using theme::Type;

PlaceNote::PlaceNote(const theme::Theme& theme, const session::Elsewhere& place,
                     const std::vector<course::LabFault>& faults, QWidget* parent)
    : Ground(theme, Color::BgSunken, parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(4);
    const auto add = [&](Type type, Color role, const QString& words) {
        auto* text = new theme::Text(theme, type, role, words, this);
        text->setWordWrap(true);
        column->addWidget(text);
    };
    add(Type::UiStrong, Color::Text, tr("This lab is on %1.").arg(place.name));
    add(Type::Small, Color::Text2, session::limitsThere());
    if (const QString wanted = session::wantedFaults(faults); !wanted.isEmpty())
        add(Type::Small, Color::WarnText, wanted);
}

} // namespace understudy::lab
