// Takes back a run of a database target by its journal, in the opposite order of its writing.
#include "models/migrate/core/content_store.hpp"
#include "models/migrate/database/bulk_loading.hpp"
#include "models/migrate/database/database_removal.hpp"
#include "models/migrate/database/database_target.hpp"
#include "models/migrate/database/journal.hpp"
#include "models/migrate/database/table_writer.hpp"

namespace chatterd::migrate {
namespace {

class Undo {
 public:
  Undo(const std::string& dsn, const std::string& filestore,
       const std::function<void(const std::string&)>& progress)
      : link_(dsn),
        schema_(link_),
        journal_(link_, false),
        store_(filestore),
        progress_(progress) {}

  Undone go(std::int64_t wanted) {
    const RunRow run = choose(wanted);
    if (const std::int64_t later = journal_.removed_later(run.id, run.source_key))
      throw std::runtime_error("run " + std::to_string(later) +
                               " of the same source removed records: undo that one first");
    journal_.set_state(run.id, "undoing");
    progress_("undoing run " + std::to_string(run.id) + " (" + run.source_name + ")");
    put_back(link_, "");
    // First, so that nothing of the target points at what goes.
    link_.command("BEGIN");
    done_.restored = restore_removed(link_, schema_, run.id);
    for (const Model& model : models())
      if (schema_.columns.contains(model.table) && model.has_id()) restore(run.id, model);
    link_.command("COMMIT");
    forget_late_pointers(run);
    for (auto model = models().rbegin(); model != models().rend(); ++model)
      if (schema_.columns.contains(model->table)) take_back(run.id, *model);
    link_.command("BEGIN");
    remove_names(run.id);
    restore_sequences(run.id);
    link_.command("COMMIT");
    remove_contents(run.id);
    link_.command("BEGIN");
    journal_.forget(run.id);
    if (!link_.execute("SELECT to_regclass('base_cache_signaling')")[0][0].is_null())
      link_.execute("SELECT nextval('base_cache_signaling')");
    link_.command("COMMIT");
    return std::move(done_);
  }

 private:
  RunRow choose(std::int64_t wanted) const {
    for (const RunRow& run : journal_.runs(""))
      if (wanted == 0 || run.id == wanted) return run;
    throw std::runtime_error(wanted == 0 ? "there is no run to undo in this database"
                                         : "there is no run " + std::to_string(wanted) +
                                               " in this database");
  }

  std::string table(const Model& model) const {
    return bridge::Sql::identifier(model.table).text();
  }

  // Pointers in records that stay, at what goes, come back with the old rows; in records that go
  // they only hinder.
  void forget_late_pointers(const RunRow& run) {
    for (const Model& model : models()) {
      if (!schema_.columns.contains(model.table)) continue;
      for (const Column& column : model.columns)
        if (column.late && column.points == Points::model &&
            schema_.columns.at(model.table).contains(column.name) && !column.needed &&
            model.name != "mail.message")
          link_.execute(bridge::Sql(
              "UPDATE " + table(model) + " SET " + bridge::Sql::identifier(column.name).text() +
                  " = NULL WHERE id IN (SELECT unnest(target) FROM chatterd_migrate.batch "
                  "WHERE run = %s AND model = %s AND action = 'created') AND " +
                  bridge::Sql::identifier(column.name).text() + " IS NOT NULL",
              {run.id, model.name}));
    }
  }

