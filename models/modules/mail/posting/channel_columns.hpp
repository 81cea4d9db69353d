// What the rules of channels ask for, as frequent statements bring it.
#pragma once
#include <optional>
#include <vector>

#include "models/engine/orm/access/row_rule.hpp"

namespace chatterd {

inline std::optional<RowRule> channel_rule(const Env& env) {
  using Type = RowRule::Type;
  return RowRule::of(env, env.registry().at("mail.channel"), "read",
                     {{"id", Type::integer},
                      {"public", Type::text},
                      {"group_public_id", Type::integer},
                      {"channel_partner_ids", Type::member}});
}

// The row for it.
inline std::vector<RowRule::Cell> channel_cells(Id id, const bridge::Cell& access,
                                                const bridge::Cell& group, bool member) {
  return {{id, {}}, {0, access.text()}, {group.integer(), {}}, {member ? 1 : 0, {}}};
}

}  // namespace chatterd
