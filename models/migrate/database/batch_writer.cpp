#include "models/migrate/database/batch_writer.hpp"

#include "bridge/postgres/copy_text.hpp"
#include "models/migrate/database/journal.hpp"

namespace chatterd::migrate {
namespace {

class BatchWriter {
 public:
  BatchWriter(bridge::Connection& link, const RunContext& context) : link_(link), of_(context) {}

  Tally records(const Batch& batch) {
    const Model& model = *batch.model;
    Tally tally;
    const std::vector<bool> fresh = of_.identification.run(link_, batch);
    Plan plan;
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      const Row& row = batch.rows[i];
      const RecordId source = number(row.front());
      Translated translated = translate(model, row, of_.mapping);
      for (const Lost& lost : translated.lost) tell_lost(of_.notices, lost);
      if (translated.dropped) {
        of_.mapping.set(model.name, source, 0);
        ++tally.left_out;
        continue;
      }
      const RecordId target = number(translated.row.front());
      const bool known_before = !fresh[i] && of_.foreign.find(model.name, target) != 0;
      if (!known_before || of_.keep_ids)
        for (Lost& late : translated.late) {
          plan.late.push_back(std::move(late));
          plan.late_ids.push_back(target);
        }
      if (fresh[i]) {
        plan.created_source.push_back(source);
        plan.created_target.push_back(target);
        note_names(row, target, plan);
        plan.created.push_back(std::move(translated.row));
      } else if (known_before) {
        ++tally.matched;
        plan.matched_source.push_back(source);
        plan.matched_target.push_back(target);
        if (!of_.keep_ids) continue;
        // An installation's own records take the values of those that they stand for.
        note_names(row, target, plan);
        plan.updated.push_back(std::move(translated.row));
      } else {
        ++tally.unchanged;
        plan.updated.push_back(std::move(translated.row));
      }
    }
    tally.created = static_cast<std::int64_t>(plan.created.size());
    if (!of_.dry_run) carry_out(model, plan, tally);
    return tally;
  }

  Tally relation(const Batch& batch) {
    const Model& model = *batch.model;
    Tally tally;
    // An interrupted batch left nothing, so that what is new takes its rows as they are.
    std::vector<Row> rows, perhaps_there;
    for (const Row& row : batch.rows) {
      Translated translated = translate(model, row, of_.mapping);
      for (const Lost& lost : translated.lost) tell_lost(of_.notices, lost);
      if (translated.dropped || !of_.target.takes(model, translated.row))
        ++tally.left_out;
      else if (of_.identification.filled(model) && !new_here(model, translated.row))
        perhaps_there.push_back(std::move(translated.row));
      else
        rows.push_back(std::move(translated.row));
    }
    if (of_.dry_run) {
      tally.created = static_cast<std::int64_t>(rows.size() + perhaps_there.size());
      return tally;
    }
    TableWriter writer(link_, model, of_.schema);
    writer.insert(rows);
    const std::vector<Row> missing = writer.insert_missing(perhaps_there);
    rows.insert(rows.end(), missing.begin(), missing.end());
    tally.created = static_cast<std::int64_t>(rows.size());
    tally.unchanged = static_cast<std::int64_t>(perhaps_there.size() - missing.size());
    bridge::Ids left, right;
    for (const Row& row : rows) {
      left.push_back(number(row[0]));
      right.push_back(number(row[1]));
    }
    Journal::note(link_, of_.run, model, Journal::Action::created, left, right);
    return tally;
  }

 private:
  // Where each row of a batch goes.
  struct Plan {
    std::vector<Row> created, updated;
    bridge::Ids created_source, created_target, matched_source, matched_target;
    std::vector<Lost> late;
    std::vector<RecordId> late_ids;
    std::vector<std::pair<RecordId, std::string>> names;  // external ids that come along
  };

  // The columns that the source tells of the model; all of them when it is an Odoo.
  const std::set<std::string>* told(const Model& model) const {
    const auto found = of_.info.told.find(model.name);
    return found == of_.info.told.end() ? nullptr : &found->second;
  }

  static void note_names(const Row& row, RecordId target, Plan& plan) {
    if (row.size() > 1)
      for (std::string& name : split_names(row.back()))
        plan.names.emplace_back(target, std::move(name));
  }

  void carry_out(const Model& model, Plan& plan, Tally& tally) {
    if (model.name == "mail.alias") free_alias_names(plan.created);
    TableWriter writer(link_, model, of_.schema);
    writer.insert(plan.created);
    const std::int64_t changed = writer.update(plan.updated, of_.run, told(model));
    tally.updated = changed;
    tally.unchanged = std::max<std::int64_t>(0, tally.unchanged - changed);
    if (model.marked && !plan.created.empty()) write_marks(model, plan);
    if (model.named) write_names(model, plan);
    Journal::note(link_, of_.run, model, Journal::Action::created, plan.created_source,
                  plan.created_target);
    Journal::note(link_, of_.run, model, Journal::Action::matched, plan.matched_source,
                  plan.matched_target);
    note_late(model, plan);
  }

