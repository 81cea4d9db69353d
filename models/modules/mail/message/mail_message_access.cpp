// Who may see and change a message: mail.message check_access_rule and _search. Reading goes by
// author, recipients, channels and the document; changing by moderation and the document.
#include <algorithm>

#include "models/engine/host.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/python/python_set.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/mail/followers/mail_message_subtype.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {

using bridge::Sql;

bool is_thread_message(const Value& model, const Value& res_id, const Value& message_type) {
  return truthy(res_id) && truthy(model) && message_type != "user_notification";
}

Value bus_channel(const Env& env, const char* model, Id id) {
  return Value::array({env.host().database(), model, id ? Value(id) : Value(false)});
}

std::string needed_on_document(const Env& env, const std::string& model, const Ids& ids,
                               const std::string& operation) {
  const Model& document = env.registry().at(model);
  if (document.find_method("get_mail_message_access"))
    return to_text(
        Records(env, document, {}).call("get_mail_message_access", Value::array({ids, operation})));
  return to_text(
      env["mail.thread"].call("get_mail_message_access", Value::array({ids, operation, model})));
}

namespace {

// What decides about one message.
struct Facts {
  std::string model, moderation_status, message_type;
  Id res_id = 0, author_id = 0, parent_id = 0, moderator_id = 0;
  bool notified = false;
  bool of_document() const {
    return !model.empty() && res_id != 0 && message_type != "user_notification";
  }
};
using FactsById = std::map<Id, Facts>;  // messages that do not exist have empty facts

// A new message's values are in the cache.
FactsById facts_of_new(const Records& messages) {
  FactsById out;
  const Records plain = messages.sudo();
  for (const Records& message : plain.each()) {
    Facts& facts = out[message.id()];
    facts.model = message.text("model");
    facts.res_id = message.id("res_id");
    facts.author_id = message.id("author_id");
    facts.parent_id = message.id("parent_id");
    facts.moderation_status = message.text("moderation_status");
    facts.message_type = message.text("message_type");
  }
  return out;
}

// One statement for whatever the operation asks about.
FactsById load_facts(const Records& messages, const std::string& operation) {
  if (operation == "create") return facts_of_new(messages);
  const Env& env = messages.env();
  const Id partner = own_partner(env);
  Sql query(
      R"sql(
          SELECT m.id, m.model, m.res_id, m.author_id, m.parent_id, m.moderation_status,
              m.message_type, )sql");
  if (operation == "read" || operation == "write")
    query += Sql(
        "(EXISTS (SELECT 1 FROM mail_message_res_partner_rel r WHERE r.mail_message_id = m.id AND "
        "r.res_partner_id = %s) OR EXISTS (SELECT 1 FROM mail_message_res_partner_needaction_rel r "
        "WHERE r.mail_message_id = m.id AND r.res_partner_id = %s) OR EXISTS (SELECT 1 FROM "
        "mail_message_mail_channel_rel r JOIN mail_channel_partner p ON p.channel_id = "
        "r.mail_channel_id WHERE r.mail_message_id = m.id AND p.partner_id = %s))",
        {partner, partner, partner});
  else
    query += Sql("false");
  query += Sql(" AS notified, ");
  if (operation == "write" || operation == "unlink")
    query +=
        Sql("CASE WHEN m.moderation_status = 'pending_moderation' THEN (SELECT r.res_users_id FROM "
            "mail_channel_moderator_rel r WHERE r.mail_channel_id = m.res_id AND r.res_users_id = "
            "%s LIMIT 1) END",
            {env.uid()});
  else
    query += Sql("NULL::int");
  query +=
      Sql(" AS moderator_id FROM mail_message m WHERE m.id = ANY(%s::int[])", {messages.ids()});
  FactsById out;
  for (const Id id : messages.ids()) out[id];
  for (const bridge::Row row : env.cr().execute(query)) {
    Facts& facts = out[row["id"].integer()];
    facts.model = row["model"].str();
    facts.res_id = row["res_id"].integer();
    facts.author_id = row["author_id"].integer();
    facts.parent_id = row["parent_id"].integer();
    facts.moderation_status = row["moderation_status"].str();
    facts.message_type = row["message_type"].str();
    facts.notified = row["notified"].boolean();
    facts.moderator_id = row["moderator_id"].integer();
  }
  return out;
}

AccessError refused(const Env& env, const std::string& operation, Ids ids) {
  if (ids.size() > 6) ids.resize(6);
  return AccessError(
      format(env.translate(
                 "The requested operation cannot be completed due to security restrictions. Please "
                 "contact your system administrator.\n\n(Document type: %s, Operation: %s)"),
             {"Message", operation}) +
      " - (" + env.translate("Records:") + " " + python_repr(ids) + ", " + env.translate("User:") +
      " " + std::to_string(env.uid()) + ")");
}

// Those who are no employees see no comments that are internal or have no subtype.
void check_not_internal(const Records& messages, const std::string& operation) {
  const Env& env = messages.env();
  if (env.has_group("base.group_user")) return;
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT 1
          FROM mail_message m
            LEFT JOIN mail_message_subtype s ON s.id = m.subtype_id
          WHERE m.message_type = 'comment'
            AND (m.subtype_id IS NULL OR s.internal)
            AND m.id = ANY(%s::int[])
          LIMIT 1)sql",
                                         {messages.ids()}));
  if (!rows.empty()) throw refused(env, operation, messages.ids());
}

