# tokens.css with its dark half asked for by the browser's own setting. FROM, TO.
file(READ ${FROM} text)
string(REPLACE "[data-theme=\"dark\"] {" "@media (prefers-color-scheme: dark) { :root {" text "${text}")
file(WRITE ${TO} "${text}}\n")
