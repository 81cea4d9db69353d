// Reply-to addresses: the document's alias, the catchall address, or the sender's own
// (_notify_get_reply_to).
#include "models/engine/html/email_text.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// The first alias of each document that is its parent.
std::map<Id, std::string> aliases_of(const Env& env, const std::string& model, const Ids& ids) {
  std::map<Id, std::string> out;
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT a.alias_parent_thread_id, a.alias_name
          FROM mail_alias a
            JOIN ir_model m ON m.id = a.alias_parent_model_id
            JOIN ir_model t ON t.id = a.alias_model_id
          WHERE m.model = %s
            AND a.alias_parent_thread_id = ANY(%s::int[])
            AND a.alias_name IS NOT NULL
            AND a.alias_name <> ''
          ORDER BY t.is_mail_thread DESC, t.name, a.alias_name, a.id)sql",
                                         {model, ids}));
  for (const bridge::Row row : rows) out.emplace(row[0].integer(), row[1].str());
  return out;
}

Value notify_get_reply_to(const Records& self, const Args& args) {
  const Env& env = self.env();
  Records documents = self;
  if (self.empty() || self.model().name() == "mail.thread") {
    const Value& records = args["records"];
    documents = truthy(records) ? env.browse(to_text(records["model"]), to_ids(records["ids"]))
                                : env["mail.thread"];
  }
  const bool on_documents = !documents.empty() && documents.model().name() != "mail.thread";
  Value out = Value::object();
  std::vector<std::string> keys{"false"};
  if (on_documents) {
    keys.clear();
    for (const Id id : documents.ids()) keys.push_back(std::to_string(id));
  }
  for (const std::string& key : keys) out[key] = args["default"];
  const Value domain = config_parameter(env, "mail.catchall.domain");
  if (!truthy(domain)) return out;
  const Value catchall = config_parameter(env, "mail.catchall.alias");
  std::map<Id, std::string> aliases;
  Value names = truthy(args["doc_names"]) ? args["doc_names"] : Value::object();
  if (on_documents) {
    if (names.empty())
      for (const Records& document : documents.each())
        names[std::to_string(document.id())] = document.get("display_name");
    aliases = aliases_of(env, documents.model().name(), documents.ids());
  }
  const Id company = truthy(args["company"]) ? to_id(args["company"]) : env.company();
  const std::string company_name = env.sudo().browse("res.company", {company}).text("name");
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto own = on_documents ? aliases.find(documents.ids()[i]) : aliases.end();
    if (own == aliases.end() && !truthy(catchall)) continue;
    const std::string address =
        (own == aliases.end() ? to_text(catchall) : own->second) + "@" + to_text(domain);
    const std::string name = names.contains(keys[i]) ? to_text(names[keys[i]]) : std::string();
    out[keys[i]] =
        html::formataddr(name.empty() ? company_name : company_name + " " + name, address);
  }
  return out;
}

}  // namespace

void define_mail_thread_reply(Model& m) {
  const Value none = nullptr;
  // records: {"model", "ids"} for the generic use on mail.thread itself; doc_names: {id as text:
  // name} → {id as text, or "false": address}
  m.method("_notify_get_reply_to", On::multi,
           {{"default", none}, {"records", none}, {"company", none}, {"doc_names", none}},
           notify_get_reply_to);
}

}  // namespace chatterd
