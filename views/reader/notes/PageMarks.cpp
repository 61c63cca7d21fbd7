#include "views/reader/notes/PageMarks.h"

#include "core/notes/Export.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QWebEnginePage>
#include <QWebEngineScript>
#include <QWebEngineView>

namespace understudy::reader {
namespace {

notes::PageText textOf(const QVariantMap& page) {
    notes::PageText out;
    out.text = page.value(QStringLiteral("text")).toString();
    for (const QVariant& each : page.value(QStringLiteral("sections")).toList()) {
        const auto map = each.toMap();
        out.sections.push_back({map.value(QStringLiteral("id")).toString(),
                                map.value(QStringLiteral("from")).toInt(),
                                map.value(QStringLiteral("length")).toInt()});
    }
    return out;
}

QString labelOf(const notes::Note& note) {
    const QString day = QLocale().toString(notes::dayOf(note), PageMarks::tr("d MMMM"));
    if (note.mark == notes::Mark::Note)
        return PageMarks::tr("Your note, %1").arg(day);
    return PageMarks::tr("%1, %2").arg(notes::kindWords(note), day);
}

QJsonObject itemOf(const notes::Note& note, int index) {
    const bool noted = note.mark == notes::Mark::Note;
    return {{QStringLiteral("index"), index},
            {QStringLiteral("mark"), notes::nameOf(note.mark)},
            {QStringLiteral("look"), noted ? QStringLiteral("noted") : notes::nameOf(note.ink)},
            {QStringLiteral("label"), labelOf(note)},
            {QStringLiteral("quote"), note.quote.text},
            {QStringLiteral("text"), note.text}};
}

QString json(const QJsonArray& array) {
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

} // namespace

PageMarks::PageMarks(QString script, QObject* parent)
    : QObject(parent)
    , m_script(std::move(script)) {}

void PageMarks::setView(QWebEngineView* view) { m_view = view; }

void PageMarks::ask(const QString& call, std::function<void(const QVariant&)> then) {
    if (!m_view)
        return;
    m_view->page()->runJavaScript(call, QWebEngineScript::ApplicationWorld,
                                  [self = QPointer(this), then = std::move(then)](const QVariant& answer) {
                                      if (self && then)
                                          then(answer);
                                  });
}

void PageMarks::draw(const std::vector<notes::Note>& notes, std::function<void()> done) {
    m_notes = notes;
    const int turn = ++m_turn;
    ask(QStringLiteral("globalThis.understudyNotes ? understudyNotes.text() : null"),
        [this, turn, done](const QVariant& page) {
            const auto go = [this, turn, done](const QVariant& text) {
                if (turn != m_turn)
                    return;
                drawOn(text);
                if (done)
                    done();
            };
            if (!page.toMap().isEmpty())
                return go(page);
            ask(m_script); // the first page, or the first after the engine came back
            ask(QStringLiteral("understudyNotes.text()"), go);
        });
}

void PageMarks::drawOn(const QVariant& page) {
    m_text = textOf(page.toMap());
    m_orphans.clear();
    const notes::Anchor anchor(m_text);
    QJsonArray items, orphans;
    for (std::size_t i = 0; i < m_notes.size(); ++i) {
        QJsonObject item = itemOf(m_notes[i], static_cast<int>(i));
        if (const auto place = anchor.place(m_notes[i])) {
            item[QStringLiteral("from")] = place->from;
            item[QStringLiteral("length")] = place->length;
            items << item;
        } else {
            m_orphans.insert(m_notes[i].id);
            orphans << item;
        }
    }
    const QJsonObject words{{QStringLiteral("orphan"), tr("This text is no longer on the page")}};
    const QString arguments = json({items, orphans, words});
    ask(QStringLiteral("understudyNotes.mark(...%1)").arg(arguments));
    show(m_shown);
    if (!m_reveal.isEmpty())
        reveal(std::exchange(m_reveal, {}));
}

void PageMarks::mend() { ask(QStringLiteral("globalThis.understudyNotes && understudyNotes.mend()")); }

void PageMarks::show(bool on) {
    m_shown = on;
    ask(QStringLiteral("understudyNotes.show(%1)")
            .arg(on ? QStringLiteral("true") : QStringLiteral("false")));
}

double PageMarks::zoom() const { return m_view ? m_view->page()->zoomFactor() : 1; }

QRect PageMarks::rectOf(const QVariantMap& box) const {
    const auto px = [&](const char* side) {
        return qRound(box.value(QLatin1String(side)).toDouble() * zoom());
    };
    return QRect(QPoint(px("left"), px("top")), QPoint(px("right"), px("bottom")));
}

PageMarks::Chosen PageMarks::chosenOf(const QVariant& answer) const {
    const auto map = answer.toMap();
    return {map.value(QStringLiteral("from")).toInt(), map.value(QStringLiteral("length")).toInt(),
            map.value(QStringLiteral("text")).toString(), rectOf(map)};
}

void PageMarks::chosen(std::function<void(const Chosen&)> take) {
    ask(QStringLiteral("globalThis.understudyNotes ? understudyNotes.selection() : {}"),
        [this, take = std::move(take)](const QVariant& answer) { take(chosenOf(answer)); });
}

void PageMarks::unchoose() { ask(QStringLiteral("understudyNotes.unselect()")); }

void PageMarks::chooseParagraph(int by, std::function<void(const Chosen&)> take) {
    ask(QStringLiteral("understudyNotes.paragraph(%1)").arg(by),
        [this, take = std::move(take)](const QVariant& answer) { take(chosenOf(answer)); });
}

void PageMarks::noteAt(QPoint point, std::function<void(int, QRect)> take) {
    ask(QStringLiteral("globalThis.understudyNotes ? understudyNotes.at(%1, %2) : {}")
            .arg(point.x() / zoom())
            .arg(point.y() / zoom()),
        [this, take = std::move(take)](const QVariant& answer) {
            const auto map = answer.toMap();
            const int index = map.value(QStringLiteral("index"), -1).toInt();
            if (index >= 0 && index < static_cast<int>(m_notes.size()))
                take(index, rectOf(map));
        });
}

void PageMarks::boxOf(int index, std::function<void(QRect)> take) {
    ask(QStringLiteral("understudyNotes.boxAt(%1)").arg(index),
        [this, take = std::move(take)](const QVariant& answer) { take(rectOf(answer.toMap())); });
}

void PageMarks::reveal(const Id& id) {
    for (std::size_t i = 0; i < m_notes.size(); ++i)
        if (m_notes[i].id == id)
            return ask(QStringLiteral("understudyNotes.reveal(%1)").arg(i));
    m_reveal = id; // its page is on the way
}

} // namespace understudy::reader
