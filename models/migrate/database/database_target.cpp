// Every batch is one transaction: rows, external ids, journal and progress together.
#include "models/migrate/database/database_target.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>

#include "bridge/files/filestore.hpp"
#include "models/migrate/core/content_store.hpp"
#include "models/migrate/core/people.hpp"
#include "models/migrate/database/batch_writer.hpp"
#include "models/migrate/database/bulk_loading.hpp"
#include "models/migrate/database/database_removal.hpp"
#include "models/migrate/database/journal.hpp"
#include "models/migrate/database/references.hpp"

namespace chatterd::migrate {
namespace {

using Lock = std::lock_guard<std::mutex>;

class DatabaseTarget : public Target {
 public:
  DatabaseTarget(std::string dsn, const std::string& filestore)
      : dsn_(std::move(dsn)), store_(filestore), main_(dsn_), schema_(main_) {
    for (const Model& model : models())
      if (model.stage >= 1 && !schema_.columns.contains(model.table) &&
          model.name != "mail.shortcode")
        throw std::runtime_error("the target has no table " + model.table +
                                 ": it is no Odoo 13 with Discuss");
  }

  void begin(const SourceInfo& info, const TargetOptions& options,
             const Notices& notices) override {
    info_ = info;
    options_ = options;
    notices_ = notices;
    decisions_ = Decisions(options.mapping_file);
    journal_ = std::make_unique<Journal>(main_, false);
    const std::vector<RunRow> before = journal_->runs(info.key);
    const bool open = !before.empty() && before.front().state == "running";
    if (options.resume && !open)
      throw std::runtime_error("there is no interrupted run of this source to resume");
    if (!options.resume && open && !options.dry_run)
      throw std::runtime_error(
          "a run of this source was interrupted: go on with --resume, or take it back with migrate "
          "undo");
    for (const RunRow& run : before)
      if (run.state == "undoing")
        throw std::runtime_error("a run is being undone: finish that with migrate undo");
    if (options.remove)
      if (const std::int64_t other =
              journal_->other_selection(info.key, to_json(info.selection).dump(),
                                        info.selection.everything() && info.selection.archived))
        throw std::runtime_error(
            "--delete takes what the selection does not have for deleted, and run " +
            std::to_string(other) + " had another one: give the same options as then");
    std::set<std::string, std::less<>> names;
    for (const auto& [name, id] : schema_.model_ids) names.insert(name);
    mapping_.know(std::move(names));
    journal_->load(info.key, schema_.tables(), mapping_, foreign_);
    if (before.empty() && info.kind == "mattermost") tell_other_servers();
    unknown_source_ = before.empty() && !load_marks();
    keep_ids_ = before.empty() ? info.told.empty() && empty() : before.front().keep_ids;
    identification_ = std::make_unique<Identification>(main_, schema_, info.key, keep_ids_,
                                                       options.dry_run, mapping_, foreign_);
    if (open && !options.dry_run) run_ = before.front().id;
  }

  bool people(const std::vector<Person>& people) override {
    const std::vector<Person> there = people_of(main_);
    const PeopleMatches found = match_people(unmapped(people), there, decisions_, keep_ids_);
    for (const auto& [source, target] : found.partners)
      identification_->match("res.partner", source, target);
    for (const auto& [source, target] : found.users)
      identification_->match("res.users", source, target);
    match_users_of_known_partners(people, there);
    for (const Notice& conflict : found.conflicts) notices_(conflict);
    if (found.conflicts.empty() && !options_.dry_run && run_ == 0) {
      start_run();
      prepare_empty_tables();
    }
    return found.conflicts.empty();
  }

  std::optional<RecordId> resume_after(const Model& model) override {
    // The references and their notices are needed every time.
    if (run_ == 0 || model.name == "reference") return 0;
    const Lock lock(main_mutex_);
    return journal_->resume_after(run_, model);
  }

