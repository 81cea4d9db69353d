// When something in a view is invisible, readonly or required: the attribute `modifiers`.
#pragma once
#include "models/engine/html/tree.hpp"
#include "models/engine/orm/env.hpp"

namespace chatterd::views {

// transfer_field_to_modifiers: what the field is everywhere.
void add_field_modifiers(const Value& description, Value& modifiers);
// transfer_node_to_modifiers: what the node says, over it. Throws ValueError for an expression that
// cannot be evaluated.
void add_node_modifiers(const Env& env, const xmlNode* node, bool in_tree, Value& modifiers);
// transfer_modifiers_to_node: as JSON, without those that are not so.
void put_modifiers(Value modifiers, xmlNode* node);

}  // namespace chatterd::views
