// Two passes in finish(): what is missing is created, then all that the runs created is read back and made equal. The
// second pass sets what pointed at later records, and brings a second run's changes.
#include "bridge/migrate/rpc_target.hpp"

#include <algorithm>

#include "bridge/hash.hpp"
#include "bridge/migrate/identification.hpp"
#include "bridge/migrate/people.hpp"
#include "bridge/migrate/row_spool.hpp"
#include "bridge/migrate/rpc_marks.hpp"
#include "bridge/migrate/rpc_matching.hpp"
#include "bridge/migrate/rpc_reader.hpp"
#include "bridge/migrate/rpc_values.hpp"

namespace chatterd::bridge::migrate {

using nlohmann::json;

namespace {

constexpr std::size_t load_rows = 200;
constexpr std::size_t load_bytes = 4 << 20;

// A relation as a field of the records of one side.
struct Link {
  const char* table;
  const char* model;
  const char* field;
  bool left;  // is the owner the first column?
};
constexpr Link links[] = {
    {"res_groups_users_rel", "res.users", "groups_id", false},
    {"res_company_users_rel", "res.users", "company_ids", false},
    {"mail_channel_res_groups_rel", "mail.channel", "group_ids", true},
    {"mail_channel_moderator_rel", "mail.channel", "moderator_ids", true},
    {"mail_message_mail_channel_rel", "mail.message", "channel_ids", true},
    {"mail_message_res_partner_rel", "mail.message", "partner_ids", true},
    {"mail_message_res_partner_starred_rel", "mail.message", "starred_partner_ids", true},
    {"message_attachment_rel", "mail.message", "attachment_ids", true},
    {"mail_followers_mail_message_subtype_rel", "mail.followers", "subtype_ids", true},
};

class RpcTarget : public Target {
 public:
  RpcTarget(const std::string& url, const ServerLogin& login) : session_(url, login), reader_(session_) {}

  void begin(const SourceInfo& info, const TargetOptions& options, const Notices& notices) override {
    info_ = info;
    options_ = options;
    notices_ = notices;
    decisions_ = Decisions(options.mapping_file);
    std::set<std::string, std::less<>> names;
    for (const auto& [id, name] : reader_.model_names()) names.insert(name);
    mapping_.know(std::move(names));
    load_marks(session_, info_.key, mapping_, foreign_);
  }

  bool people(const std::vector<Person>& people) override {
    std::vector<Person> open;
    for (const Person& person : people)
      if (mapping_.find("res.partner", person.partner) == 0) open.push_back(person);
    const PeopleMatches found = match_people(open, people_of(reader_), decisions_, false);
    for (const auto& [source, target] : found.partners) match("res.partner", source, target);
    for (const auto& [source, target] : found.users) match("res.users", source, target);
    for (const Notice& conflict : found.conflicts) notices_(conflict);
    return found.conflicts.empty();
  }

  std::optional<RecordId> resume_after(const Model&) override { return 0; }

