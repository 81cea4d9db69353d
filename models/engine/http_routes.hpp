// The routes of type "http" that the models answer: files, pictures and links out of mails. The
// JSON routes are in models/engine/json_routes.hpp.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "models/engine/orm/env.hpp"
#include "models/engine/route_auth.hpp"

namespace chatterd {

struct UploadedFile {
  std::string field, filename, content_type, content;
};

// What a controller sees of the request.
struct HttpQuery {
  std::string path;
  Value params = Value::object();  // query, form and path; strings, and integers for <int:…>
  std::vector<UploadedFile> files;
  std::string if_none_match;  // the header
  std::string companies;      // the cookie "cids": "1,2"
  Id session_uid = 0;         // 0: nobody is logged in
};

// A body, a file, or one of the pages that the server words itself.
struct HttpReply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string file = {};      // instead of a body: the path of a file, which is sent as it is
  std::string location = {};  // a redirection with `status`; "/…" is on this server
  bool page = false;          // the server's page for `status`
};

struct HttpRoute {
  const char* pattern;  // as in rpc/routes/routes.hpp
  Auth auth;            // none: the handler runs as the superuser
  HttpReply (*handler)(const Env& env, const HttpQuery& query);
  const char* methods = "";  // "": any
  bool takes_files = false;  // a large body is allowed
  bool json_errors =
      false;  // errors are a page 500 that holds Odoo's JSON error (serialize_exception)
  const char* cors = "";  // Access-Control-Allow-Origin
};

// Handlers are in the folder of the module whose controller has the route.
const std::vector<HttpRoute>& http_routes();

// The text of a parameter, "" when it is absent.
std::string text_of(const HttpQuery& query, const char* name);
// Python's int() of it: 0 for "" or no parameter.
Id number_of(const HttpQuery& query, const char* name);
// Python's complaints about a call of a controller with unknown or too few arguments.
void refuse_other_arguments(const HttpQuery& query, const char* function,
                            const std::vector<std::string>& names);
void require_arguments(const HttpQuery& query, const char* function,
                       const std::vector<std::string>& names);

}  // namespace chatterd
