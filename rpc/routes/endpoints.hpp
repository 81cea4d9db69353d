// The rows of the URL table, by the controllers of Odoo that they stand for.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "rpc/backend/databases.hpp"
#include "rpc/monitoring/health.hpp"
#include "rpc/monitoring/metrics.hpp"
#include "rpc/routes/routes.hpp"

namespace chatterd::rpc {

struct EndpointOptions {
  std::size_t call_limit = 128 << 20;  // bytes of a body that may carry attachments
  bool list_db = true;
  // where the addon's calls come in, and what operators ask
  Door addon_door = Door::clients, monitoring_door = Door::clients;
  // An Odoo server has the other addresses of this one: the page keeps to a path of its own, and
  // people sign in there.
  bool behind_odoo = false;
};

void add_web_routes(RouteTable& table, const EndpointOptions& options);  // odoo/addons/web
void add_rpc_routes(RouteTable& table, const EndpointOptions& options);  // base: /jsonrpc, /xmlrpc
void add_model_routes(RouteTable& table,
                      const Backend& backend);  // what the models answer: /mail/…
void add_file_routes(RouteTable& table,
                     const EndpointOptions& options);  // what they answer as files: /web/content
// /chatterd/call and /chatterd/describe. After all others: describe names those that the table has
// then.
void add_trusted_routes(RouteTable& table, const Databases& databases,
                        const EndpointOptions& options);
// /healthz, /metrics
void add_service_routes(RouteTable& table, Health& health, Metrics& metrics,
                        const EndpointOptions& options);
// The page for people: /discuss with its files, and without an Odoo also /, /web and /web/login.
void add_page_routes(RouteTable& table, const EndpointOptions& options);
// The script of live chat that pages of a website include.
void add_visitor_route(RouteTable& table);
// /web/reset_password and /web/signup: where the links of invitations and lost passwords lead.
void add_password_routes(RouteTable& table);
// /longpolling
void add_poll_routes(RouteTable& table);
// Where people choose a database: /web/database/selector.
void add_database_routes(RouteTable& table, const EndpointOptions& options);
// http.py ensure_db, of a page that people open: where `db` or the session says which database is
// meant, nothing; else the redirection that the page's own answer has to wait for.
std::optional<HttpResponse> ensure_database(Call& call);
// What / says when there is no page.
void add_home_route(RouteTable& table, const Databases& databases);

// The answer to a path that no route has: an attachment of that address, or 404.
HttpResponse unknown_path(Call& call);

}  // namespace chatterd::rpc
