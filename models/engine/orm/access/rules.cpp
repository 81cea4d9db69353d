// ir.rule: which records of a model a user may see or change (odoo/addons/base/models/ir_rule.py).
#include "models/engine/errors.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/access/check_rules.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

struct Rule {
  Id id = 0;
  std::string name, domain_force;
  bool read = false, write = false, create = false, unlink = false;
  Ids groups;  // none: global
  std::size_t memory() const {
    return name.size() + domain_force.size() + groups.size() * sizeof(Id);
  }
  bool applies(const std::string& mode) const {
    return mode == "read"     ? read
           : mode == "write"  ? write
           : mode == "create" ? create
                              : mode == "unlink" && unlink;
  }
};

struct Rules {
  std::unordered_map<std::string, std::vector<Rule>> by_model;
  std::size_t memory() const { return memory_of(by_model); }
};

std::shared_ptr<const Rules> all_rules(const Env& env) {
  return env.cached<Rules>("rules", [&] {
    Rules loaded;
    for (const bridge::Row row : env.cr().execute(R"sql(
             SELECT r.id, r.name, r.domain_force, r.perm_read, r.perm_write, r.perm_create,
                 r.perm_unlink, m.model, ARRAY(SELECT group_id FROM rule_group_rel WHERE
                 rule_group_id = r.id) AS groups
             FROM ir_rule r
               JOIN ir_model m ON m.id = r.model_id
             WHERE r.active
             ORDER BY r.id)sql"))
      loaded.by_model[row[7].str()].push_back({row[0].integer(), row[1].str(), row[2].str(),
                                               row[3].boolean(), row[4].boolean(), row[5].boolean(),
                                               row[6].boolean(), row["groups"].ids()});
    return loaded;
  });
}

// The rules of the model and mode that concern the caller.
std::vector<const Rule*> rules_of(const Env& env, const Rules& rules, const std::string& model,
                                  const std::string& mode) {
  std::vector<const Rule*> out;
  const auto found = rules.by_model.find(model);
  if (found == rules.by_model.end()) return out;
  const auto user = env.user_info();
  for (const Rule& rule : found->second) {
    if (!rule.applies(mode)) continue;
    const bool member = std::any_of(rule.groups.begin(), rule.groups.end(),
                                    [&](Id group) { return contains(user->group_ids, group); });
    if (rule.groups.empty() || member) out.push_back(&rule);
  }
  return out;
}

Value as_python(const Env& env, const Value& value, const Field& field) {
  if (!field.relational()) return value;
  return {{"$model", env.registry().at(field.comodel).name()}, {"$ids", to_ids(value)}};
}

// `user.partner_id.id` and its like, read as superuser.
Value rule_attribute(const Env& env, const Value& object, const std::string& name) {
  if (!object.is_object() || !object.contains("$model"))
    throw std::invalid_argument("no attribute " + name);
  const Records records =
      env.sudo().browse(object["$model"].get<std::string>(), to_ids(object["$ids"]));
  const Field* field = records.model().find_field(name);
  if (field == nullptr) throw std::invalid_argument("no field " + name);
  if (field->relational()) return {{"$model", field->comodel}, {"$ids", records.rel(name).ids()}};
  return as_python(env, records.get(name), *field);
}

// A rule as a domain; when its expression is beyond us, one that nothing satisfies.
struct Evaluated {
  Value domain;
  bool undecided = false;
  std::size_t memory() const { return memory_of(domain); }
};

Value domain_of(const Env& env, const Rule& rule) {
  const bool blank = rule.domain_force.find_first_not_of(" \t\r\n") == std::string::npos;
  if (blank) return domain::always();
  const PythonNames names{[&](const std::string& name) -> Value {
                            if (name == "user")
                              return {{"$model", "res.users"}, {"$ids", {env.uid()}}};
                            if (name == "company_ids") return env.companies();
                            if (name == "company_id") return env.company();
                            if (name == "time") return {{"$time", true}};
                            throw std::invalid_argument("name '" + name + "' is not defined");
                          },
                          [&](const Value& object, const std::string& name) {
                            return rule_attribute(env, object, name);
                          },
                          [&](const Value& object, const std::string& method,
                              const std::vector<Value>& arguments) -> Value {
                            if (object.is_object() && object.contains("$time") &&
                                method == "strftime" && !arguments.empty())
                              return arguments[0] == "%Y-%m-%d" ? env.now().substr(0, 10)
                                                                : env.now();
                            if (method == "has_group" && arguments.size() == 1)
                              return env.has_group(to_text(arguments[0]));
                            throw std::invalid_argument("no method " + method);
                          }};
  return domain::normalize(evaluate_python(rule.domain_force, names));
}

Evaluated evaluate(const Env& env, const Rule& rule) {
  try {
    return {domain_of(env, rule)};
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    log_warning("access rule cannot be evaluated, so it denies: \"" + rule.name + "\" (ir.rule " +
                std::to_string(rule.id) + "): " + error.what());
    return {domain::never(), true};
  }
}

// The companies that the rules are for, as part of a cache's key: nothing where the user has them
// by himself, and no key at all where they are not his, or not told once each.
std::optional<std::string> companies_key(const Env& env) {
  const Value chosen = env.context("allowed_company_ids");
  if (!truthy(chosen)) return "";
  if (!chosen.is_array()) return std::nullopt;
  const Ids& own = env.user_info()->company_ids;
  if (chosen.size() > own.size()) return std::nullopt;
  std::string key;
  std::set<Id> seen;
  for (const Value& item : chosen) {
    if (!item.is_number_integer()) return std::nullopt;
    const Id id = item.get<Id>();
    if (!contains(own, id) || !seen.insert(id).second) return std::nullopt;
    key += std::to_string(id) + ",";
  }
  return key;
}

// What `load` makes, kept for those who ask for the same.
template <class Load>
std::shared_ptr<const Evaluated> remembered(const char* kind, const Env& env, const Model& model,
                                            const std::string& mode, const Load& load) {
  const std::optional<std::string> companies = companies_key(env);
  if (!companies) return std::make_shared<const Evaluated>(load());
  return env.cached<Evaluated>(
      kind + std::to_string(env.uid()) + "/" + model.name() + "/" + mode + "/" + *companies, load);
}

Evaluated own_domain(const Env& env, const std::string& model, const std::string& mode) {
  const auto rules = all_rules(env);
  std::vector<Value> global, group;
  bool undecided = false;
  for (const Rule* rule : rules_of(env, *rules, model, mode)) {
    Evaluated evaluated = evaluate(env, *rule);
    undecided = undecided || evaluated.undecided;
    (rule->groups.empty() ? global : group).push_back(std::move(evaluated.domain));
  }
  if (global.empty() && group.empty()) return {Value::array()};
  if (!group.empty()) global.push_back(domain::disjunction(group));
  const Value all = domain::conjunction(global);
  return {all == domain::always() ? Value::array() : all, undecided};
}

std::shared_ptr<const Evaluated> own_rules(const Env& env, const Model& model,
                                           const std::string& mode) {
  return remembered("own rule/", env, model, mode,
                    [&] { return own_domain(env, model.name(), mode); });
}

std::shared_ptr<const Evaluated> inherited_rules(const Env& env, const Model& model,
                                                 const std::string& mode) {
  return remembered("rule/", env, model, mode, [&] {
    auto [own, undecided] = *own_rules(env, model, mode);
    std::vector<Value> parts{own};
    // rules of a parent by delegation hold for the child too
    for (const auto& [link, parent] : model.delegates()) {
      auto [inherited, unknown] = *inherited_rules(env, env.registry().at(parent), mode);
      undecided = undecided || unknown;
      for (Value& term : inherited)
        if (term.is_array() && term.size() == 3 && term[0].is_string())
          term[0] = link + "." + term[0].get<std::string>();
      parts.push_back(std::move(inherited));
    }
    std::erase_if(parts, [](const Value& part) { return part.empty(); });
    return Evaluated{parts.empty() ? Value::array() : domain::conjunction(parts), undecided};
  });
}

// Documents of which modules that nobody knows here decide who may read them: the addon names them.
bool left_to_odoo(const Env& env, const Model& model) {
  if (!model.is_foreign()) return false;
  const auto left = env.cached<std::set<std::string>>("documents left to Odoo", [&] {
    std::set<std::string> names;
    for (const bridge::Row row : env.cr().execute(
             "SELECT value FROM ir_config_parameter WHERE key = 'mail_chatterd.documents'"))
      for (const Value& name : Value::parse(row[0].str(), nullptr, false))
        if (name.is_string()) names.insert(name.get<std::string>());
    return names;
  });
  return left->contains(model.name());
}

const Value& decided(const Env& env, const Model& model, const Evaluated& rules) {
  if (env.unit().undecided_is_left_to_odoo && (rules.undecided || left_to_odoo(env, model)))
    throw ValueError("who may read " + model.name() + " only Odoo can say");
  return rules.domain;
}

Sql condition_of(const Env& env, const Model& model, const Value& rules, const std::string& alias) {
  if (rules.empty()) return {};
  // rules may speak of records that the caller does not see
  return where_clause(env.sudo().with_context({{"active_test", false}}), model, rules, alias);
}

Sql own_records(const Env& env, const std::string& alias) {
  return Sql::identifier(alias) + Sql(".create_uid = %s", {env.uid()});
}

}  // namespace

