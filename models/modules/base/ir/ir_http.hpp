// ir.http: the content of a record's field as a file (odoo/addons/base/models/ir_http.py
// binary_content).
#pragma once
#include <ctime>
#include <string>

#include "models/engine/http_routes.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

struct ContentQuery {
  std::string xmlid = {};  // instead of model and id
  std::string model = "ir.attachment";
  Id id = 0;
  std::string field = "datas";
  std::string filename = {};  // "": the record's `filename_field`
  std::string filename_field = "name";
  std::string access_token = {};  // of an attachment: opens it to anybody
  std::string if_none_match = {};
  bool unique = false;    // the URL changes with the content: to be cached for a year
  bool download = false;  // a file to save
};

// The status is 200, 301 with a location, 304, 403 or 404. Of a record that may be read there are
// headers, also without content (404). The content is the reply's body or file.
HttpReply binary_content(const Env& env, const ContentQuery& query);

// The attachment whose `url` is the path of a request that no route answers (_serve_attachment);
// 404 without one.
HttpReply served_attachment(const Env& env, const HttpQuery& query);

inline bool has_content(const HttpReply& reply) {
  return !reply.body.empty() || !reply.file.empty();
}
// At most that many bytes from the beginning of the content.
std::string first_bytes(const HttpReply& reply, std::size_t count);
// "Mon, 23 Nov 2020 10:20:30 GMT"
std::string http_date(std::time_t time);
// A header's value, replaced or added.
void set_header(HttpReply& reply, const std::string& name, const std::string& value);

}  // namespace chatterd
