// The mail gateway's door: an e-mail becomes a message of a document (mail.thread message_process).
#include "models/engine/log.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/gateway/mail_gateway.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

// _message_route_process: posts along the routes; the last document's id or false.
Value post_along(const Env& env, Value dict, const std::vector<Route>& routes) {
  Value answer = false;
  // set after posting: they have got the e-mail from its sender
  const Value partners = dict.value("partner_ids", Value::array());
  dict.erase("partner_ids");
  for (const Route& route : routes) {
    const Model& model = env.registry().at(route.model);
    const bool updates = route.thread && model.find_method("message_update");
    if (!updates && !model.find_method("message_new"))
      throw ValueError("Undeliverable mail with Message-Id " + to_text(dict["message_id"]) +
                       ", model " + route.model + " does not accept incoming emails");
    const Env poster = env.with_context({{"attachments_mime_plainxml", true},
                                         {"mail_create_nosubscribe", true},
                                         {"mail_create_nolog", true},
                                         {"mail_reached_by_sender", partners}})
                           .with_user(route.user)
                           .sudo();
    Records thread = poster.browse(route.model, updates ? Ids{route.thread} : Ids{});
    Value subtype = false;
    if (updates) {
      thread.call("message_update", Value::array({dict}));
    } else {
      dict.erase("parent_id");
      thread = thread.browse(
          to_ids(thread.call("_message_new", Value::array({dict, route.custom_values}))));
      subtype = thread.call("_creation_subtype");
    }
    answer = thread.id();
    Value recipients = Value::array();
    if (!truthy(subtype)) {
      const bool internal = truthy(dict.value("internal", Value()));
      dict.erase("internal");
      subtype = env.ref(internal ? "mail.mt_note" : "mail.mt_comment");
      // a private answer: its first author is told all the same
      if (internal && truthy(dict.value("parent_id", Value()))) {
        const Records parent = env.sudo().browse("mail.message", {to_id(dict["parent_id"])});
        if (parent.is("author_id")) recipients.push_back(parent.id("author_id"));
      }
    }
    Value parameters = dict;
    for (const char* name :
         {"from", "to", "cc", "recipients", "references", "in_reply_to", "bounced_email",
          "bounced_emails", "bounced_message", "bounced_msg_id", "bounced_partner"})
      parameters.erase(name);
    parameters["subtype_id"] = subtype;
    parameters["partner_ids"] = recipients;
    const Value posted = thread.call("message_post", Value::array(), parameters);
    if (truthy(posted) && truthy(partners))
      poster.browse("mail.message", to_ids(posted))
          .write({{"partner_ids", Value::array({command::set(partners)})}});
  }
  return answer;
}

// Whoever hands a mail in may name where it goes when no alias says it, and what is created there
// is created by the superuser: so it needs their own rights (CVE-2018-15645). The gateway's account
// is an administrator's, or may create what its mails become.
void check_hand_in(const Env& env, const Value& model_name, const Value& thread) {
  if (env.su() || env.has_group("base.group_system")) return;
  if (!env.has_group("base.group_user"))
    throw AccessError("Sorry, you are not allowed to hand in e-mails.");
  const Model* model =
      model_name.is_string() ? env.registry().find(model_name.get<std::string>()) : nullptr;
  if (model == nullptr || model->is_abstract()) return;
  Records documents = env[model->name()];
  if (truthy(thread)) documents = documents.browse(to_ids(thread)).sudo().exists().sudo(false);
  if (documents.empty()) return documents.check_access_rights("create");
  const std::string needed = model->is_a("mail.thread") ? post_access(documents) : "write";
  documents.check_access_rights(needed.c_str());
  documents.check_access_rule(needed.c_str());
}

// A mail that cannot be posted as it was read, because of something in it that nobody has thought
// of, is posted as a file. Refusals (rights, a model's constraints) are the caller's to hear.
Value post_surely(const Env& env, Value dict, const std::vector<Route>& routes,
                  const IncomingMail& mail) {
  Value answer;
  try {
    env.cr().savepoint([&] { answer = post_along(env, dict, routes); });
    return answer;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::internal) throw;
    log_warning("e-mail " + to_text(dict["message_id"]) + " is kept as a file: " + error.what());
  } catch (const bridge::SqlError& error) {
    // the whole request is run again after a conflict
    if (error.sqlstate.starts_with("40") || error.sqlstate == "55P03") throw;
    log_warning("e-mail " + to_text(dict["message_id"]) + " is kept as a file: " + error.what());
  }
  dict["body"] = "";
  dict["attachments"] =
      Value::array({Value::array({"original_email.eml", mail.source, Value::object()})});
  return post_along(env, std::move(dict), routes);
}

Value message_process(const Records& threads, const Args& args) {
  const Env& env = threads.env();
  const Value& given = args["message"];
  IncomingMail mail;
  if (given.is_binary()) {
    const auto& bytes = given.get_binary();
    mail.source.assign(bytes.begin(), bytes.end());
  } else if (given.is_string()) {
    mail.source = given.get<std::string>();
  } else {
    throw TypeError("initial_value must be str or None, not " +
                    std::string(given.is_null() ? "NoneType" : "int"));
  }
  mail.part = bridge::parse_mail(mail.source);
  Value dict = parse_message(threads, mail, truthy(args["save_original"]));
  if (truthy(args["strip_attachments"])) dict.erase("attachments");
  // a mail that comes twice, or comes back to us
  if (env["mail.message"].search_count(
          Value::array({term("message_id", "=", dict["message_id"])})) > 0)
    return false;
  check_hand_in(env, args["model"], args["thread_id"]);
  const std::vector<Route> routes =
      find_routes(threads, mail, dict, args["model"], args["thread_id"], args["custom_values"]);
  return post_surely(env, std::move(dict), routes, mail);
}

Value message_new(const Records& self, const Args& args) {
  Value values = args["custom_values"].is_object() ? args["custom_values"] : Value::object();
  const std::string name = self.model().rec_name().empty() ? "name" : self.model().rec_name();
  if (self.model().find_field(name) && !truthy(values.value(name, Value())))
    values[name] = args["msg_dict"].value("subject", Value(""));
  return self.create(values).id();
}

// Over RPC the new record is a text.
Value message_new_as_text(const Records& self, const Args& args) {
  const Value id =
      self.call("_message_new", Value::array({args["msg_dict"], args["custom_values"]}));
  return self.browse(to_ids(id)).text();
}

Value message_update(const Records& documents, const Args& args) {
  if (truthy(args["update_vals"])) documents.write(args["update_vals"]);
  return true;
}

Value nothing(const Records&, const Args&) { return nullptr; }

}  // namespace

void define_mail_thread_gateway(Model& m) {
  const Value none = nullptr;
  // message: text or bytes → the document's id, or false for a message that is known already
  m.method("message_process", On::model,
           {"model",
            "message",
            {"custom_values", none},
            {"save_original", false},
            {"strip_attachments", false},
            {"thread_id", none}},
           message_process);
  // msg_dict: see mail_gateway.hpp → the new document's id
  m.method("_message_new", On::model, {"msg_dict", {"custom_values", none}}, message_new);
  m.method("message_new", On::model, {"msg_dict", {"custom_values", none}}, message_new_as_text);
  m.method("message_update", On::multi, {"msg_dict", {"update_vals", none}}, message_update);
  // email, partner: the address, and the ids of the partners who have it
  m.method("_message_receive_bounce", On::multi, {"email", "partner"}, nothing);
  m.method("_message_reset_bounce", On::multi, {"email"}, nothing);
}

}  // namespace chatterd
