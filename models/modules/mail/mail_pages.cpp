// Where a link of a mail leads: to the document in the web client, or to Discuss for those who may
// not see it.
#include "models/modules/mail/mail_pages.hpp"

#include <charconv>

#include "bridge/files/hash.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/orm/records.hpp"
#include "models/modules/base/ir/ir_http.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// One white pixel, as a GIF: for whoever may not see the picture.
constexpr std::string_view white_pixel{
    "GIF89a\1\0\1\0\x80\1\0\xff\xff\xff\0\0\0!\xf9\4\1\n\0\1\0,\0\0\0\0\1\0\1\0\0\2\2L\1\0;", 43};

HttpReply to_discuss() { return {.status = 302, .location = "/web#action=mail.action_discuss"}; }

Ids numbers_of(const std::string& text) {
  Ids out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    Id number = 0;
    const auto parsed = std::from_chars(text.data() + at, text.data() + comma, number);
    if (parsed.ec == std::errc() && parsed.ptr == text.data() + comma) out.push_back(number);
    at = comma + 1;
  }
  return out;
}

bool may_read(const Records& record, const Ids& companies) {
  try {
    record.with_context({{"allowed_company_ids", companies}}).check_access_rule("read");
  } catch (const AccessError&) {
    return false;
  }
  return true;
}

// The companies to show the document in; none when its reader may not see it. A document of no
// company that may not be seen is an error in stock: its exception is made without a text.
std::optional<Ids> companies_to_read(const Records& record, const HttpQuery& query) {
  Ids companies = numbers_of(query.companies);
  if (companies.empty()) companies = {record.env().user().id("company_id")};
  if (may_read(record, companies)) return companies;
  // Of a company that the browser does not show at the moment.
  const Field* field = record.model().find_field("company_id");
  const Id company = field ? record.sudo().id("company_id") : 0;
  if (company == 0)
    throw TypeError("AccessError.__init__() missing 1 required positional argument: 'msg'");
  companies.push_back(company);
  return may_read(record, companies) ? std::optional(companies) : std::nullopt;
}

HttpReply to_record(const Env& env, const HttpQuery& query, const std::string& model, Id id) {
  const Model* known = model.empty() || id <= 0 ? nullptr : env.registry().find(model);
  if (known == nullptr) return to_discuss();
  const Records record = env.browse(model, {id});
  if (id > std::numeric_limits<std::int32_t>::max() || record.sudo().exists().empty())
    return to_discuss();
  const std::string number = std::to_string(id);
  std::string location = "/web#model=" + model + "&id=" + number + "&active_id=" + number;
  if (query.session_uid != 0) {
    if (!record.has_access_rights("read")) return to_discuss();
    const std::optional<Ids> companies = companies_to_read(record, query);
    if (!companies) return to_discuss();
    std::string list;
    for (const Id company : *companies)
      list += (list.empty() ? "" : "%2C") + std::to_string(company);
    location += "&cids=" + list;
  }
  return {.status = 302, .location = location};
}

// mail.thread _notify_encode_link: a link that only the server can have made.
bool token_holds(const Env& env, const HttpQuery& query) {
  std::string signed_text;
  for (const auto& [name, value] : query.params.items())  // sorted by name
    if (name != "token")
      signed_text += (signed_text.empty() ? "" : " ") + name + '=' + text_of(query, name.c_str());
  const std::string secret = to_text(config_parameter(env, "database.secret"));
  const std::string expected =
      bridge::hex(bridge::hmac(bridge::Digest::sha1, secret, query.path + '?' + signed_text));
  return !secret.empty() && bridge::constant_time_equal(expected, text_of(query, "token"));
}

bool wrote_on(const Env& env, const std::string& model, Id document, Id partner) {
  return !env.cr()
              .execute(Sql(R"sql(
                  SELECT 1
                  FROM mail_message
                  WHERE model = %s
                    AND res_id = %s
                    AND author_id = %s
                    AND message_type != 'user_notification'
                  LIMIT 1)sql",
                           {model, document, partner}))
              .empty();
}

}  // namespace

HttpReply mail_view(const Env& env, const HttpQuery& query) {
  std::string model = text_of(query, "model");
  // links of mails that Odoo before 11.3 sent
  const Ids message = numbers_of(text_of(query, "message_id"));
  if (message.size() == 1 && message[0] > 0 &&
      message[0] <= std::numeric_limits<std::int32_t>::max()) {
    const auto rows =
        env.cr().execute(Sql("SELECT model, res_id FROM mail_message WHERE id = %s", {message[0]}));
    if (!rows.empty())
      return to_record(env, query, rows[0][0].str(),
                       rows[0][1].is_null() ? 0 : rows[0][1].integer());
  }
  return to_record(env, query, model, number_of(query, "res_id"));
}

HttpReply mail_assign(const Env& env, const HttpQuery& query) {
  refuse_other_arguments(query, "MailController.mail_action_assign", {"model", "res_id", "token"});
  require_arguments(query, "MailController.mail_action_assign", {"model", "res_id"});
  const std::string model = text_of(query, "model");
  const Id id = number_of(query, "res_id");
  if (!token_holds(env, query)) return to_discuss();
  HttpReply reply = to_record(env, query, model, id);
  const Model* known = env.registry().find(model);
  if (known == nullptr || known->find_field("user_id") == nullptr) return reply;
  const Records record = env.browse(model, {id}).exists();
  if (record.empty()) return reply;
  try {
    record.write({{"user_id", env.uid()}});
  } catch (const Error&) {
    return to_discuss();
  }
  return reply;
}

HttpReply mail_avatar(const Env& env, const HttpQuery& query) {
  HttpReply pixel{.headers = {{"Content-Type", "image/png"}}, .body = std::string(white_pixel)};
  const std::string model = text_of(query, "res_model");
  const Id document = number_of(query, "res_id"), partner = number_of(query, "partner_id");
  const Model* known = env.registry().find(model);
  constexpr Id largest = std::numeric_limits<std::int32_t>::max();
  if (known == nullptr || std::max(document, partner) > largest) return pixel;
  try {
    env.browse(model, {document}).check_access_rule("read");
  } catch (const AccessError&) {
    return pixel;
  }
  if (!known->find_field("message_ids"))
    throw AttributeError('\'' + model + "' object has no attribute 'message_ids'");
  if (!wrote_on(env, model, document, partner)) return pixel;
  ContentQuery content;
  content.model = "res.partner";
  content.id = partner;
  content.field = "image_128";
  content.if_none_match = query.if_none_match;
  HttpReply reply = binary_content(env.sudo(), content);
  if (!has_content(reply) && reply.status != 304) reply.body = pixel.body;
  return reply;
}

}  // namespace chatterd