  Tally write(const Batch& batch) override {
    if (batch.model->name == "reference") {
      const Lock lock(main_mutex_);
      return match_references(main_, schema_, batch, mapping_, notices_);
    }
    if (!schema_.columns.contains(batch.model->table)) return left_out(batch);
    const std::shared_ptr<bridge::Connection> link = borrow();
    link->command("BEGIN");
    try {
      const Tally tally = write_batch(*link, context(), batch);
      if (options_.dry_run) {
        link->command("ROLLBACK");
      } else {
        Journal::note_progress(*link, run_, *batch.model, number(batch.rows.back().front()), false);
        link->command("COMMIT");
      }
      give_back(link);
      return tally;
    } catch (const bridge::SqlError& error) {
      throw std::runtime_error(batch.model->name + ", records " +
                               batch.rows.front().front().value_or("") + " to " +
                               batch.rows.back().front().value_or("") + ": " + error.what());
    }
  }

  void complete(const Model& model) override {
    if (run_ == 0) return;
    const std::shared_ptr<bridge::Connection> link = borrow();
    if (!model.table.empty()) put_back(*link, model.table);
    Journal::note_progress(*link, run_, model, 0, true);
    give_back(link);
  }

  bool has_content(const Content& content) override { return store_.has(content); }

  bool write_content(const Content& content, const ContentPieces& pieces) override {
    if (options_.dry_run) return true;
    {
      const Lock lock(main_mutex_);
      // Before the file is there: what an interrupted run leaves can be removed.
      main_.execute(bridge::Sql("INSERT INTO chatterd_migrate.content (run, name) VALUES (%s, %s)",
                                {run_, store_.name(content)}));
    }
    return store_.write(content, pieces);
  }

  std::map<std::string, std::int64_t> remove_missing(const SourceRows& rows) override {
    if (!journal_->there()) return {};
    main_.command("BEGIN");
    const auto removed = Removal(main_, schema_, info_.key, run_, mapping_, notices_).go(rows);
    main_.command(options_.dry_run ? "ROLLBACK" : "COMMIT");
    return removed;
  }

  void finish() override {
    if (options_.dry_run) return;
    main_.command("BEGIN");
    set_late();
    for (const Model& model : models())
      if (model.has_id() && schema_.columns.contains(model.table)) {
        const std::string sequence = model.table + "_id_seq";
        main_.execute(bridge::Sql("SELECT setval(%s, greatest((SELECT max(id) FROM " + model.table +
                                      "), last_value)) FROM " + sequence +
                                      " WHERE (SELECT max(id) FROM " + model.table +
                                      ") >= last_value",
                                  {sequence}));
      }
    // Servers that run on the database throw away what they remember.
    for (const char* signal : {"base_cache_signaling", "base_registry_signaling"})
      if (!main_.execute(bridge::Sql("SELECT to_regclass(%s)", {signal}))[0][0].is_null())
        main_.execute(bridge::Sql("SELECT nextval(%s)", {signal}));
    journal_->set_state(run_, "done");
    main_.command("COMMIT");
    for (const char* table :
         {"mail_message", "mail_message_res_partner_needaction_rel",
          "mail_message_mail_channel_rel", "mail_channel_partner", "ir_model_data"})
      main_.execute(bridge::Sql(std::string("ANALYZE ") + table));
  }

  const Mapping& mapping() const override { return mapping_; }
  bool foreign(const std::string& model, RecordId target) const override {
    return !keep_ids_ && foreign_.find(model, target) != 0;
  }
  bool takes(const Model& model, const Row& row) const override {
    return info_.told.empty() || !gives_rights(model) || !foreign("res.users", number(row[1]));
  }
  bool parallel() const override { return true; }

 private:
  RunContext context() {
    return {*this,    schema_, info_,     *identification_, mapping_,       foreign_,
            notices_, run_,    keep_ids_, options_.dry_run, unknown_source_};
  }

