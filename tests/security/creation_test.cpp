// Records are made by those who may make them (CVE-2024-45681: others made any by crafted calls).
#include <boost/test/unit_test.hpp>

#include "models/engine/orm/access/access.hpp"
#include "tests/security/office.hpp"

using namespace chatterd;
using namespace chatterd::test;

namespace {

constexpr const char* marker = "zZmadeZz";

bool holds_text(const Field& field) {
  return field.column() && !field.automatic &&
         (field.type == FieldType::char_ || field.type == FieldType::text ||
          field.type == FieldType::html);
}

// What a record of the model is made of: as one that there is, with the marker in its texts.
Value values_for(const Env& env, const Model& model) {
  Value values = Value::object();
  const Records known =
      env[model.name()].with_context({{"active_test", false}}).search(Value::array());
  for (const Field* field : model.fields()) {
    if (!field->column() || field->automatic || field->name == "parent_path") continue;
    if (holds_text(*field) && field->name != "model" && field->name != "res_model")
      values[field->name] = marker;
    else if (!known.empty())
      values[field->name] = known.browse({known.ids()[0]}).sudo().get(field->name);
  }
  return values;
}

bool was_made(const Env& env, const Model& model) {
  bridge::Sql query("SELECT count(*) FROM ");
  query += bridge::Sql::identifier(model.table()) + bridge::Sql(" WHERE FALSE");
  for (const Field* field : model.fields())
    if (holds_text(*field))
      query += bridge::Sql(" OR ") + bridge::Sql::identifier(field->name) +
               bridge::Sql("::text LIKE %s", {std::string("%") + marker + "%"});
  return env.cr().execute(query)[0][0].integer() > 0;
}

struct RollBack : std::exception {};

}  // namespace

// Whatever call it is, and through whatever it goes: a record is made by those who may make one.
BOOST_AUTO_TEST_CASE(cve_2024_45681_no_call_makes_records_that_its_caller_may_not_make) {
  Office& o = office();
  const auto registry = o.installation.engine().registry();
  const auto is_table = [](const Model& model) {
    return !model.is_abstract() && !model.is_foreign() && !model.is_transient();
  };
  std::size_t asked = 0;
  for (const char* who : {"portal", "alice"}) {
    const Id uid = o.installation.uid(who);
    for (const Model* model : registry->models()) {
      if (!is_table(*model)) continue;
      Value values, ids;
      o.installation.engine().run_sudo([&](const Env& env) -> Value {
        values = values_for(env, *model);
        ids = env[model->name()].search(Value::array()).ids();
        return nullptr;
      });
      const bool texts = std::any_of(model->fields().begin(), model->fields().end(),
                                     [](const Field* field) { return holds_text(*field); });
      const auto tried = [&](const std::string& on, const std::string& method, const Value& args,
                             const Value& context = Value::object()) {
        bool made = false, allowed = false;
        try {
          o.installation.engine().run(uid, Value::object(), [&](const Env& env) -> Value {
            allowed = may(env, *model, "create");
            if (allowed) throw RollBack();
            try {
              call_kw(env, on, method, args, {{"context", context}});
            } catch (const bridge::SqlError&) {
              throw;  // the transaction is over
            } catch (const std::exception&) {
              // refused; what was done up to there would be rolled back
              throw RollBack();
            }
            made = was_made(env, *model);
            throw RollBack();
          });
        } catch (const std::exception&) {
        }
        ++asked;
        BOOST_TEST(!made, who << " makes a " << model->name() << " by " << on << "." << method
                              << args.dump().substr(0, 200));
        return !allowed;
      };
      if (!texts || !tried(model->name(), "create", list({values}))) continue;
      tried(model->name(), "create", list({list({values, values})}));
      tried(model->name(), "name_create", list({marker}));
      const Value first = ids.empty() ? Value::array() : list({ids[0]});
      tried(model->name(), "copy", list({first, values}));
      Value names = Value::array(), row = Value::array();
      for (const auto& [name, value] : values.items()) {
        names.push_back(name);
        row.push_back(value.is_string() ? value : Value(""));
      }
      tried(model->name(), "load", list({names, list({row})}));
      // as a line of something else
      for (const Model* owner : registry->models()) {
        if (!is_table(*owner)) continue;
        for (const Field* field : owner->fields()) {
          if (field->comodel != model->name() ||
              (field->type != FieldType::one2many && field->type != FieldType::many2many))
            continue;
          const Value lines = list({list({0, 0, values})});
          Value owners;
          o.installation.engine().run_sudo([&](const Env& env) -> Value {
            owners = env[owner->name()].search(Value::array()).ids();
            return nullptr;
          });
          for (std::size_t i = 0; i < std::min<std::size_t>(owners.size(), 3); ++i)
            tried(owner->name(), "write",
                  list({list({owners[owners.size() - 1 - i]}), {{field->name, lines}}}));
          tried(owner->name(), "create", list({{{"name", "owner"}, {field->name, lines}}}));
          tried(owner->name(), "create", list({{{"name", "owner"}}}),
                {{"default_" + field->name, lines}});
          tried(owner->name(), "load",
                list({list({"name", field->name + "/name"}), list({list({"owner", marker})})}));
        }
      }
    }
    // and the names of methods are no way around them
    for (const char* method : {"_create", " create", "create ", "__init__", "sudo", "_write",
                               "create\n", "with_user", "_load_records", "env", "execute"})
      BOOST_CHECK_THROW(o.call(who, "res.users", method, list({{{"login", "x"}, {"name", "x"}}})),
                        Error);
  }
  BOOST_TEST(asked > 300u);
}