Value rule_domain(const Env& env, const Model& model, const std::string& mode) {
  return env.su() ? Value::array() : decided(env, model, *inherited_rules(env, model, mode));
}

std::vector<RuleProblem> check_rules(const Env& env, std::size_t& looked_at) {
  std::vector<RuleProblem> problems;
  const auto rules = all_rules(env);
  for (const auto& [name, list] : rules->by_model) {
    for (const Rule& rule : list) {
      ++looked_at;
      // somebody whom it concerns
      const bridge::Result member = env.cr().execute(
          Sql("SELECT u.id FROM res_users u JOIN res_groups_users_rel r ON r.uid = u.id WHERE "
              "r.gid = ANY(%s::int[]) ORDER BY u.active DESC, u.id DESC LIMIT 1",
              {rule.groups}));
      const Env theirs(env.unit(), member.empty() ? env.uid() : member[0][0].integer());
      try {
        const Model* model = env.registry().find(name);
        if (model == nullptr) throw std::invalid_argument("the model is not in the database");
        const Sql condition = condition_of(theirs, *model, domain_of(theirs, rule), model->table());
        if (!condition.empty() && !model->is_abstract())
          env.cr().savepoint([&] {
            env.cr().execute(Sql("EXPLAIN SELECT 1 FROM ") + Sql::identifier(model->table()) +
                             Sql(" WHERE ") + condition);
          });
      } catch (const std::exception& error) {
        problems.push_back({rule.id, rule.name, name, error.what()});
      }
    }
  }
  return problems;
}

