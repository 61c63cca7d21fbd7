#include "core/vt/ColorSpec.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string>

// The device-independent forms follow the color management of X11 (CIE 1976 and TekHVC formulas, a D93-like
// screen). How its screens turn light into numbers is a curve for each gun, measured where a number begins.
namespace understudy::vt {
namespace {

using Three = std::array<double, 3>;

struct Point {
    double light;
    double number;
};

constexpr Point Red[] = {
    {0, 0},         {2e-06, 9},     {0.00099, 11},  {0.00131, 14},  {0.00157, 16},  {0.00207, 19},
    {0.00245, 21},  {0.00341, 25},  {0.00369, 26},  {0.00533, 31},  {0.00695, 35},  {0.00945, 40},
    {0.01245, 45},  {0.01455, 48},  {0.01765, 52},  {0.02115, 56},  {0.02605, 61},  {0.03055, 65},
    {0.03675, 70},  {0.03975, 72},  {0.04075, 73},  {0.04825, 78},  {0.05025, 79},  {0.05475, 82},
    {0.05675, 83},  {0.05825, 84},  {0.06225, 86},  {0.06375, 87},  {0.07775, 94},  {0.08025, 95},
    {0.08425, 97},  {0.08925, 99},  {0.09125, 100}, {0.11125, 108}, {0.11425, 109}, {0.11925, 111},
    {0.12825, 114}, {0.13075, 115}, {0.13975, 118}, {0.16225, 125}, {0.18675, 132}, {0.20175, 136},
    {0.23375, 144}, {0.25975, 150}, {0.29225, 157}, {0.32175, 163}, {0.36375, 171}, {0.42075, 181},
    {0.45125, 186}, {0.47625, 190}, {0.53575, 199}, {0.58475, 206}, {0.65125, 215}, {0.69775, 221},
    {0.74625, 227}, {0.84825, 239}, {0.92025, 247}, {0.99525, 255}};
constexpr Point Green[] = {
    {0, 0},         {2e-06, 19},    {0.00041, 20},  {0.00095, 21},  {0.00189, 25},  {0.00217, 26},
    {0.00345, 30},  {0.00383, 31},  {0.00553, 35},  {0.00815, 40},  {0.01005, 43},  {0.01215, 46},
    {0.01535, 50},  {0.01995, 55},  {0.02655, 61},  {0.03295, 66},  {0.03725, 69},  {0.04325, 73},
    {0.04525, 74},  {0.04825, 76},  {0.05225, 78},  {0.05375, 79},  {0.06175, 83},  {0.06325, 84},
    {0.07625, 90},  {0.08125, 92},  {0.08325, 93},  {0.09575, 98},  {0.10925, 103}, {0.13625, 112},
    {0.15975, 119}, {0.17425, 123}, {0.18925, 127}, {0.22575, 136}, {0.25675, 143}, {0.28975, 150},
    {0.31975, 156}, {0.36225, 164}, {0.39575, 170}, {0.43075, 176}, {0.46725, 182}, {0.51775, 190},
    {0.61175, 204}, {0.66825, 212}, {0.73375, 221}, {0.84725, 236}, {0.99625, 255}};
constexpr Point Blue[] = {
    {0, 0},         {2e-06, 14},    {0.00141, 16},  {0.00185, 19},  {0.00219, 21},  {0.00307, 25},
    {0.00457, 30},  {0.00655, 35},  {0.00905, 40},  {0.00965, 41},  {0.01155, 44},  {0.01445, 48},
    {0.01685, 51},  {0.02055, 55},  {0.02365, 58},  {0.02815, 62},  {0.03315, 66},  {0.03725, 69},
    {0.04475, 74},  {0.04675, 75},  {0.04975, 77},  {0.05375, 79},  {0.05525, 80},  {0.06125, 83},
    {0.06275, 84},  {0.06675, 86},  {0.06925, 87},  {0.07775, 91},  {0.08275, 93},  {0.08475, 94},
    {0.09975, 100}, {0.11625, 106}, {0.13125, 111}, {0.15075, 117}, {0.16825, 122}, {0.19825, 130},
    {0.22275, 136}, {0.26725, 146}, {0.28625, 150}, {0.32625, 158}, {0.35275, 163}, {0.38025, 168},
    {0.42625, 176}, {0.48125, 185}, {0.51325, 190}, {0.55275, 196}, {0.61425, 205}, {0.71525, 219},
    {0.77525, 227}, {0.84475, 236}, {0.99575, 255}};

/// From CIE XYZ to the light of the three guns.
constexpr double Guns[3][3] = {{3.48340481, -1.52176375, -0.55923133},
                               {-1.07152751, 1.96593795, 0.03673691},
                               {0.06351180, -0.20020501, 0.81070942}};
constexpr double Trace = 2.1e-05;
constexpr Three White = {0.94966440, 1.0, 1.40604030}; ///< XYZ
constexpr double WhiteU = 4 * White[0] / (White[0] + 15 * White[1] + 3 * White[2]);
constexpr double WhiteV = 9 * White[1] / (White[0] + 15 * White[1] + 3 * White[2]);

struct Name {
    std::string_view name;
    std::uint32_t color;
};
constexpr Name Names[] = {
    {"black", 0x000000},    {"white", 0xFFFFFF},     {"red", 0xFF0000},       {"green", 0x00FF00},
    {"blue", 0x0000FF},     {"yellow", 0xFFFF00},    {"magenta", 0xFF00FF},   {"cyan", 0x00FFFF},
    {"gray", 0xBEBEBE},     {"grey", 0xBEBEBE},      {"darkgray", 0xA9A9A9},  {"lightgray", 0xD3D3D3},
    {"orange", 0xFFA500},   {"brown", 0xA52A2A},     {"pink", 0xFFC0CB},      {"purple", 0xA020F0},
    {"violet", 0xEE82EE},   {"navy", 0x000080},      {"maroon", 0xB03060},    {"gold", 0xFFD700},
    {"salmon", 0xFA8072},   {"turquoise", 0x40E0D0}, {"steelblue", 0x4682B4}, {"darkgreen", 0x006400},
    {"darkblue", 0x00008B}, {"darkred", 0x8B0000},   {"lightblue", 0xADD8E6}, {"lightgreen", 0x90EE90}};

std::uint32_t pack(unsigned r, unsigned g, unsigned b) { return r << 16 | g << 8 | b; }

template <std::size_t N>
unsigned number(const Point (&curve)[N], double light) {
    const Point* above =
        std::upper_bound(std::begin(curve) + 1, std::end(curve) - 1, light,
                         [](double value, const Point& point) { return value < point.light; });
    const Point* below = above - 1;
    const double part = (light - below->light) / (above->light - below->light);
    return static_cast<unsigned>(
        std::clamp(below->number + part * (above->number - below->number), 0.0, 255.0));
}

std::uint32_t ofLight(const Three& light) {
    return pack(number(Red, light[0]), number(Green, light[1]), number(Blue, light[2]));
}

Three lightOf(const Three& xyz) {
    Three light{};
    for (std::size_t i = 0; i < 3; ++i) {
        light[i] = Guns[i][0] * xyz[0] + Guns[i][1] * xyz[1] + Guns[i][2] * xyz[2];
    }
    return light;
}

Three ofUvY(double u, double v, double y) {
    return v <= 0 ? Three{} : Three{9 * u / (4 * v) * y, y, (12 - 3 * u - 20 * v) / (4 * v) * y};
}

bool canShow(const Three& light) {
    static constexpr double Slack = 1e-6;
    return std::all_of(light.begin(), light.end(),
                       [](double value) { return value >= -Slack && value <= 1 + Slack; });
}

/// What a screen can't show loses chroma, with hue and value kept, until it can.
std::uint32_t ofXyz(const Three& xyz) {
    const double sum = xyz[0] + 15 * xyz[1] + 3 * xyz[2];
    if (xyz[1] >= 1 || sum <= 0) {
        return xyz[1] >= 1 ? 0xFFFFFF : 0;
    }
    Three light = lightOf(xyz);
    if (!canShow(light)) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 40; ++i) {
            const double part = (low + high) / 2;
            light = lightOf(ofUvY(WhiteU + part * (4 * xyz[0] / sum - WhiteU),
                                  WhiteV + part * (9 * xyz[1] / sum - WhiteV), xyz[1]));
            (canShow(light) ? low : high) = part;
        }
        for (double& value : light) { // X11 stops a trace short of dark
            value = std::max(value, Trace);
        }
    }
    for (double& value : light) {
        value = std::clamp(value, 0.0, 1.0);
    }
    return ofLight(light);
}

