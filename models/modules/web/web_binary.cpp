// Pictures are resized here, from the content that ir.http finds; uploads become attachments.
#include "models/modules/web/web_binary.hpp"

#include <algorithm>
#include <ctime>

#include "bridge/files/hash.hpp"
#include "bridge/files/image.hpp"
#include "bridge/files/mimetypes.hpp"
#include "bridge/files/placeholders.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/log.hpp"
#include "models/engine/python_json.hpp"
#include "models/modules/base/ir/ir_http.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

constexpr std::time_t week = 7 * 24 * 3600;  // http.py STATIC_CACHE
// No picture is larger; it keeps a strange number out of the arithmetic of sizes.
constexpr Id largest_side = 100'000;

ContentQuery content_query(const HttpQuery& query) {
  ContentQuery out;
  out.xmlid = text_of(query, "xmlid");
  if (query.params.contains("model")) out.model = text_of(query, "model");
  if (query.params.contains("field")) out.field = text_of(query, "field");
  if (query.params.contains("filename_field"))
    out.filename_field = text_of(query, "filename_field");
  out.id = number_of(query, "id");
  out.filename = text_of(query, "filename");
  out.access_token = text_of(query, "access_token");
  out.if_none_match = query.if_none_match;
  out.unique = !text_of(query, "unique").empty();
  out.download = !text_of(query, "download").empty();
  return out;
}

// http.py set_safe_image_headers: pictures that a browser shows safely are named as what they are.
void name_picture(HttpReply& reply) {
  constexpr std::size_t magic_bytes = 64;
  const std::string type = bridge::guess_mimetype(first_bytes(reply, magic_bytes));
  for (const char* safe : {"image/jpeg", "image/png", "image/gif", "image/x-icon"})
    if (type == safe) set_header(reply, "Content-Type", type);
}

// What the address says of the picture's size, unread: stock finds the content first.
struct Sizing {
  Value width = 0, height = 0;
  Id quality = 0;
  std::string crop = {};
};

int side_of(const Value& value) {
  const Id side = python_int(value);
  if (side < 0) throw ValueError("height and width must be > 0");
  return static_cast<int>(std::min(side, largest_side));
}

HttpReply image_reply(const Env& env, const ContentQuery& query, Sizing sizing,
                      const std::string& placeholder) {
  HttpReply reply = binary_content(env, query);
  if (reply.status == 301 || reply.status == 304) return reply;
  if (reply.status != 200 && query.download) return {.status = 404, .page = true};
  if (!has_content(reply)) {
    reply.body = placeholder;
    if (!truthy(sizing.width) && !truthy(sizing.height)) {
      const bridge::ImageSize size = bridge::image_size_of_field(query.field);
      sizing.width = size.width;
      sizing.height = size.height;
    }
  }
  const int width = side_of(sizing.width), height = side_of(sizing.height);
  if (width != 0 || height != 0 || sizing.quality != 0 || !sizing.crop.empty()) {
    try {
      reply.body = bridge::image_process(
          reply.file.empty() ? reply.body : first_bytes(reply, static_cast<std::size_t>(-1)),
          {.width = width,
           .height = height,
           .crop = sizing.crop,
           .quality = static_cast<int>(std::clamp<Id>(sizing.quality, 0, 100))});
    } catch (const bridge::ImageError& error) {
      throw UserError(env.translate(error.what()));
    }
    reply.file.clear();
  }
  name_picture(reply);
  return reply;
}

Sizing sizing_of(const HttpQuery& query) {
  return {.width = query.params.value("width", Value(0)),
          .height = query.params.value("height", Value(0)),
          .quality = python_int(query.params.value("quality", Value(0))),
          .crop = text_of(query, "crop")};
}

// What an upload into a hidden frame answers: the event that the page waits for.
HttpReply callback_page(const std::string& callback, const std::string& arguments) {
  HttpReply reply;
  set_header(reply, "Content-Type", "text/html; charset=utf-8");
  reply.body =
      "<script language=\"javascript\" type=\"text/javascript\">\n"
      "                    var win = window.top.window;\n"
      "                    win.jQuery(win).trigger(" +
      python_json(callback) + ", " + arguments + ");\n                </script>";
  return reply;
}

// An attachment of its own savepoint: what fails leaves the others.
std::string attach(const Env& env, const UploadedFile& file, const std::string& model,
                   const HttpQuery& query) {
  try {
    Id id = 0;
    Value size;
    env.cr().savepoint([&] {
      if (!model.empty() && number_of(query, "id") != 0) env.registry().at(model);
      const Records attachment =
          env["ir.attachment"].create({{"name", file.filename},
                                       {"datas", bridge::base64_encode(file.content)},
                                       {"res_model", model},
                                       {"res_id", number_of(query, "id")}});
      attachment.call("register_as_main_attachment", Value::array(), {{"force", false}});
      id = attachment.id();
      size = attachment.get("file_size");
    });
    return python_json(
        {{"filename", file.filename}, {"mimetype", file.content_type}, {"id", id}, {"size", size}});
  } catch (const Error& error) {
    log_warning("upload of " + file.filename + " failed: " + error.what());
  } catch (const bridge::SqlError& error) {
    // A conflict with another transaction is nobody's fault: the whole request is run again.
    if (error.sqlstate == "40001" || error.sqlstate == "40P01" || error.sqlstate == "55P03") throw;
    log_warning("upload of " + file.filename + " failed: " + error.what());
  }
  return python_json({{"error", env.translate("Something horrible happened")}});
}

}  // namespace

