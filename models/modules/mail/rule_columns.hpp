// What the rules of channels and contacts ask for, as frequent statements bring it.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "models/engine/orm/access/row_rule.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

inline std::vector<RowRule::Column> channel_columns() {
  using Type = RowRule::Type;
  return {{"id", Type::integer},
          {"public", Type::text},
          {"group_public_id", Type::integer},
          {"channel_partner_ids", Type::member}};
}

// The row for it. `member`: the caller listens.
inline std::vector<RowRule::Cell> channel_cells(Id id, std::string_view access, Id group,
                                                bool member) {
  return {{id, {}}, {0, access}, {group, {}}, {member ? 1 : 0, {}}};
}

// Who may read a channel.
inline std::optional<RowRule> channel_rule(const Env& env) {
  return RowRule::of(env, env.registry().at("mail.channel"), "read", channel_columns());
}

inline std::vector<RowRule::Column> contact_columns() {
  using Type = RowRule::Type;
  return {{"id", Type::integer},
          {"company_id", Type::integer},
          {"partner_share", Type::boolean},
          {"type", Type::text}};
}

inline std::vector<RowRule::Cell> contact_cells(Id id, Id company, bool share,
                                                std::string_view type) {
  return {{id, {}}, {company, {}}, {share ? 1 : 0, {}}, {0, type}};
}

// Who may read a contact, or write it.
inline std::optional<RowRule> contact_rule(const Env& env, const char* mode) {
  return RowRule::of(env, env.registry().at("res.partner"), mode, contact_columns());
}

}  // namespace chatterd
