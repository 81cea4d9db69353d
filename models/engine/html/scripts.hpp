// Finding and removing what could run as a script: in URLs and in styles, as lxml's Cleaner does.
// Internal to models/engine/html.
#pragma once
#include <libxml/tree.h>

#include <string>
#include <string_view>

#include "models/engine/html/tree.hpp"

namespace chatterd::html {

// Whether a URL has a scheme that can run a script; pictures as data: are fine but for XML and SVG.
// `text` is folded() and without white space.
bool has_script_scheme(std::string_view text);
// The link itself, or "" when it would run a script ("j a v a script:" included).
std::string safe_link(std::string_view link);

// Puts every link below `top` through safe_link: attributes, url(…) in styles, a meta refresh.
// Throws ValueError or AttributeError where lxml does.
void rewrite_links(xmlNode* top);

// A style without expression(…) and @import.
std::string without_expressions(std::string_view style);
// Whether a style still hides a script, in escapes, comments or white space.
bool hides_script(std::string_view style);

// Cleans style attributes and elements below `top`; style elements in text/javascript go.
void clean_style_attributes(xmlNode* top);
void clean_style_elements(Document& doc, xmlNode* top);
// Keeps only the known style properties of one element (Odoo's sanitize_style).
void keep_known_styles(xmlNode* element);

}  // namespace chatterd::html