// The messages among `candidates` whose document allows the operation. Throws AccessError where the
// caller has no rights on a model at all: the first that a candidate is about.
std::set<Id> allowed_by_documents(const Env& env, const FactsById& all, const Ids& candidates,
                                  const std::string& operation) {
  std::vector<std::string> models;
  std::map<std::string, std::set<Id>> documents;
  for (const Id id : candidates) {
    const std::string& model = all.at(id).model;
    if (!documents.contains(model)) models.push_back(model);
    documents[model].insert(all.at(id).res_id);
  }
  std::set<Id> allowed;
  for (const std::string& model : models) {
    const Ids ids(documents[model].begin(), documents[model].end());
    const std::string needed = needed_on_document(env, model, ids, operation);
    const Records records = env.browse(model, ids);
    records.check_access_rights(needed.c_str());
    const DocumentChecked* const checked = DocumentChecked::of(env.unit());
    const bool known = checked && checked->covers(records, needed);
    const Records permitted = known ? records : filter_access_rules(records, needed);
    for (const Id id : candidates)
      if (all.at(id).model == model && contains(permitted.ids(), all.at(id).res_id))
        allowed.insert(id);
  }
  return allowed;
}

// Messages whose parent was sent to the caller.
std::set<Id> with_known_parent(const Env& env, const FactsById& all,
                               const std::set<Id>& candidates) {
  Ids parents;
  for (const Id id : candidates)
    if (all.at(id).parent_id) parents.push_back(all.at(id).parent_id);
  std::set<Id> known;
  if (parents.empty()) return known;
  const Id partner = own_partner(env);
  const Ids received = env.cr()
                           .execute(Sql(R"sql(
                  SELECT m.id
                  FROM mail_message m
                  WHERE m.id = ANY(%s::int[])
                    AND (EXISTS (SELECT 1 FROM mail_message_res_partner_rel r WHERE
                        r.mail_message_id = m.id AND r.res_partner_id = %s) OR EXISTS (SELECT 1
                        FROM mail_message_mail_channel_rel r JOIN mail_channel_partner p ON
                        p.channel_id = r.mail_channel_id WHERE r.mail_message_id = m.id AND
                        p.partner_id = %s)))sql",
                                        {parents, partner, partner}))
                           .ids();
  for (const Id id : candidates)
    if (contains(received, all.at(id).parent_id)) known.insert(id);
  return known;
}