Sql rule_condition(const Env& env, const Model& model, const std::string& mode,
                   const std::string& alias) {
  // dialogs are for those who opened them
  if (model.is_transient() && !env.su()) return own_records(env, alias);
  return condition_of(env, model, rule_domain(env, model, mode), alias);
}

Records filter_access_rules(const Records& records, const std::string& mode) {
  const Env& env = records.env();
  const Model& model = records.model();
  if (records.empty() || env.su()) return records;
  const std::string& table = model.table();
  const Sql allowed =
      model.is_transient()
          ? own_records(env, table)
          : condition_of(env, model, decided(env, model, *own_rules(env, model, mode)), table);
  if (allowed.empty()) return records;
  return records &
         records.browse(records.env()
                            .cr()
                            .execute(Sql("SELECT id FROM ") + Sql::identifier(table) +
                                     Sql(" WHERE id = ANY(%s::int[]) AND (", {records.ids()}) +
                                     allowed + Sql(")"))
                            .ids());
}

AccessError rule_error(const Records& refused, const std::string& mode) {
  const Env& env = refused.env();
  const std::string kind = model_label(env, refused.model());
  if (!env.has_group("base.group_no_one"))
    return AccessError(format_named(
        env.translate("The requested operation cannot be completed due to security restrictions. "
                      "Please contact your system administrator.\n\n(Document type: "
                      "\"%(document_kind)s\" (%(document_model)s), Operation: %(operation)s)"),
        {{"document_kind", kind},
         {"document_model", refused.model().name()},
         {"operation", mode}}));
  const auto rules = all_rules(env);
  const Records all = refused.sudo();
  const Value among = Value::array({term("id", "in", refused.ids())});
  const auto count = [&](const Value& domain) {
    // as stock counts: an archived record fails every rule here
    return static_cast<std::size_t>(
        count_ids(all.env(), all.model(), domain::conjunction({among, domain})));
  };
  std::vector<Value> group_domains;
  const std::vector<const Rule*> concerned = rules_of(env, *rules, refused.model().name(), mode);
  for (const Rule* rule : concerned)
    if (!rule->groups.empty()) group_domains.push_back(evaluate(env, *rule).domain);
  const bool groups_fail =
      !group_domains.empty() && count(domain::disjunction(group_domains)) != refused.size();
  std::string list;
  bool companies = false;
  for (const Rule* rule : concerned) {
    const bool failing =
        rule->groups.empty() ? count(evaluate(env, *rule).domain) < refused.size() : groups_fail;
    if (!failing) continue;
    list += (list.empty() ? "- " : "\n- ") + rule->name;
    companies = companies || rule->domain_force.find("company_id") != std::string::npos;
  }
  std::string examples;
  std::size_t shown = 0;
  for (const Records& record : all.browse(unique(all.ids())).each()) {
    if (++shown > 6) break;
    examples += (examples.empty() ? "" : " - ") + record.display_name() +
                " (id=" + std::to_string(record.id()) + ")";
  }
  env.cache().forget(refused.model(), refused.ids());
  const auto user = env.user_info();
  return AccessError(format_named(
      env.translate("The requested operation (\"%(operation)s\" on \"%(document_kind)s\" "
                    "(%(document_model)s)) was rejected because of the "
                    "following rules:\n%(rules_list)s\n%(multi_company_warning)s\n(Records: "
                    "%(example_records)s, User: %(user_id)s)"),
      {{"operation", mode},
       {"document_kind", kind},
       {"document_model", refused.model().name()},
       {"rules_list", list},
       {"multi_company_warning",
        companies ? "\n" + env.translate("Note: this might be a multi-company issue.") + "\n" : ""},
       {"example_records", examples},
       {"user_id", user->name + " (id=" + std::to_string(env.uid()) + ")"}}));
}

}  // namespace chatterd