HttpReply web_content(const Env& env, const HttpQuery& query) {
  HttpReply reply = binary_content(env, content_query(query));
  if (reply.status == 403 || reply.status == 404) return {.status = 404, .page = true};
  const std::string token = text_of(query, "token");
  // The page that asked for the file waits for this cookie.
  if (reply.status == 200 && !token.empty() &&
      token.find_first_of(";, \"\\\r\n") == std::string::npos)
    reply.headers.emplace_back("Set-Cookie", "fileToken=" + token + "; Path=/");
  return reply;
}

HttpReply web_image(const Env& env, const HttpQuery& query) {
  return image_reply(env, content_query(query), sizing_of(query), bridge::picture_placeholder());
}

HttpReply web_partner_image(const Env& env, const HttpQuery& query) {
  require_arguments(query, "Binary.content_image_partner", {"rec_id"});
  ContentQuery content;
  content.model = "res.partner";
  content.id = number_of(query, "rec_id");
  content.field = query.params.contains("field") ? text_of(query, "field") : "image_128";
  content.if_none_match = query.if_none_match;
  return image_reply(env, content, {}, bridge::person_placeholder());
}

HttpReply web_binary_image(const Env& env, const HttpQuery& query) {
  require_arguments(query, "Binary.content_image_backward_compatibility", {"model", "id", "field"});
  ContentQuery content;
  content.model = text_of(query, "model");
  content.id = number_of(query, "id");
  content.field = text_of(query, "field");
  content.if_none_match = query.if_none_match;
  Sizing sizing{.width = nullptr, .height = nullptr};
  if (const std::string resize = text_of(query, "resize"); !resize.empty()) {
    const std::size_t comma = resize.find(',');
    if (comma == std::string::npos)
      throw ValueError("not enough values to unpack (expected 2, got 1)");
    sizing.width = resize.substr(0, comma);
    sizing.height = resize.substr(comma + 1);
  }
  return image_reply(env, content, std::move(sizing), bridge::picture_placeholder());
}

HttpReply web_upload(const Env&, const HttpQuery& query) {
  refuse_other_arguments(query, "Binary.upload", {"callback", "ufile"});
  require_arguments(query, "Binary.upload", {"callback", "ufile"});
  const UploadedFile* file = query.files.empty() ? nullptr : &query.files.front();
  const Value answer = file
                           ? Value::array({file->content.size(), file->filename, file->content_type,
                                           bridge::base64_encode(file->content)})
                           : Value::array({false, "'str' object has no attribute 'read'"});
  return callback_page(text_of(query, "callback"), python_json(answer));
}

HttpReply web_upload_attachment(const Env& env, const HttpQuery& query) {
  refuse_other_arguments(query, "Binary.upload_attachment", {"callback", "model", "id", "ufile"});
  require_arguments(query, "Binary.upload_attachment", {"callback", "model", "id", "ufile"});
  std::string answers;
  const auto take = [&](const UploadedFile& file) {
    answers += (answers.empty() ? "" : ", ") + attach(env, file, text_of(query, "model"), query);
  };
  for (const UploadedFile& file : query.files)
    if (file.field == "ufile") take(file);
  // Programs may send a file without a name or type, so that it looks like a text; it is kept.
  if (const std::string text = text_of(query, "ufile"); answers.empty() && !text.empty())
    take({.field = "ufile", .filename = "", .content_type = "", .content = text});
  return callback_page(text_of(query, "callback"), '[' + answers + ']');
}

HttpReply web_company_logo(const Env& env, const HttpQuery& query) {
  const std::string company = text_of(query, "company");
  const bool by_number = !company.empty() && company.size() < 10 &&
                         company.find_first_not_of("0123456789") == std::string::npos;
  HttpReply reply;
  std::time_t changed = 0;
  if (company.empty() || by_number) {
    const Sql which = by_number ? Sql("%s", {std::stoll(company)})
                                : Sql("(SELECT company_id FROM res_users WHERE id = %s)",
                                      {query.session_uid ? query.session_uid : superuser_id});
    const auto rows = env.cr().execute(Sql(R"sql(
        SELECT logo_web, extract(epoch FROM write_date)::bigint
        FROM res_company
        WHERE id = )sql") + which);
    if (!rows.empty() && !rows[0][0].is_null()) {
      reply.body = bridge::base64_decode(rows[0][0].bytes()).value_or("");
      changed = rows[0][1].integer();
    }
  }
  const std::time_t now = std::time(nullptr);
  if (reply.body.empty()) {
    static const std::time_t drawn = now;
    reply.body = bridge::logo_placeholder();
    changed = drawn;
  }
  set_header(reply, "Content-Type", bridge::guess_mimetype(reply.body, "image/png"));
  set_header(reply, "Last-Modified", http_date(changed));
  set_header(reply, "Cache-Control", "public, max-age=" + std::to_string(week));
  set_header(reply, "Expires", http_date(now + week));
  const std::string tag =
      "\"odoo-" + std::to_string(changed) + '-' + std::to_string(reply.body.size()) + '"';
  set_header(reply, "ETag", tag);
  if (query.if_none_match == tag) reply.status = 304;
  return reply;
}

}  // namespace chatterd
