// In which order Odoo has the fields of a model (BaseModel._setup_base): by a number that a field
// gets when a class declares it, and again when a model is set up. So what a model takes from a
// mixin that was set up before it comes behind all that classes declare. Only while a registry is
// made.
#pragma once
#include <cstddef>
#include <string>
#include <unordered_map>

namespace chatterd {

class Model;

struct DeclarationOrder {
  using Places = std::unordered_map<std::string, std::size_t>;
  std::unordered_map<const Model*, Places> declared, set_up;
  std::size_t last = 0;
};

// Of the registry that this thread is making.
inline DeclarationOrder& declaration_order() {
  thread_local DeclarationOrder order;
  return order;
}

// A layer that changes what a field is computed from declares a method in Odoo, not the field: its
// place stays that of the layers below. Called after Model::field().
inline void keep_place(const Model& model, const std::string& field) {
  declaration_order().declared[&model].erase(field);
}

}  // namespace chatterd
