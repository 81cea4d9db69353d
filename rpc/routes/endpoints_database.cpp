// Which database a page is about, where there are several (odoo/addons/web/controllers/main.py
// ensure_db and class Database).
#include "models/engine/errors.hpp"
#include "models/engine/html/python_text.hpp"
#include "rpc/routes/call.hpp"
#include "rpc/routes/endpoints.hpp"
#include "rpc/wire/html_pages.hpp"

namespace chatterd::rpc {

namespace {

Value list(Call& call, bool list_db) {
  if (!list_db) throw AccessDenied();
  return call.databases->names(call.request->host);
}

// What a person can choose from. Where the list is not to be told, the address has to say it.
HttpResponse selector(Call& call, bool list_db) {
  std::string choices;
  if (list_db)
    for (const std::string& name : call.databases->names(call.request->host))
      choices += "<li><a href=\"/web?db=" + percent_encode(name) + "\">" + html_escape(name) +
                 "</a></li>\n";
  HttpResponse response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Cache-Control", "no-store");
  response.set("Content-Security-Policy",
               "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.body =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Databases</title>"
      "</head>\n<body>\n<h1>Databases</h1>\n" +
      (choices.empty() ? "<p>Add <code>?db=NAME</code> to the address of a page.</p>\n"
                       : "<ul>\n" + choices + "</ul>\n") +
      "</body>\n</html>\n";
  return response;
}

// The parameter `db`, without the blanks around it.
std::string asked(const Call& call) {
  const Value given = call.parameter("db");
  return given.is_string() ? std::string(html::strip(given.get_ref<const std::string&>()))
                           : std::string();
}

}  // namespace

std::optional<HttpResponse> ensure_database(Call& call) {
  Session& session = call.session;
  const std::string here = call.url_root() + call.request->target;
  const Database* wanted = call.databases->shown(asked(call), call.request->host);
  if (wanted != nullptr && call.database == nullptr) {
    session.db = wanted->name;
    call.names_database = true;
    return redirect(here);
  }
  if (wanted == nullptr) wanted = call.database;
  if (wanted == nullptr) return redirect(call.url_root() + "/web/database/selector", 303);
  if (wanted == call.database) return std::nullopt;
  // another one than the session's: who is logged in there is nobody here
  session.logout(false);
  return redirect(here);
}

void add_database_routes(RouteTable& table, const EndpointOptions& options) {
  const bool list_db = options.list_db;
  Route names;
  names.pattern = "/web/database/list";
  names.auth = Auth::none;
  names.without_database = true;
  names.handler = JsonHandler([list_db](Call& call) { return list(call, list_db); });
  table.add(std::move(names));
  // beside Odoo, people choose there
  if (options.behind_odoo) return;
  Route choice;
  choice.methods = "GET";
  choice.pattern = "/web/database/selector";
  choice.auth = Auth::none;
  choice.without_database = true;
  choice.save_session = false;
  choice.handler = HttpHandler([list_db](Call& call) { return selector(call, list_db); });
  table.add(std::move(choice));
}

}  // namespace chatterd::rpc