double luminanceOf(double lightness) {
    return lightness < 7.99953624 ? lightness / 903.29 : std::pow((lightness + 16) / 116, 3);
}

Three ofLab(const Three& lab) {
    if (lab[0] < 7.99953624) { // in this range X11 counts lightness a hundred times
        const double y = lab[0] / 9.0329;
        return {White[0] * (lab[1] / 3893.5 + y), y, White[2] * (y - lab[2] / 1557.4)};
    }
    const double f = (lab[0] + 16) / 116;
    return {White[0] * std::pow(f + lab[1] / 500, 3), f * f * f, White[2] * std::pow(f - lab[2] / 200, 3)};
}

Three ofHvc(const Three& hvc) {
    if (hvc[1] <= 0 || hvc[1] >= 100) {
        return hvc[1] <= 0 ? Three{} : White;
    }
    // Hue counts from the best red.
    const double offset = std::atan((0.4931 - WhiteV) / (0.7127 - WhiteU));
    const double hue = hvc[0] * std::numbers::pi / 180 + offset;
    const double chroma = hvc[2] / (hvc[1] * 7.50725);
    return ofUvY(WhiteU + chroma * std::cos(hue), WhiteV + chroma * std::sin(hue), luminanceOf(hvc[1]));
}

std::optional<std::uint32_t> managed(std::string_view space, const Three& v) {
    if (space == "rgbi") {
        return canShow(v) ? std::optional(ofLight(v)) : std::nullopt;
    }
    if (space == "ciexyz") {
        return ofXyz(v);
    }
    if (space == "cieuvy") {
        return ofXyz(ofUvY(v[0], v[1], v[2]));
    }
    if (space == "ciexyy") {
        return v[1] <= 0 ? 0 : ofXyz({v[0] / v[1] * v[2], v[2], (1 - v[0] - v[1]) / v[1] * v[2]});
    }
    if (space == "cielab") {
        return ofXyz(ofLab(v));
    }
    if (space == "cieluv") {
        const double scale = 0.13 * v[0]; // X11 has lightness from 0 to 1 in this place
        return v[0] <= 0 ? 0 : ofXyz(ofUvY(WhiteU + v[1] / scale, WhiteV + v[2] / scale, luminanceOf(v[0])));
    }
    return space == "tekhvc" ? std::optional(ofXyz(ofHvc(v))) : std::nullopt;
}

