// ir.ui.view as QWeb reads it from the database: with what other views change in it, in a language.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "models/engine/orm/env.hpp"
#include "models/engine/qweb/template.hpp"

namespace chatterd::html {
class Document;
}

namespace chatterd::qweb {

// A view with what all others change in it (ir.ui.view read_combined): arch and model of the
// primary view that it comes from, false for none.
struct CombinedView {
  Id id = 0;
  Value name, type, field_parent, model;
  std::string arch;
};
// Whether what a view changes in another is for here. One that is not is left out, with what
// changes it, and so is then what finds no place without it.
using Applicable = std::function<bool(const html::Document& specifications)>;
// In the language of the context. The caller has looked at the rights. Throws MissingError, and
// ValueError for a change that finds no place.
CombinedView read_combined(const Env& env, Id view, const Applicable& applicable);
// ir.ui.view raise_view_error: ValueError with the message and which view it is about; 0 for none.
[[noreturn]] void raise_view_error(const Env& env, const std::string& message, Id view);

// ir.ui.view render(values, minimal_qcontext=True) of the view of this id, in the language of the
// context. Throws QWebException.
std::string render_view(const Env& env, Id view, const Variables& values);
// The same of an arch that is in no database; it is parsed once.
std::string render_arch(const Env& env, std::string_view arch, const Variables& values);
// _prepare_qcontext: what views reach besides their values without minimal_qcontext.
Variables view_context(const Env& env);

}  // namespace chatterd::qweb