  std::shared_ptr<bridge::Connection> borrow() {
    const Lock lock(pool_mutex_);
    if (pool_.empty()) {
      auto link = std::make_shared<bridge::Connection>(dsn_);
      link->command("SET synchronous_commit TO off");  // what a power failure takes is written
                                                       // again on --resume
      return link;
    }
    auto link = pool_.back();
    pool_.pop_back();
    return link;
  }

  void give_back(const std::shared_ptr<bridge::Connection>& link) {
    const Lock lock(pool_mutex_);
    pool_.push_back(link);
  }

  bool empty() {
    return main_
        .execute(
            R"sql(
                SELECT NOT EXISTS (SELECT FROM mail_message)
                  AND NOT EXISTS (SELECT FROM mail_channel))sql")[0][0]
        .boolean();
  }

  // A Mattermost does not say which server it is: one that was here before may be the same, under
  // another key.
  void tell_other_servers() {
    std::set<std::string> keys;
    for (const RunRow& run : journal_->runs(""))
      if (run.source_name.starts_with(info_.kind + " ") && keys.insert(run.source_key).second)
        notices_({Notice::Kind::left_out, "source", 0,
                  "nothing so far, but an earlier run was of a " + info_.kind + " with the key " +
                      run.source_key + ": if this is the same server, give --from-key " +
                      run.source_key + ", or all of it comes twice"});
  }

  // External ids of runs whose journal is gone, or that came over RPC. Were there any?
  bool load_marks() {
    bool any = false;
    for (const bridge::Row row : main_.execute(bridge::Sql(R"sql(
             SELECT model, substring(name from '[0-9]+$')::bigint, res_id
             FROM ir_model_data
             WHERE module = %s
               AND name LIKE %s
             ORDER BY 1, 2)sql",
                                                           {mark_module, info_.key + "\\_%"}))) {
      mapping_.set(row[0].str(), row[1].integer(), row[2].integer());
      any = true;
    }
    return any;
  }

  // Nothing is written before.
  void start_run() {
    main_.command("BEGIN");
    journal_ = std::make_unique<Journal>(main_, true);
    run_ = journal_->start(info_.key, info_.kind + " " + info_.name, keep_ids_,
                           to_json(info_.selection).dump());
    note_sequences();
    main_.command("COMMIT");
  }

  // Where somebody holds a lock, the rows go in with all indexes: later, but they do.
  void prepare_empty_tables() {
    std::vector<std::string> tables;
    for (const auto& [name, coming] : info_.counts)
      if (coming >= bulk_rows && identification_->had_few_rows(model(name)))
        tables.push_back(model(name).table);
    if (tables.empty()) return;
    main_.command("BEGIN");
    try {
      put_aside(main_, tables);
      main_.command("COMMIT");
    } catch (const bridge::SqlError&) {
      main_.command("ROLLBACK");
    }
  }

  void note_sequences() {
    for (const Model& model : models())
      if (model.has_id() && schema_.columns.contains(model.table))
        main_.execute(bridge::Sql(R"sql(
                INSERT INTO chatterd_migrate.sequence (run, name, last, called)
                SELECT %s, %s, last_value, is_called
                FROM )sql" + model.table +
                                      "_id_seq",
                                  {run_, model.table + "_id_seq"}));
  }

  // A run that was interrupted may have brought partners and not yet their users: the users that
  // their partners have in the target are theirs, as they were when both were found together.
  void match_users_of_known_partners(const std::vector<Person>& people,
                                     const std::vector<Person>& there) {
    std::multimap<RecordId, const Person*> users;
    for (const Person& person : there)
      if (person.user != 0) users.emplace(person.partner, &person);
    for (const Person& person : people) {
      const RecordId partner = mapping_.find("res.partner", person.partner);
      if (partner == 0 || person.user == 0 || mapping_.find("res.users", person.user) != 0 ||
          decisions_.decided("res.users", person.user) == RecordId{0})
        continue;
      const auto [first, last] = users.equal_range(partner);
      auto like = std::find_if(
          first, last, [&](const auto& user) { return user.second->login == person.login; });
      if (like == last) like = first;
      if (like == last) continue;
      identification_->match("res.users", person.user, like->second->user);
      users.erase(like);
    }
  }