std::optional<unsigned> hexadecimal(std::string_view digits) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    return whole && digits.size() <= 4 ? std::optional(value) : std::nullopt;
}

std::optional<std::uint32_t> ofDigits(std::string_view digits) {
    if (digits.size() % 3 != 0 || digits.empty() || digits.size() > 12) {
        return std::nullopt;
    }
    const std::size_t width = digits.size() / 3;
    std::array<unsigned, 3> parts{};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto value = hexadecimal(digits.substr(i * width, width));
        if (!value) {
            return std::nullopt;
        }
        parts[i] = *value << (16 - 4 * width) >> 8;
    }
    return pack(parts[0], parts[1], parts[2]);
}

std::optional<std::uint32_t> ofParts(std::string_view space, const std::array<std::string_view, 3>& parts) {
    if (space == "rgb") {
        std::array<unsigned, 3> scaled{};
        for (std::size_t i = 0; i < 3; ++i) {
            const auto value = hexadecimal(parts[i]);
            if (!value) {
                return std::nullopt;
            }
            scaled[i] = *value * 0xFFFFu / ((1u << 4 * parts[i].size()) - 1) >> 8;
        }
        return pack(scaled[0], scaled[1], scaled[2]);
    }
    Three values{};
    for (std::size_t i = 0; i < 3; ++i) {
        const char* const end = parts[i].data() + parts[i].size();
        const auto [at, error] = std::from_chars(parts[i].data(), end, values[i]);
        if (error != std::errc() || at != end || !(std::abs(values[i]) < 1000)) {
            return std::nullopt;
        }
    }
    return managed(space, values);
}

} // namespace

std::optional<std::uint32_t> colorSpec(std::string_view text) {
    if (!text.empty() && text.front() == '#') {
        return ofDigits(text.substr(1));
    }
    std::string lower;
    for (const char c : text.substr(0, 64)) {
        lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    const std::size_t colon = lower.find(':');
    if (colon != std::string::npos) {
        std::array<std::string_view, 3> parts;
        const std::string_view rest = std::string_view(lower).substr(colon + 1);
        const std::size_t first = rest.find('/');
        const std::size_t second = first == std::string_view::npos ? first : rest.find('/', first + 1);
        if (second == std::string_view::npos) {
            return std::nullopt;
        }
        parts = {rest.substr(0, first), rest.substr(first + 1, second - first - 1), rest.substr(second + 1)};
        return ofParts(std::string_view(lower).substr(0, colon), parts);
    }
    std::erase(lower, ' ');
    for (const Name& name : Names) {
        if (name.name == lower) {
            return name.color;
        }
    }
    return std::nullopt;
}

} // namespace understudy::vt
