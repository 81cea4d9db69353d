#include "models/migrate/rpc/rpc_creation.hpp"

#include <algorithm>

#include "models/migrate/rpc/rpc_values.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

constexpr std::size_t load_rows = 200;
constexpr std::size_t load_bytes = 4 << 20;

}  // namespace

void RpcCreation::create_missing(const Model& model) {
  if (work_.reader.fields(model.name).empty()) return;
  static const std::set<std::string> parts = {"mail.channel.partner", "mail.followers",
                                              "mail.notification",    "mail.moderation",
                                              "mail.tracking.value",  "mail.shortcode"};
  if (parts.contains(model.name)) adopt(model);
  const std::vector<std::size_t> places = work_.taken(model);
  json fields = json::array({"id"});
  for (const std::size_t i : places) {
    const Column& column = model.columns[i];
    const bool pointer = work_.reader.fields(model.name).at(column.name).type == "many2one";
    fields.push_back(column.name + (pointer ? "/.id" : ""));
  }
  std::vector<const RpcLink*> own;
  for (const RpcLink& link : rpc_links())
    if (model.name == link.model) {
      own.push_back(&link);
      fields.push_back(std::string(link.field) + "/.id");
    }
  // nobody is seated by a channel's creation
  const bool empty_seats = model.name == "mail.channel";
  json rows = json::array();
  SortedIds sources;
  std::size_t bytes = 0;
  // Odoo's mail.message takes no empty list of attachments. Others with, others without: in their
  // order all the same, by which Discuss sorts.
  const bool may_split = model.name == "mail.message";
  bool attached = true;
  const auto flush = [&] {
    if (may_split && !attached) {
      json shorter = fields;
      shorter.erase(shorter.size() - 1);
      for (json& line : rows) line.erase(line.size() - 1);
      load(model, shorter, rows, sources);
    } else {
      load(model, fields, rows, sources);
    }
    rows = json::array();
    sources.clear();
    bytes = 0;
  };
  work_.spool.read(model, [&](Row&& row) {
    const RecordId source = number(row.front());
    if (work_.mapping.find(model.name, source) != 0) return;
    const Translated translated = translate(model, row, work_.mapping);
    for (const Lost& lost : translated.lost)
      work_.notices({Notice::Kind::lost, lost.model, lost.id,
                     lost.column + ": " + lost.to + " is not in the target"});
    if (translated.dropped) return;
    json line = json::array(
        {std::string(mark_module) + "." + mark_name(work_.info.key, model.name, source)});
    for (const std::size_t i : places)
      line.push_back(load_value(work_.reader, model.columns[i], translated.row[i]));
    for (const RpcLink* link : own) {
      std::string ids;
      // groups seat their members when they are set: the second pass does, after the seats
      if (!empty_seats || std::string_view(link->field) != "group_ids")
        for (const RecordId id : work_.link_targets(*link, source))
          ids += (ids.empty() ? "" : ",") + std::to_string(id);
      line.push_back(ids);
    }
    const bool has = !line.back().get_ref<const std::string&>().empty();
    if (may_split && has != attached) flush();
    attached = has;
    for (const json& value : line) bytes += value.get_ref<const std::string&>().size();
    rows.push_back(std::move(line));
    sources.push_back(source);
    if (rows.size() >= load_rows || bytes >= load_bytes) flush();
  });
  flush();
}