  void write_marks(const Model& model, const Plan& plan) const {
    std::vector<std::string> names;
    for (const RecordId source : plan.created_source)
      names.push_back(mark_name(of_.info.key, model.name, source));
    if (!of_.unknown_source) {
      link_.execute(bridge::Sql(R"sql(
              INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
              SELECT %s, u.name, %s, u.target, true
              FROM unnest(%s::text[], %s::int[]) u(name, target)
              ON CONFLICT (module, name) DO UPDATE
              SET res_id = EXCLUDED.res_id)sql",
                                {mark_module, model.name, names, plan.created_target}));
      return;
    }
    std::vector<std::string> lines(names.size());
    for (std::size_t i = 0; i < lines.size(); ++i)
      bridge::append_copy_line(lines[i], {mark_module, names[i], model.name,
                                          std::to_string(plan.created_target[i]), "t"});
    link_.copy_in("ir_model_data", {"module", "name", "model", "res_id", "noupdate"}, lines);
  }

  void note_late(const Model& model, const Plan& plan) const {
    std::map<std::pair<std::string, std::string>, std::pair<bridge::Ids, bridge::Ids>> by_column;
    for (std::size_t i = 0; i < plan.late.size(); ++i) {
      auto& [ids, pointed] = by_column[{plan.late[i].column, plan.late[i].to}];
      ids.push_back(plan.late_ids[i]);
      pointed.push_back(plan.late[i].target);
    }
    for (const auto& [column, values] : by_column)
      link_.execute(bridge::Sql(
          R"sql(
              INSERT INTO chatterd_migrate.late (run, model, id, field, to_model, to_id)
              SELECT %s, %s, u.id, %s, %s, u.to_id
              FROM unnest(%s::int[], %s::bigint[]) u(id, to_id))sql",
          {of_.run, model.name, column.first, column.second, values.first, values.second}));
  }

  void write_names(const Model& model, const Plan& plan) {
    if (plan.names.empty()) return;
    bridge::Ids targets;
    std::vector<std::string> modules, names;
    for (const auto& [target, name] : plan.names) {
      const std::size_t dot = name.find('.');
      if (dot == std::string::npos) continue;
      targets.push_back(target);
      modules.push_back(name.substr(0, dot));
      names.push_back(name.substr(dot + 1));
    }
    const bridge::Ids made = link_
                                 .execute(bridge::Sql(
                                     R"sql(
                    INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
                    SELECT u.module, u.name, %s, u.id, true
                    FROM unnest(%s::text[], %s::text[], %s::int[]) u(module, name, id)
                    ON CONFLICT (module, name) DO NOTHING
                    RETURNING id)sql",
                                     {model.name, modules, names, targets}))
                                 .ids();
    if (!made.empty())
      link_.execute(bridge::Sql(R"sql(
              INSERT INTO chatterd_migrate.batch (run, model, action, source, target)
              VALUES (%s, 'ir.model.data', 'created', %s, %s))sql",
                                {of_.run, made, made}));
  }

  // An alias is unique by its name; one that the target has keeps it.
  void free_alias_names(std::vector<Row>& rows) {
    const Model& alias = model("mail.alias");
    const std::size_t place = alias.at("alias_name");
    std::vector<std::string> names;
    for (const Row& row : rows)
      if (row[place]) names.push_back(*row[place]);
    if (names.empty()) return;
    const std::vector<std::string> taken = [&] {
      std::vector<std::string> out;
      for (const bridge::Row row : link_.execute(bridge::Sql(
               "SELECT alias_name FROM mail_alias WHERE alias_name = ANY(%s::text[])", {names})))
        out.push_back(row[0].str());
      return out;
    }();
    for (Row& row : rows)
      if (row[place] && std::find(taken.begin(), taken.end(), *row[place]) != taken.end()) {
        of_.notices({Notice::Kind::lost, "mail.alias", number(row.front()),
                     "the target has an alias " + *row[place] +
                         " already: this one goes without its name"});
        row[place].reset();
      }
  }

  // Does the relation's row begin with a record that this run created?
  bool new_here(const Model& model, const Row& row) const {
    return of_.unknown_source &&
           of_.foreign.find(model.columns.front().to, number(row.front())) == 0;
  }

  bridge::Connection& link_;
  const RunContext& of_;
};

}  // namespace

Tally write_batch(bridge::Connection& link, const RunContext& context, const Batch& batch) {
  BatchWriter writer(link, context);
  return batch.model->has_id() ? writer.records(batch) : writer.relation(batch);
}

void tell_lost(const Notices& notices, const Lost& lost) {
  notices({Notice::Kind::lost, lost.model, lost.id,
           lost.column + ": " + lost.to + (lost.target ? " " + std::to_string(lost.target) : "") +
               " is not in the target"});
}

}  // namespace chatterd::migrate
