// Environments: who calls, with which context.
#include "models/engine/orm/env.hpp"

#include "models/engine/errors.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

Env::Env(Unit& unit, Id uid, Value context, bool su) : unit_(&unit) {
  if (!context.is_object()) context = Value::object();
  scope_ = std::make_shared<const Scope>(
      Scope{uid, su || uid == superuser_id, std::make_shared<const Value>(std::move(context))});
}

const std::string& Env::now() const {
  if (unit_->now.empty()) unit_->transaction.begin();
  return unit_->now;
}

Records Env::operator[](std::string_view model) const { return {*this, registry().at(model), {}}; }

Records Env::browse(std::string_view model, Ids ids) const {
  return {*this, registry().at(model), std::move(ids)};
}

Value Env::context(const char* key) const {
  const auto found = scope_->context->find(key);
  return found == scope_->context->end() ? Value() : *found;
}

Env Env::sudo(bool su) const {
  if (su == scope_->su) return *this;
  Env env = *this;
  env.scope_ = std::make_shared<const Scope>(Scope{scope_->uid, su, scope_->context});
  return env;
}

Env Env::with_user(Id uid) const {
  Env env = *this;
  env.scope_ = std::make_shared<const Scope>(Scope{uid, uid == superuser_id, scope_->context});
  return env;
}

Env Env::with_context(const Value& updates) const {
  Value context = *scope_->context;
  for (const auto& [key, value] : updates.items()) context[key] = value;
  return replace_context(std::move(context));
}

Env Env::replace_context(Value context) const {
  Env env = *this;
  env.scope_ = std::make_shared<const Scope>(
      Scope{scope_->uid, scope_->su, std::make_shared<const Value>(std::move(context))});
  return env;
}

Records Env::user() const { return sudo().browse("res.users", {uid()}); }

void Env::notify(const Value& channel, const Value& message) const {
  unit_->bus_rows.push_back({channel, message, uid()});
}

void Env::after_commit(std::function<void(const Env&)> job) const {
  unit_->after_commit.push_back({context(), std::move(job)});
}

}  // namespace chatterd
