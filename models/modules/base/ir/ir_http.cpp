// Which record, whether it may be read, its bytes, and the headers that go with them.
#include "models/modules/base/ir/ir_http.hpp"

#include <fstream>
#include <limits>

#include "bridge/files/filestore.hpp"
#include "bridge/files/hash.hpp"
#include "bridge/files/mimetypes.hpp"
#include "bridge/text/percent.hpp"
#include "models/engine/host.hpp"
#include "models/modules/base/ir/ir_attachment.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

constexpr const char* year_in_seconds = "31536000";  // http.py STATIC_CACHE_LONG

// What is known of a file before it is sent.
struct ServedContent {
  std::string bytes, file;
  std::string mimetype, filename, hash;
  bool empty() const { return bytes.empty() && file.empty(); }
};

// The record that is asked for; none when there is no such record or field.
std::optional<Records> record_of(const Env& env, const ContentQuery& query) {
  std::string model = query.model;
  Id id = query.id;
  if (!query.xmlid.empty()) {
    const std::size_t dot = query.xmlid.find('.');
    if (dot == std::string::npos || query.xmlid.find('\0') != std::string::npos)
      return std::nullopt;
    const auto rows = env.cr().execute(
        Sql("SELECT model, res_id FROM ir_model_data WHERE module = %s AND name = %s",
            {query.xmlid.substr(0, dot), query.xmlid.substr(dot + 1)}));
    if (rows.empty()) return std::nullopt;
    model = rows[0][0].str();
    id = rows[0][1].integer();
  }
  if (!env.registry().find(model) || id <= 0 || id > std::numeric_limits<std::int32_t>::max())
    return std::nullopt;
  const Records record = env.browse(model, {id});
  if (record.sudo().exists().empty() || !record.model().find_field(query.field))
    return std::nullopt;
  return record;
}

// What opens an attachment beside the rights on it. Stock asks so whenever no other model is named,
// so that records of other models, by their external id, lack what is asked for; a channel has a
// field "public" and is shown.
std::optional<Records> opened(const Records& record, const ContentQuery& query) {
  const Records known = record.sudo();
  const auto attribute = [&](const char* name) {
    if (!record.model().find_field(name))
      throw AttributeError('\'' + record.model().name() + "' object has no attribute '" + name +
                           '\'');
    return known.get(name);
  };
  if (!query.access_token.empty()) {
    if (!bridge::constant_time_equal(to_text(attribute("access_token")), query.access_token))
      return std::nullopt;
    return known;
  }
  if (truthy(attribute("public"))) return known;
  if (!record.env().has_group("base.group_portal")) return record;
  check_attachments(record, "read");
  return known;
}

// The record in the environment that may read it, or none (_get_record_and_check). Throws
// AccessError where the portal may not see the document of an attachment: Odoo makes a page of that
// error.
std::optional<Records> readable(const Records& record, const ContentQuery& query) {
  std::optional<Records> out = record;
  if (query.model == "ir.attachment") out = opened(record, query);
  if (!out) return out;
  out->invalidate();  // what was read in sudo is no proof
  try {
    out->get("__last_update");
  } catch (const AccessError&) {
    return std::nullopt;
  }
  return out;
}

// The place or the bytes of an attachment's row.
void load(const Env& env, const bridge::Row& row, ServedContent& found) {
  const std::string folder = env.host().filestore_folder();
  if (!row["store_fname"].is_null() && !folder.empty()) {
    const bridge::Filestore store(folder);
    const std::string name = row["store_fname"].str();
    if (store.size(name).value_or(0) > 0) found.file = store.full_path(name).string();
  } else if (!row["db_datas"].is_null()) {
    found.bytes = bridge::base64_decode_lenient(row["db_datas"].bytes());
  }
}

void load_attachment(const Env& env, const Sql& condition, ServedContent& found,
                     bool with_description) {
  const auto rows = env.cr().execute(
      Sql("SELECT store_fname, db_datas, mimetype, checksum FROM ir_attachment WHERE ") +
      condition + Sql(" ORDER BY id DESC LIMIT 1"));
  if (rows.empty()) return;
  if (with_description) {
    found.mimetype = rows[0]["mimetype"].text();
    found.hash = rows[0]["checksum"].text();
  }
  load(env, rows[0], found);
}

// The value of any other field, as base64. What is no text, or no base64, is an error in stock too.
void load_value(const Records& record, const Field& field, ServedContent& found) {
  const Value value = record.get(field.name);
  if (truthy(value) && (field.type == FieldType::date || field.type == FieldType::datetime))
    throw TypeError("argument should be a bytes-like object or ASCII string, not 'datetime'");
  found.bytes = bytes_of_base64(value);
  if (found.hash.empty()) found.hash = '"' + bridge::md5_hex(to_text(value)) + '"';
}

// os.path.splitext(name)[1]
std::string extension_of(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  const std::size_t begin = name.find_first_not_of('.', slash == std::string::npos ? 0 : slash + 1);
  const std::size_t dot = name.rfind('.');
  return begin == std::string::npos || dot == std::string::npos || dot < begin ? std::string()
                                                                               : name.substr(dot);
}