// Messages on documents that the caller follows.
std::set<Id> on_followed(const Env& env, const FactsById& all, const std::set<Id>& candidates) {
  std::map<std::string, Ids> documents;
  for (const Id id : candidates)
    if (all.at(id).of_document()) documents[all.at(id).model].push_back(all.at(id).res_id);
  std::set<Id> followed;
  for (const auto& [model, ids] : documents) {
    const Ids following = env.cr()
                              .execute(Sql(R"sql(
                SELECT res_id
                FROM mail_followers
                WHERE res_model = %s
                  AND res_id = ANY(%s::int[])
                  AND partner_id = %s)sql",
                                           {model, ids, own_partner(env)}))
                              .ids();
    for (const Id id : candidates)
      if (all.at(id).model == model && contains(following, all.at(id).res_id)) followed.insert(id);
  }
  return followed;
}

Value check_access_rule(const Records& messages, const Args& args) {
  const Env& env = messages.env();
  const std::string operation = to_text(args["operation"]);
  if (env.su() || messages.empty()) return nullptr;
  check_not_internal(messages, operation);
  const FactsById all = load_facts(messages, operation);
  const Id partner = own_partner(env);
  const bool changes = operation == "write" || operation == "unlink";
  std::set<Id> left;
  for (const auto& [id, facts] : all) {
    const bool author = facts.author_id != 0 && facts.author_id == partner;
    const bool pending = facts.moderation_status == "pending_moderation";
    if (operation == "read" && (author || facts.notified)) continue;
    if (operation == "write" && ((author && !pending) || facts.notified)) continue;
    if (operation == "create" && !facts.of_document()) continue;
    if (facts.moderator_id != 0) continue;
    left.insert(id);
  }
  const auto drop = [&](const std::set<Id>& settled) {
    std::erase_if(left, [&](Id id) { return settled.contains(id); });
  };
  if (left.empty()) return nullptr;
  // Odoo asks for the documents of all messages here, those that are settled included
  Ids candidates;
  for (const Id id : unique(messages.ids())) {
    const Facts& facts = all.at(id);
    if (facts.of_document() && !(changes && facts.moderation_status == "pending_moderation"))
      candidates.push_back(id);
  }
  drop(allowed_by_documents(env, all, candidates, operation));
  if (left.empty()) return nullptr;
  if (operation == "create") {
    drop(with_known_parent(env, all, left));
    if (!left.empty()) drop(on_followed(env, all, left));
    if (left.empty()) return nullptr;
  }
  Ids forbidden = python_set(messages.ids());
  std::erase_if(forbidden, [&](Id id) { return !left.contains(id); });
  forbidden = python_set(forbidden);  // Odoo's set without those that are settled is a new one
  if (messages.browse(forbidden).exists().empty()) return nullptr;
  throw refused(env, operation, forbidden);
}

Value find_allowed_model_wise(const Records& self, const Args& args) {
  const Value& by_document = args["doc_dict"];  // [[document, [messages]], …]
  Ids documents;
  for (const Value& pair : by_document) documents.push_back(to_id(pair[0]));
  const Ids allowed = self.env()[to_text(args["doc_model"])]
                          .with_context({{"active_test", false}})
                          .search(Value::array({term("id", "in", documents)}))
                          .ids();
  Value out = Value::array();
  for (const Value& pair : by_document)
    if (contains(allowed, to_id(pair[0])))
      for (const Value& message : pair[1]) out.push_back(message);
  return out;
}

Value find_allowed_doc_ids(const Records& self, const Args& args) {
  Value out = Value::array();
  for (const auto& [model, by_document] : args["model_ids"].items()) {
    const Model* known = self.env().registry().find(model);
    if (known == nullptr || !may(self.env(), *known, "read")) continue;
    for (const Value& message :
         self.call("_find_allowed_model_wise", Value::array({model, by_document})))
      out.push_back(message);
  }
  return out;
}

