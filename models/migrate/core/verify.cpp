// Two passes over each model. The first keeps a key and a hash of each row of the target (40
// bytes), the second takes the source's rows, as the target should have them, against these. Only
// rows that differ are looked at again.
#include "models/migrate/core/verify.hpp"

#include "bridge/files/hash.hpp"
#include "models/migrate/core/row_shape.hpp"
#include "models/migrate/database/identification.hpp"

namespace chatterd::migrate {
namespace {

struct Seen {
  std::uint64_t key = 0, hash = 0;
  RecordId id = 0, owner = 0;
  bool found = false;
};

std::string shortened(const Cell& cell) {
  if (!cell) return "nothing";
  return cell->size() <= 60
             ? "\"" + *cell + "\""
             : "\"" + cell->substr(0, 57) + "…\" (" + std::to_string(cell->size()) + " bytes)";
}

class Verify {
 public:
  Verify(Source& source, Target& target, Source& actual, Progress& progress)
      : source_(source), target_(target), actual_(actual), progress_(progress) {}

  VerifyReport go() {
    const auto start = std::chrono::steady_clock::now();
    TargetOptions rehearsal;
    rehearsal.dry_run = true;
    target_.begin(source_.info(), rehearsal, [](const Notice&) {});
    source_.read(model("reference"), 0, [&](Batch&& batch) { target_.write(batch); });
    for (const Model& model : models())
      if (model.name != "reference") check(model);
    check_channels();
    check_contents();
    report_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return std::move(report_);
  }

 private:
  const Mapping& mapping() const { return target_.mapping(); }

  // Columns that no row of the target has cannot be held against it (phone_sanitized, without the
  // module), nor what one of the ends does not tell (passwords over RPC).
  std::set<std::string> missing_columns(const Model& model) {
    std::set<std::string> out;
    for (const Column& column : model.columns)
      if (!actual_.has_column(model, column.name) || !source_.has_column(model, column.name) ||
          !target_.keeps(model, column.name))
        out.insert(column.name);
    return out;
  }

  // Rows as both ends can tell them: without parts of seconds where one knows none, and numbers
  // without the zeros at their end, of which RPC knows nothing either.
  void read(Source& from, const Model& model, RecordId after,
            const std::function<void(Batch&&)>& sink) {
    const bool cut = source_.whole_seconds() || actual_.whole_seconds();
    from.read(model, after, [&](Batch&& batch) {
      for (std::size_t i = 0; cut && i < model.columns.size(); ++i)
        for (Row& row : batch.rows) {
          if (!row[i] || row[i]->find('.') == std::string::npos) continue;
          if (model.columns[i].kind == Kind::time) row[i]->resize(row[i]->find('.'));
          if (model.columns[i].kind == Kind::real && row[i]->find('e') == std::string::npos) {
            row[i]->resize(row[i]->find_last_not_of('0') + 1);
            if (row[i]->ends_with('.')) row[i]->pop_back();
          }
        }
      for (Row& row : batch.rows) {
        fill_numbers(model, row);
        target_.fit(model, row);
      }
      sink(std::move(batch));
    });
  }

  void fill_numbers(const Model& model, Row& row) const {
    if (target_.keeps_missing_numbers()) return;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
      const Column& column = model.columns[i];
      const bool plain = column.points == Points::nowhere || column.points == Points::document;
      if (plain && !row[i] && column.kind == Kind::boolean)
        row[i] = "f";
      else if (plain && column.kind == Kind::integer && !row[i])
        row[i] = "0";
      else if (column.kind == Kind::real &&
               (!row[i] || row[i]->find_first_not_of("0.") == std::string::npos))
        row[i] = "0";
    }
  }

  // A row of the source as it has to be in the target; a pointer that leads nowhere there is a
  // missing number too.
  Translated expected_of(const Model& model, const Row& row) const {
    Translated out = translate(model, row, mapping());
    fill_numbers(model, out.row);
    return out;
  }

  void check(const Model& model) {
    const RowShape shape(model, missing_columns(model));
    ModelCheck& check = report_.models[model.name];
    // The ids of the target that stand for something in the source.
    std::unordered_set<RecordId> wanted;
    const bool scoped = !mapping().identity();
    if (scoped && model.marked)
      for (const auto& [source, target] : mapping().pairs(model.name)) wanted.insert(target);
    std::unordered_set<RecordId> owners;
    if (scoped && !shape.owner_model().empty())
      for (const auto& [source, target] : mapping().pairs(shape.owner_model()))
        if (target != 0 && !target_.foreign(shape.owner_model(), target)) owners.insert(target);
    std::vector<Seen> rows = seen_rows(model, shape, wanted, owners, scoped);
    std::vector<std::pair<RecordId, RecordId>> suspects;  // source row -> place in `rows`
    compare(model, shape, rows, check, suspects);
    for (const Seen& row : rows) {
      if (row.found) continue;
      // A record that the target has of its own is nobody's loss; one that belongs to what was
      // migrated is.
      const bool part =
          !scoped || (row.owner != 0 && owners.contains(row.owner)) ||
          (model.marked && wanted.contains(row.id) && !target_.foreign(model.name, row.id));
      if (!part || (scoped && target_.foreign(model.name, row.id))) continue;
      ++check.extra;
      note({Difference::Kind::extra, model.name, 0, row.id != 0 ? row.id : row.owner,
            "the source has no such record"});
    }
    explain(model, shape, rows, suspects);
    progress_.finished(model.name, check.expected);
  }

