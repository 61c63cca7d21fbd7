#include "views/terminal/text/AccessibleTerminal.h"

#include "views/terminal/TerminalView.h"

namespace understudy::terminal {
namespace {

constexpr qsizetype MostSpoken = 2000;

/// The rows in view as text, with the place of each unit; a line end stands behind the last cell of its row.
struct Shown {
    QString text;
    std::vector<LineText::Unit> units;

    explicit Shown(const TerminalView& view) {
        const Session& session = view.session();
        const Symbols& symbols = session.screen().symbols();
        const auto rows = static_cast<std::uint64_t>(session.screen().rows());
        for (std::uint64_t line = view.topVisibleLine(); line < view.topVisibleLine() + rows; ++line) {
            const Row row = session.line(line);
            int x = 0;
            for (; x < std::min(row.used, static_cast<int>(row.cells.size())); ++x) {
                const Cell& cell = row.cells[static_cast<std::size_t>(x)];
                if (!(cell.attributes & Tail)) {
                    std::string part;
                    symbols.append(part, cell);
                    add(QString::fromStdString(part), {line, x, cell.attributes & Wide ? 2 : 1});
                }
            }
            add(QStringLiteral("\n"), {line, x, 1});
        }
    }
    int offsetOf(Spot spot) const {
        for (std::size_t i = 0; i < units.size(); ++i) {
            const LineText::Unit& unit = units[i];
            const bool last = text[static_cast<qsizetype>(i)] == QLatin1Char('\n');
            if (unit.line > spot.line || (unit.line == spot.line && (spot.x < unit.x + unit.cells || last))) {
                return static_cast<int>(i);
            }
        }
        return static_cast<int>(text.size());
    }
    Spot spotOf(int offset) const {
        if (units.empty()) {
            return {};
        }
        const auto i = std::min(static_cast<std::size_t>(std::max(0, offset)), units.size() - 1);
        return {units[i].line, units[i].x};
    }

private:
    void add(const QString& part, LineText::Unit unit) {
        text += part;
        units.resize(static_cast<std::size_t>(text.size()), unit);
    }
};

Spot cursorSpot(const Session& session) {
    const Place cursor = session.screen().cursor();
    return {session.topLine() + static_cast<std::uint64_t>(cursor.y), cursor.x};
}

QAccessibleInterface* make(const QString&, QObject* object) {
    auto* view = qobject_cast<TerminalView*>(object);
    return view ? new AccessibleTerminal(view) : nullptr;
}

} // namespace

AccessibleTerminal::AccessibleTerminal(TerminalView* view)
    : QAccessibleWidget(view, QAccessible::Terminal) {}

void AccessibleTerminal::install() { QAccessible::installFactory(make); }

TerminalView& AccessibleTerminal::view() const { return *static_cast<TerminalView*>(object()); }

void AccessibleTerminal::screenChanged(TerminalView& view, ToldReaders& told, bool speaks) {
    if (!QAccessible::isActive() || !view.hasFocus()) {
        return;
    }
    const Shown shown(view);
    const int cursor = shown.offsetOf(cursorSpot(view.session()));
    if (speaks && !told.text.isEmpty() && told.text != shown.text) {
        // What was there and has scrolled up is not new: the new text begins behind the last old line.
        const QString old = told.text.trimmed().section(QLatin1Char('\n'), -1);
        const qsizetype at = old.isEmpty() ? -1 : shown.text.lastIndexOf(old);
        const QString fresh = shown.text.mid(at < 0 ? 0 : at + old.size()).trimmed().left(MostSpoken);
        if (!fresh.isEmpty()) {
            QAccessibleTextInsertEvent inserted(&view, cursor, fresh);
            QAccessible::updateAccessibility(&inserted);
        }
    }
    told.text = shown.text;
    if (told.cursor != cursor) {
        told.cursor = cursor;
        QAccessibleTextCursorEvent moved(&view, cursor);
        QAccessible::updateAccessibility(&moved);
    }
}

void* AccessibleTerminal::interface_cast(QAccessible::InterfaceType type) {
    return type == QAccessible::TextInterface ? static_cast<QAccessibleTextInterface*>(this)
                                              : QAccessibleWidget::interface_cast(type);
}

QString AccessibleTerminal::text(QAccessible::Text what) const {
    return what == QAccessible::Value ? view().screenText() : QAccessibleWidget::text(what);
}

QAccessible::State AccessibleTerminal::state() const {
    QAccessible::State state = QAccessibleWidget::state();
    state.multiLine = true;
    state.selectableText = true;
    state.readOnly = view().isInputLocked();
    return state;
}

void AccessibleTerminal::selection(int index, int* startOffset, int* endOffset) const {
    *startOffset = *endOffset = 0;
    if (const auto& range = view().selection().range(); index == 0 && range) {
        const Shown shown(view());
        *startOffset = shown.offsetOf(range->from);
        *endOffset = shown.offsetOf(range->to);
    }
}

int AccessibleTerminal::selectionCount() const { return view().selection().isEmpty() ? 0 : 1; }

void AccessibleTerminal::addSelection(int startOffset, int endOffset) {
    const Shown shown(view());
    view().select(Range{shown.spotOf(startOffset), shown.spotOf(endOffset)});
}

void AccessibleTerminal::removeSelection(int) { view().select(std::nullopt); }

void AccessibleTerminal::setSelection(int, int startOffset, int endOffset) {
    addSelection(startOffset, endOffset);
}

int AccessibleTerminal::cursorPosition() const {
    return Shown(view()).offsetOf(cursorSpot(view().session()));
}

QString AccessibleTerminal::text(int startOffset, int endOffset) const {
    return Shown(view()).text.mid(startOffset, endOffset - startOffset);
}

int AccessibleTerminal::characterCount() const { return static_cast<int>(Shown(view()).text.size()); }

QRect AccessibleTerminal::characterRect(int offset) const {
    const Spot spot = Shown(view()).spotOf(offset);
    const QPoint at = view().viewport()->mapToGlobal(view().cellPosition(spot));
    return {at, (QSizeF(view().painter().cell()) / view().painter().ratio()).toSize()};
}

int AccessibleTerminal::offsetAtPoint(const QPoint& point) const {
    const QPoint at = view().viewport()->mapFromGlobal(point);
    return view().viewport()->rect().contains(at) ? Shown(view()).offsetOf(view().spotAt(at, false)) : -1;
}

QString AccessibleTerminal::attributes(int offset, int* startOffset, int* endOffset) const {
    const Shown shown(view());
    const Spot spot = shown.spotOf(offset);
    *startOffset = offset;
    *endOffset = std::min(offset + 1, static_cast<int>(shown.text.size()));
    const Row row = view().session().line(spot.line);
    const bool inside = spot.x < row.used && static_cast<std::size_t>(spot.x) < row.cells.size();
    const unsigned look = inside ? row.cells[static_cast<std::size_t>(spot.x)].attributes : 0u;
    QString out;
    out += look & Bold ? QStringLiteral("font-weight:bold;") : QString();
    out += look & Italic ? QStringLiteral("font-style:italic;") : QString();
    out += look & Strike ? QStringLiteral("text-line-through-style:solid;") : QString();
    return out;
}

} // namespace understudy::terminal
