// The page for people: its document, which is made for each visit, and its files, which browsers
// keep for good.
#include <map>
#include <set>

#include "bridge/files/hash.hpp"
#include "rpc/http/compress.hpp"
#include "rpc/routes/call.hpp"
#include "rpc/routes/endpoints.hpp"
#include "rpc/sessions/csrf.hpp"
#include "rpc/web/files.hpp"
#include "rpc/wire/html_pages.hpp"

namespace chatterd::rpc {

namespace {

constexpr std::string_view shell_name = "shell.html";

const PageFile* find_file(std::string_view name) {
  for (const PageFile& file : page_files())
    if (file.name == name && name != shell_name) return &file;
  return nullptr;
}

// Scripts run by this answer's nonce and not by their address: /web/content serves files of
// anybody from the same address. `trusted-types` leaves rpc/web/page/html.js the only place where
// text is parsed as HTML.
std::string content_policy(const std::string& nonce) {
  return "default-src 'none'; script-src 'nonce-" + nonce +
         "'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' "
         "data:; connect-src 'self'; manifest-src 'self'; worker-src 'none'; base-uri 'none'; "
         "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
         "trusted-types chatterd-html";
}

std::string fill(std::string_view shell, const std::map<std::string, std::string>& values) {
  std::string out;
  for (;;) {
    const std::size_t open = shell.find("{{"), close = shell.find("}}", open);
    if (close == std::string_view::npos) return out += shell;
    out += shell.substr(0, open);
    out += html_escape(values.at(std::string(shell.substr(open + 2, close - open - 2))));
    shell = shell.substr(close + 2);
  }
}

// A link for every module that the start needs, so that none waits for the one that imports it.
std::string with_preloads(std::string shell) {
  static const std::set<std::string_view> later = {
      "emoji.js",  "channel.js", "contact.js", "search.js",  "settings.js", "admin.js",
      "viewer.js", "fr.js",      "guide.js",   "mithril.js", "visitor.js"};
  std::string links;
  for (const PageFile& file : page_files())
    if (file.name.ends_with(".js") && !later.contains(file.name))
      links += "<link rel=\"modulepreload\" nonce=\"{{nonce}}\" href=\"{{assets}}" +
               std::string(file.name) + "\">\n";
  const std::string mark = "<!-- preloads -->\n";
  return shell.replace(shell.find(mark), mark.size(), links);
}

const std::string& shell_text() {
  static const std::string text = [] {
    for (const PageFile& file : page_files())
      if (file.name == shell_name) return with_preloads(std::string(file.content));
    throw std::logic_error("the page has no shell");
  }();
  return text;
}

HttpResponse shell(Call& call, const EndpointOptions& options) {
  const std::string nonce = bridge::random_urlsafe(16);
  HttpResponse response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Content-Security-Policy", content_policy(nonce));
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "same-origin");
  response.set("Cross-Origin-Opener-Policy", "same-origin");
  response.set("Cache-Control", "no-store");
  response.body = fill(shell_text(), {{"nonce", nonce},
                                      {"csrf", csrf_token(call)},
                                      {"db", call.session.db},
                                      {"uid", std::to_string(call.session.uid)},
                                      {"sign-in", options.behind_odoo ? "odoo" : "here"},
                                      {"assets", std::string("/discuss/a/") + page_hash + "/"}});
  return response;
}

HttpResponse asset(const HttpRequest& request, const std::string& hash, const std::string& name) {
  const PageFile* file = hash == page_hash ? find_file(name) : nullptr;
  if (file == nullptr) return error_page(404);
  HttpResponse response;
  const std::string tag = std::string("\"") + page_hash + "\"";
  response.set("ETag", tag);
  response.set("Cache-Control", "public, max-age=31536000, immutable");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Vary", "Accept-Encoding");
  if (request.header("if-none-match") == tag) {
    response.status = 304;
    return response;
  }
  response.set("Content-Type", std::string(file->type));
  if (!file->gzip.empty() && accepts_gzip(request.header("accept-encoding"))) {
    response.set("Content-Encoding", "gzip");
    response.body = file->gzip;
  } else {
    response.body = file->content;
  }
  return response;
}

Route get(std::string pattern, Auth auth) {
  Route route;
  route.methods = "GET";
  route.pattern = std::move(pattern);
  route.auth = auth;
  return route;
}

}  // namespace

void add_page_routes(RouteTable& table, const EndpointOptions& options) {
  std::vector<std::string> paths = {"/discuss"};
  // Beside Odoo, its own addresses stay its own.
  if (!options.behind_odoo) paths.insert(paths.end(), {"/", "/web", "/web/login"});
  for (std::string& path : paths) {
    Route route = get(std::move(path), Auth::open);
    route.without_database = true;
    route.handler = HttpHandler([options](Call& call) {
      std::optional<HttpResponse> elsewhere = ensure_database(call);
      return elsewhere ? std::move(*elsewhere) : shell(call, options);
    });
    table.add(std::move(route));
  }
  Route files = get("/discuss/a/<hash>/<name>", Auth::none);
  files.on_io_thread = true;
  files.quiet = true;
  files.handler =
      RawHandler([](const std::shared_ptr<HttpRequest>& request, const Responder& respond) {
        const std::string_view path =
            std::string_view(request->path).substr(std::size("/discuss/a/") - 1);
        const std::size_t slash = path.find('/');
        respond(asset(*request, std::string(path.substr(0, slash)),
                      std::string(path.substr(slash + 1))));
      });
  table.add(std::move(files));
}

// Odoo's address of the script that a website includes; where there is an Odoo, it is Odoo's.
void add_visitor_route(RouteTable& table) {
  Route script = get("/im_livechat/loader/<int:channel>", Auth::none);
  script.on_io_thread = true;
  script.quiet = true;
  script.handler = RawHandler([](const std::shared_ptr<HttpRequest>&, const Responder& respond) {
    const PageFile* file = find_file("visitor.js");
    HttpResponse response;
    response.set("Content-Type", std::string(file->type));
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Cache-Control", "public, max-age=3600");
    response.set("Cross-Origin-Resource-Policy", "cross-origin");
    response.body = file->content;
    respond(std::move(response));
  });
  table.add(std::move(script));
}

}  // namespace chatterd::rpc
