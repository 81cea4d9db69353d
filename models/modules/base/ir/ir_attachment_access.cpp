// ir.attachment: access follows the document that it is attached to.
#include "bridge/files/hash.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/modules/base/ir/ir_attachment.hpp"
#include "models/modules/base/res/default_company.hpp"

namespace chatterd {

using bridge::Sql;

void check_attachments(const Records& attachments, const std::string& mode, const Value& values) {
  const Env& env = attachments.env();
  if (env.su()) return;
  std::map<std::string, std::set<Id>> documents;
  bool employees_only = false;
  if (!attachments.empty()) {
    const auto rows = env.cr().execute(Sql(R"sql(
            SELECT res_model, res_id, create_uid, public, res_field
            FROM ir_attachment
            WHERE id = ANY(%s::int[]))sql",
                                           {attachments.ids()}));
    for (const bridge::Row row : rows) {
      if (!row["res_field"].is_null() && !env.is_system())
        throw AccessError(env.translate("Sorry, you are not allowed to access this document."));
      if (row["public"].boolean() && mode == "read") continue;
      if (row["res_model"].text().empty() || row["res_id"].integer() == 0) {
        if (row["create_uid"].integer() != env.uid()) employees_only = true;
        continue;
      }
      documents[row["res_model"].str()].insert(row["res_id"].integer());
    }
  }
  if (values.contains("res_model") && values.contains("res_id") && truthy(values["res_model"]) &&
      truthy(values["res_id"]))
    documents[to_text(values["res_model"])].insert(to_id(values["res_id"]));
  for (const auto& [model, ids] : documents) {
    if (env.registry().find(model) == nullptr) {
      employees_only = true;
      continue;
    }
    if (model == "res.users" && ids.size() == 1 && *ids.begin() == env.uid()) continue;
    const Records records = env.browse(model, Ids(ids.begin(), ids.end())).exists();
    if (records.size() < ids.size()) employees_only = true;
    const char* needed = mode == "create" || mode == "unlink" ? "write" : mode.c_str();
    records.check_access_rights(needed);
    records.check_access_rule(needed);
  }
  if (employees_only && !env.is_superuser_or_admin() && !env.has_group("base.group_user"))
    throw AccessError(env.translate("Sorry, you are not allowed to access this document."));
}

namespace {

bool names(const Value& domain, std::initializer_list<const char*> fields) {
  for (const Value& term : domain)
    if (term.is_array() && !term.empty())
      for (const char* field : fields)
        if (term[0] == field) return true;
  return false;
}

// Leaves out what is attached to documents that the caller may not read, and goes on until the page
// is full.
Value search(const Records& self, const Args& args) {
  const Env& env = self.env();
  Value domain = args["args"];
  if (!domain.is_array())
    throw AttributeError(std::string("'") + python_type(domain) +
                         "' object has no attribute 'insert'");
  if (!names(domain, {"id", "res_field"}))
    domain.insert(domain.begin(), term("res_field", "=", false));
  if (env.su() || env.is_system()) return args.super(self, {{"args", domain}});
  const bool count = truthy(args["count"]);
  const Id limit = truthy(args["limit"]) ? args["limit"].get<Id>() : 0;
  Ids out;
  for (Id offset = truthy(args["offset"]) ? args["offset"].get<Id>() : 0;;) {
    const Ids page =
        to_ids(args.super(self, {{"args", domain}, {"offset", offset}, {"count", false}}));
    std::map<std::string, std::map<Id, Ids>> attached;
    std::unordered_set<Id> hidden;
    for (const bridge::Row row : env.cr().execute(Sql(R"sql(
             SELECT id, res_model, res_id, public, res_field
             FROM ir_attachment
             WHERE id = ANY(%s::int[]))sql",
                                                      {page}))) {
      if (row["res_model"].is_null() || row["public"].boolean()) continue;
      if (!row["res_field"].is_null()) hidden.insert(row["id"].integer());
      attached[row["res_model"].str()][row["res_id"].integer()].push_back(row["id"].integer());
    }
    for (const auto& [model, targets] : attached) {
      if (env.registry().find(model) == nullptr) continue;
      Ids readable;
      if (env[model].has_access_rights("read")) {
        Ids ids;
        for (const auto& [id, attachments] : targets) ids.push_back(id);
        readable = env[model]
                       .with_context({{"active_test", false}})
                       .search(Value::array({term("id", "in", ids)}))
                       .ids();
      }
      for (const auto& [id, attachments] : targets)
        if (!contains(readable, id)) hidden.insert(attachments.begin(), attachments.end());
    }
    for (const Id id : page)
      if (!hidden.contains(id) && (limit == 0 || static_cast<Id>(out.size()) < limit))
        out.push_back(id);
    if (limit == 0 || static_cast<Id>(page.size()) < limit || static_cast<Id>(out.size()) >= limit)
      break;
    offset += static_cast<Id>(page.size());
  }
  return count ? Value(out.size()) : Value(out);
}

Value check_read(const Records& attachments, const Args&) {
  check_attachments(attachments, "read");
  return nullptr;
}

