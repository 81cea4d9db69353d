// search_read in one statement, answered as JSON text.
#pragma once
#include <optional>
#include <string>

#include "bridge/text/json_writer.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

// Columns that read() gives as they are stored: what a statement brings can be written out.
class PlainColumns {
 public:
  // Nothing where reading one of the fields takes more than its column: names of other records,
  // translations, computation, rights of its own, layers of modules.
  static std::optional<PlainColumns> of(const Env& env, const Model& model, const Value& fields);
  // "alias.id, alias.name, …"
  bridge::Sql select(const std::string& alias) const;
  // The object that read() gives for a row of these columns.
  void write(JsonWriter& out, const bridge::Row& row) const;

 private:
  std::vector<const Field*> fields_;  // without id
};

// The form of search_read for remote calls (FastCall in models/engine/orm/methods/call.hpp).
std::optional<std::string> search_read_text(const Records& self, const Args& args);

// Whether the rules of the model look at nothing but columns of the record itself: then they
// change no plan.
bool has_simple_rules(const Env& env, const Model& model);

}  // namespace chatterd
