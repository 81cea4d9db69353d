// The JSON form of rows.
#include <stdexcept>

#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {
namespace {

[[noreturn]] void misfit(const Model& model, const Column& column, const Json& value) {
  throw std::runtime_error(model.name + ": " + value.dump() + " is no value of " + column.name);
}

}  // namespace

Json to_json(const Model& model, const Row& row) {
  Json out = Json::object();
  for (std::size_t i = 0; i < model.columns.size(); ++i) {
    const Column& column = model.columns[i];
    const Cell& value = row[i];
    if (!value) continue;
    switch (column.kind) {
      case Kind::integer:
        out[column.name] = number(value);
        break;
      case Kind::boolean:
        out[column.name] = *value == "t";
        break;
      default:  // a number with a fraction stays as PostgreSQL wrote it: no digit is lost
        out[column.name] = *value;
    }
  }
  return out;
}

Row from_json(const Model& model, const Json& value) {
  if (!value.is_object()) throw std::runtime_error(model.name + ": a line is no JSON object");
  Row row(model.columns.size());
  for (std::size_t i = 0; i < model.columns.size(); ++i) {
    const Column& column = model.columns[i];
    const auto found = value.find(column.name);
    if (found == value.end() || found->is_null()) continue;
    if (column.kind == Kind::integer) {
      if (!found->is_number_integer()) misfit(model, column, *found);
      row[i] = std::to_string(found->get<RecordId>());
    } else if (column.kind == Kind::boolean) {
      if (!found->is_boolean()) misfit(model, column, *found);
      row[i] = found->get<bool>() ? "t" : "f";
    } else if (column.kind == Kind::real && found->is_number()) {
      row[i] = found->dump();
    } else {
      if (!found->is_string()) misfit(model, column, *found);
      row[i] = found->get<std::string>();
    }
  }
  return row;
}

}  // namespace chatterd::migrate
