// A database with records of every kind that some people may not read, and a secret in them.
#pragma once
#include <initializer_list>
#include <map>
#include <set>
#include <string>

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/base/ir/ir_attachment.hpp"
#include "tests/support/models.hpp"

namespace chatterd::test {

// Stands in texts that only those who may read a record should ever get. Names don't have it: stock
// names records to who may not read them, in links and refusals.
inline constexpr const char* secret = "zZsecretZz";
// The file of an attachment that belongs to no document: in every Odoo 13 it is the employees' own
// (ir.attachment.check, require_employee), and nobody else's.
inline constexpr const char* for_employees = "elplbXBsb3llZXNaeg==";

inline Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

struct HiddenWorld {
  Installation installation;
  Id plain = 0, portal = 0, nobody = 0;
  Id channel = 0, message = 0, attachment = 0, partner = 0;
  std::map<std::string, Ids> records;  // model → some ids

  HiddenWorld() {
    installation.engine().run_sudo([&](const Env& env) -> Value {
      const auto user = [&](const char* login, const char* group) {
        return env["res.users"]
            .create({{"login", login},
                     {"name", login},
                     {"email", std::string(login) + "@example.com"},
                     {"groups_id", Value::array({Value::array({6, 0, Ids{env.ref(group)}})})}})
            .id();
      };
      plain = user("plain", "base.group_user");
      portal = user("portal", "base.group_portal");
      nobody = user("nobody", "base.group_public");
      partner = env["res.partner"]
                    .create({{"name", "Hidden"},
                             {"email", "zZsecretZz@example.com"},
                             {"comment", secret},
                             {"street", secret}})
                    .id();
      env["res.partner.bank"].create({{"acc_number", secret}, {"partner_id", partner}});
      env["ir.mail_server"].create({{"name", "relay"},
                                    {"smtp_host", "localhost"},
                                    {"smtp_user", secret},
                                    {"smtp_pass", secret}});
      env["ir.config_parameter"].create({{"key", "hidden.key"}, {"value", secret}});
      env["ir.attachment"].create({{"name", "of nothing"}, {"datas", for_employees}});
      env["mail.mail"].create(
          {{"subject", secret}, {"body_html", secret}, {"email_to", "a@b.example"}});
      return nullptr;
    });
    channel = installation
                  .call("demo", "mail.channel", "create",
                        list({{{"name", "closed"},
                               {"public", "private"},
                               {"description", secret},
                               {"channel_partner_ids", partners_of({"demo", "bob"})}}}))
                  .get<Id>();
    message = installation
                  .call("demo", "mail.channel", "message_post", list({list({channel})}),
                        {{"body", secret},
                         {"subject", secret},
                         {"message_type", "comment"},
                         {"subtype", "mail.mt_comment"}})
                  .get<Id>();
    attachment = installation
                     .call("demo", "ir.attachment", "create",
                           list({{{"name", "file"},
                                  {"description", secret},
                                  {"datas", bridge_base64()},
                                  {"res_model", "mail.channel"},
                                  {"res_id", channel}}}))
                     .get<Id>();
    installation.call("demo", "mail.message", "toggle_message_starred", list({list({message})}));
    installation.engine().run_sudo([&](const Env& env) -> Value {
      env["mail.activity"].create(
          {{"res_model_id",
            env["ir.model"].search(list({term("model", "=", "mail.channel")})).id()},
           {"res_id", channel},
           {"summary", secret},
           {"user_id", installation_uid(env, "demo")}});
      for (const Model* model : env.registry().models()) {
        if (!is_table(*model)) continue;
        Ids ids =
            env.cr()
                .execute(bridge::Sql("SELECT id FROM ") + bridge::Sql::identifier(model->table()) +
                         bridge::Sql(" ORDER BY id DESC LIMIT 200"))
                .ids();
        records[model->name()] = std::move(ids);
      }
      return nullptr;
    });
  }

  static bool is_table(const Model& model) {
    return !model.is_abstract() && !model.is_foreign() && !model.is_transient();
  }
  static std::string bridge_base64() { return "elpzZWNyZXRaeg=="; }  // the secret
  static Id installation_uid(const Env& env, const char* login) {
    return env["res.users"].search(list({term("login", "=", login)})).id();
  }
  Value partners_of(std::initializer_list<const char*> logins) {
    Value commands = Value::array();
    for (const char* login : logins)
      commands.push_back(Value::array(
          {4,
           installation.engine()
               .run_sudo([&](const Env& env) -> Value {
                 return env["res.users"].search(list({term("login", "=", login)})).id("partner_id");
               })
               .get<Id>()}));
    return commands;
  }

  // A call in a transaction of its own; null where it is refused.
  Value ask(Id uid, const std::string& model, const std::string& method, const Value& args,
            const Value& kwargs = Value::object()) {
    try {
      return installation.engine().run(uid, Value::object(), [&](const Env& env) {
        return call_kw(env, model, method, args, kwargs);
      });
    } catch (const std::exception&) {
      return nullptr;
    }
  }

  // What the user may read of the model's records: of the newest, or of those given.
  std::set<Id> readable(Id uid, const Model& model) {
    return readable(uid, model, records.at(model.name()));
  }
  std::set<Id> readable(Id uid, const Model& model, const Ids& all) {
    std::set<Id> out;
    const Value found = ask(uid, model.name(), "search", list({list({term("id", "in", all)})}),
                            {{"context", {{"active_test", false}}}});
    for (const Id id : to_ids(found.is_null() ? Value::array() : found)) out.insert(id);
    if (model.name() == "ir.attachment") {
      out.clear();
      for (const Id id : all)
        installation.engine().run(uid, Value::object(), [&](const Env& env) -> Value {
          try {
            check_attachments(env.browse("ir.attachment", {id}), "read");
            if (may(env, model, "read")) out.insert(id);
          } catch (const AccessError&) {
          }
          return nullptr;
        });
    }
    return out;
  }
};

}  // namespace chatterd::test
