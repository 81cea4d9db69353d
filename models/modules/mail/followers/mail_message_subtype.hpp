// The subtypes of messages, cached: they are few, and read with every message.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "models/engine/orm/env.hpp"

namespace chatterd {

struct Subtype {
  Id id = 0, parent_id = 0;
  Value name, description;  // in the environment's language; false where empty
  std::string relation_field, res_model;
  bool internal = false, is_default = false, hidden = false;
  int sequence = 0;
};

struct Subtypes {
  std::vector<Subtype> all;          // by sequence and id, the model's order
  const Subtype* find(Id id) const;  // null when there is none
  std::size_t memory() const { return all.size() * (sizeof(Subtype) + 200); }
};

std::shared_ptr<const Subtypes> subtypes(const Env& env);

// What following a document of a model brings by default, in the model's order (default_subtypes).
struct DefaultSubtypes {
  Ids all, internal, external;
  std::size_t memory() const { return 2 * all.size() * sizeof(Id); }
};
DefaultSubtypes default_subtypes(const Env& env, const std::string& model);

// mail.message.subtype _get_auto_subscription_subtypes(model).
struct AutoSubscription {
  Ids all, defaults, internal;
  std::map<Id, Id> parent;  // subtype of a parent document → of this model
  std::map<std::string, std::set<std::string>> relation;  // parent model → fields that lead to it
};
AutoSubscription auto_subscription(const Env& env, const std::string& model);

}  // namespace chatterd
