#include "core/traces/Trace.h"

#include <algorithm>

namespace understudy::traces {

qint64 Trace::start() const {
    return std::min_element(spans.begin(), spans.end(),
                            [](const Span& a, const Span& b) { return a.start < b.start; })
        ->start;
}

qint64 Trace::end() const {
    return std::max_element(spans.begin(), spans.end(),
                            [](const Span& a, const Span& b) { return a.end() < b.end(); })
        ->end();
}

QString Trace::title() const {
    return QStringLiteral("%1: %2").arg(spans.front().service, spans.front().operation);
}

int Trace::errors() const {
    return int(std::count_if(spans.begin(), spans.end(), [](const Span& span) { return span.error; }));
}

QStringList Trace::services() const {
    QStringList names;
    for (const Span& span : spans)
        names << span.service;
    names.sort();
    names.removeDuplicates();
    return names;
}

// Walks back from the end of a span: what ended last before the moment held everything up until then. Without
// recursion, since a trace may be a hundred thousand spans deep.
std::vector<Stretch> criticalPath(const Trace& trace) {
    const auto& spans = trace.spans;
    std::vector<std::vector<int>> children(spans.size());
    for (std::size_t i = 0; i < spans.size(); ++i)
        if (spans[i].parent >= 0)
            children[std::size_t(spans[i].parent)].push_back(int(i));
    for (auto& list : children)
        std::stable_sort(list.begin(), list.end(), [&spans](int a, int b) {
            return spans[std::size_t(a)].end() < spans[std::size_t(b)].end();
        });

    struct Work {
        int span;
        qint64 from, to; ///< what is left of it to be explained
    };
    std::vector<Stretch> path;
    std::vector<Work> open{{0, spans[0].start, spans[0].end()}};
    while (!open.empty()) {
        Work& work = open.back();
        auto& rest = children[std::size_t(work.span)];
        while (!rest.empty() && spans[std::size_t(rest.back())].end() > work.to)
            rest.pop_back(); // went on when its parent no longer waited, or beside one that ended later
        if (work.to <= work.from || rest.empty() || spans[std::size_t(rest.back())].end() <= work.from) {
            if (work.to > work.from)
                path.push_back({work.span, work.from, work.to});
            open.pop_back();
            continue;
        }
        const int child = rest.back();
        rest.pop_back();
        const Span& span = spans[std::size_t(child)];
        if (work.to > span.end())
            path.push_back({work.span, span.end(), work.to});
        const qint64 from = std::max(work.from, span.start), to = span.end();
        work.to = from;
        open.push_back({child, from, to});
    }
    std::reverse(path.begin(), path.end());
    return path;
}

QString durationText(qint64 microseconds) {
    const auto number = [](double value) {
        return QString::number(value, 'f', value < 10 ? 2 : value < 100 ? 1 : 0);
    };
    const auto trimmed = [&number](double value) {
        QString text = number(value);
        if (text.contains(QLatin1Char('.'))) {
            while (text.endsWith(QLatin1Char('0')))
                text.chop(1);
            if (text.endsWith(QLatin1Char('.')))
                text.chop(1);
        }
        return text;
    };
    if (microseconds == 0)
        return QStringLiteral("0");
    if (microseconds < 1000)
        return QStringLiteral("%1 µs").arg(microseconds);
    if (microseconds < 1'000'000)
        return trimmed(double(microseconds) / 1000) + QStringLiteral(" ms");
    if (microseconds < 60'000'000)
        return trimmed(double(microseconds) / 1e6) + QStringLiteral(" s");
    const qint64 seconds = microseconds / 1'000'000;
    if (seconds < 3600)
        return QStringLiteral("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return QStringLiteral("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
}

} // namespace understudy::traces
