// The views that mail renders: the database's, or, where it has no views (standalone), texts of our
// own.
#pragma once
#include <string>

#include "models/engine/orm/records.hpp"
#include "models/engine/templates/jinja/jinja.hpp"

namespace chatterd {

// Whether the database has the view of this external id; one without views has those of
// standalone_views.cpp.
bool has_view(const Env& env, const std::string& xml_id);
// env.ref(xml_id).render(values, engine='ir.qweb', minimal_qcontext=True), in the language of the
// context. Throws ValueError, as env.ref does, where there is no such view, and QWebException.
std::string render_view(const Env& env, const std::string& xml_id,
                        const templates::Variables& values);
// The arch of a view that standalone databases have; "" for any other.
std::string_view standalone_view(const std::string& xml_id);

// message_post_with_view; nothing where there is no such view.
void post_with_view(const Records& documents, const std::string& xml_id,
                    templates::Variables values, const Value& keywords);

// _replace_local_links: links and pictures with the server's address (web.base.url).
std::string with_absolute_links(const Env& env, const std::string& html);

}  // namespace chatterd
