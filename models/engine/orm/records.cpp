// Record sets: set algebra, values, and calls through the method chain.
#include "models/engine/orm/records.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/convert.hpp"

namespace chatterd {

const Records& Records::ensure_one() const {
  if (ids_.size() != 1) throw ValueError("Expected singleton: " + text());
  return *this;
}

std::vector<Records> Records::each() const {
  std::vector<Records> out;
  out.reserve(ids_.size());
  const auto together = prefetch_ ? prefetch_ : std::make_shared<const Ids>(ids_);
  for (const Id id : ids_) out.emplace_back(env_, *model_, Ids{id}, together);
  return out;
}

Records Records::operator|(const Records& other) const {
  Ids ids = ids_;
  ids.insert(ids.end(), other.ids_.begin(), other.ids_.end());
  return browse(unique(ids));
}

Records Records::operator-(const Records& other) const {
  const std::unordered_set<Id> gone(other.ids_.begin(), other.ids_.end());
  Ids ids;
  for (const Id id : ids_)
    if (!gone.contains(id)) ids.push_back(id);
  return {env_, *model_, std::move(ids), prefetch_};
}

Records Records::operator&(const Records& other) const {
  const std::unordered_set<Id> both(other.ids_.begin(), other.ids_.end());
  Ids ids;
  for (const Id id : ids_)
    if (both.contains(id)) ids.push_back(id);
  return {env_, *model_, std::move(ids), prefetch_};
}

Records Records::filtered(const std::function<bool(const Records&)>& keep) const {
  Ids ids;
  for (const Records& record : each())
    if (keep(record)) ids.push_back(record.id());
  return {env_, *model_, std::move(ids), prefetch_};
}

Value Records::get(std::string_view name) const {
  const Field& field = model_->field_of(name);
  if (ids_.empty()) return empty_value(field);
  return field_value(*this, field);
}

Records Records::rel(std::string_view path) const {
  const std::size_t dot = path.find('.');
  const std::string_view step = path.substr(0, dot);
  const Field& field = model_->field_of(step);
  const Model& comodel = env_.registry().at(field.comodel);
  Ids ids;
  for (const Records& record : each())
    for (const Id id : to_ids(record.get(step))) ids.push_back(id);
  // siblings that are in the cache already are read together with these
  std::shared_ptr<const Ids> together;
  if (prefetch_ && prefetch_->size() > ids_.size()) {
    Ids all = ids;
    const std::string key = cache_key(env_, field);
    for (const Id id : *prefetch_)
      if (const Value* known = env_.cache().find(field, key, id))
        for (const Id other : to_ids(*known)) all.push_back(other);
    together = std::make_shared<const Ids>(unique(all));
  }
  const Records found(env_, comodel, unique(ids), together);
  return dot == std::string_view::npos ? found : found.rel(path.substr(dot + 1));
}

void Records::assign(std::string_view name, Value value) const {
  const Field& field = model_->field_of(name);
  const std::string key = cache_key(env_, field);
  const Id id = ensure_one().id();
  if (field.column() && !env_.unit().recomputing.empty() &&
      env_.cache().find(field, key, id) == nullptr)
    env_.unit().unread[&field].insert(id);
  env_.cache().set(field, key, id, std::move(value));
}

namespace {

// What applications write for their documents: names, recipients, texts of notifications.
bool is_code_of_documents(std::string_view method) {
  for (const char* start : {"_message_", "message_", "_notify_", "_track_", "_creation_subtype",
                            "name_get", "get_access_action", "activity_"})
    if (method.starts_with(start)) return true;
  return false;
}

}  // namespace

Value Records::call(std::string_view name, Value positional, Value keyword) const {
  if (model_->is_foreign() && env_.unit().undecided_is_left_to_odoo && is_code_of_documents(name))
    throw ValueError("only Odoo has the code of " + model_->name() + "." + std::string(name));
  const Method* method = model_->find_method(name);
  if (method == nullptr || method->chain.empty())
    throw AttributeError("'" + model_->name() + "' object has no attribute '" + std::string(name) +
                         "'");
  return method->chain[0](*this, method->bind(std::move(positional), std::move(keyword)));
}

Records Records::create(const Value& values) const {
  return browse(to_ids(call("create", Value::array({values}))));
}

void Records::write(const Value& values) const { call("write", Value::array({values})); }

void Records::unlink() const { call("unlink"); }

Records Records::search(const Value& domain, const SearchOptions& options) const {
  const Value found =
      call("_search", Value::array({domain}),
           {{"offset", options.offset}, {"limit", options.limit}, {"order", options.order}});
  return browse(to_ids(found));
}

Id Records::search_count(const Value& domain) const {
  return call("_search", Value::array({domain}), {{"count", true}}).get<Id>();
}

Value Records::read(const std::vector<std::string>& fields) const {
  return call("read", Value::array({fields}));
}

Value Records::name_get() const { return call("name_get"); }

std::string Records::display_name() const { return empty() ? std::string() : text("display_name"); }

Records Records::exists() const {
  if (empty()) return *this;
  const auto rows =
      env_.cr().execute(bridge::Sql("SELECT id FROM ") + bridge::Sql::identifier(model_->table()) +
                        bridge::Sql(" WHERE id = ANY(%s::int[])", {ids_}));
  return browse(rows.ids());  // in the order of the table, as Odoo's
}

void Records::check_access_rights(const char* op) const { check_may(env_, *model_, op); }

bool Records::has_access_rights(const char* op) const { return may(env_, *model_, op); }

void Records::check_access_rule(const char* op) const {
  call("check_access_rule", Value::array({op}));
  if (!env_.su() && std::string_view(op) == "read" && may(env_, *model_, op))
    env_.unit().readable.learn(env_.uid(), *model_, ids_);
}

void Records::invalidate() const {
  env_.cache().forget(*model_, ids_);
  env_.cache().forget_derived();
}

}  // namespace chatterd