  std::vector<Seen> seen_rows(const Model& model, const RowShape& shape,
                              const std::unordered_set<RecordId>& wanted,
                              const std::unordered_set<RecordId>& owners, bool scoped) {
    std::vector<Seen> rows;
    read(actual_, model, 0, [&](Batch&& batch) {
      for (const Row& row : batch.rows) {
        Seen seen;
        seen.id = model.has_id() ? number(row.front()) : 0;
        seen.owner = shape.owner(row);
        seen.key = shape.key(row);
        seen.hash = shape.hash(row);
        const bool ours =
            !scoped || !model.marked || wanted.contains(seen.id) || owners.contains(seen.owner);
        if (model.name == "mail.message" && ours) sum(found_, row, shape);
        if (ours) rows.push_back(seen);
      }
      progress_.advance(model.name + " in the target", static_cast<std::int64_t>(rows.size()), 0);
    });
    std::sort(rows.begin(), rows.end(), [](const Seen& a, const Seen& b) {
      return std::tie(a.key, a.hash) < std::tie(b.key, b.hash);
    });
    return rows;
  }

  void compare(const Model& model, const RowShape& shape, std::vector<Seen>& rows,
               ModelCheck& check, std::vector<std::pair<RecordId, RecordId>>& suspects) {
    std::int64_t done = 0;
    read(source_, model, 0, [&](Batch&& batch) {
      for (const Row& given : batch.rows) {
        const Translated expected = expected_of(model, given);
        if (expected.dropped || !target_.takes(model, expected.row)) {
          ++check.left_out;
          continue;
        }
        ++check.expected;
        const RecordId source = number(given.front());
        if (model.marked && !expected.row.front()) {
          missing(model, source, 0, check);
          continue;
        }
        if (model.name == "mail.message") sum(expected_, expected.row, shape);
        settle(model, shape, rows, check, suspects, source, expected.row);
      }
      done += static_cast<std::int64_t>(batch.rows.size());
      progress_.advance(model.name, done, 0);
    });
  }

  // The row of the target that stands for this one: an equal one if there is, else one of the same
  // key.
  void settle(const Model& model, const RowShape& shape, std::vector<Seen>& rows, ModelCheck& check,
              std::vector<std::pair<RecordId, RecordId>>& suspects, RecordId source,
              const Row& expected) {
    const std::uint64_t key = shape.key(expected), hash = shape.hash(expected);
    const auto first =
        std::lower_bound(rows.begin(), rows.end(), key,
                         [](const Seen& seen, std::uint64_t k) { return seen.key < k; });
    Seen* like = nullptr;
    for (auto at = first; at != rows.end() && at->key == key; ++at) {
      if (at->found) continue;
      if (like == nullptr || at->hash == hash) like = &*at;
      if (at->hash == hash) break;
    }
    if (like == nullptr) return missing(model, source, number(expected.front()), check);
    like->found = true;
    ++check.found;
    if (like->hash == hash || target_.foreign(model.name, like->id)) return;
    ++check.changed;
    ++report_.difference_count;
    if (static_cast<std::int64_t>(suspects.size()) < differences_kept)
      suspects.emplace_back(source, like->id != 0 ? like->id : like->owner);
  }

  void missing(const Model& model, RecordId source, RecordId target, ModelCheck& check) {
    ++check.missing;
    note({Difference::Kind::missing, model.name, source, target, "the target has no such record"});
  }

  void note(Difference difference) {
    ++report_.difference_count;
    if (++kept_[difference.model] <= differences_kept)
      report_.differences.push_back(std::move(difference));
  }

  // Says which columns differ: both rows are read again.
  void explain(const Model& model, const RowShape& shape, const std::vector<Seen>&,
               const std::vector<std::pair<RecordId, RecordId>>& suspects) {
    if (suspects.empty()) return;
    std::map<RecordId, Row> expected, actual;
    if (model.has_id()) {
      for (const auto& [source, target] : suspects) {
        fetch(source_, model, source, expected);
        fetch(actual_, model, target, actual);
      }
    }
    for (const auto& [source, target] : suspects) {
      std::string text;
      if (expected.contains(source) && actual.contains(target)) {
        const Row wanted = expected_of(model, expected.at(source)).row;
        for (const std::size_t i : shape.compared())
          if (wanted[i] != actual.at(target)[i])
            text += (text.empty() ? "" : "; ") + model.columns[i].name + " is " +
                    shortened(actual.at(target)[i]) + ", not " + shortened(wanted[i]);
      }
      report_.differences.push_back({Difference::Kind::changed, model.name, source, target, text});
    }
  }

