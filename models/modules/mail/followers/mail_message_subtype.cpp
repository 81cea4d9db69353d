// mail.message.subtype: Message subtypes.
#include "models/modules/mail/followers/mail_message_subtype.hpp"

#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"

namespace chatterd {

using bridge::Sql;

const Subtype* Subtypes::find(Id id) const {
  for (const Subtype& subtype : all)
    if (subtype.id == id) return &subtype;
  return nullptr;
}

std::shared_ptr<const Subtypes> subtypes(const Env& env) {
  const std::string lang = env.lang();
  return env.cached_by_language<Subtypes>("subtypes/", lang, [&] {
    Subtypes loaded;
    const auto rows = env.cr().execute(Sql(R"sql(
            SELECT s.id, s.parent_id, s.relation_field, s.res_model, s.internal, s."default",
                s.hidden, s.sequence, coalesce(nullif(n.value, ''), s.name) AS name,
                coalesce(nullif(d.value, ''), s.description) AS description
            FROM mail_message_subtype s
              LEFT JOIN ir_translation n ON n.type = 'model'
              AND n.name = 'mail.message.subtype,name'
              AND n.lang = %s
              AND n.res_id = s.id
              LEFT JOIN ir_translation d ON d.type = 'model'
              AND d.name = 'mail.message.subtype,description'
              AND d.lang = %s
              AND d.res_id = s.id
            ORDER BY s.sequence, s.id)sql",
                                           {lang, lang}));
    const auto text_or_false = [](const bridge::Cell& cell) {
      return cell.is_null() ? Value(false) : Value(cell.str());
    };
    for (const bridge::Row row : rows) {
      Subtype subtype;
      subtype.id = row["id"].integer();
      subtype.parent_id = row["parent_id"].integer();
      subtype.name = text_or_false(row["name"]);
      subtype.description = text_or_false(row["description"]);
      subtype.relation_field = row["relation_field"].str();
      subtype.res_model = row["res_model"].str();
      subtype.internal = row["internal"].boolean();
      subtype.is_default = row["default"].boolean();
      subtype.hidden = row["hidden"].boolean();
      subtype.sequence = static_cast<int>(row["sequence"].integer());
      loaded.all.push_back(std::move(subtype));
    }
    return loaded;
  });
}

DefaultSubtypes default_subtypes(const Env& env, const std::string& model) {
  const std::string key =
      "default subtypes/" + std::to_string(env.uid()) + (env.su() ? "s/" : "u/") + model;
  const auto load = [&] {
    const Value domain =
        Value::array({term("default", "=", true), "|", term("res_model", "=", model),
                      term("res_model", "=", false)});
    DefaultSubtypes out;
    out.all = env["mail.message.subtype"].search(domain).ids();
    const auto known = subtypes(env);
    for (const Id id : out.all) {
      const Subtype* subtype = known->find(id);
      (subtype && subtype->internal ? out.internal : out.external).push_back(id);
    }
    return out;
  };
  // a client names the model: of what is none, nothing is kept
  if (env.registry().find(model) == nullptr) return load();
  return *env.cached<DefaultSubtypes>(key, load);
}

AutoSubscription auto_subscription(const Env& env, const std::string& model) {
  AutoSubscription out;
  const auto known = subtypes(env);
  for (const Subtype& subtype : known->all) {
    const bool own = subtype.res_model.empty() || subtype.res_model == model;
    const Subtype* parent = subtype.parent_id ? known->find(subtype.parent_id) : nullptr;
    const bool leads_here = parent && parent->res_model == model;
    if (!own && !leads_here) continue;
    if (own) {
      out.all.push_back(subtype.id);
      if (subtype.is_default) out.defaults.push_back(subtype.id);
    } else if (!subtype.relation_field.empty()) {
      out.parent[subtype.id] = subtype.parent_id;
      out.relation[subtype.res_model].insert(subtype.relation_field);
    }
    if (subtype.internal) out.internal.push_back(subtype.id);
  }
  return out;
}

namespace {

// Everybody's default subscriptions depend on the subtypes.
Value create_subtypes(const Records& self, const Args& args) {
  self.env().clear_caches();
  return args.super(self);
}

Value write_subtypes(const Records& records, const Args& args) {
  records.env().clear_caches();
  return args.super(records);
}

Value unlink_subtypes(const Records& records, const Args& args) {
  records.env().clear_caches();
  return args.super(records);
}

Value default_subtypes_method(const Records& self, const Args& args) {
  const DefaultSubtypes found = default_subtypes(self.env(), to_text(args["model_name"]));
  const auto as_text = [&](const Ids& ids) { return recordset_text(self.model().name(), ids); };
  return Value::array({as_text(found.all), as_text(found.internal), as_text(found.external)});
}

}  // namespace

void define_mail_message_subtype(Registry& registry) {
  Model& m = registry.define("mail.message.subtype", "mail", "Message subtypes");
  m.order("sequence, id");
  m.field(
      "name",
      char_("Message Type")
          .required()
          .translate()
          .help("Message subtype gives a more precise type on the message, especially for system "
                "notifications. For example, it can be a notification related to a new record "
                "(New), or to a stage change in a process (Stage change). Message subtypes allow "
                "to precisely tune the notifications the user want to receive on its wall."));
  m.field(
      "description",
      text("Description")
          .translate()
          .help("Description that will be added in the message posted for this subtype. If void, "
                "the name will be added instead."));
  m.field("internal", boolean("Internal Only")
                          .help("Messages with internal subtypes will be visible only by "
                                "employees, aka members of base_user group"));
  m.field("parent_id", many2one("Parent", "mail.message.subtype")
                           .ondelete("set null")
                           .help("Parent subtype, used for automatic subscription. This field is "
                                 "not correctly named. For example on a project, the parent_id of "
                                 "project subtypes refers to task-related subtypes."));
  m.field("relation_field", char_("Relation field")
                                .help("Field used to link the related model to the subtype model "
                                      "when using automatic subscription on a "
                                      "related document. The field is used to compute "
                                      "getattr(related_document.relation_field)."));
  m.field("res_model",
          char_("Model").help(
              "Model the subtype applies to. If False, this subtype applies to all models."));
  m.field("default",
          boolean("Default").by_default(true).help("Activated by default when subscribing."));
  m.field("sequence", integer("Sequence").by_default(1).help("Used to order subtypes."));
  m.field("hidden", boolean("Hidden").help("Hide the subtype in the follower options"));
  m.method("create", On::model, {}, create_subtypes);
  m.method("write", On::multi, {}, write_subtypes);
  m.method("unlink", On::multi, {}, unlink_subtypes);
  // a remote caller gets the three record sets' texts; models use default_subtypes() above
  m.method("default_subtypes", On::model, {"model_name"}, default_subtypes_method);
}

}  // namespace chatterd