  std::vector<Person> unmapped(const std::vector<Person>& people) const {
    std::vector<Person> out;
    for (const Person& person : people)
      if (mapping_.find("res.partner", person.partner) == 0) out.push_back(person);
    return out;
  }

  Tally left_out(const Batch& batch) {
    Tally tally;
    tally.left_out = static_cast<std::int64_t>(batch.rows.size());
    notices_({Notice::Kind::left_out, batch.model->name, 0,
              std::to_string(batch.rows.size()) + " rows: the target has no table " +
                  batch.model->table});
    return tally;
  }

  // The pointers that had to wait. What they point at is here now, or will never be.
  void set_late() {
    for (const bridge::Row row : main_.execute(bridge::Sql(R"sql(
             SELECT model, field, to_model, array_agg(id ORDER BY id), array_agg(to_id ORDER BY
                 id)
             FROM chatterd_migrate.late
             WHERE run = %s
             GROUP BY 1, 2, 3
             ORDER BY 1, 2, 3)sql",
                                                           {run_}))) {
      const Model& owner = model(row[0].text());
      const std::string table = owner.table, field = row[1].str(), to = row[2].str();
      bridge::Ids ids, values;
      const bridge::Ids all = row[3].ids(), pointed = row[4].ids();
      for (std::size_t i = 0; i < all.size(); ++i) {
        const RecordId found = mapping_.find(to, pointed[i]);
        if (found == 0) {
          tell_lost(notices_, {owner.name, all[i], field, to, pointed[i]});
          continue;
        }
        ids.push_back(all[i]);
        values.push_back(found);
      }
      const std::string column = bridge::Sql::identifier(field).text(),
                        name = bridge::Sql::identifier(table).text();
      if (owner.name != "mail.message")
        main_.execute(bridge::Sql(
            R"sql(
                INSERT INTO chatterd_migrate.old_row (run, model, id, was)
                SELECT %s, %s, t.id, to_jsonb(t)
                FROM )sql" +
                name +
                " t WHERE id = ANY(%s) AND NOT EXISTS (SELECT FROM chatterd_migrate.batch b "
                "WHERE b.run = %s AND b.model = %s AND b.action = 'created' AND t.id = "
                "ANY(b.target)) ON CONFLICT DO NOTHING",
            {run_, owner.name, ids, run_, owner.name}));
      main_.execute(
          bridge::Sql("UPDATE " + name + " t SET " + column +
                          " = u.value FROM unnest(%s::int[], %s::int[]) u(id, value) WHERE t.id = "
                          "u.id AND t." +
                          column + " IS DISTINCT FROM u.value",
                      {ids, values}));
    }
    main_.execute(bridge::Sql("DELETE FROM chatterd_migrate.late WHERE run = %s", {run_}));
  }

  std::string dsn_;
  ContentStore store_;
  bridge::Connection main_;
  std::mutex main_mutex_, pool_mutex_;
  std::vector<std::shared_ptr<bridge::Connection>> pool_;
  TargetSchema schema_;
  SourceInfo info_;
  TargetOptions options_;
  Notices notices_;
  Decisions decisions_;
  std::unique_ptr<Journal> journal_;
  Mapping mapping_;
  Mapping foreign_;  // by target id: records that the target had before
  std::int64_t run_ = 0;
  bool keep_ids_ = false;
  bool unknown_source_ = false;  // nothing of it is here, not even from runs whose journal is gone
  std::unique_ptr<Identification> identification_;
};

}  // namespace

std::unique_ptr<Target> open_database_target(const std::string& dsn, const std::string& filestore) {
  return std::make_unique<DatabaseTarget>(dsn, filestore);
}

}  // namespace chatterd::migrate