  void fetch(Source& from, const Model& model, RecordId id, std::map<RecordId, Row>& into) {
    struct Enough {};
    try {
      read(from, model, id - 1, [&](Batch&& batch) {
        if (number(batch.rows.front().front()) == id) into[id] = std::move(batch.rows.front());
        throw Enough();
      });
    } catch (const Enough&) {
      // only the first row was wanted
    }
  }

  struct Sum {
    std::int64_t messages = 0;
    std::uint64_t value = 0;
  };
  using Sums = std::map<RecordId, Sum>;

  static void sum(Sums& sums, const Row& row, const RowShape& shape) {
    const RecordId channel = shape.owner(row);
    if (channel == 0) return;
    Sum& one = sums[channel];
    ++one.messages;
    one.value += shape.hash(row);
  }

  void check_channels() {
    for (const auto& [channel, wanted] : expected_) {
      const Sum& there = found_[channel];
      report_.channels.push_back(
          {0, channel, wanted.messages, there.messages, wanted.value, there.value});
    }
    for (const auto& [source, target] : mapping().pairs("mail.channel"))
      for (ChannelCheck& channel : report_.channels)
        if (channel.target == target) channel.source = source;
    if (mapping().identity())
      for (ChannelCheck& channel : report_.channels) channel.source = channel.target;
  }

  // The SHA-1 of the bytes of both sides, by the checksum that names them.
  void check_contents() {
    std::map<std::string, std::set<std::string>> wanted, found;
    const auto hashes = [&](Source& from, std::map<std::string, std::set<std::string>>& into,
                            const auto& needed) {
      from.contents([&](const Content& content) { return needed(content.checksum); },
                    [&](const Content& content, const ContentPieces& pieces) {
                      bridge::Digester digester(bridge::Digest::sha1);
                      for (std::string piece = pieces(); !piece.empty(); piece = pieces())
                        digester.add(piece);
                      into[content.checksum].insert(bridge::hex(digester.finish()));
                      report_.content_bytes += static_cast<std::int64_t>(content.size);
                      progress_.advance("attachment contents", ++report_.contents, 0);
                    },
                    [&](const Content& content) {
                      if (needed(content.checksum)) into[content.checksum].insert("nothing");
                    });
    };
    hashes(source_, wanted, [](const std::string&) { return true; });
    hashes(actual_, found, [&](const std::string& checksum) { return wanted.contains(checksum); });
    for (const auto& [checksum, bytes] : wanted) {
      const std::set<std::string>& there = found[checksum];
      for (const std::string& one : there)
        if (!bytes.contains(one))
          note({Difference::Kind::changed, "attachment content", 0, 0,
                checksum + " has other bytes in the target (their SHA-1 is " + one + ")"});
      if (there.empty())
        note({Difference::Kind::missing, "attachment content", 0, 0,
              checksum + " is not in the target"});
    }
  }

  Source& source_;
  Target& target_;
  Source& actual_;
  Progress& progress_;
  VerifyReport report_;
  std::map<std::string, std::int64_t> kept_;
  Sums expected_, found_;
};

}  // namespace

VerifyReport verify_migration(Source& source, Target& target, Source& actual, Progress& progress) {
  return Verify(source, target, actual, progress).go();
}

Json to_json(const VerifyReport& report) {
  Json out = {{"equal", report.equal()},
              {"seconds", report.seconds},
              {"difference_count", report.difference_count},
              {"contents", {{"compared", report.contents}, {"bytes", report.content_bytes}}}};
  for (const auto& [name, check] : report.models)
    out["models"][name] = {{"expected", check.expected}, {"found", check.found},
                           {"missing", check.missing},   {"changed", check.changed},
                           {"extra", check.extra},       {"left_out", check.left_out}};
  out["channels"] = Json::array();
  for (const ChannelCheck& channel : report.channels)
    out["channels"].push_back({{"source", channel.source},
                               {"target", channel.target},
                               {"messages", channel.expected_messages},
                               {"messages_there", channel.found_messages},
                               {"checksum", channel.expected_sum},
                               {"checksum_there", channel.found_sum},
                               {"equal", channel.equal()}});
  out["differences"] = Json::array();
  for (const Difference& difference : report.differences)
    out["differences"].push_back(
        {{"kind", difference.kind == Difference::Kind::missing   ? "missing"
                  : difference.kind == Difference::Kind::changed ? "changed"
                                                                 : "extra"},
         {"model", difference.model},
         {"source", difference.source},
         {"target", difference.target},
         {"text", difference.text}});
  return out;
}

}  // namespace chatterd::migrate
