#include "core/vt/ColorSpec.h"
namespace understudy::vt {
std::optional<std::uint32_t> colorSpec(std::string_view) { return std::nullopt; }
} // namespace understudy::vt