// The messages that the domain finds, without those that the caller may not read: one statement,
// and one for each model of documents that nothing nearer decides about.
Value search(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (env.su()) return args.super(self);
  Value domain = args["args"];
  if (!domain.is_array())
    throw ValueError(
        "Domains to normalize must have a 'domain' form: a list or tuple of domain components");
  if (!env.has_group("base.group_user")) {
    Value visible = Value::array(
        {"&", "&", term("subtype_id", "!=", false), term("subtype_id.internal", "=", false)});
    visible.insert(visible.end(), domain.begin(), domain.end());
    domain = visible;
  }
  const auto number = [](const Value& value) {
    return truthy(value) && value.is_number() ? value.get<Id>() : 0;
  };
  const SearchOptions options{number(args["offset"]), number(args["limit"]),
                              to_text(args["order"])};
  const Id partner = own_partner(env);
  const auto rows = env.cr().execute(
      Sql("SELECT m.id, m.model, m.res_id, m.message_type, (m.author_id IS NOT DISTINCT FROM %s OR "
          "EXISTS (SELECT 1 FROM mail_message_res_partner_rel r WHERE r.mail_message_id = m.id AND "
          "r.res_partner_id = %s) OR EXISTS (SELECT 1 FROM mail_message_res_partner_needaction_rel "
          "r WHERE r.mail_message_id = m.id AND r.res_partner_id = %s) OR EXISTS (SELECT 1 FROM "
          "mail_message_mail_channel_rel r JOIN mail_channel_partner p ON p.channel_id = "
          "r.mail_channel_id WHERE r.mail_message_id = m.id AND p.partner_id = %s)) AS near FROM "
          "unnest(ARRAY(",
          {partner, partner, partner, partner}) +
      select_ids(env, self.model(), domain, options, false) +
      Sql(")) WITH ORDINALITY AS found(id, place) JOIN mail_message "
          "m ON m.id = found.id ORDER BY found.place"));
  Ids ids;
  std::set<Id> allowed;
  std::map<std::string, std::map<Id, Ids>> documents;
  for (const bridge::Row row : rows) {
    const Id id = row["id"].integer();
    ids.push_back(id);
    if (row["near"].boolean())
      allowed.insert(id);
    else if (!row["model"].text().empty() && row["res_id"].integer() != 0 &&
             row["message_type"].text() != "user_notification")
      documents[row["model"].str()][row["res_id"].integer()].push_back(id);
  }
  if (!documents.empty()) {
    Value by_model = Value::object();
    for (const auto& [model, by_document] : documents) {
      Value pairs = Value::array();
      for (const auto& [document, messages] : by_document)
        pairs.push_back(Value::array({document, messages}));
      by_model[model] = std::move(pairs);
    }
    for (const Value& id : self.call("_find_allowed_doc_ids", Value::array({by_model})))
      allowed.insert(id.get<Id>());
  }
  if (truthy(args["count"])) return allowed.size();
  std::erase_if(ids, [&](Id id) { return !allowed.contains(id); });
  ids = unique(ids);
  env.unit().readable.learn(env.uid(), self.model(), ids);
  return ids;
}

// Stock asks this in read() alone, so that any other way to a value goes past it.
Value check_read(const Records& messages, const Args&) {
  messages.check_access_rule("read");
  return nullptr;
}

}  // namespace

DocumentChecked::DocumentChecked(const Records& record, std::string operation)
    : Innermost(record.env().unit()), record_(record), operation_(std::move(operation)) {}

bool DocumentChecked::covers(const Records& records, const std::string& operation) const {
  return operation == operation_ && records.ids() == record_.ids() &&
         &records.model() == &record_.model() && records.env().uid() == record_.env().uid();
}

void define_mail_message_access(Model& m) {
  m.method("check_access_rule", On::multi, {}, check_access_rule);
  m.method("_check_read", On::multi, {}, check_read);
  m.method("_search", On::model, {}, search);
  // doc_dict: [[document id, [message ids]], …] → ids of messages whose document the caller may
  // read
  m.method("_find_allowed_model_wise", On::model, {"doc_model", "doc_dict"},
           find_allowed_model_wise);
  // model_ids: {model: doc_dict}
  m.method("_find_allowed_doc_ids", On::model, {"model_ids"}, find_allowed_doc_ids);
}

}  // namespace chatterd
