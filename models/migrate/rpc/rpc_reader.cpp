// Ids first, then batches of them: what comes or goes meanwhile moves no page, and rules that hide
// records shorten none.
#include "models/migrate/rpc/rpc_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace chatterd::migrate {

using json = Json;

namespace {

constexpr std::size_t read_batch_size = 1000;

// As PostgreSQL 12 and later write a double: the fewest digits that read back the same.
std::string real_text(double value, int digits) {
  char text[400];
  std::to_chars_result end{};
  if (digits >= 0) {
    end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, digits);
  } else {
    const double size = std::fabs(value);
    const bool plain = size == 0 || (size >= 1e-4 && size < 1e15);
    end = std::to_chars(text, text + sizeof text, value,
                        plain ? std::chars_format::fixed : std::chars_format::scientific);
  }
  return {text, end.ptr};
}

bool falsy(const json& value) {
  return value.is_null() || value == false || (value.is_number() && value.get<double>() == 0);
}

}  // namespace

SortedIds sorted(const IdSet& ids) {
  SortedIds out(ids.begin(), ids.end());
  std::sort(out.begin(), out.end());
  return out;
}

json ids_of(const SortedIds& ids, std::size_t from, std::size_t to) {
  json out = json::array();
  for (std::size_t i = from; i < std::min(to, ids.size()); ++i) out.push_back(ids[i]);
  return out;
}

const std::map<std::string, RpcField>& RpcReader::fields(const std::string& model) {
  const auto known = fields_.find(model);
  if (known != fields_.end()) return known->second;
  std::map<std::string, RpcField>& out = fields_[model];
  bool there = false;
  for (const auto& [id, name] : model_names()) there = there || name == model;
  if (!there) return out;
  const json said = session_.call(
      model, "fields_get", json::array(),
      {{"attributes", json::array({"type", "store", "required", "digits", "selection"})}});
  for (const auto& [name, field] : said.items()) {
    RpcField one;
    one.type = field.value("type", "");
    one.stored = field.value("store", false);
    one.required = field.value("required", false);
    if (const auto digits = field.find("digits");
        digits != field.end() && digits->is_array() && digits->size() == 2)
      one.digits = (*digits)[1].get<int>();
    if (const auto choices = field.find("selection"); choices != field.end() && choices->is_array())
      for (const json& choice : *choices)
        if (choice.is_array() && !choice.empty() && choice[0].is_string())
          one.choices.insert(choice[0].get<std::string>());
    out[name] = one;
  }
  return out;
}

const std::unordered_map<RecordId, std::string>& RpcReader::model_names() {
  if (model_names_.empty()) {
    const json all = session_.call("ir.model", "search_read",
                                   json::array({json::array(), json::array({"model"})}));
    for (const json& one : all)
      model_names_[one.at("id").get<RecordId>()] = one.at("model").get<std::string>();
  }
  return model_names_;
}

SortedIds RpcReader::search(const std::string& model, json domain) {
  // Odoo hides the attachments that are values of fields, unless a domain speaks of the id.
  domain.push_back(json::array({"id", ">", 0}));
  return session_.call(model, "search", json::array({std::move(domain)}), {{"order", "id"}})
      .get<SortedIds>();
}

SortedIds RpcReader::existing(const std::string& model, const SortedIds& ids) {
  SortedIds out;
  for (std::size_t at = 0; at < ids.size(); at += read_batch_size)
    for (const RecordId id :
         search(model,
                json::array({json::array({"id", "in", ids_of(ids, at, at + read_batch_size)})})))
      out.push_back(id);
  return out;
}

json RpcReader::read_batch(const std::string& model, const json& ids,
                           const std::vector<std::string>& names) {
  // Plain ids for pointers: the names of what they point at would be most of the server's work.
  const json how = {{"load", "_classic_write"}};
  try {
    return session_.call(model, "read", json::array({ids, names}), how);
  } catch (const RpcRefused& refusal) {
    if (!refusal.is("MissingError") && !refusal.is("AccessError")) throw;
    if (!session_.superuser() || refusal.is("MissingError")) return read_halves(model, ids, names);
    throw;
  }
}

// One that was deleted since it was found, or that may be found but not read (files of a private
// channel), refuses the whole batch.
json RpcReader::read_halves(const std::string& model, const json& ids,
                            const std::vector<std::string>& names) {
  if (ids.size() == 1) {
    ++unreadable_[model];
    return json::array();
  }
  const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(ids.size() / 2);
  json out = read_batch(model, json(std::vector<json>(ids.begin(), middle)), names);
  for (json& record : read_batch(model, json(std::vector<json>(middle, ids.end())), names))
    out.push_back(std::move(record));
  return out;
}

std::int64_t RpcReader::unreadable(const std::string& model) {
  const auto found = unreadable_.find(model);
  return found == unreadable_.end() ? 0 : std::exchange(found->second, 0);
}