void name_file(const Records& record, const ContentQuery& query, ServedContent& found) {
  bool made_up = false;
  found.filename = record.model().name() == "ir.attachment" ? std::string() : query.filename;
  if (found.filename.empty()) {
    const Field* field = record.model().find_field(query.filename_field);
    const Value name = field ? record.get(query.filename_field) : Value();
    if (truthy(name) && !name.is_string())
      throw TypeError(std::string("expected str, bytes or os.PathLike object, not ") +
                      python_type(name));
    found.filename = to_text(name);
  }
  if (found.filename.empty()) {
    made_up = true;
    found.filename = record.model().name() + '-' + std::to_string(record.id()) + '-' + query.field;
  }
  if (made_up || extension_of(found.filename).empty())
    found.filename += bridge::guess_extension(found.mimetype).value_or("");
}

ServedContent content_of(const Records& record, const ContentQuery& query) {
  const Env& env = record.env();
  const Model& model = record.model();
  const Field& field = model.field_of(query.field);
  ServedContent found;
  if (model.find_field("mimetype")) found.mimetype = record.text("mimetype");
  if (model.find_field("checksum")) found.hash = record.text("checksum");
  if (model.name() == "ir.attachment" && query.field == "datas")
    load_attachment(env, Sql("id = %s", {record.id()}), found, false);
  else if (field.binary() && field.attachment)
    load_attachment(env,
                    Sql("res_model = %s AND res_id = %s AND res_field = %s",
                        {model.name(), record.id(), query.field}),
                    found, true);
  if (found.empty() && !(model.name() == "ir.attachment" && query.field == "datas"))
    load_value(record, field, found);
  if (found.hash.empty()) found.hash = '"' + bridge::md5_hex("") + '"';
  if (found.mimetype.empty()) {
    const HttpReply content{.body = found.bytes, .file = found.file};
    found.mimetype =
        bridge::guess_mimetype(first_bytes(content, std::numeric_limits<std::size_t>::max()));
  }
  name_file(record, query, found);
  return found;
}

}  // namespace

std::string first_bytes(const HttpReply& reply, std::size_t count) {
  if (reply.file.empty()) return reply.body.substr(0, count);
  std::ifstream file(reply.file, std::ios::binary);
  std::string out;
  char buffer[16384];
  while (out.size() < count && file.read(buffer, static_cast<std::streamsize>(
                                                     std::min(count - out.size(), sizeof buffer)))
                                       .gcount() > 0)
    out.append(buffer, static_cast<std::size_t>(file.gcount()));
  return out;
}

std::string http_date(std::time_t time) {
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

void set_header(HttpReply& reply, const std::string& name, const std::string& value) {
  for (auto& [key, old] : reply.headers)
    if (key == name) {
      old = value;
      return;
    }
  reply.headers.emplace_back(name, value);
}

HttpReply served_attachment(const Env& env, const HttpQuery& query) {
  if (query.path.find('\0') != std::string::npos)
    return {.status = 404, .page = true};  // no text of PostgreSQL's
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT store_fname, db_datas, mimetype, checksum, name, extract(epoch FROM
              write_date)::bigint AS changed
          FROM ir_attachment
          WHERE type = 'binary'
            AND url = %s
          ORDER BY id DESC
          LIMIT 1)sql",
                                         {query.path}));
  if (rows.empty()) return {.status = 404, .page = true};
  ServedContent found;
  load(env, rows[0], found);
  const std::string name = rows[0]["name"].str();
  const bool elsewhere =
      name.starts_with("http://") || name.starts_with("https://") || name.starts_with('/');
  if (found.empty() && name != query.path && elsewhere) return {.status = 301, .location = name};
  const std::string tag = '"' + rows[0]["checksum"].str() + '"';
  HttpReply reply{.status = query.if_none_match == tag ? 304 : 200};
  const std::string type = rows[0]["mimetype"].str();
  if (reply.status == 200)
    set_header(reply, "Content-Type",
               type.empty()                ? "application/octet-stream"
               : type.starts_with("text/") ? type + "; charset=utf-8"
                                           : type);
  set_header(reply, "ETag", tag);
  set_header(reply, "Last-Modified", http_date(rows[0]["changed"].integer()));
  reply.body = std::move(found.bytes);
  reply.file = std::move(found.file);
  return reply;
}

HttpReply binary_content(const Env& env, const ContentQuery& query) {
  const std::optional<Records> asked = record_of(env, query);
  if (!asked) return {.status = 404};
  const std::optional<Records> record = readable(*asked, query);
  if (!record) return {.status = 403};
  if (record->model().name() == "ir.attachment" && record->text("type") == "url" &&
      record->is("url"))
    return {.status = 301, .location = record->text("url")};
  ServedContent found = content_of(*record, query);
  HttpReply reply{.status = found.empty() ? 404 : 200};
  if (reply.status == 200 && query.if_none_match == found.hash) reply.status = 304;
  if (reply.status != 304) set_header(reply, "Content-Type", found.mimetype);
  set_header(reply, "X-Content-Type-Options", "nosniff");
  set_header(reply, "ETag", found.hash);
  set_header(reply, "Cache-Control",
             std::string("max-age=") + (query.unique ? year_in_seconds : "0"));
  if (query.download)
    set_header(reply, "Content-Disposition",
               "attachment; filename*=UTF-8''" + bridge::percent_encode(found.filename));
  reply.body = std::move(found.bytes);
  reply.file = std::move(found.file);
  return reply;
}

}  // namespace chatterd
