// The XML of views: what an inheriting view changes in another
// (odoo/tools/template_inheritance.py), and the translation of its terms (xml_translate of
// odoo/tools/translate.py).
#pragma once
#include <functional>
#include <string>

namespace chatterd::html {
class Document;
}

namespace chatterd::qweb {

// Changes `arch` by the specifications of another view. Throws ValueError where one finds no place.
void apply_inheritance(html::Document& arch, const html::Document& specifications);

// Changes the terms of `arch` for which `translate` has another text; it answers "" where there is
// none.
void translate_terms(html::Document& arch,
                     const std::function<std::string(const std::string& term)>& translate);

}  // namespace chatterd::qweb
