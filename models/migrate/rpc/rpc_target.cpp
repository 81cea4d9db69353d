// Two passes in finish(): what is missing is created, then all that the runs created is read back
// and made equal. The second pass sets what pointed at later records, and brings a second run's
// changes.
#include "models/migrate/rpc/rpc_target.hpp"

#include <algorithm>

#include "bridge/files/hash.hpp"
#include "models/migrate/core/people.hpp"
#include "models/migrate/database/identification.hpp"
#include "models/migrate/rpc/rpc_creation.hpp"
#include "models/migrate/rpc/rpc_equality.hpp"
#include "models/migrate/rpc/rpc_matching.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

class RpcTarget : public Target {
 public:
  RpcTarget(const std::string& url, const ServerLogin& login) : work_(url, login) {}

  void begin(const SourceInfo& info, const TargetOptions& options,
             const Notices& notices) override {
    if (options.remove)
      throw std::runtime_error(
          "--delete needs a target database: over RPC nothing says what others did since");
    work_.info = info;
    options_ = options;
    work_.notices = notices;
    decisions_ = Decisions(options.mapping_file);
    std::set<std::string, std::less<>> names;
    for (const auto& [id, name] : work_.reader.model_names()) names.insert(name);
    work_.mapping.know(std::move(names));
    load_marks(work_.session, work_.info.key, work_.mapping, work_.foreign);
  }

  bool people(const std::vector<Person>& people) override {
    std::vector<Person> open;
    for (const Person& person : people)
      if (work_.mapping.find("res.partner", person.partner) == 0) open.push_back(person);
    const PeopleMatches found = match_people(open, people_of(work_.reader), decisions_, false);
    for (const auto& [source, target] : found.partners) work_.match("res.partner", source, target);
    for (const auto& [source, target] : found.users) work_.match("res.users", source, target);
    for (const Notice& conflict : found.conflicts) work_.notices(conflict);
    return found.conflicts.empty();
  }

  std::optional<RecordId> resume_after(const Model&) override { return 0; }

  Tally write(const Batch& batch) override {
    const Model& model = *batch.model;
    if (model.name == "reference")
      return match_references(work_.reader, batch, work_.mapping, work_.notices);
    if (model.has_id()) identify(batch);
    Tally tally;
    for (const Row& given : batch.rows) {
      Row row = given;
      fit(model, row);
      for (std::size_t i = 0; i < row.size(); ++i)
        if (given[i] && !given[i]->empty() && !row[i])
          work_.notices({Notice::Kind::lost, model.name, number(given.front()),
                         model.columns[i].name + ": the target has no \"" + *given[i] + '"'});
      work_.spool.add(model, row);
      const RecordId known =
          model.has_id() ? work_.mapping.find(model.name, number(row.front())) : 0;
      ++(known == 0 ? tally.created : foreign(model.name, known) ? tally.matched : tally.unchanged);
    }
    return tally;
  }

  void complete(const Model&) override {}

  bool has_content(const Content& content) override {
    if (!needed_) find_needed_contents();
    return !needed_->contains(content.checksum);
  }

  bool write_content(const Content& content, const ContentPieces& pieces) override {
    std::string bytes;
    for (std::string piece = pieces(); !piece.empty(); piece = pieces()) bytes += piece;
    work_.contents.add(model("reference"), {content.checksum, std::nullopt,
                                            bridge::base64_encode(bytes), std::nullopt});
    return bridge::sha1_hex(bytes) == content.checksum;
  }

  void finish() override {
    if (options_.dry_run) return;
    mark_matches(work_.session, work_.info.key, work_.matches);
    work_.matches.clear();
    RpcCreation creation(work_);
    RpcEquality equality(work_);
    equality.note_last_seat();
    work_.gather_links();
    for (const Model& model : models())
      if (model.has_id() && model.stage >= 1) creation.create_missing(model);
    equality.write_contents();
    for (const Model& model : models())
      if (model.has_id() && model.stage >= 1) equality.make_equal(model);
    equality.remove_own_seats();
    mark_matches(work_.session, work_.info.key, work_.matches);
    work_.matches.clear();
  }