Value create_attachments(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Value list = given.is_array() ? given : Value::array({given});
  std::set<std::pair<std::string, Id>> documents;
  for (Value& values : list) {
    if (!values.is_object()) continue;
    values = attachment_content_values(self.env(), values);
    documents.emplace(values.contains("res_model") ? to_text(values["res_model"]) : "",
                      values.contains("res_id") ? to_id(values["res_id"]) : 0);
  }
  for (const auto& [model, id] : documents)
    check_attachments(self.browse({}), "create", {{"res_model", model}, {"res_id", id}});
  return args.super(self, {{"vals_list", list}});
}

Value write_attachments(const Records& attachments, const Args& args) {
  if (!args["vals"].is_object()) return args.super(attachments);
  Value values = args["vals"];
  check_attachments(attachments, "write", values);
  values.erase("file_size");
  values.erase("checksum");
  if (values.contains("mimetype") || values.contains("datas")) {
    const Value derived = attachment_content_values(attachments.env(), values);
    values["mimetype"] = derived["mimetype"];
  }
  return args.super(attachments, {{"vals", values}});
}

Value unlink_attachments(const Records& attachments, const Args& args) {
  if (attachments.empty()) return true;
  check_attachments(attachments, "unlink");
  std::vector<std::string> files;
  for (const Records& attachment :
       attachments.each())  // one that is no more, or may not be read, ends it here
    if (attachment.is("store_fname")) files.push_back(attachment.text("store_fname"));
  const Value done = args.super(attachments);
  forget_stored_files(attachments.env(), files);
  return done;
}

Value copy_attachment(const Records& attachment, const Args& args) {
  check_attachments(attachment, "write");
  return args.super(attachment);
}

Value compute_res_name(const Records& attachments, const Args&) {
  for (const Records& attachment : attachments.each()) {
    const std::string model = attachment.text("res_model");
    const Id id = attachment.id("res_id");
    const bool known =
        !model.empty() && id != 0 && attachments.env().registry().find(model) != nullptr;
    attachment.assign("res_name", known ? attachments.env().browse(model, {id}).get("display_name")
                                        : Value(false));
  }
  return nullptr;
}

Value generate_access_token(const Records& attachments, const Args&) {
  Value tokens = Value::array();
  for (const Records& attachment : attachments.each()) {
    if (!attachment.is("access_token")) attachment.write({{"access_token", bridge::uuid4()}});
    tokens.push_back(attachment.get("access_token"));
  }
  return tokens;
}

// addons/mail: the first attachment that a document gets is shown beside its form.
Value register_as_main_attachment(const Records& attachment, const Args& args) {
  const std::string model = attachment.ensure_one().text("res_model");
  const Model* target = attachment.env().registry().find(model);
  if (target == nullptr || target->find_field("message_main_attachment_id") == nullptr)
    return nullptr;
  const Records document = attachment.env().browse(model, {attachment.id("res_id")});
  if (document.id() != 0 && (truthy(args["force"]) || !document.is("message_main_attachment_id")))
    document.write({{"message_main_attachment_id", attachment.id()}});
  return nullptr;
}

Value check_serving(const Records& attachments, const Args&) {
  const Env& env = attachments.env();
  if (env.is_superuser_or_admin() || env.has_group("base.group_system")) return nullptr;
  for (const Records& attachment : attachments.each())
    if (attachment.get("type") == "binary" && attachment.is("url"))
      throw ValidationError("Sorry, you are not allowed to write on this document");
  return nullptr;
}

// Files of fields are not counted, and only a system user groups by or adds up what may tell of
// others' documents.
Value read_group(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (!truthy(args["fields"]))
    throw AccessError(env.translate("Sorry, you must provide fields to read on attachments"));
  Value specs = args["fields"];
  const Value groups =
      args["groupby"].is_string() ? Value::array({args["groupby"]}) : args["groupby"];
  specs.insert(specs.end(), groups.begin(), groups.end());
  static const std::set<std::string> allowed{"type",       "company_id", "res_id",   "create_date",
                                             "create_uid", "name",       "mimetype", "id",
                                             "url",        "res_field",  "res_model"};
  bool others = false;
  for (const Value& spec : specs) {
    const std::string text = to_text(spec);
    if (text.find('(') != std::string::npos)
      throw AccessError(
          env.translate("Sorry, the syntax 'name:agg(field)' is not available for attachments"));
    others = others || !allowed.contains(text.substr(0, text.find(':')));
  }
  if (others && !env.is_system())
    throw AccessError(
        env.translate("Sorry, you are not allowed to access these fields on attachments."));
  Value domain = truthy(args["domain"]) ? args["domain"] : Value::array();
  if (!names(domain, {"id", "res_field"}))
    domain.insert(domain.begin(), term("res_field", "=", false));
  return args.super(self, {{"domain", domain}});
}

}  // namespace

void define_ir_attachment_access(Model& m) {
  m.method("_search", On::model, {}, search);
  m.method("read_group", On::model, {}, read_group);
  m.method("_check_read", On::multi, {}, check_read);
  m.method("create", On::model, {}, create_attachments);
  m.method("write", On::multi, {}, write_attachments);
  m.method("unlink", On::multi, {}, unlink_attachments);
  m.method("copy", On::multi, {}, copy_attachment);
  m.method("_compute_res_name", On::multi, {}, compute_res_name);
  m.method("_default_company_id", On::model, {}, default_company);
  m.method("generate_access_token", On::multi, {}, generate_access_token);
  m.method("register_as_main_attachment", On::multi, {{"force", true}},
           register_as_main_attachment);
  m.constrains({"type", "url"}, check_serving);
}

}  // namespace chatterd
