// Remote calls, and what database constraints mean to their callers.
#include "models/engine/orm/methods/call.hpp"

#include <limits>

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/access/missing.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

void check_method_name(const Env& env, const std::string& name) {
  if (name.starts_with('_') || name == "init")
    throw AccessError(
        format(env.translate("Private methods (such as %s) cannot be called remotely."), {name}));
}

// Ids as texts, ["9"]: what they mean; empty where one is something else.
Ids meant_by_texts(const Value& ids) {
  const auto numeric = [](const Value& id) {
    const std::string* text = id.get_ptr<const std::string*>();
    return text && !text->empty() && text->size() < 10 &&
           text->find_first_not_of("0123456789") == std::string::npos;
  };
  if (!ids.is_array() || !std::all_of(ids.begin(), ids.end(), numeric)) return {};
  Ids meant;
  for (const Value& id : ids) meant.push_back(std::stoll(id.get<std::string>()));
  return meant;
}

// Odoo reads the records that the texts mean and then misses what it asked for.
void refuse_texts(const Value& texts, const Records& meant) {
  if (filter_access_rules(meant, "read").exists().empty()) {
    if (const Records hidden = meant.exists(); !hidden.empty()) throw rule_error(hidden, "read");
    return;
  }
  std::string missing, extra;
  for (const Value& id : texts) {
    missing += (missing.empty() ? "" : ", ") + python_repr(id);
    extra += (extra.empty() ? "" : ", ") + id.get<std::string>();
  }
  const char* one = texts.size() == 1 ? "," : "";
  std::string text = meant.env().translate(
      "Database fetch misses ids ({}) and has extra ids ({}), may be caused by a type incoherence "
      "in a previous request");
  for (const std::string& list : {missing, extra})
    if (const std::size_t at = text.find("{}"); at != std::string::npos)
      text.replace(at, 2, "(" + list + one + ")");
  throw AccessError(text);
}

// Their first statement compares the ids that were given.
bool asks_the_database(const std::string& name) {
  return name == "read" || name == "write" || name == "unlink" || name == "exists";
}

// SQL has no comparison of an id with a boolean, and False is no empty record there. Rights are
// looked at before.
void refuse_booleans(const Env& env, const Model& model, const std::string& name,
                     const Value& ids) {
  if (!ids.is_array() ||
      std::none_of(ids.begin(), ids.end(), [](const Value& id) { return id.is_boolean(); }))
    return;
  if (name != "exists") check_may(env, model, name);
  throw Error(ErrorKind::internal, "operator does not exist: integer = boolean\n",
              "psycopg2.errors.UndefinedFunction");
}

// What reads values asks for the rights to them before it looks which records are meant.
void check_reading(const Records& none, const std::string& name, const Value& args) {
  const bool values = name == "read" || name == "export_data";
  if (none.env().su() || !(values || name == "name_get" || name == "copy_data")) return;
  if (name == "read" && args.size() > 1)
    none.call("check_field_access_rights", Value::array({"read", args[1]}));
  check_may(none.env(), none.model(), "read");
}

// Ids that no row can have: read() finds nothing there, other methods miss the record.
Ids without_impossible(const Records& none, const std::string& name, const Value& args, Ids ids) {
  constexpr Id most = std::numeric_limits<std::int32_t>::max();
  const auto impossible = [](Id id) { return id > most || id < -most; };
  const auto found = std::find_if(ids.begin(), ids.end(), impossible);
  if (found == ids.end()) return ids;
  check_reading(none, name, args);
  if (name != "read" && name != "exists")
    throw missing_record(none.env(), recordset_text(none.model().name(), {*found}));
  std::replace_if(ids.begin(), ids.end(), impossible, most);  // one that a column can be asked for
  return ids;
}

// create answers an id for one set of values and a list for a list of them.
bool answers_one(const std::string& method, const Value& args, const Value& kwargs) {
  if (method != "create") return false;
  if (!args.empty()) return args[0].is_object();
  return kwargs.contains("vals_list") && kwargs["vals_list"].is_object();
}

}  // namespace

