#include "models/engine/orm/methods/form_record.hpp"

#include <limits>

#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/methods/onchange.hpp"
#include "models/engine/orm/values/convert.hpp"

namespace chatterd {
namespace {

// No table comes to it: ids are 32 bits, and sequences count from 1.
constexpr Id nobodys_id = std::numeric_limits<std::int32_t>::max();

// The fields of the same record that it is computed of.
std::set<std::string> sources_of(const Field& field) {
  std::set<std::string> out;
  for (const std::string& path : field.depends) out.insert(path.substr(0, path.find('.')));
  if (!field.related.empty()) out.insert(field.related[0]);
  // what a record is called follows the field that it is called by
  if (field.automatic && field.name == "display_name") out.insert(field.model->rec_name());
  return out;
}

Value blank(const Field& field) { return held_value(field, field.numeric() ? Value(0) : Value()); }

}  // namespace

FormRecord::FormRecord(const Records& record)
    : record_(record.empty() ? record.browse({nobodys_id}) : record), is_new_(record.empty()) {
  const Env& env = record_.env();
  if (is_new_) env.unit().readable.learn(env.uid(), record_.model(), record_.ids());
}

void FormRecord::forget() {
  record_.env().cache().forget(record_.model(), record_.ids());
  record_.env().cache().forget_derived();
}

void FormRecord::put() {
  const Env& env = record_.env();
  Cache& cache = env.cache();
  const auto place = [&](const Field& field, const Value& value) {
    const bool none = field.type == FieldType::many2one && to_id(value) == 0;
    cache.set(field, cache_key(env, field), record_.id(), none ? Value(false) : value);
  };
  cache.forget_derived();
  std::vector<const Field*> columns;
  for (const Field* field : record_.model().fields())
    if (field->column()) columns.push_back(field);
  // all at once and first: reading one later would bring the others' stored values along
  if (!is_new_) fetch(record_, columns);
  for (const Field* field : record_.model().fields()) {
    if (field->name == "id") continue;
    const auto held = values_.find(field->name);
    if (held != values_.end())
      place(*field, held->second);
    else if (is_new_ && (!field->computed() || field->column()))
      place(*field, blank(*field));
    else if (field->computed() && !field->column())
      cache.forget(*field, record_.ids());
  }
}

std::vector<const Field*> FormRecord::dependents(const std::set<std::string>& changed) const {
  std::vector<const Field*> out;
  std::set<std::string> known = changed;
  for (bool more = true; more;) {
    more = false;
    for (const Field* field : record_.model().fields()) {
      // pictures follow when they are written; what a parent record computes is the parent's
      if (!field->computed() || field->binary() || field->inherited) continue;
      if (std::find(out.begin(), out.end(), field) != out.end()) continue;
      const std::set<std::string> sources = sources_of(*field);
      if (std::none_of(sources.begin(), sources.end(), [&](const std::string& name) {
            return name != field->name && known.contains(name);
          }))
        continue;
      out.push_back(field);
      more = known.insert(field->name).second || more;
    }
  }
  return out;
}

std::optional<Value> FormRecord::computed(const Field& field) {
  const Env& env = record_.env();
  std::optional<Value> out;
  try {
    env.cr().savepoint([&] {
      values_.erase(field.name);
      put();
      if (!field.related.empty()) {
        Records at = record_;
        for (std::size_t i = 0; i + 1 < field.related.size(); ++i) {
          at = at.rel(field.related[i]);
          if (at.size() > 1) at = at.browse({at.id()});
        }
        out = at.get(field.related.back());
      } else {
        // methods that answer what is stored while nothing is computed look at this
        const std::string mark = record_.model().name() + "." + field.name;
        const bool is_new = env.unit().recomputing.insert(mark).second;
        const auto done = [&] {
          if (is_new) env.unit().recomputing.erase(mark);
          env.unit().unread.erase(&field);
        };
        try {
          record_.call(field.compute);
        } catch (...) {
          done();
          throw;
        }
        done();
        if (const Value* value = env.cache().find(field, cache_key(env, field), record_.id()))
          out = *value;
      }
    });
  } catch (const Error&) {
    out = std::nullopt;
  } catch (const bridge::SqlError& error) {
    // the whole request is run again after a conflict
    if (error.sqlstate.starts_with("40")) throw;
    out = std::nullopt;
  }
  // nobody else is to take the form's values for the record's
  forget();
  if (!out) return out;
  out = held_value(field, *out);
  // a record that is being made cannot be chosen; one that is edited is such a one, too
  if (field.type == FieldType::many2one && field.comodel == record_.model().name() &&
      *out == record_.id())
    out = Value(0);
  set(field.name, *out);
  return out;
}

}  // namespace chatterd
