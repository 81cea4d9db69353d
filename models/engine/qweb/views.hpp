// ir.ui.view as QWeb reads it from the database: with what other views change in it, in a language.
#pragma once
#include <string_view>

#include "models/engine/orm/env.hpp"
#include "models/engine/qweb/template.hpp"

namespace chatterd::qweb {

// ir.ui.view render(values, minimal_qcontext=True) of the view of this id, in the language of the
// context. Throws QWebException.
std::string render_view(const Env& env, Id view, const Variables& values);
// The same of an arch that is in no database; it is parsed once.
std::string render_arch(const Env& env, std::string_view arch, const Variables& values);
// _prepare_qcontext: what views reach besides their values without minimal_qcontext.
Variables view_context(const Env& env);

}  // namespace chatterd::qweb
