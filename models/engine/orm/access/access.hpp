// Who may do what: ir.model.access, and ir.rule as domains.
#pragma once
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// ir.model.access check(model, mode): mode is "read", "write", "create" or "unlink".
bool may(const Env& env, const Model& model, const std::string& mode);
// The same, throwing AccessError with Odoo's text and the groups that would be allowed.
void check_may(const Env& env, const Model& model, const std::string& mode);
// ir.rule _compute_domain(model, mode) for the caller: [] when nothing restricts him (or su). Rules
// of _inherits parents are included. A rule that cannot be evaluated gives [[0, "=", 1]] and a log
// line.
Value rule_domain(const Env& env, const Model& model, const std::string& mode);
// The same as an SQL condition on the table's alias; empty when nothing restricts. Of a transient
// model, everybody has his own records.
bridge::Sql rule_condition(const Env& env, const Model& model, const std::string& mode,
                           const std::string& alias);
// BaseModel._filter_access_rules: those that the rules let the caller have; one statement, none
// without rules. As in Odoo, the rules of _inherits parents count for searching and reading only.
Records filter_access_rules(const Records& records, const std::string& mode);
// The error of ir.rule._make_access_error for records that the rules refuse.
AccessError rule_error(const Records& refused, const std::string& mode);
// The error of a related field on whose way something is refused.
AccessError implicit_access(const Records& records, const AccessError& error);
// A `groups` attribute: "base.group_user,!base.group_portal".
struct GroupList {
  std::vector<std::string> any, none;
};
GroupList parse_groups(const std::string& groups);
// Whether the caller is in one of `any`, if there are some, and in none of `none`
// (user_has_groups). Technical features count in the debug mode of Odoo's own client only.
bool in_groups(const Env& env, const GroupList& groups);
// Fields of the model that the caller may not see for their `groups` attribute are refused here.
bool field_visible(const Env& env, const Field& field);
// The same, throwing AccessError with Odoo's text: before a field is searched, sorted or grouped
// by, which tells its values as well as reading does.
void check_field_readable(const Env& env, const Field& field);

}  // namespace chatterd