Value call_kw(const Env& env, const std::string& model_name, const std::string& name, Value args,
              Value kwargs, std::string* text) {
  const Model& model = env.registry().at(model_name);
  if (model.is_foreign()) throw KeyError(model_name);
  check_method_name(env, name);
  const Method* method = model.find_method(name);
  if (method == nullptr || method->chain.empty())
    throw AttributeError("type object '" + model_name + "' has no attribute '" + name + "'");
  if (!args.is_array()) args = Value::array();
  if (!kwargs.is_object()) kwargs = Value::object();
  Value context = Value::object();
  if (kwargs.contains("context")) {
    if (truthy(kwargs["context"])) context = std::move(kwargs["context"]);
    if (!context.is_object())
      throw ValueError("dictionary update sequence element #0 has length 1; 2 is required");
    kwargs.erase("context");
  }
  const Env asked = env.replace_context(std::move(context));
  Ids ids;
  if (method->on == On::multi) {
    if (args.empty())
      throw Error(ErrorKind::internal, "list index out of range", "builtins.IndexError");
    const bool numbers =
        args[0].is_number_integer() ||
        (args[0].is_array() && std::all_of(args[0].begin(), args[0].end(), [](const Value& id) {
           return id.is_number_integer() && id != 0;
         }));
    if (!numbers && truthy(args[0])) check_reading(Records(asked, model, {}), name, args);
    if (asks_the_database(name)) refuse_booleans(asked, model, name, args[0]);
    ids = meant_by_texts(args[0]);
    if (!ids.empty())
      refuse_texts(args[0], Records(asked, model, ids));
    else if (truthy(args[0]))
      ids = without_impossible(Records(asked, model, {}), name, args, to_ids(args[0]));
    args.erase(args.begin());
  }
  const Records records(asked, model, std::move(ids));
  const bool one = answers_one(name, args, kwargs);
  const Args bound = method->bind(std::move(args), std::move(kwargs));
  if (text != nullptr)
    if (const Twin twin = method->twin_of(method->chain[0]))
      if (auto written = reinterpret_cast<FastCall>(twin)(records, bound)) {
        *text = std::move(*written);
        return nullptr;
      }
  Value answer = method->chain[0](records, bound);
  if (name == "copy_data" && answer.is_array() && !answer.empty()) return answer[0];
  if (one) return answer.is_array() && !answer.empty() ? answer[0] : Value(false);
  return answer;
}

void raise_integrity_error(const Env& env, const bridge::SqlError& error) {
  const Model* model = nullptr;
  for (const Model* candidate : env.registry().models()) {
    for (const Model::SqlConstraint& constraint : candidate->sql_constraints())
      if (!error.constraint.empty() &&
          error.constraint == candidate->table() + "_" + constraint.name)
        throw ValidationError(env.translate(constraint.message));
    if (!candidate->is_abstract() && candidate->table() == error.table && model == nullptr)
      model = candidate;
  }
  const auto _ = [&](const char* source) { return env.translate(source); };
  std::string text = _("The operation cannot be completed:");
  if (error.sqlstate == "23502") {
    text += "\n" + _("- Create/update: a mandatory field is not set.\n"
                     "- Delete: another model requires the record being deleted. If possible, "
                     "archive it instead.");
    const Field* field = model ? model->find_field(error.column) : nullptr;
    if (model)
      text += "\n\n" + _("Model:") + " " + model->description() + " (" + model->name() + "), " +
              _("Field:") + " " + (field ? field->string : _("Unknown")) + " (" +
              (field ? field->name : _("Unknown")) + ")";
    throw ValidationError(text);
  }
  if (error.sqlstate == "23503") {
    text += _(" another model requires the record being deleted. If possible, archive it instead.");
    if (!error.constraint.empty())
      text += "\n\n" + _("Model:") + " " + (model ? model->description() : _("Unknown")) + " (" +
              (model ? model->name() : _("Unknown")) + "), " + _("Constraint:") + " " +
              error.constraint;
    throw ValidationError(text);
  }
  if (error.sqlstate == "23001") throw ValidationError(text);
  if (error.sqlstate.starts_with("23")) throw ValidationError(error.what());
  throw error;
}

}  // namespace chatterd
