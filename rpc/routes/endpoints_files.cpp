// The routes of type "http" that the models answer, between a request's parts and a response.
#include "models/engine/errors.hpp"
#include "rpc/routes/call.hpp"
#include "rpc/routes/endpoints.hpp"
#include "rpc/wire/html_pages.hpp"
#include "rpc/wire/wire_errors.hpp"

namespace chatterd::rpc {

namespace {

// Forms and links are short; only uploads are not.
constexpr std::size_t form_limit = 1 << 20;

HttpQuery query_of(Call& call) {
  HttpQuery query;
  query.path = call.request->path;
  query.params = call.params;
  for (FormPart& part : call.files)
    query.files.push_back({std::move(part.name), std::move(part.filename).value_or(""),
                           std::move(part.content_type), std::move(part.content)});
  query.if_none_match = call.request->header("if-none-match");
  query.companies = call.request->cookie("cids").value_or("");
  query.session_uid = call.session.uid;
  return query;
}

// People's files come from the address of the page: what a browser would run of them gets no rights
// there, neither the page's cookie nor its storage.
void confine(HttpResponse& response) {
  const std::string_view type = response.header("content-type");
  for (const std::string_view running :
       {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml"})
    if (type.starts_with(running))
      response.set("Content-Security-Policy",
                   "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:");
  response.set("X-Content-Type-Options", "nosniff");
}

HttpResponse response_of(const Call& call, HttpReply reply) {
  if (reply.page) return error_page(reply.status);
  if (!reply.location.empty()) {
    const bool here = reply.location.starts_with('/') && !reply.location.starts_with("//");
    return redirect(here ? call.url_root() + reply.location : reply.location, reply.status);
  }
  HttpResponse response;
  response.status = reply.status;
  response.headers = std::move(reply.headers);
  if (reply.status != 304) {
    response.body = std::move(reply.body);
    response.file = std::move(reply.file);
  }
  return response;
}

HttpResponse answer(Call& call, const HttpRoute& row) {
  const HttpQuery query = query_of(call);
  call.subject = row.pattern;
  try {
    HttpResponse response = response_of(call, call.backend().http_route(row, call.caller(), query));
    const std::string_view path = row.pattern;
    if (path.starts_with("/web/content") || path.starts_with("/web/image")) confine(response);
    return response;
  } catch (const SessionExpired&) {
    throw;
  } catch (const std::exception&) {
    if (!row.json_errors) throw;
    const WireError error = describe_error(std::current_exception());
    return error_page(
        500,
        Value{{"code", 200}, {"message", error.title}, {"data", json_error(error)["data"]}}.dump());
  }
}

}  // namespace

HttpResponse unknown_path(Call& call) {
  const std::string& method = call.request->method;
  if (call.database == nullptr || (method != "GET" && method != "HEAD")) return error_page(404);
  HttpResponse response = response_of(call, call.backend().served_attachment(query_of(call)));
  if (response.status < 400) confine(response);
  return response;
}

void add_file_routes(RouteTable& table, const EndpointOptions& options) {
  for (const HttpRoute& row : http_routes()) {
    Route route;
    route.methods = row.methods;
    route.pattern = row.pattern;
    route.auth = row.auth;
    route.verify = Verify::in_call;
    route.csrf = true;
    route.cors = row.cors;
    route.body_limit = row.takes_files ? options.call_limit : form_limit;
    route.handler = HttpHandler([&row](Call& call) { return answer(call, row); });
    table.add(std::move(route));
  }
}

}  // namespace chatterd::rpc
