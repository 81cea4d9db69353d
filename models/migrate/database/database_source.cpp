// Reads tables as COPY streams, in the order of the ids, all on one snapshot.
#include "models/migrate/database/database_source.hpp"

#include <mutex>
#include <set>

#include "bridge/files/hash.hpp"
#include "models/migrate/core/batcher.hpp"
#include "models/migrate/database/database_selection.hpp"

namespace chatterd::migrate {
namespace {

constexpr std::uint64_t piece_bytes = 1 << 20;

// The marks that migrations leave are no names of a record; a name with a comma would be read as
// two, perhaps as somebody else's.
constexpr const char* external_ids =
    "(SELECT string_agg(d.module || '.' || d.name, ',' ORDER BY d.module, d.name) FROM "
    "ir_model_data d WHERE d.model = %M AND d.res_id = t.id AND d.module <> "
    "'__chatterd_migrate__' AND d.module || d.name NOT LIKE '%,%')";

std::string external_ids_of(const std::string& model_expression) {
  std::string out = external_ids;
  return out.replace(out.find("%M"), 2, model_expression);
}

class DatabaseSource : public Source {
 public:
  DatabaseSource(std::string dsn, const std::string& filestore, const Selection& wanted)
      : dsn_(std::move(dsn)), store_(filestore), main_(dsn_), snapshot_(main_.export_snapshot()) {
    check();
    for (const Row& row : main_.rows(R"sql(
        SELECT table_name, column_name
        FROM information_schema.columns
        WHERE table_schema = 'public')sql"))
      columns_[*row[0]].insert(*row[1]);
    selection_ = std::make_unique<DatabaseSelection>(main_, wanted);
    info_.kind = "database";
    info_.name = main_.value("SELECT current_database()").value_or("");
    const Cell uuid =
        main_.value("SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'");
    info_.key = bridge::sha1_hex(uuid.value_or(info_.name)).substr(0, 8);
    info_.selection = wanted;
    for (const Model& model : models())
      if (!model.table.empty())
        info_.counts[model.name] = wanted.everything() ? estimate(model) : count(model);
  }

  const SourceInfo& info() override { return info_; }
  bool parallel() const override { return true; }

  bool has_column(const Model& model, const std::string& column) const override {
    const auto table = columns_.find(model.table);
    return column == "external_id" || (table != columns_.end() && table->second.contains(column));
  }

  void read(const Model& model, RecordId after, const std::function<void(Batch&&)>& sink) override {
    bridge::SnapshotReader reader(dsn_, snapshot_);
    Batcher batcher(model, sink);
    reader.copy(query(model, after), [&](Row&& row) { batcher.add(std::move(row)); });
    batcher.flush();
  }

  void contents(const std::function<bool(const Content&)>& wanted,
                const std::function<void(const Content&, const ContentPieces&)>& sink,
                const std::function<void(const Content&)>& missing) override {
    bridge::SnapshotReader reader(dsn_, snapshot_), bytes(dsn_, snapshot_);
    const std::string sha = checksum_expression();
    reader.copy("SELECT DISTINCT ON (1, 2) " + sha +
                    ", coalesce(t.store_fname, ''), coalesce(length(t.db_datas), t.file_size, 0), "
                    "t.id FROM ir_attachment t WHERE t.type = 'binary' AND " +
                    sha + " IS NOT NULL AND " + selection_->condition(model("ir.attachment")) +
                    " ORDER BY 1, 2, 4",
                [&](Row&& row) {
                  Content content{*row[0], static_cast<std::uint64_t>(number(row[2]))};
                  const std::string& name = *row[1];
                  std::optional<ContentPieces> pieces =
                      name.empty() ? column_pieces(bytes, *row[3]) : file_pieces(store_, name);
                  if (!pieces) return missing(content);
                  if (!name.empty()) content.size = store_.size(name).value_or(0);
                  if (wanted(content)) sink(content, *pieces);
                });
  }

 private:
  void check() {
    if (!main_.value("SELECT to_regclass('ir_module_module')::text"))
      throw std::runtime_error("the database \"" +
                               main_.value("SELECT current_database()").value_or("") +
                               "\" is no Odoo database");
    const Cell version = main_.value(
        R"sql(
            SELECT latest_version
            FROM ir_module_module
            WHERE name = 'mail'
              AND state = 'installed')sql");
    if (!version || !version->starts_with("13.0"))
      throw std::runtime_error("the source is no Odoo 13 with Discuss (mail is " +
                               version.value_or("not installed") + ")");
  }

  std::int64_t count(const Model& model) {
    return number(main_.value("SELECT count(*) FROM " + model.table + " t WHERE " +
                              selection_->condition(model)));
  }

  // What the statistics say; they are exact enough to show how far a run has come.
  std::int64_t estimate(const Model& model) {
    const RecordId rows = number(
        main_.value("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = " +
                    bridge::SnapshotReader::literal("\"" + model.table + "\"") + "::regclass"));
    return rows > 100000 ? rows : count(model);
  }

  std::string checksum_expression() const {
    return "coalesce(t.checksum, substring(t.store_fname from '[0-9a-f]{40}$'))";
  }

  std::string expression(const Model& model, const Column& column) const {
    if (model.named && column.name == "external_id")
      return external_ids_of(bridge::SnapshotReader::literal(model.name));
    if (!columns_.at(model.table).contains(column.name)) return "NULL";
    const std::string plain = "t.\"" + column.name + "\"";
    if (column.points == Points::model_name)
      return "(SELECT m.model FROM ir_model m WHERE m.id = " + plain + ")";
    if (model.name == "ir.attachment" && column.name == "checksum") return checksum_expression();
    return plain;
  }

  std::string query(const Model& model, RecordId after) const {
    if (model.name == "reference")
      return "SELECT t.model, t.id, t.name, " + external_ids_of("t.model") + " FROM (" +
             selection_->references() + ") t ORDER BY 1, 2";
    if (!columns_.contains(model.table)) return "SELECT 1 WHERE false";
    std::string list, order;
    for (const Column& column : model.columns)
      list += (list.empty() ? "" : ", ") + expression(model, column);
    const std::string first = "t.\"" + model.columns.front().name + "\"";
    order = first;
    if (!model.has_id()) order += ", t.\"" + model.columns[1].name + "\"";
    return "SELECT " + list + " FROM \"" + model.table + "\" t WHERE " + first + " > " +
           std::to_string(after) + " AND " + selection_->condition(model) + " ORDER BY " + order;
  }

  // Bytes that an attachment has in its row.
  static std::optional<ContentPieces> column_pieces(bridge::SnapshotReader& reader,
                                                    const std::string& id) {
    const Cell length = reader.value("SELECT length(db_datas) FROM ir_attachment WHERE id = " + id);
    if (!length) return std::nullopt;
    return [&reader, id, at = std::uint64_t{1}]() mutable {
      const std::string text =
          reader
              .value("SELECT encode(substring(db_datas from " + std::to_string(at) + " for " +
                     std::to_string(piece_bytes) +
                     "), 'base64') FROM ir_attachment WHERE id = " + id)
              .value_or("");
      at += piece_bytes;
      return bridge::base64_decode_lenient(text);
    };
  }

  std::string dsn_;
  bridge::Filestore store_;
  bridge::SnapshotReader main_;
  std::string snapshot_;
  SourceInfo info_;
  std::map<std::string, std::set<std::string>> columns_;
  std::unique_ptr<DatabaseSelection> selection_;
};

}  // namespace

std::optional<ContentPieces> file_pieces(const bridge::Filestore& store, const std::string& name) {
  if (!store.size(name)) return std::nullopt;
  return [&store, name, at = std::uint64_t{0}]() mutable {
    const std::optional<std::string> piece = store.read_range(name, at, piece_bytes);
    if (!piece) throw std::runtime_error("cannot read " + store.full_path(name).string());
    at += piece->size();
    return *piece;
  };
}

std::unique_ptr<Source> open_database_source(const std::string& dsn, const std::string& filestore,
                                             const Selection& selection) {
  return std::make_unique<DatabaseSource>(dsn, filestore, selection);
}

}  // namespace chatterd::migrate