void RpcReader::read_values(const std::string& model, const SortedIds& ids,
                            const std::vector<std::string>& names,
                            const std::function<void(const json&)>& sink) {
  for (std::size_t at = 0; at < ids.size(); at += read_batch_size)
    for (const json& one : read_batch(model, ids_of(ids, at, at + read_batch_size), names))
      sink(one);
}

IdSet RpcReader::nulls(const Model& model, const Column& column, const json& records) {
  json suspects = json::array();
  for (const json& record : records)
    if (falsy(record.at(column.name))) suspects.push_back(record.at("id"));
  if (suspects.empty()) return {};
  const json found =
      session_.call(model.name, "search",
                    json::array({json::array({json::array({"id", "in", suspects}),
                                              json::array({column.name, "=", nullptr})})}));
  const SortedIds ids = found.get<SortedIds>();
  return {ids.begin(), ids.end()};
}

Cell RpcReader::cell_of(const Column& column, const RpcField& field, const json& value) {
  if (column.points == Points::model_name) {
    const auto name = model_names().find(value.is_number_integer() ? value.get<RecordId>() : 0);
    return name == model_names().end() ? Cell() : Cell(name->second);
  }
  switch (column.kind) {
    case Kind::boolean:
      return value == true ? "t" : "f";
    case Kind::integer:
      if (field.type == "many2one")
        return value.is_number_integer() ? cell(value.get<RecordId>()) : Cell();
      return std::to_string(value.is_number() ? value.get<RecordId>() : 0);
    case Kind::real:
      return real_text(value.is_number() ? value.get<double>() : 0, field.digits);
    default:
      return value.is_string() ? Cell(value.get<std::string>()) : Cell();
  }
}

void RpcReader::read(const Model& model, const SortedIds& ids, const std::vector<std::string>& more,
                     const std::function<void(Row&&, const json&)>& sink) {
  const std::map<std::string, RpcField>& known = fields(model.name);
  std::vector<std::string> names = more;
  std::vector<const RpcField*> columns;
  for (const Column& column : model.columns) {
    const auto found = known.find(column.name);
    const bool here = column.name != "id" && found != known.end() && found->second.stored;
    columns.push_back(here ? &found->second : nullptr);
    if (here) names.push_back(column.name);
  }
  std::unordered_map<RecordId, std::string> external;
  if (model.named) external = external_ids(model.name);
  for (std::size_t at = 0; at < ids.size(); at += read_batch_size) {
    json records = read_batch(model.name, ids_of(ids, at, at + read_batch_size), names);
    std::sort(records.begin(), records.end(), [](const json& a, const json& b) {
      return a.at("id").get<RecordId>() < b.at("id").get<RecordId>();
    });
    // read() says false or 0 where there is nothing: numbers and truths are asked for separately
    std::vector<IdSet> missing(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Column& column = model.columns[i];
      if (columns[i] != nullptr && !columns[i]->required && columns[i]->type != "many2one" &&
          (column.kind == Kind::boolean || column.kind == Kind::integer ||
           column.kind == Kind::real))
        missing[i] = nulls(model, column, records);
    }
    for (const json& record : records) {
      const RecordId id = record.at("id").get<RecordId>();
      Row row(columns.size());
      row.front() = std::to_string(id);
      for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i] != nullptr && !missing[i].contains(id))
          row[i] = cell_of(model.columns[i], *columns[i], record.at(model.columns[i].name));
      if (const auto name = external.find(id); name != external.end()) row.back() = name->second;
      sink(std::move(row), record);
    }
  }
}

std::unordered_map<RecordId, std::string> RpcReader::external_ids(const std::string& model,
                                                                  const SortedIds* ids) {
  std::unordered_map<RecordId, std::string> out;
  const auto take = [&](json domain) {
    domain.push_back(json::array({"model", "=", model}));
    domain.push_back(json::array({"module", "!=", mark_module}));
    json found =
        session_.call("ir.model.data", "search_read",
                      json::array({std::move(domain), json::array({"module", "name", "res_id"})}));
    std::vector<std::pair<RecordId, std::string>> names;
    for (const json& one : found) {
      std::string name =
          one.at("module").get<std::string>() + "." + one.at("name").get<std::string>();
      // it would be read as two names
      if (name.find(',') != std::string::npos) continue;
      names.emplace_back(one.at("res_id").get<RecordId>(), std::move(name));
    }
    std::sort(names.begin(), names.end());
    for (const auto& [id, name] : names) out[id] += (out[id].empty() ? "" : ",") + name;
  };
  if (ids == nullptr)
    take(json::array());
  else
    for (std::size_t at = 0; at < ids->size(); at += read_batch_size)
      take(json::array({json::array({"res_id", "in", ids_of(*ids, at, at + read_batch_size)})}));
  return out;
}

}  // namespace chatterd::migrate
