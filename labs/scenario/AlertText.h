#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace understudy::cluster {

/// The text of an annotation or label of an alert rule, with places for the alert's labels and value, in the
/// part of Prometheus' template language that rules here use.
class AlertText final {
public:
    /// "" or what cannot be understood, in words.
    std::string parse(const std::string& text);
    std::string expand(const std::map<std::string, std::string>& labels, double value) const;

private:
    struct Piece {
        enum class Kind { Words, Label, Value } kind = Kind::Words;
        std::string text;   ///< the words, the label's name or the format of the value
        std::string filter; ///< humanize and so on, or printf
    };
    std::string action(const std::string& words);

    std::vector<Piece> m_pieces;
};

} // namespace understudy::cluster