  // One transaction a model, so that what is removed no longer burdens the next one's foreign keys.
  void take_back(std::int64_t run, const Model& model) {
    const std::string ids =
        "FROM chatterd_migrate.batch b CROSS JOIN LATERAL unnest(b.source, b.target) u(source, "
        "target) WHERE b.run = %s AND b.model = %s AND b.action = 'created'";
    bridge::Sql removal;
    if (model.has_id())
      removal = bridge::Sql("DELETE FROM " + table(model) + " t USING (SELECT u.target " + ids +
                                ") gone WHERE t.id = gone.target",
                            {run, model.name});
    else
      removal =
          bridge::Sql("DELETE FROM " + table(model) + " t USING (SELECT u.source, u.target " + ids +
                          ") gone WHERE t." + bridge::Sql::identifier(model.key[0]).text() +
                          " = gone.source AND t." + bridge::Sql::identifier(model.key[1]).text() +
                          " = gone.target",
                      {run, model.name});
    const auto removed = static_cast<std::int64_t>(link_.execute(removal).affected());
    if (model.has_id())
      link_.execute(bridge::Sql("DELETE FROM ir_model_data d USING (SELECT u.target " + ids +
                                    ") gone WHERE d.module = %s AND d.model = %s AND "
                                    "d.res_id = gone.target AND NOT EXISTS (SELECT FROM " +
                                    table(model) + " t WHERE t.id = d.res_id)",
                                {run, model.name, mark_module, model.name}));
    if (removed == 0) return;
    done_.removed[model.name] += removed;
    progress_(model.name + ": " + std::to_string(removed) + " removed");
    // A foreign key without an index reads the whole table for each message that goes: not its dead
    // rows, please.
    link_.command("VACUUM " + table(model));
  }

  void remove_names(std::int64_t run) {
    link_.execute(bridge::Sql(R"sql(
            DELETE FROM ir_model_data
            WHERE id IN (SELECT unnest(target) FROM chatterd_migrate.batch WHERE run = %s AND
                model = 'ir.model.data'))sql",
                              {run}));
  }

  void restore(std::int64_t run, const Model& model) {
    std::string set;
    for (const std::string& column : schema_.columns.at(model.table))
      if (column != "id")
        set += (set.empty() ? "" : ", ") + bridge::Sql::identifier(column).text() + " = o." +
               bridge::Sql::identifier(column).text();
    const auto restored = static_cast<std::int64_t>(
        link_
            .execute(bridge::Sql("UPDATE " + table(model) + " t SET " + set +
                                     " FROM (SELECT r.* FROM chatterd_migrate.old_row w CROSS JOIN "
                                     "LATERAL jsonb_populate_record(NULL::" +
                                     table(model) +
                                     ", w.was) r WHERE w.run = %s AND w.model = %s) o "
                                     "WHERE t.id = o.id",
                                 {run, model.name}))
            .affected());
    if (restored > 0) done_.restored[model.name] += restored;
  }

  // Back to where they were, unless somebody took numbers meanwhile.
  void restore_sequences(std::int64_t run) {
    for (const bridge::Row row : link_.execute(bridge::Sql(
             "SELECT name, last, called FROM chatterd_migrate.sequence WHERE run = %s", {run}))) {
      const std::string name = row[0].str(),
                        owner = name.substr(0, name.size() - std::string_view("_id_seq").size());
      link_.execute(bridge::Sql("SELECT setval(%s, %s, %s) WHERE NOT EXISTS (SELECT FROM " +
                                    bridge::Sql::identifier(owner).text() + " WHERE id > %s)",
                                {name, row[1].integer(), row[2].boolean(), row[1].integer()}));
    }
  }

  void remove_contents(std::int64_t run) {
    for (const bridge::Row row : link_.execute(bridge::Sql(R"sql(
                 SELECT DISTINCT c.name
                 FROM chatterd_migrate.content c
                 WHERE c.run = %s
                   AND NOT EXISTS (SELECT FROM ir_attachment a WHERE a.store_fname = c.name))sql",
                                                           {run}))) {
      store_.remove(row[0].str());
      ++done_.removed["attachment contents"];
    }
  }

  bridge::Connection link_;
  TargetSchema schema_;
  Journal journal_;
  ContentStore store_;
  const std::function<void(const std::string&)>& progress_;
  Undone done_;
};

}  // namespace

Undone undo_in_database(const std::string& dsn, const std::string& filestore, std::int64_t run,
                        const std::function<void(const std::string&)>& progress) {
  return Undo(dsn, filestore, progress).go(run);
}

}  // namespace chatterd::migrate