// Record and external id are made together, so that saying it twice does no harm: except for
// messages without a document, which Odoo does not let be written over.
void RpcCreation::load(const Model& model, const json& fields, const json& rows,
                       const SortedIds& sources) {
  if (rows.empty()) return;
  const json done = work_.session.call(model.name, "load", json::array({fields, rows}),
                                       {{"context", quiet(work_.session.context())}});
  if (!done.is_object() || !done.at("ids").is_array()) {
    // The last request of a run that was killed may have come to its end in the server meanwhile.
    load_marks(work_.session, work_.info.key, work_.mapping, work_.foreign);
    json left = json::array();
    SortedIds left_sources;
    for (std::size_t i = 0; i < sources.size(); ++i)
      if (const RecordId there = work_.mapping.find(model.name, sources[i]); there != 0) {
        work_.made(model.name, sources[i], there);
      } else {
        left.push_back(rows.at(i));
        left_sources.push_back(sources[i]);
      }
    if (left.size() < rows.size()) return load(model, fields, left, left_sources);
    std::string why;
    for (const json& message : done.value("messages", json::array()))
      if (why.empty() && message.contains("message"))
        why = message.at("message").get<std::string>();
    if (sources.size() == 1)
      return work_.notices({Notice::Kind::left_out, model.name, sources.front(),
                            model.name + ' ' + std::to_string(sources.front()) +
                                " is refused by the target: " + why});
    // One record that the server refuses takes no other with it: halves find it.
    const auto middle = static_cast<std::ptrdiff_t>(sources.size() / 2);
    for (const auto& [from, to] :
         {std::pair(std::ptrdiff_t{0}, middle), std::pair(middle, std::ptrdiff_t(sources.size()))})
      load(model, fields, json(std::vector<json>(rows.begin() + from, rows.begin() + to)),
           SortedIds(sources.begin() + from, sources.begin() + to));
    return;
  }
  for (std::size_t i = 0; i < sources.size(); ++i)
    work_.made(model.name, sources[i], done.at("ids").at(i).get<RecordId>());
}

bool RpcCreation::belongs_to_ours(const Model& model, const Row& there) {
  for (const std::string& name : model.key) {
    const Column& column = *model.column(name);
    if (column.points == Points::nowhere || !there[model.at(name)]) continue;
    const std::string to =
        column.points == Points::document ? there[model.at(column.to)].value_or("") : column.to;
    if (work_.ours(to, number(there[model.at(name)]))) return true;
  }
  return false;
}

// What the server has of its own accord (a channel that listens to itself, who joined by a group),
// and parts of records that it had before: found by the columns that make a row one of its kind.
void RpcCreation::adopt(const Model& model) {
  const Column* by = &model.columns[model.at(model.key.front())];
  for (const char* name : {"channel_id", "mail_message_id", "res_id"})
    if (std::find(model.key.begin(), model.key.end(), name) != model.key.end()) {
      by = model.column(name);
      break;
    }
  struct Wanted {
    RecordId source = 0;
    bool ours = false;  // of a record or person that a run created
  };
  std::map<std::string, Wanted> open;  // by key
  std::map<std::string, json> values;
  work_.spool.read(model, [&](Row&& row) {
    const RecordId source = number(row.front());
    if (work_.mapping.find(model.name, source) != 0) return;
    const Row there = translate(model, row, work_.mapping).row;
    const Cell& value = there[model.at(by->name)];
    if (!value) return;
    std::string key;
    for (const std::string& name : model.key) key += there[model.at(name)].value_or("") + "\n";
    open[key] = {source, belongs_to_ours(model, there)};
    values[*value] = by->kind == Kind::integer ? json(number(value)) : json(*value);
  });
  const auto look = [&](const json& some) {
    const SortedIds ids =
        work_.reader.search(model.name, json::array({json::array({by->name, "in", some})}));
    work_.reader.read_values(model.name, ids, model.key, [&](const json& record) {
      std::string key;
      for (const std::string& name : model.key) {
        const json& value = record.at(name);
        key += (value.is_string()   ? value.get<std::string>()
                : value.is_number() ? value.dump()
                                    : "") +
               "\n";
      }
      const auto found = open.find(key);
      if (found == open.end()) return;
      const RecordId target = record.at("id").get<RecordId>();
      if (found->second.ours)
        work_.made(model.name, found->second.source, target);
      else
        work_.match(model.name, found->second.source, target);
    });
  };
  json some = json::array();
  for (auto& [text, value] : values) {
    some.push_back(std::move(value));
    if (some.size() < 1000) continue;
    look(some);
    some = json::array();
  }
  if (!some.empty()) look(some);
}

}  // namespace chatterd::migrate
