# Makes Tokens.h from the design tokens, so that the application and the reader's pages share one source.
# cmake -DIN=tokens.css -DOUT=Tokens.h -P tokens.cmake
file(READ ${IN} css)
string(REGEX REPLACE "/\\*[^*]*\\*/" "" css "${css}")
string(FIND "${css}" "[data-theme=\"dark\"] {" dark_start)
string(SUBSTRING "${css}" 0 ${dark_start} light)
string(SUBSTRING "${css}" ${dark_start} -1 dark)

function(value_of css name out)
  string(REGEX MATCH "--${name}: *([^;]+);" _ "${css}")
  set(text "${CMAKE_MATCH_1}")
  if(text MATCHES "^#([0-9A-Fa-f]+)$")
    set(${out} "0xff${CMAKE_MATCH_1}u" PARENT_SCOPE)
  elseif(text MATCHES "^rgba\\(([0-9]+),([0-9]+),([0-9]+),0?\\.([0-9]+)\\)$")
    math(EXPR value "((${CMAKE_MATCH_4} * 255 / 100) << 24) | (${CMAKE_MATCH_1} << 16) | (${CMAKE_MATCH_2} << 8) | ${CMAKE_MATCH_3}" OUTPUT_FORMAT HEXADECIMAL)
    set(${out} "${value}u" PARENT_SCOPE)
  else()
    message(FATAL_ERROR "tokens.css: --${name} has no colour: '${text}'")
  endif()
endfunction()

string(REGEX MATCHALL "--[a-z0-9-]+: *(#|rgba)" names "${light}")
set(enum "")
set(rows "")
foreach(entry IN LISTS names)
  string(REGEX REPLACE "^--([a-z0-9-]+):.*" "\\1" name "${entry}")
  string(REPLACE "-" ";" parts "${name}")
  set(camel "")
  foreach(part IN LISTS parts)
    string(SUBSTRING ${part} 0 1 first)
    string(TOUPPER ${first} first)
    string(SUBSTRING ${part} 1 -1 rest)
    string(APPEND camel "${first}${rest}")
  endforeach()
  value_of("${light}" ${name} in_light)
  value_of("${dark}" ${name} in_dark)
  string(APPEND enum "    ${camel},\n")
  string(APPEND rows "    {\"${name}\", ${in_light}, ${in_dark}},\n")
endforeach()

file(WRITE ${OUT}.new "// Made from tokens.css by tokens.cmake. Do not edit.
#pragma once

namespace understudy::theme {

enum class Color {
${enum}};

/// Name, light and dark value (0xAARRGGBB) of each Color, in the order of the enum.
struct Token {
    const char* name;
    unsigned light;
    unsigned dark;
};
inline constexpr Token tokens[] = {
${rows}};

} // namespace understudy::theme
")
file(COPY_FILE ${OUT}.new ${OUT} ONLY_IF_DIFFERENT)