  const Mapping& mapping() const override { return work_.mapping; }
  bool keeps(const Model& model, const std::string& column) const override {
    return !kept_by_server(model, column);
  }
  bool keeps_missing_numbers() const override { return false; }
  void fit(const Model& model, Row& row) override {
    const auto& fields = work_.reader.fields(model.name);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i] && row[i]->empty()) row[i].reset();
      const auto field = fields.find(model.columns[i].name);
      if (field == fields.end() || field->second.required || field->second.choices.empty())
        continue;
      if (row[i] && !field->second.choices.contains(*row[i])) row[i].reset();
    }
  }
  bool takes(const Model& model, const Row& row) const override {
    return work_.info.told.empty() || !gives_rights(model) || !foreign("res.users", number(row[1]));
  }
  bool foreign(const std::string& model, RecordId target) const override {
    return work_.foreign_record(model, target);
  }

 private:
  // By external id, by the first company, by uuid or Message-Id.
  void identify(const Batch& batch) {
    const Model& model = *batch.model;
    std::map<std::string, RecordId> names;
    if (model.named && model.match != Match::people)
      for (const auto& [id, some] : work_.reader.external_ids(model.name))
        for (const std::string& one : split_names(some)) names[one] = id;
    const RecordId first =
        model.first_instead ? work_.reader.search(model.name, json::array()).at(0) : 0;
    json values = json::array();
    std::map<std::string, SortedIds> by_value;
    const std::size_t key = model.name == "mail.channel"   ? model.at("uuid")
                            : model.name == "mail.message" ? model.at("message_id")
                                                           : 0;
    for (const Row& row : batch.rows) {
      const RecordId source = number(row.front());
      if (work_.mapping.find(model.name, source) != 0) continue;
      RecordId found = 0;
      if (model.named)
        for (const std::string& one : split_names(row.back()))
          if (names.contains(one)) found = names[one];
      if (found == 0) found = first;
      if (found != 0) {
        work_.match(model.name, source, found);
      } else if (key != 0 && row[key]) {
        by_value[*row[key]].push_back(source);
        values.push_back(*row[key]);
      }
    }
    for (std::size_t at = 0; at < values.size(); at += 1000) {
      const json some(std::vector<json>(
          values.begin() + static_cast<std::ptrdiff_t>(at),
          values.begin() + static_cast<std::ptrdiff_t>(std::min(at + 1000, values.size()))));
      const std::string& field = model.columns[key].name;
      const SortedIds ids =
          work_.reader.search(model.name, json::array({json::array({field, "in", some})}));
      work_.reader.read_values(model.name, ids, {field}, [&](const json& record) {
        SortedIds& sources = by_value[record.at(field).get<std::string>()];
        const RecordId target = record.at("id").get<RecordId>();
        if (sources.empty() || work_.ours(model.name, target)) return;
        work_.match(model.name, sources.front(), target);
        sources.erase(sources.begin());
      });
    }
  }

  // Those that new attachments have, and those that an earlier run created without.
  void find_needed_contents() {
    needed_.emplace();
    const Model& attachment = model("ir.attachment");
    std::map<RecordId, std::string> there;
    SortedIds known;
    for (const auto& [source, target] : work_.mapping.pairs(attachment.name))
      known.push_back(target);
    std::sort(known.begin(), known.end());
    work_.reader.read_values(attachment.name, known, {"checksum"}, [&](const json& record) {
      const json& sum = record.at("checksum");
      there[record.at("id").get<RecordId>()] = sum.is_string() ? sum.get<std::string>() : "";
    });
    work_.spool.read(attachment, [&](Row&& row) {
      const Cell& sum = row[attachment.at("checksum")];
      const RecordId target = work_.mapping.find(attachment.name, number(row.front()));
      if (row[attachment.at("type")] == "binary" && sum &&
          (target == 0 || !foreign(attachment.name, target)) && there[target] != *sum)
        needed_->insert(*sum);
    });
  }

  RpcWork work_;
  TargetOptions options_;
  Decisions decisions_;
  std::optional<std::set<std::string>> needed_;  // checksums
};

}  // namespace

std::unique_ptr<Target> open_rpc_target(const std::string& url, const ServerLogin& login) {
  return std::make_unique<RpcTarget>(url, login);
}

}  // namespace chatterd::migrate
