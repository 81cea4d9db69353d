#include "models/engine/orm/transfer/import_rows.hpp"

#include <algorithm>

#include "models/engine/errors.hpp"

namespace chatterd {
namespace {

const Value& cell(const Value& row, std::size_t column) {
  if (column >= row.size())
    throw Error(ErrorKind::internal, "list index out of range", "builtins.IndexError");
  return row[column];
}

}  // namespace

const Field* import_relation(const Model& model, const std::string& name) {
  if (name.empty() || name == "id" || name == ".id") return nullptr;
  const Field* field = model.find_field(name);
  if (field == nullptr) throw KeyError(name);
  return field->relational() ? field : nullptr;
}

ImportRecord extract_record(const Model& model, const std::vector<ColumnPath>& paths,
                            const Value& rows, std::size_t at) {
  std::vector<bool> is_line(paths.size());
  Value cells = Value::array();
  std::vector<const Field*> relations;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const Field* relation = import_relation(model, paths[i][0]);
    is_line[i] = relation != nullptr && relation->type == FieldType::one2many;
    if (relation == nullptr) {
      if (i < rows[at].size()) cells.push_back(Value::array({paths[i][0], rows[at][i]}));
    } else if (std::find(relations.begin(), relations.end(), relation) == relations.end()) {
      relations.push_back(relation);
    }
  }
  std::size_t end = at + 1;
  for (; end < rows.size(); ++end) {
    bool lines = false, others = false;
    for (std::size_t i = 0; i < paths.size(); ++i)
      if (truthy(cell(rows[end], i))) (is_line[i] ? lines : others) = true;
    if (!lines || others) break;
  }
  for (const Field* relation : relations) {
    std::vector<ColumnPath> sub_paths;
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < paths.size(); ++i) {
      if (paths[i][0] != relation->name) continue;
      columns.push_back(i);
      sub_paths.push_back(paths[i].size() > 1 ? ColumnPath(paths[i].begin() + 1, paths[i].end())
                                              : ColumnPath{""});
    }
    Value sub_rows = Value::array(), records = Value::array();
    for (std::size_t row = at; row < end; ++row) {
      Value sub_row = Value::array();
      for (const std::size_t column : columns) sub_row.push_back(cell(rows[row], column));
      if (std::any_of(sub_row.begin(), sub_row.end(),
                      [](const Value& value) { return truthy(value); }))
        sub_rows.push_back(std::move(sub_row));
    }
    const Model& target = model.registry().at(relation->comodel);
    for (std::size_t row = 0; row < sub_rows.size();) {
      ImportRecord line = extract_record(target, sub_paths, sub_rows, row);
      records.push_back(std::move(line.cells));
      row = line.to + 1;
    }
    cells.push_back(Value::array({relation->name, std::move(records)}));
  }
  return {std::move(cells), at, end - 1};
}

ColumnPath import_path(const std::string& field) {
  // "x.id" and "x:id" are other spellings of "x/.id" and "x/id"
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool follows = i > 0 && field[i - 1] != '/';
    if (follows && field.compare(i, 3, ".id") == 0)
      text += "/.";
    else if (follows && field.compare(i, 3, ":id") == 0)
      text += "/";
    else
      text += field[i];
  }
  ColumnPath out{""};
  for (const char c : text) {
    if (c == '/')
      out.emplace_back();
    else
      out.back() += c;
  }
  check_path_length(out.size());
  return out;
}

}  // namespace chatterd