  Tally write(const Batch& batch) override {
    const Model& model = *batch.model;
    if (model.name == "reference") return match_references(reader_, batch, mapping_, notices_);
    if (model.has_id()) identify(batch);
    Tally tally;
    for (const Row& row : batch.rows) {
      spool_.add(model, row);
      const RecordId known = model.has_id() ? mapping_.find(model.name, number(row.front())) : 0;
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
    contents_.add(model("reference"), {content.checksum, std::nullopt, base64_encode(bytes), std::nullopt});
    return sha1_hex(bytes) == content.checksum;
  }

  void finish() override {
    if (options_.dry_run) return;
    mark_matches(session_, info_.key, matches_);
    matches_.clear();
    for (const RecordId id : reader_.search("mail.channel.partner", json::array())) last_seat_ = id;
    gather_links();
    for (const Model& model : models())
      if (model.has_id() && model.stage >= 1) create_missing(model);
    write_contents();
    for (const Model& model : models())
      if (model.has_id() && model.stage >= 1) make_equal(model);
    remove_own_seats();
    mark_matches(session_, info_.key, matches_);
    matches_.clear();
  }

  const Mapping& mapping() const override { return mapping_; }
  bool keeps(const Model& model, const std::string& column) const override { return !kept_by_server(model, column); }
  bool keeps_missing_numbers() const override { return false; }
  bool foreign(const std::string& model, RecordId target) const override { return foreign_.find(model, target) != 0; }

 private:
  using Ids = std::vector<RecordId>;

  void match(const std::string& model, RecordId source, RecordId target) {
    if (mapping_.find(model, source) == 0) matches_.push_back({model, source, target});
    mapping_.set(model, source, target);
    foreign_.set(model, target, target);
  }

  // By external id, by the first company, by uuid or Message-Id.
  void identify(const Batch& batch) {
    const Model& model = *batch.model;
    std::map<std::string, RecordId> names;
    if (model.named && model.match != Match::people)
      for (const auto& [id, some] : reader_.external_ids(model.name))
        for (const std::string& one : split_names(some)) names[one] = id;
    const RecordId first = model.first_instead ? reader_.search(model.name, json::array()).at(0) : 0;
    json values = json::array();
    std::map<std::string, Ids> by_value;
    const std::size_t key = model.name == "mail.channel"   ? model.at("uuid")
                            : model.name == "mail.message" ? model.at("message_id")
                                                           : 0;
    for (const Row& row : batch.rows) {
      const RecordId source = number(row.front());
      if (mapping_.find(model.name, source) != 0) continue;
      RecordId found = 0;
      if (model.named)
        for (const std::string& one : split_names(row.back()))
          if (names.contains(one)) found = names[one];
      if (found == 0) found = first;
      if (found != 0) {
        match(model.name, source, found);
      } else if (key != 0 && row[key]) {
        by_value[*row[key]].push_back(source);
        values.push_back(*row[key]);
      }
    }
    for (std::size_t at = 0; at < values.size(); at += 1000) {
      const json some(
          std::vector<json>(values.begin() + static_cast<std::ptrdiff_t>(at),
                            values.begin() + static_cast<std::ptrdiff_t>(std::min(at + 1000, values.size()))));
      const std::string& field = model.columns[key].name;
      const SortedIds ids = reader_.search(model.name, json::array({json::array({field, "in", some})}));
      reader_.read_values(model.name, ids, {field}, [&](const json& record) {
        Ids& sources = by_value[record.at(field).get<std::string>()];
        const RecordId target = record.at("id").get<RecordId>();
        if (sources.empty() || ours(model.name, target)) return;
        match(model.name, sources.front(), target);
        sources.erase(sources.begin());
      });
    }
  }

  void made(const std::string& model, RecordId source, RecordId target) {
    mapping_.set(model, source, target);
    if (const auto known = made_.find(model); known != made_.end()) known->second.insert(target);
  }

  // Made by a run of ours: two equal messages of the source stay two.
  bool ours(const std::string& model, RecordId target) {
    if (!made_.contains(model))
      for (const auto& [source, id] : mapping_.pairs(model))
        if (!foreign(model, id)) made_[model].insert(id);
    return made_[model].contains(target);
  }

  void gather_links() {
    for (const Link& link : links)
      spool_.read(model(link.table), [&](Row&& row) {
        const RecordId owner = number(row[link.left ? 0 : 1]), other = number(row[link.left ? 1 : 0]);
        linked_[&link][owner].push_back(other);
      });
  }

  // The target's ids that a link of a source record leads to.
  Ids link_targets(const Link& link, RecordId source) {
    Ids out;
    const Model& relation = model(link.table);
    const std::string& to = relation.columns[link.left ? 1 : 0].to;
    const auto found = linked_[&link].find(source);
    if (found != linked_[&link].end())
      for (const RecordId other : found->second)
        if (const RecordId target = mapping_.find(to, other)) out.push_back(target);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  // Those that new attachments have, and those that an earlier run created without.
  void find_needed_contents() {
    needed_.emplace();
    const Model& attachment = model("ir.attachment");
    std::map<RecordId, std::string> there;
    SortedIds known;
    for (const auto& [source, target] : mapping_.pairs(attachment.name)) known.push_back(target);
    std::sort(known.begin(), known.end());
    reader_.read_values(attachment.name, known, {"checksum"}, [&](const json& record) {
      const json& sum = record.at("checksum");
      there[record.at("id").get<RecordId>()] = sum.is_string() ? sum.get<std::string>() : "";
    });
    spool_.read(attachment, [&](Row&& row) {
      const Cell& sum = row[attachment.at("checksum")];
      const RecordId target = mapping_.find(attachment.name, number(row.front()));
      if (row[attachment.at("type")] == "binary" && sum && (target == 0 || !foreign(attachment.name, target)) &&
          there[target] != *sum)
        needed_->insert(*sum);
    });
  }

  // The places of the columns that the server takes.
  std::vector<std::size_t> taken(const Model& model) {
    const auto& fields = reader_.fields(model.name);
    std::vector<std::size_t> out;
    for (std::size_t i = 1; i < model.columns.size(); ++i) {
      const std::string& name = model.columns[i].name;
      const auto field = fields.find(name);
      if (name != "external_id" && field != fields.end() && field->second.stored && !kept_by_server(model, name) &&
          !computed(model, name))
        out.push_back(i);
    }
    return out;
  }

  void create_missing(const Model& model) {
    if (reader_.fields(model.name).empty()) return;
    static const std::set<std::string> parts = {"mail.channel.partner", "mail.followers",      "mail.notification",
                                                "mail.moderation",      "mail.tracking.value", "mail.shortcode"};
    if (parts.contains(model.name)) adopt(model);
    const std::vector<std::size_t> places = taken(model);
    json fields = json::array({"id"});
    for (const std::size_t i : places) {
      const Column& column = model.columns[i];
      const bool pointer = reader_.fields(model.name).at(column.name).type == "many2one";
      fields.push_back(column.name + (pointer ? "/.id" : ""));
    }
    std::vector<const Link*> own;
    for (const Link& link : links)
      if (model.name == link.model) {
        own.push_back(&link);
        fields.push_back(std::string(link.field) + "/.id");
      }
    // nobody is seated by a channel's creation
    const bool empty_seats = model.name == "mail.channel";
    json rows = json::array();
    Ids sources;
    std::size_t bytes = 0;
    // Odoo's mail.message takes no empty list of attachments. Others with, others without: in their order all the same,
    // by which Discuss sorts.
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
    spool_.read(model, [&](Row&& row) {
      const RecordId source = number(row.front());
      if (mapping_.find(model.name, source) != 0) return;
      const Translated translated = translate(model, row, mapping_);
      for (const Lost& lost : translated.lost)
        notices_({Notice::Kind::lost, lost.model, lost.id, lost.column + ": " + lost.to + " is not in the target"});
      if (translated.dropped) return;
      json line = json::array({std::string(mark_module) + "." + mark_name(info_.key, model.name, source)});
      for (const std::size_t i : places) line.push_back(load_value(reader_, model.columns[i], translated.row[i]));
      for (const Link* link : own) {
        std::string ids;
        // groups seat their members when they are set: the second pass does, after the seats
        if (!empty_seats || std::string_view(link->field) != "group_ids")
          for (const RecordId id : link_targets(*link, source)) ids += (ids.empty() ? "" : ",") + std::to_string(id);
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

  // Record and external id are made together, so that saying it twice does no harm.
  void load(const Model& model, const json& fields, const json& rows, const Ids& sources) {
    if (rows.empty()) return;
    const json done =
        session_.call(model.name, "load", json::array({fields, rows}), {{"context", quiet(session_.context())}});
    if (!done.is_object() || !done.at("ids").is_array()) {
      std::string why;
      for (const json& message : done.value("messages", json::array()))
        if (why.empty() && message.contains("message")) why = message.at("message").get<std::string>();
      throw std::runtime_error(model.name + ", records " + std::to_string(sources.front()) + " to " +
                               std::to_string(sources.back()) + ": " + why);
    }
    for (std::size_t i = 0; i < sources.size(); ++i) made(model.name, sources[i], done.at("ids").at(i).get<RecordId>());
  }

  bool belongs_to_ours(const Model& model, const Row& there) {
    for (const std::string& name : model.key) {
      const Column& column = *model.column(name);
      if (column.points == Points::nowhere || !there[model.at(name)]) continue;
      const std::string to = column.points == Points::document ? there[model.at(column.to)].value_or("") : column.to;
      if (ours(to, number(there[model.at(name)]))) return true;
    }
    return false;
  }

  // What the server has of its own accord (a channel that listens to itself, who joined by a group), and parts of
  // records that it had before: found by the columns that make a row one of its kind.
  void adopt(const Model& model) {
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
    spool_.read(model, [&](Row&& row) {
      const RecordId source = number(row.front());
      if (mapping_.find(model.name, source) != 0) return;
      const Row there = translate(model, row, mapping_).row;
      const Cell& value = there[model.at(by->name)];
      if (!value) return;
      std::string key;
      for (const std::string& name : model.key) key += there[model.at(name)].value_or("") + "\n";
      open[key] = {source, belongs_to_ours(model, there)};
      values[*value] = by->kind == Kind::integer ? json(number(value)) : json(*value);
    });
    const auto look = [&](const json& some) {
      const SortedIds ids = reader_.search(model.name, json::array({json::array({by->name, "in", some})}));
      reader_.read_values(model.name, ids, model.key, [&](const json& record) {
        std::string key;
        for (const std::string& name : model.key) {
          const json& value = record.at(name);
          key += (value.is_string() ? value.get<std::string>() : value.is_number() ? value.dump() : "") + "\n";
        }
        const auto found = open.find(key);
        if (found == open.end()) return;
        const RecordId target = record.at("id").get<RecordId>();
        if (found->second.ours)
          made(model.name, found->second.source, target);
        else
          match(model.name, found->second.source, target);
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

  // Whom the server seated itself, by the groups of new people or as the creator: of channels that a run created all
  // that the source does not have, of others those that this run caused.
  void remove_own_seats() {
    IdSet channels, all, seats;
    for (const auto& [source, target] : mapping_.pairs("mail.channel")) {
      all.insert(target);
      if (!foreign("mail.channel", target)) channels.insert(target);
    }
    for (const auto& [source, target] : mapping_.pairs("mail.channel.partner")) seats.insert(target);
    const auto in = [](const IdSet& ids) {
      return json::array({"channel_id", "in", ids_of(sorted(ids), 0, ids.size())});
    };
    const SortedIds own = reader_.search("mail.channel.partner", json::array({in(channels)}));
    const SortedIds caused = reader_.search(
        "mail.channel.partner",
        json::array({in(all), json::array({"id", ">", last_seat_}), json::array({"create_uid", "=", session_.uid()})}));
    IdSet surplus(own.begin(), own.end());
    surplus.insert(caused.begin(), caused.end());
    for (const RecordId id : seats) surplus.erase(id);
    if (surplus.empty()) return;
    session_.call("mail.channel.partner", "unlink", json::array({ids_of(sorted(surplus), 0, surplus.size())}));
  }

  void write_contents() {
    const Model& attachment = model("ir.attachment");
    std::map<std::string, std::vector<std::pair<RecordId, Cell>>> by_checksum;
    spool_.read(attachment, [&](Row&& row) {
      const RecordId target = mapping_.find(attachment.name, number(row.front()));
      if (row[attachment.at("type")] == "binary" && row[attachment.at("checksum")] && target != 0 &&
          !foreign(attachment.name, target))
        by_checksum[*row[attachment.at("checksum")]].emplace_back(target, row[attachment.at("mimetype")]);
    });
    contents_.read(model("reference"), [&](Row&& row) {
      for (const auto& [target, mimetype] : by_checksum[*row[0]])
        session_.call("ir.attachment", "write",
                      json::array({json::array({target}),
                                   {{"datas", *row[2]}, {"mimetype", mimetype ? json(*mimetype) : json(false)}}}),
                      {{"context", quiet(session_.context())}});
    });
  }

  void make_equal(const Model& model) {
    if (reader_.fields(model.name).empty()) return;
    std::map<RecordId, Row> wanted;
    const auto flush = [&] {
      equalise(model, wanted);
      wanted.clear();
    };
    spool_.read(model, [&](Row&& row) {
      const RecordId target = mapping_.find(model.name, number(row.front()));
      if (target == 0 || (foreign(model.name, target) && !model.marked)) return;
      wanted[target] = std::move(row);
      if (wanted.size() >= 1000) flush();
    });
    flush();
  }

  void equalise(const Model& model, const std::map<RecordId, Row>& wanted) {
    SortedIds ids;
    for (const auto& [id, row] : wanted) ids.push_back(id);
    std::vector<std::string> more;
    for (const Link& link : links)
      if (model.name == link.model) more.emplace_back(link.field);
    const std::vector<std::size_t> places = taken(model);
    std::map<std::string, json> same_values;  // values -> ids
    reader_.read(model, ids, more, [&](Row&& there, const json& record) {
      const RecordId target = number(there.front());
      const Row& source = wanted.at(target);
      json values = json::object();
      if (!foreign(model.name, target)) {
        const Row row = translate(model, source, mapping_).row;
        for (const std::size_t i : places)
          if (!same(model.columns[i], row[i], there[i]))
            values[model.columns[i].name] = write_value(reader_, model.columns[i], row[i]);
      }
      for (const Link& link : links) {
        if (model.name != link.model) continue;
        Ids has = record.at(link.field).get<Ids>();
        std::sort(has.begin(), has.end());
        const Ids needs = link_targets(link, number(source.front()));
        const bool enough = foreign(model.name, target)
                                ? std::includes(has.begin(), has.end(), needs.begin(), needs.end())
                                : has == needs;
        if (enough) continue;
        json commands = json::array();
        if (foreign(model.name, target))
          for (const RecordId id : needs) commands.push_back(json::array({4, id}));
        else
          commands.push_back(json::array({6, 0, needs}));
        values[link.field] = std::move(commands);
      }
      if (!values.empty()) {
        json& list = same_values[values.dump()];
        if (list.is_null()) list = json::array();
        list.push_back(target);
      }
    });
    for (const auto& [values, targets] : same_values)
      session_.call(model.name, "write", json::array({targets, json::parse(values)}),
                    {{"context", quiet(session_.context())}});
  }

  RpcSession session_;
  RpcReader reader_;
  SourceInfo info_;
  TargetOptions options_;
  Notices notices_;
  Decisions decisions_;
  Mapping mapping_, foreign_;
  RowSpool spool_, contents_;
  std::vector<RpcMatch> matches_;
  RecordId last_seat_ = 0;                       // before the run wrote anything
  std::optional<std::set<std::string>> needed_;  // checksums
  std::map<std::string, IdSet> made_;
  std::map<const Link*, std::unordered_map<RecordId, Ids>> linked_;
};

}  // namespace

std::unique_ptr<Target> open_rpc_target(const std::string& url, const ServerLogin& login) {
  return std::make_unique<RpcTarget>(url, login);
}

}  // namespace chatterd::bridge::migrate
